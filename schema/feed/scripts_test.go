package feed

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

func TestEveryParameterIsTaken(t *testing.T) {
	require.Empty(t, schema.Unused[params]())
}

func TestNoRowIsLost(t *testing.T) {
	require.NoError(t, Counts{Rows: 6, Used: 3, Rejected: 2, LeftOut: 1, Blank: 9, Totals: 9}.lost())
	for _, c := range []Counts{{Rows: 6, Used: 3, Rejected: 2}, {Rows: 6, Used: 3, Rejected: 2, LeftOut: 2}, {Rows: 1}} {
		require.ErrorIs(t, c.lost(), errRowsLost)
	}
}
