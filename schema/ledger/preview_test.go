package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

func TestPreviewWritesNothing(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		"INSERT INTO members (brand, member_id, name, email, known_on) SELECT 'b', number + 1, 'n', concat('m', toString(number), '@example.com'), '2026-01-01' FROM numbers(10)",
		"INSERT INTO identity_nodes (brand, node, kind, member_id) SELECT 'b', number + 1, 'email', number + 1 FROM numbers(10)",
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT 'b', number + 1, '2026-11-20', '2027-01-01', 'sleep', 'active', 1 FROM numbers(10)",
		"INSERT INTO consent_facts SELECT 'b', 's', number + 1, 'edm', 'marketing', now() - 10, true, 'form', 'x', 1, true FROM numbers(6)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	l, err := ledger.New(db, "a key of the tests")
	require.NoError(t, err)
	plan := ledger.Plan{
		Run:      ledger.Run{Brand: "b", Campaign: "wake", Date: "2026-11-20"},
		Audience: audience.Audience{Enters: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing",
	}

	lines, err := l.Preview(t.Context(), plan)
	require.NoError(t, err)
	sums := map[string]uint64{}
	for _, line := range lines {
		sums[string(line.State)+" "+line.Reason] += line.Members
	}
	assert.Equal(t, map[string]uint64{"planned ": 6, "excluded no_consent": 4}, sums)

	seen := map[ledger.DeliveryState]int{}
	each := func(m ledger.AudienceMember) error {
		seen[m.State]++
		assert.NotEmpty(t, m.Email)
		assert.Equal(t, "sleep", m.Stage)
		return nil
	}
	require.NoError(t, l.EachOfAudience(t.Context(), plan, each))
	assert.Equal(t, map[ledger.DeliveryState]int{"planned": 6, "excluded": 4}, seen)

	var written uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM deliveries").Scan(&written))
	assert.Zero(t, written)

	// Planned once, everybody stays; the export shows the plan, not a second one.
	_, _, err = l.Plan(t.Context(), plan)
	require.NoError(t, err)
	lines, err = l.Preview(t.Context(), plan)
	require.NoError(t, err)
	assert.Empty(t, lines)
	seen = map[ledger.DeliveryState]int{}
	require.NoError(t, l.EachOfAudience(t.Context(), plan, each))
	assert.Equal(t, map[ledger.DeliveryState]int{"planned": 6, "excluded": 4}, seen)
}
