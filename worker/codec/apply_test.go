package codec_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"regulars/config"
	"regulars/worker/codec"
)

// With a key a client writes neither payloads nor the texts of errors in the clear; without
// one it is left as it is.
func TestApply(t *testing.T) {
	var options client.Options
	require.NoError(t, codec.Apply(&options, config.Secret{}))
	require.Nil(t, options.DataConverter)
	require.Nil(t, options.FailureConverter)
	require.NoError(t, codec.Apply(&options, config.NewSecret("a key of enough characters")))
	failure := options.FailureConverter.ErrorToFailure(temporal.NewApplicationError("a@x.test can't be reached", "mail"))
	require.NotContains(t, failure.String(), "a@x.test")
	require.ErrorContains(t, options.FailureConverter.FailureToError(failure), "a@x.test")
	payload, err := options.DataConverter.ToPayload("a@x.test")
	require.NoError(t, err)
	require.NotContains(t, payload.String(), "a@x.test")

	plain, err := codec.Converter(config.Secret{})
	require.NoError(t, err)
	require.Equal(t, converter.GetDefaultDataConverter(), plain)
}

// The same text is another payload each time; a payload that was cut short or changed is not
// read, and doesn't end the process.
func TestPayloadsThatWereChanged(t *testing.T) {
	c, err := codec.New(config.NewSecret("a key of enough characters"))
	require.NoError(t, err)
	text, err := converter.GetDefaultDataConverter().ToPayload("x")
	require.NoError(t, err)
	encrypted, err := c.Encode([]*commonpb.Payload{text, text})
	require.NoError(t, err)
	require.NotEqual(t, encrypted[0].GetData(), encrypted[1].GetData())
	whole := encrypted[0].GetData()
	for n := range len(whole) {
		encrypted[0].Data = whole[:n]
		_, err := c.Decode(encrypted[:1])
		require.Error(t, err, "cut to %d bytes", n)
		changed := append([]byte{}, whole...)
		changed[n] ^= 1
		encrypted[0].Data = changed
		_, err = c.Decode(encrypted[:1])
		require.Error(t, err, "byte %d", n)
	}
	encrypted[0].Data = whole
	read, err := c.Decode(encrypted)
	require.NoError(t, err)
	require.Len(t, read, 2)
}
