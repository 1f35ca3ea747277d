// Package resttest reads records for the tests of connectors that stand on package rest,
// and fuzzes their tables.
package resttest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform/internal/rest"
)

// Row reads one record. Of a product or a cart it requires the raw record, and takes it off
// what was read.
func Row(t testing.TB, zone *time.Location, read func(*rest.Reader) *rest.Row, record string) *rest.Row {
	t.Helper()
	r := rest.NewReader([]byte(record), zone)
	row := read(r)
	require.NoError(t, r.End())
	for i := range row.Products {
		if i == 0 {
			require.Equal(t, record, string(row.Products[i].Raw))
		}
		row.Products[i].Raw = nil
	}
	if row.Event != nil {
		require.Equal(t, record, string(row.Event.Raw))
		row.Event.Raw = nil
	}
	return row
}

// Fuzz lets a fuzzer change samples. Whatever comes, a record is read with what a record
// must have, or rejected with a reason that shows nothing of it.
func Fuzz(f *testing.F, zone *time.Location, read func(*rest.Reader) *rest.Row, samples ...string) {
	for _, sample := range samples {
		f.Add(sample)
	}
	f.Fuzz(func(t *testing.T, record string) {
		r := rest.NewReader([]byte(record), zone)
		row := read(r)
		if r.End() != nil {
			return
		}
		if json.Valid([]byte(record)) {
			require.True(t, json.Valid(row.Raw), "%q", row.Raw)
		}
		if row.Reason != "" {
			require.NotContains(t, row.Reason, "@")
			return
		}
		require.NotEmpty(t, row.ID)
		if row.Order != nil {
			require.NotEmpty(t, row.Order.Status)
			require.NotEmpty(t, row.Order.Currency)
			require.False(t, row.Order.PlacedAt.IsZero())
			for _, refund := range row.Order.Refunds {
				require.Positive(t, refund.Amount)
				require.False(t, refund.At.IsZero())
			}
		}
	})
}
