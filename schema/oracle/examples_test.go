package oracle_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

func TestExamples(t *testing.T) {
	for _, example := range input.Examples() {
		t.Run(example.Name, func(t *testing.T) {
			rows := oracle.Compute(example.Facts, example.Date)
			for _, want := range example.Wants {
				row := find(t, rows, "brand", want.Metric, want.Window)
				value, _ := big.NewRat(want.Numerator, want.Denominator).Float64()
				require.Equal(t, value, *row.Value, want.Metric)
				require.Equal(t, want.Numerator, row.Numerator.IntPart())
				require.Equal(t, want.Denominator, row.Denominator.IntPart())
			}
		})
	}
}
