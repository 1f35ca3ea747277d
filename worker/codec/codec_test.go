package codec_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"regulars/config"
	"regulars/worker/codec"
)

func TestRoundTrip(t *testing.T) {
	c, err := codec.New(config.NewSecret("a key of enough characters"))
	require.NoError(t, err)
	data := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)

	payloads, err := data.ToPayloads("first", 2)
	require.NoError(t, err)
	require.NotContains(t, payloads.String(), "first")
	var text string
	var number int
	require.NoError(t, data.FromPayloads(payloads, &text, &number))
	require.Equal(t, "first", text)
	require.Equal(t, 2, number)
}

func TestLeavesPlainPayloads(t *testing.T) {
	c, err := codec.New(config.NewSecret("a key of enough characters"))
	require.NoError(t, err)
	plain, err := converter.GetDefaultDataConverter().ToPayload("written before there was a key")
	require.NoError(t, err)
	decoded, err := c.Decode([]*commonpb.Payload{plain})
	require.NoError(t, err)
	require.Equal(t, plain, decoded[0])
}

func TestOtherKey(t *testing.T) {
	one, err := codec.New(config.NewSecret("a key of enough characters"))
	require.NoError(t, err)
	other, err := codec.New(config.NewSecret("another key of characters"))
	require.NoError(t, err)
	plain, err := converter.GetDefaultDataConverter().ToPayload("x")
	require.NoError(t, err)
	encrypted, err := one.Encode([]*commonpb.Payload{plain})
	require.NoError(t, err)
	_, err = other.Decode(encrypted)
	require.ErrorContains(t, err, "put the old key back")
	require.False(t, strings.Contains(err.Error(), "characters"), "an error shows the key")
}

// A key changes without a payload that nobody can read: first every worker reads the new
// one, then they write with it.
func TestRotation(t *testing.T) {
	before, after := config.NewSecret("a key of enough characters"), config.NewSecret("another key of characters")
	codecs := make([]converter.PayloadCodec, 4)
	for i, keys := range [][]config.Secret{{before, {}}, {before, after}, {after, before}, {after}} {
		var err error
		codecs[i], err = codec.New(keys[0], keys[1:]...)
		require.NoError(t, err)
	}
	plain, err := converter.GetDefaultDataConverter().ToPayload("x")
	require.NoError(t, err)
	read := func(writer, reader converter.PayloadCodec) error {
		encrypted, err := writer.Encode([]*commonpb.Payload{plain})
		require.NoError(t, err)
		decoded, err := reader.Decode(encrypted)
		if err == nil {
			require.Equal(t, plain.GetData(), decoded[0].GetData())
		}
		return err
	}
	for i := range codecs[1:] {
		require.NoError(t, read(codecs[i], codecs[i+1]), "step %d goes on with what was written before", i+1)
		require.NoError(t, read(codecs[i+1], codecs[i]), "step %d, while another worker is one behind", i+1)
	}
	require.ErrorContains(t, read(codecs[0], codecs[3]), "payload_key_other")
	require.ErrorContains(t, read(codecs[2], codecs[0]), "payload_key_other")
}

// An absent key is none: nothing is written or read by the hash of nothing.
func TestAnAbsentKeyIsNone(t *testing.T) {
	key := config.NewSecret("a key of enough characters")
	of := func(keys ...config.Secret) converter.PayloadCodec {
		c, err := codec.New(keys[0], keys[1:]...)
		require.NoError(t, err)
		return c
	}
	plain, err := converter.GetDefaultDataConverter().ToPayload("x")
	require.NoError(t, err)
	encrypted, err := of(config.Secret{}, key).Encode([]*commonpb.Payload{plain})
	require.NoError(t, err)
	decoded, err := of(key).Decode(encrypted)
	require.NoError(t, err)
	require.Equal(t, plain.GetData(), decoded[0].GetData())
	nonce := &commonpb.Payload{Metadata: encrypted[0].GetMetadata(), Data: encrypted[0].GetData()[:12]}
	for cut, says := range map[int]string{11: "too short", 12: "decrypt"} {
		nonce.Data = encrypted[0].GetData()[:cut]
		_, err = of(key).Decode([]*commonpb.Payload{nonce})
		require.ErrorContains(t, err, says, "%d bytes", cut)
	}
}
