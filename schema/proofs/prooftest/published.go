package prooftest

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
)

// Key is what a published number is known by, on one date.
type Key struct{ Scope, Metric, Window string }

// Number is a published number.
type Number struct {
	Value                  *float64
	Numerator, Denominator *decimal.Decimal
}

func (n Number) String() string {
	if n.Value == nil {
		return fmt.Sprintf("null (%v/%v)", n.Numerator, n.Denominator)
	}
	return fmt.Sprintf("%v (%v/%v)", *n.Value, n.Numerator, n.Denominator)
}

// Published reads the kpi view of a date.
func (e *Engine) Published(t testing.TB, brand string, date regulars.BusinessDate) map[Key]Number {
	t.Helper()
	rows := e.Query(t, `SELECT scope, metric, window, value, numerator, denominator
		FROM kpi WHERE brand = ? AND date = toDate(?)`, brand, string(date))
	defer func() { _ = rows.Close() }()
	numbers := map[Key]Number{}
	for rows.Next() {
		var k Key
		var n Number
		require.NoError(t, rows.Scan(&k.Scope, &k.Metric, &k.Window, &n.Value, &n.Numerator, &n.Denominator))
		if _, twice := numbers[k]; twice {
			t.Errorf("%s %s: %v is published twice", brand, date, k)
		}
		numbers[k] = n
	}
	require.NoError(t, rows.Err())
	return numbers
}

func (k Key) String() string { return k.Scope + " " + k.Metric + " " + k.Window }
