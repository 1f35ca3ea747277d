package prooftest

import (
	"math/rand/v2"
	"os"
	"testing"

	"regulars"
	"regulars/internal/seed"
	"regulars/schema/oracle/input"
)

// Proving reports whether many random brands are to be proven, and not only one.
func Proving() bool { return os.Getenv("REGULARS_PROVE") != "" }

// Provings is how many of something are proven: a few by default, many with
// REGULARS_PROVE=1.
func Provings(few, many int) int {
	if Proving() {
		return many
	}
	return few
}

// Seeds are those of this run's random brands: one, which is another one at every
// run, or many from it on with REGULARS_PROVE=1. Each repeats with REGULARS_SEED.
func Seeds(t testing.TB, many int) []uint64 {
	t.Helper()
	all := make([]uint64, Provings(1, many))
	for i, first := 0, seed.New(t); i < len(all); i++ {
		all[i] = first + uint64(i)
	}
	return all
}

// RandomRange lies around the last order: mostly a few dates, sometimes many.
func RandomRange(r *rand.Rand, f input.Facts) (from, to regulars.BusinessDate) {
	last := regulars.BusinessDate("1970-01-01")
	for _, o := range f.Orders {
		last = max(last, regulars.DateOf(o.PlacedAt, f.Settings.Zone))
	}
	lengths := []int{1, 2, 5, 40}
	from = last.AddDays(r.IntN(70) - 20)
	return from, from.AddDays(lengths[r.IntN(len(lengths))] - 1)
}
