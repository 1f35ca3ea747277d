package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// What was refused for now isn't picked again by the attempt that tried it, but by the
// next one, and it is held when the run ends before.
func TestRefusedForNowIsPickedByTheNextAttempt(t *testing.T) {
	l, ctx := openLedger(t), t.Context()
	l.add("acme", people(3)...)
	l.plan(planOf("wakeup"))
	r := run("wakeup")
	picked := func(id string) []uint64 {
		p, err := l.Pick(ctx, whole(r), claimant(id, "line"), 10)
		require.NoError(t, err)
		members := []uint64{}
		for _, recipient := range p.Recipients {
			members = append(members, recipient.MemberID)
		}
		return members
	}
	first := claimant("first", "line")
	batch, err := l.reserve(ctx, whole(r), first, "b", 10)
	require.NoError(t, err)
	all := reports(batch, ledger.DeliverySent)
	refused, returned := all[1].Recipient.MemberID, all[2].Recipient.MemberID
	all[1].State, all[1].Deferred = "", true
	all[2].State = ""
	require.NoError(t, l.Record(ctx, r, first, batch, all))

	require.Equal(t, []uint64{returned}, picked("first"), "what was given back unsent may go at once")
	require.ElementsMatch(t, []uint64{refused, returned}, picked("second"))
	_, err = l.Settle(ctx, r, 3, "not_sent")
	require.NoError(t, err)
	require.Equal(t, map[string]uint64{"sent/line": 1, "held:not_sent/line": 2}, l.reasons(r))
}
