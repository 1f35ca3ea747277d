package proofs

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"regulars"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// Every number of random brands equals its brute-force computation, for every
// date of a random range, and there is no number that the oracle doesn't know.
func TestEveryNumberOfRandomBrands(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 400) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2026))
			facts := input.Random(r)
			from, to := prooftest.RandomRange(r, facts)
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

func TestExamplesInClickHouse(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for i, example := range input.Examples() {
		t.Run(example.Name, func(t *testing.T) {
			brand := engine.Load(t, fmt.Sprintf("example-%d", i), example.Facts)
			must(t, engine.Measure(brand, example.Date, example.Date))
			rows := engine.Published(t, brand.Name, example.Date)
			for _, want := range example.Wants {
				row, found := rows[key{Scope: "brand", Metric: want.Metric, Window: want.Window}]
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
	for _, seed := range prooftest.Seeds(t, 6) {
		r := rand.New(rand.NewPCG(seed, 365))
		facts := input.Random(r)
		_, to := prooftest.RandomRange(r, facts)
		brand := engine.Load(t, fmt.Sprintf("trends-%d", seed), facts)
		must(t, engine.Measure(brand, to.AddDays(-430), to))
		if differences := engine.trendDifferences(t, brand.Name, to.AddDays(-60), to); len(differences) > 0 {
			t.Fatalf("seed %d:\n%s\n%s", seed, describe(differences), describeFacts(facts))
		}
	}
}

// prove loads facts as a brand, computes a range and compares all of it.
func (e *engine) prove(t testing.TB, name string, facts input.Facts, from, to regulars.BusinessDate) []difference {
	t.Helper()
	brand := e.Load(t, name, facts)
	if err := e.Measure(brand, from, to); err != nil {
		return []difference{{from, "computation", err.Error(), "none"}}
	}
	return e.differences(t, brand, facts, from, to)
}
