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
