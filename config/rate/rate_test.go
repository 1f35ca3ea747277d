package rate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/rate"
)

// A file of rates is read line by line: one that can't be a rate is named, and none of it is
// taken.
func TestRead(t *testing.T) {
	const head = "currency,from,rate\n"
	for name, c := range map[string]struct {
		text  string
		rates []rate.Rate
		wrong []int
	}{
		"no rates":    {head, nil, nil},
		"two":         {head + "USD,2026-01-01,31.5\nJPY,2026-02-01,0.21\n", []rate.Rate{{"USD", "2026-01-01", "31.5"}, {"JPY", "2026-02-01", "0.21"}}, nil},
		"no currency": {head + "US,2026-01-01,31.5\nUSDT,2026-01-01,31.5\n,2026-01-01,31.5\n", nil, []int{2, 3, 4}},
		"no date":     {head + "USD,2026-02-30,31.5\nUSD,2026-01-01,31.5\n", []rate.Rate{{"USD", "2026-01-01", "31.5"}}, []int{2}},
		"no number":   {head + "USD,2026-01-01,\nUSD,2026-01-01,31_5\nUSD,2026-01-01,0\nUSD,2026-01-01,-31.5\n", nil, []int{2, 3, 4, 5}},
	} {
		rates, wrong, is := rate.Read([]byte(c.text))
		require.True(t, is, name)
		require.Equal(t, c.rates, rates, name)
		require.Equal(t, c.wrong, wrong, name)
	}
	for name, text := range map[string]string{
		"nothing": "", "another header": "currency,rate,from\nUSD,31.5,2026-01-01\n", "a line too long": head + "USD,2026-01-01,31.5,x\n", "a header too long": "currency,from,rate,note\n", "a quote that stays open": head + "\"USD,2026-01-01,31.5\n",
	} {
		_, _, is := rate.Read([]byte(text))
		require.False(t, is, name)
	}
}
