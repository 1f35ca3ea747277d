package ledger_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// became records what became of members' messages on LINE.
func (l *ledgerTest) became(r ledger.Run, outcomes map[uint64]ledger.DeliveryState) {
	l.t.Helper()
	c := claimant("w", "line")
	batch, err := l.reserve(l.t.Context(), whole(r), c, "b-"+r.Campaign, 100)
	require.NoError(l.t, err)
	require.Len(l.t, batch.Recipients, len(outcomes), r.Campaign)
	all := reports(batch, ledger.DeliverySent)
	for i := range all {
		all[i].State = outcomes[all[i].Recipient.MemberID]
	}
	require.NoError(l.t, l.Record(l.t.Context(), r, c, batch, all))
	_, err = l.Settle(l.t.Context(), r, 0, "not_sent")
	require.NoError(l.t, err)
	require.NoError(l.t, l.SetState(l.t.Context(), r, ledger.RunDone, "", "test"))
}

// addressed are the members to whom a run sends, or sent, sorted.
func (l *ledgerTest) addressed(r ledger.Run) []uint64 {
	l.t.Helper()
	var rows []struct {
		ID uint64 `ch:"member_id"`
	}
	require.NoError(l.t, l.conn.Select(l.t.Context(), &rows,
		"SELECT member_id FROM deliveries FINAL WHERE campaign = ? AND state != 'excluded' ORDER BY member_id", r.Campaign))
	all := []uint64{}
	for _, row := range rows {
		all = append(all, row.ID)
	}
	return all
}

func TestResendReachesThoseAndNobodyElse(t *testing.T) {
	l := openLedger(t)
	all := people(6)
	all[5].channels = nil
	l.add("acme", all...)
	base := planOf("wakeup")
	_, err := l.NextResend(t.Context(), base.Run)
	require.ErrorContains(t, err, "never planned")
	l.plan(base)
	_, err = l.NextResend(t.Context(), base.Run)
	require.ErrorContains(t, err, "wait until it is done")
	l.became(base.Run, map[uint64]ledger.DeliveryState{
		memberID(0): ledger.DeliverySent, memberID(1): ledger.DeliveryFailed, memberID(2): ledger.DeliveryFailed,
		memberID(3): ledger.DeliveryUnknown, memberID(4): ledger.DeliverySent,
	})

	unknowns, err := l.Unknowns(t.Context(), base.Run, 10)
	require.NoError(t, err)
	require.Len(t, unknowns, 1)
	require.Equal(t, reachable(3).line, unknowns[0].Address, "the provider can be asked by it")

	failed := ledger.Again{Outcomes: []ledger.DeliveryState{ledger.DeliveryFailed}}
	second, err := l.NextResend(t.Context(), base.Run)
	require.NoError(t, err)
	require.Equal(t, "wakeup#2", second.Campaign)
	require.NoError(t, l.Begin(t.Context(), second))
	again, err := l.NextResend(t.Context(), base.Run)
	require.NoError(t, err)
	require.Equal(t, second, again, "a resend whose workflow failed before its plan is taken up again")
	base.Holdout = 1
	resend := ledger.ResendOf(base, second.Campaign, failed)
	lines, err := l.Preview(t.Context(), resend)
	require.NoError(t, err)
	require.Equal(t, []ledger.BooksLine{{Channel: "line", State: ledger.DeliveryPlanned, Members: 2}}, lines)
	l.plan(resend)
	require.ElementsMatch(t, []uint64{memberID(1), memberID(2)}, l.addressed(second))
	again, err = l.NextResend(t.Context(), base.Run)
	require.NoError(t, err)
	require.Equal(t, second, again, "and so is one whose workflow failed after it")
	state, books := l.plan(ledger.ResendOf(base, again.Campaign, ledger.Again{Members: []uint64{memberID(4)}}))
	require.Equal(t, ledger.RunPlanned, state.Name)
	require.EqualValues(t, 2, books.Open, "as it was planned, not to those asked for now")
	l.became(second, map[uint64]ledger.DeliveryState{memberID(1): ledger.DeliverySent, memberID(2): ledger.DeliveryFailed})

	// Who was reached by a resend is not failed any more; who was merged meanwhile is
	// reached under the present id, unless another row of the person was sent; a named
	// member is reached whatever became of the message.
	l.exec("ALTER TABLE identity_nodes DELETE WHERE node IN (?, ?, ?) SETTINGS mutations_sync = 1", memberID(0), memberID(2), memberID(3))
	merged, reached := reachable(60), reachable(61)
	merged.nodes, reached.nodes = []uint64{memberID(2)}, []uint64{memberID(0), memberID(3)}
	l.add("acme", merged, reached)
	unknowns, err = l.Unknowns(t.Context(), base.Run, 10)
	require.NoError(t, err)
	require.Len(t, unknowns, 1)
	require.Empty(t, unknowns[0].Address, "the person has another address now than the message went to")
	third, err := l.NextResend(t.Context(), base.Run)
	require.NoError(t, err)
	require.Equal(t, "wakeup#3", third.Campaign)
	failed.Outcomes = append(failed.Outcomes, ledger.DeliveryUnknown)
	failed.Members = []uint64{memberID(4), memberID(5), memberID(77)}
	_, books = l.plan(ledger.ResendOf(base, third.Campaign, failed))
	want := []uint64{memberID(60), memberID(4)}
	slices.Sort(want)
	require.Equal(t, want, l.addressed(third))
	require.EqualValues(t, 3, books.Planned)
	require.EqualValues(t, 1, books.Excluded, "consent is asked again")

	// The books of the campaign itself are as before, and each delivery has a key of its own.
	require.Equal(t, map[string]uint64{"sent/line": 2, "failed/line": 2, "unknown/line": 1, "excluded:no_consent": 1}, l.reasons(base.Run))
	require.NotEqual(t, base.DeliveryID(memberID(2)), second.DeliveryID(memberID(2)))
}
