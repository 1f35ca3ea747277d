package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/schema/ledger"
	"regulars/schema/ledger/adoption"
	"regulars/schema/schematest"
)

// The ledger of a database that was made before the first release goes on in a new one,
// whatever columns have come since.
func TestAdopt(t *testing.T) {
	ctx, l := t.Context(), openLedger(t)
	before := schematest.Open(t)
	old := schematest.Connect(t, before)
	for _, statement := range []string{
		"ALTER TABLE campaign_runs DROP COLUMN planned",
		"ALTER TABLE delivery_attempts DROP COLUMN way, DROP COLUMN content, ADD COLUMN gone String",
		"DROP TABLE message_events",
		"INSERT INTO campaign_runs (brand, campaign, date, state, by, version) VALUES ('acme', 'wake', '2026-11-20', 'done', 'anna', 5)",
		"INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wake', '2026-11-20', 1, 'planned', 1), ('acme', 'wake', '2026-11-20', 1, 'sent', 2), ('acme', 'wake', '2026-11-20', 2, 'excluded', 1)",
		"INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, state, version) VALUES ('acme', 'wake', '2026-11-20', 1, 'c', 'sent', 2)",
		"INSERT INTO suppressions (brand, channel, address_hash, reason, active, version) VALUES ('acme', 'edm', 'a9', 'opted_out', true, 1)",
		"INSERT INTO erased (brand, hash, version) VALUES ('acme', 7, 1)",
	} {
		require.NoError(t, old.Exec(ctx, statement), statement)
	}
	want := map[string]uint64{"campaign_runs": 1, "deliveries": 2, "delivery_attempts": 1, "suppressions": 1, "consent_facts": 0, "erased": 1}
	for range 2 { // it may be asked again
		copied, err := adoption.Adopt(ctx, l.db, before.Database())
		require.NoError(t, err)
		require.Equal(t, want, copied)
	}
	run := ledger.Run{Brand: "acme", Campaign: "wake", Date: ledgerDate}
	books, err := l.Books(ctx, run)
	require.NoError(t, err)
	require.EqualValues(t, 1, books.Sent)
	require.EqualValues(t, 1, books.Excluded)
	require.EqualValues(t, 2, books.Planned)
	state, _, err := l.Plan(ctx, ledger.Plan{Run: run, Audience: audience.Audience{Is: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing"})
	require.NoError(t, err)
	require.Equal(t, ledger.RunDone, state.Name, "what was sent is not planned again")
	require.Equal(t, "anna", state.By)
}
