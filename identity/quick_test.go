package identity

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The fast path gives what the library gives, for every prefix of Taiwan's mobile numbers,
// and nothing where the library gives another number or none.
func TestTaiwanMobilesAreReadAsTheLibraryDoes(t *testing.T) {
	quick := 0
	for prefix := range 10_000 { // 0900, 0901 … and all that are none
		text := fmt.Sprintf("%04d123456", prefix)
		for _, c := range []written{{text, "", "TW"}, {"+886" + text[1:], "", "JP"}, {text, "", "JP"}} {
			got := taiwanMobile(c.raw, c.region)
			if got == "" {
				continue
			}
			quick++
			require.Equal(t, valid(c.raw, c.region), got, "%q in %s", c.raw, c.region)
		}
	}
	require.Equal(t, 90+900, quick, "0900 to 0989, and +886 before 900 to 989")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(\+886|0|\+8860)?9[0-9 ]{6,10}`).Draw(t, "text")
		region := rapid.SampledFrom([]string{"TW", "JP", "", "US"}).Draw(t, "region")
		if got := taiwanMobile(text, region); got != "" && got != valid(text, region) {
			t.Fatalf("%q in %q is %q, the library says %q", text, region, got, valid(text, region))
		}
	})
}

// What is remembered is what was read, however often and from how many places.
func TestRememberedPhones(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m phoneMemory
		var pool []written
		for range rapid.IntRange(1, 9).Draw(t, "numbers") {
			pool = append(pool, written{
				rapid.StringMatching(`[+(]?[0-9]{5,12}( ?#[0-9]{1,3})?`).Draw(t, "raw"),
				rapid.SampledFrom([]string{"", "TW", "jp ", "XX"}).Draw(t, "country"), rapid.SampledFrom([]string{"TW", "US"}).Draw(t, "region"),
			})
		}
		for range 30 {
			w := rapid.SampledFrom(pool).Draw(t, "one")
			if got, want := m.get(w, readPhone), readPhone(w); got != want {
				t.Fatalf("%v is %q, remembered as %q", w, want, got)
			}
			if got, want := PhoneIn(w.raw, w.country, w.region), readPhone(w); got != want {
				t.Fatalf("%v is %q, PhoneIn says %q", w, want, got)
			}
		}
	})

	var m phoneMemory
	reads := 0
	count := func(w written) string { reads++; return w.raw }
	for i := range 3 * rememberedPhones {
		require.Equal(t, fmt.Sprint(i), m.get(written{raw: fmt.Sprint(i)}, count))
		require.LessOrEqual(t, len(m.young)+len(m.old), 2*rememberedPhones)
	}
	require.Equal(t, "7", m.get(written{raw: "7"}, count))
	require.Equal(t, 3*rememberedPhones+1, reads, "what is long ago was forgotten")
	m.get(written{raw: "7"}, count)
	require.Equal(t, 3*rememberedPhones+1, reads)

	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 200 {
				if raw := strings.Repeat("1", i%5); m.get(written{raw: raw}, func(w written) string { return w.raw }) != raw {
					t.Error("another number came")
				}
			}
		})
	}
	all.Wait()
}
