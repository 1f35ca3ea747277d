package trace_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/oracle"
	"regulars/schema/proofs/prooftest"
)

// The orders that are exported behind a number add up to its numerator and its
// denominator, for every metric of random brands: at some scope and window, or at
// every one with REGULARS_PROVE=1.
func TestEvidenceAddsUp(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 60) {
		r := rand.New(rand.NewPCG(seed, 12))
		facts := oracle.Random(r)
		_, date := prooftest.RandomRange(r, facts)
		brand := engine.Load(t, fmt.Sprintf("evidence-%d", seed), facts)
		require.NoError(t, engine.Measure(brand, date, date))
		engine.ProveEvidence(t, brand, date, engine.Published(t, brand.Name, date), prooftest.Provings(1, 1000))
		if t.Failed() {
			return
		}
	}
}
