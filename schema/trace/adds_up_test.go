package trace_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/trace"
)

// The orders that are exported behind a number add up to its numerator and its
// denominator: for four metrics of each file of evidence, others at every run, at
// some scope and window; for every metric at every one with REGULARS_PROVE=1.
func TestEvidenceAddsUp(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 60) {
		r := rand.New(rand.NewPCG(seed, 12))
		facts := input.Random(r)
		_, date := prooftest.RandomRange(r, facts)
		brand := engine.Load(t, fmt.Sprintf("evidence-%d", seed), facts)
		require.NoError(t, engine.Measure(brand, date, date))
		numbers := engine.Published(t, brand.Name, date)
		if !prooftest.Proving() {
			numbers = ofEachFile(r, numbers, 4)
		}
		engine.ProveEvidence(t, brand, date, numbers, prooftest.Provings(1, 1000))
		if t.Failed() {
			return
		}
	}
}

// ofEachFile draws the numbers of at most so many metrics of each file of evidence.
func ofEachFile(r *rand.Rand, numbers map[prooftest.Key]prooftest.Number, most int) map[prooftest.Key]prooftest.Number {
	keys := slices.SortedFunc(maps.Keys(numbers), func(a, b prooftest.Key) int { return strings.Compare(a.String(), b.String()) })
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	drawn, metrics := map[prooftest.Key]prooftest.Number{}, map[string]map[string]bool{}
	for _, k := range keys {
		evidence, err := trace.EvidenceOf(k.Metric, k.Scope)
		if err != nil {
			continue
		}
		of := metrics[evidence.File]
		if of == nil {
			of = map[string]bool{}
			metrics[evidence.File] = of
		}
		if of[k.Metric] || len(of) < most {
			of[k.Metric], drawn[k] = true, numbers[k]
		}
	}
	return drawn
}
