package gate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/gate"
	"regulars/schema/schematest"
)

// A campaign that is done, and whose deliveries the disk lost, looks like one that
// addressed nobody.
func TestCertificateMissesLostDeliveries(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		`INSERT INTO campaign_runs (brand, campaign, date, state, planned, version) VALUES ('acme', 'wake', '2026-03-14', 'done', 2, 1)`,
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wake', '2026-03-14', 1, 'sent', 1)`,
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wake', '2026-03-14', 2, 'sent', 1)`,
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	reasons := func() string {
		c, err := gate.Certify(t.Context(), db, "acme", regulars.BusinessDate("2026-03-14"), time.Now())
		require.NoError(t, err)
		require.False(t, c.Whole)
		return strings.Join(c.Reasons, "\n")
	}
	require.NotContains(t, reasons(), "campaign wake")
	require.NoError(t, conn.Exec(t.Context(), "DELETE FROM deliveries WHERE member_id = 2"))
	require.Contains(t, reasons(), "campaign wake: the ledger holds fewer deliveries than were planned: 1 of 2: restore")
}
