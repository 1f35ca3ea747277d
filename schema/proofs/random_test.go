package proofs

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"regulars"
	"regulars/internal/seed"
	"regulars/schema/oracle"
)

// proving reports whether many random brands are to be proven, and not only one.
func proving() bool { return os.Getenv("REGULARS_PROVE") != "" }

// provings is how many of something are proven: a few by default, many with
// REGULARS_PROVE=1.
func provings(few, many int) int {
	if proving() {
		return many
	}
	return few
}

// seeds are those of this run's random brands: one, which is another one at every
// run, or many from it on with REGULARS_PROVE=1. Each repeats with REGULARS_SEED.
func seeds(t testing.TB, many int) []uint64 {
	t.Helper()
	all := make([]uint64, provings(1, many))
	for i, first := 0, seed.New(t); i < len(all); i++ {
		all[i] = first + uint64(i)
	}
	return all
}

// Every number of random brands equals its brute-force computation, for every
// date of a random range, and there is no number that the oracle doesn't know.
func TestEveryNumberOfRandomBrands(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range seeds(t, 400) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2026))
			facts := oracle.Random(r)
			from, to := randomRange(r, facts)
			differences := engine.prove(t, fmt.Sprintf("random-%d", seed), facts, from, to)
			if len(differences) == 0 {
				return
			}
			small := engine.shrink(t, facts, from, to)
			t.Fatalf("%s..%s:\n%s\nsmallest facts found:\n%s\nand what differs there:\n%s", from, to,
				describe(differences), describeFacts(small), describe(engine.prove(t, fmt.Sprintf("smallest-%d", seed), small, from, to)))
		})
		if t.Failed() {
			return // the next seeds mostly repeat what the first one found
		}
	}
}

// randomRange lies around the last order: mostly a few dates, sometimes many.
func randomRange(r *rand.Rand, f oracle.Facts) (from, to regulars.BusinessDate) {
	last := regulars.BusinessDate("1970-01-01")
	for _, o := range f.Orders {
		last = max(last, regulars.DateOf(o.PlacedAt, f.Settings.Zone))
	}
	lengths := []int{1, 2, 5, 40}
	from = last.AddDays(r.IntN(70) - 20)
	return from, from.AddDays(lengths[r.IntN(len(lengths))] - 1)
}

func TestExamplesInClickHouse(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for i, example := range oracle.Examples() {
		t.Run(example.Name, func(t *testing.T) {
			brand := engine.load(t, fmt.Sprintf("example-%d", i), example.Facts)
			must(t, engine.measure(brand, example.Date, example.Date))
			rows := engine.published(t, brand.Name, example.Date)
			for _, want := range example.Wants {
				row, found := rows[key{"brand", want.Metric, want.Window}]
				value, _ := big.NewRat(want.Numerator, want.Denominator).Float64()
				if !found || row.Value == nil || !near(*row.Value, value) {
					t.Errorf("%s: got %s, want %v", want.Metric, row, value)
				}
			}
		})
	}
}

// Trends over more than a year of a brand.
func TestTrendsOfALongRange(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range seeds(t, 6) {
		r := rand.New(rand.NewPCG(seed, 365))
		facts := oracle.Random(r)
		_, to := randomRange(r, facts)
		brand := engine.load(t, fmt.Sprintf("trends-%d", seed), facts)
		must(t, engine.measure(brand, to.AddDays(-430), to))
		if differences := engine.trendDifferences(t, brand.Name, to.AddDays(-60), to); len(differences) > 0 {
			t.Fatalf("seed %d:\n%s\n%s", seed, describe(differences), describeFacts(facts))
		}
	}
}

// prove loads facts as a brand, computes a range and compares all of it.
func (e *engine) prove(t testing.TB, name string, facts oracle.Facts, from, to regulars.BusinessDate) []difference {
	t.Helper()
	brand := e.load(t, name, facts)
	if err := e.measure(brand, from, to); err != nil {
		return []difference{{from, "computation", err.Error(), "none"}}
	}
	return e.differences(t, brand, facts, from, to)
}
