package proofs

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/oracle"
)

// The orders that are exported behind a number add up to its numerator and its
// denominator, for every metric of random brands: at some scope and window, or at
// every one with REGULARS_PROVE=1.
func TestEvidenceAddsUp(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for seed := range provings(1, 60) {
		r := rand.New(rand.NewPCG(uint64(seed), 12))
		facts := oracle.Random(r)
		_, date := randomRange(r, facts)
		brand := engine.load(t, fmt.Sprintf("evidence-%d", seed), facts)
		require.NoError(t, engine.measure(brand, date, date))
		engine.proveEvidence(t, brand, date, provings(1, 1000))
		if t.Failed() {
			t.Log(describeFacts(facts))
			return
		}
	}
}

func (e *engine) proveEvidence(t *testing.T, brand *config.Brand, date regulars.BusinessDate, each int) {
	t.Helper()
	proven := map[string]int{}
	for k, n := range e.published(t, brand.Name, date) {
		evidence, err := schema.EvidenceOf(k.Metric, k.Scope)
		if err != nil || evidence.Instead != "" || n.Numerator == nil && n.Denominator == nil {
			continue
		}
		if proven[k.Metric]++; proven[k.Metric] > each {
			continue
		}
		sum, err := e.sumOf(t, brand, schema.Figure{Metric: k.Metric, Scope: k.Scope, Window: k.Window, Date: date})
		require.NoError(t, err, "%v", k)
		checkPart(t, k, date, "numerator", sum.numerator, n.Numerator)
		checkPart(t, k, date, "denominator", sum.denominator, n.Denominator)
		if evidence.Denominator == "" && n.Denominator != nil {
			t.Errorf("%v: the header of %s says nothing of the denominator", k, evidence.File)
		}
	}
}

type sum struct{ numerator, denominator decimal.Decimal }

func (e *engine) sumOf(t *testing.T, brand *config.Brand, f schema.Figure) (s sum, err error) {
	t.Helper()
	err = e.db.Prove(t.Context(), brand, f, func(p schema.Proof) error {
		if p.Numerator != nil {
			s.numerator = s.numerator.Add(*p.Numerator)
		}
		if p.Denominator != nil {
			s.denominator = s.denominator.Add(*p.Denominator)
		}
		return nil
	})
	return s, err
}

func checkPart(t *testing.T, k key, date regulars.BusinessDate, part string, got decimal.Decimal, want *decimal.Decimal) {
	t.Helper()
	if want != nil && !got.Equal(*want) {
		t.Errorf("%s %v: the %s's orders add up to %s, published is %s", date, k, part, got, want)
	}
}

// Every published metric is named by exactly one header, and every family says
// which orders stand behind it, or what to look at instead.
func TestEveryMetricHasAHeader(t *testing.T) {
	engine := openEngine(t)
	r := rand.New(rand.NewPCG(1, 12))
	facts := oracle.Random(r)
	_, date := randomRange(r, facts)
	brand := engine.load(t, "headers", facts)
	require.NoError(t, engine.measure(brand, date, date))
	all, err := schema.Definitions()
	require.NoError(t, err)
	missing := map[string]bool{}
	for k := range engine.published(t, brand.Name, date) {
		named := 0
		for _, d := range all {
			if d.Names(k.Metric, k.Scope) {
				named++
			}
		}
		if named != 1 {
			t.Errorf("%s at %s is named by %d headers, want one", k.Metric, k.Scope, named)
		}
		if _, err := schema.EvidenceOf(k.Metric, k.Scope); err != nil {
			missing[err.Error()] = true
		}
	}
	require.Empty(t, missing)
}
