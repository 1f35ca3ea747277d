package record_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

func read(text string, each func(r *record.Reader, key string)) (*record.Reader, []byte) {
	r := record.Begin(jsonscan.New([]byte(text)))
	r.Object(func(key string) { each(r, key) })
	return r, r.Raw()
}

func TestValues(t *testing.T) {
	var money regulars.Money
	var n float64
	var at time.Time
	var yes bool
	text := `{"money":5598.6,"n":"3","at":"2026-11-21T21:55:04.5+02:00","yes":true}`
	r, raw := read("  "+text, func(r *record.Reader, key string) {
		switch key {
		case "money":
			money = r.Money(key)
		case "n":
			n = r.Number(key)
		case "at":
			at = r.Time(key)
		case "yes":
			yes = r.IsTrue()
		}
	})
	require.Empty(t, r.Reason())
	require.Equal(t, text, string(raw))
	require.Equal(t, regulars.Money(55_986_000), money)
	require.Equal(t, 3.0, n)
	require.Equal(t, time.Date(2026, 11, 21, 19, 55, 4, 5e8, time.UTC), at)
	require.True(t, yes)
}

// The first value that can't be read says why, without its content.
func TestReasons(t *testing.T) {
	for kind, read := range map[string]func(r *record.Reader, key string){
		"an amount": func(r *record.Reader, key string) { r.Money(key) },
		"a number":  func(r *record.Reader, key string) { r.Number(key) },
		"a time":    func(r *record.Reader, key string) { require.Zero(t, r.Time(key)) },
	} {
		r := record.Begin(jsonscan.New([]byte(`{"a":"person@example.test","b":null,"c":"","d":"x"}`)))
		r.Object(func(key string) { read(r, key) })
		require.Equal(t, `field "a" is not `+kind, r.Reason())
	}
	r, raw := read(`{"a":{"b":1}}`, func(r *record.Reader, key string) { r.Money(key) })
	require.Equal(t, `field "a" does not hold a text or a number`, r.Reason())
	require.Equal(t, `{"a":{"b":1}}`, string(raw))
}
