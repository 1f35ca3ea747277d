package ledger_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
	"regulars/schema/ledger/complaint"
)

// Complaints are counted of the run's own messages, each once, as soon as they come in.
func TestComplaintsOfARun(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	ctx, p := t.Context(), planOf("wake")
	l.plan(p)
	c := claimant("one", "line")
	batch, err := l.reserve(ctx, whole(p.Run), c, "b", 10)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, p.Run, batch))
	outcomes := reports(batch, ledger.DeliverySent)
	for i := range outcomes {
		outcomes[i].ProviderID = fmt.Sprint("id-", i)
	}
	require.NoError(t, l.Record(ctx, p.Run, c, batch, outcomes))
	sent := uint64(len(batch.Recipients))
	require.Greater(t, sent, uint64(4))
	complain := func(id, event string) {
		l.exec("INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, version) VALUES ('acme', 'line', ?, 'complained', ?, now64(3), 1)", id, event)
	}
	count := func(least uint64) [2]uint64 {
		t.Helper()
		complaints, of, err := complaint.Count(ctx, l.db, p.Run, least)
		require.NoError(t, err)
		return [2]uint64{complaints, of}
	}
	complain("id-0", "a")
	complain("id-0", "b")
	complain("id-1", "a")
	require.Equal(t, [2]uint64{}, count(3), "too few to ask")
	complain("another campaign's", "a")
	require.Equal(t, [2]uint64{2, sent}, count(3))
	l.exec("INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, version) VALUES ('acme', 'line', 'id-2', 'bounced', 'a', now64(3), 1), ('other', 'line', 'id-3', 'complained', 'a', now64(3), 1), ('acme', 'edm', 'id-4', 'complained', 'a', now64(3), 1)")
	require.Equal(t, [2]uint64{2, sent}, count(3))
}
