package seed

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// New is the seed of a random test: another one at every run, or REGULARS_SEED.
// It is logged, so that a failure says how to repeat it.
func New(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(rand.Uint32())
	if text := os.Getenv("REGULARS_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("REGULARS_SEED=%s is no seed: give a whole number", text)
		}
		seed = given
	}
	t.Logf("REGULARS_SEED=%d repeats this test", seed)
	return seed
}
