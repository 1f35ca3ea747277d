package prooftest

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/trace"
)

// ProveEvidence proves so many numbers of each metric.
func (e *Engine) ProveEvidence(t testing.TB, brand *config.Brand, date regulars.BusinessDate, numbers map[Key]Number, each int) {
	t.Helper()
	proven := map[string]int{}
	for k, n := range numbers {
		evidence, err := trace.EvidenceOf(k.Metric, k.Scope)
		if err != nil || evidence.Instead != "" || n.Numerator == nil && n.Denominator == nil {
			continue
		}
		if proven[k.Metric]++; proven[k.Metric] > each {
			continue
		}
		sum, err := e.sumOf(t, brand, trace.Figure{Metric: k.Metric, Scope: k.Scope, Window: k.Window, Date: date})
		require.NoError(t, err, "%v", k)
		checkPart(t, k, date, "numerator", sum.numerator, n.Numerator)
		checkPart(t, k, date, "denominator", sum.denominator, n.Denominator)
		if evidence.Denominator == "" && n.Denominator != nil {
			t.Errorf("%v: the header of %s says nothing of the denominator", k, evidence.File)
		}
	}
}

type sum struct{ numerator, denominator decimal.Decimal }

func (e *Engine) sumOf(t testing.TB, brand *config.Brand, f trace.Figure) (s sum, err error) {
	t.Helper()
	err = trace.Prove(t.Context(), e.DB, brand, f, func(p trace.Proof) error {
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

func checkPart(t testing.TB, k Key, date regulars.BusinessDate, part string, got decimal.Decimal, want *decimal.Decimal) {
	t.Helper()
	if want != nil && !got.Equal(*want) {
		t.Errorf("%s %v: the %s's orders add up to %s, published is %s", date, k, part, got, want)
	}
}
