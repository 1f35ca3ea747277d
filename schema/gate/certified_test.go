package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

const certifiedDate = regulars.BusinessDate("2025-03-31")

func certify(t *testing.T, e *engine, brand *config.Brand) gate.Certificate {
	t.Helper()
	c, err := gate.Certify(t.Context(), e.DB, brand.Name, certifiedDate, time.Now())
	require.NoError(t, err)
	return c
}

func passGate(t *testing.T, e *engine, brand *config.Brand, load string) {
	t.Helper()
	e.Done(t, brand, load)
	require.NoError(t, gate.PutReconciled(t.Context(), e.DB, brand.Name, certifiedDate, []gate.Reconciled{
		{Shop: "web", Entity: "orders", LoadID: load, OK: true},
	}))
}

// A second run of a night that pulled and could not compute shows the numbers of
// the first, and must not be proven by them.
func TestCertificateAsksForNumbersOfWhatCame(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales"), schematest.Brand(t, "certified")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-31", "1", "a", 100))
	passGate(t, e, brand, "one")
	require.NoError(t, e.Night(brand, certifiedDate))
	require.True(t, certify(t, e, brand).Whole)

	e.Insert(t, brand, "two", prooftest.PaidOn("2025-03-31", "2", "a", 100))
	passGate(t, e, brand, "two")
	older := []string{"the published numbers are older than what was pulled: run the night again"}
	require.Equal(t, older, certify(t, e, brand).Reasons, "derived nothing yet")
	_, err := derive.Run(t.Context(), e.DB, brand, certifiedDate)
	require.NoError(t, err)
	require.Equal(t, older, certify(t, e, brand).Reasons, "computed nothing yet")
	require.NoError(t, e.Night(brand, certifiedDate))
	require.True(t, certify(t, e, brand).Whole)
}

func TestCertificateMissesACampaignWithoutAPlan(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales"), schematest.Brand(t, "certified")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	passGate(t, e, brand, "one")
	require.NoError(t, e.Night(brand, certifiedDate))
	l, err := ledger.New(e.DB, "a key")
	require.NoError(t, err)
	r := ledger.Run{Brand: brand.Name, Campaign: "wakeup", Date: certifiedDate}
	require.NoError(t, l.Begin(t.Context(), r))
	require.Error(t, l.SetState(t.Context(), r, ledger.RunHeld, "x", "me"))
	require.Contains(t, certify(t, e, brand).Reasons[0], "its plan is not written")
	_, _, err = l.Plan(t.Context(), ledger.Plan{Run: r, Channels: []string{"edm"}, Purpose: "marketing"})
	require.NoError(t, err)
	require.True(t, certify(t, e, brand).Whole)
	require.NoError(t, l.Begin(t.Context(), r))
	require.True(t, certify(t, e, brand).Whole)
}

// What a worker wrote whose clock was ahead holds nothing up.
func TestClocksAhead(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "sales"), schematest.Brand(t, "clocks"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-31", "1", "a", 100))
	e.Done(t, brand, "one")
	require.NoError(t, e.Night(brand, certifiedDate))
	hour := uint64(time.Hour)
	for _, statement := range []string{

		"INSERT INTO derivations SELECT * REPLACE (version + ? AS version) FROM derivations",
		"INSERT INTO member_orders SELECT * REPLACE (version + ? AS version) FROM member_orders",
		"INSERT INTO kpi_rows SELECT * REPLACE (generation + ? AS generation) FROM kpi_rows",
		"INSERT INTO generations SELECT * REPLACE (generation + ? AS generation, restates + ? AS restates, version + ? AS version) FROM generations FINAL",
	} {
		require.NoError(t, e.Conn.Exec(ctx, statement, hour, hour, hour))
	}
	e.Insert(t, brand, "two", prooftest.PaidOn("2025-03-31", "1", "a", 70))
	e.Done(t, brand, "two")
	require.NoError(t, e.Night(brand, certifiedDate))
	require.Equal(t, "70", e.Text(t, "SELECT toString(value) FROM kpi WHERE brand = 'clocks' AND metric = 'revenue' AND window = 'day' AND scope = 'brand'"))
}
