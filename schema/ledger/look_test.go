package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// Several questions are asked of one plan, which sees what was planned already, also under
// the id of a member merged since. Nothing of it stays, and nothing where it can't be made.
func TestLook(t *testing.T) {
	l := openLedger(t)
	all := people(4)
	l.add("acme", all[:3]...)
	l.add("tea", all[:3]...)
	p := planOf("looked")
	l.plan(p)
	l.add("acme", all[3])
	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE brand = 'acme' AND node = ? SETTINGS mutations_sync = 1", all[3].id, all[0].id)

	left := func() (n uint64) {
		require.NoError(t, l.conn.QueryRow(t.Context(), "SELECT count() FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'work_')").Scan(&n))
		return n
	}
	look, err := l.Look(t.Context(), p)
	require.NoError(t, err)
	require.EqualValues(t, 2, left(), "the audience and what becomes of it")
	require.EqualValues(t, 4, look.Members)
	lines, err := look.Lines(t.Context())
	require.NoError(t, err)
	require.Equal(t, []ledger.BooksLine{{State: ledger.DeliveryExcluded, Reason: "already_in", Members: 1}}, lines)
	sample, err := look.Sample(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, sample, 3, "those who are planned")
	for _, r := range sample {
		require.NotEmpty(t, r.Address)
	}
	look.Close(t.Context())
	require.Zero(t, left())

	p.Audience.Where = "no_such_column = 1"
	_, err = l.Look(t.Context(), p)
	require.Error(t, err)
	_, _, err = l.Ledger.Plan(t.Context(), p)
	require.NoError(t, err, "it is planned")
	p.Campaign = "another"
	_, _, err = l.Ledger.Plan(t.Context(), p)
	require.Error(t, err)
	require.Zero(t, left())
}
