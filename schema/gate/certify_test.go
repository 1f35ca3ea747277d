package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/schematest"
)

func TestCertify(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	const date = regulars.BusinessDate("2026-03-14")

	_, err := gate.ReadCertificate(ctx, db, "acme", date)
	require.ErrorIs(t, err, schema.ErrNoRows)

	// A shop that failed, and the night that was run again after it.
	require.NoError(t, gate.PutReconciled(ctx, db, "acme", date, []gate.Reconciled{
		{Shop: "web", Entity: gate.WholeShop, Reason: "HTTP 401"}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err := gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.False(t, c.Whole)
	require.Contains(t, c.Reasons, "shop web: HTTP 401")
	require.Contains(t, c.Reasons, "the numbers of this date are not published")

	require.NoError(t, gate.PutReconciled(ctx, db, "acme", date, []gate.Reconciled{
		{Shop: "web", Entity: "orders", OK: true}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err = gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.NotContains(t, c.Reasons, "shop web: HTTP 401", "a line of the run before stayed")

	stored, err := gate.ReadCertificate(ctx, db, "acme", date)
	require.NoError(t, err)
	require.Equal(t, c.Reasons, stored.Reasons)
	require.Equal(t, []gate.ShopLine{{Shop: "store", Entity: "orders", OK: true}, {Shop: "web", Entity: "orders", OK: true}}, stored.Shops)
	require.Empty(t, stored.Campaigns)
}
