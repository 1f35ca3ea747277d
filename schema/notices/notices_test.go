package notices_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/notices"
	"regulars/schema/schematest"
)

// Of many who want to send one notification one may; what was sent is never claimed again,
// what failed may be, and what a dead worker claimed may be once its lease is over.
func TestOneSends(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	m := notices.Matter{Brand: "tea", Recipient: "ops", Kind: "late", Key: "late/2026-11-20"}
	var wins atomic.Int32
	var won atomic.Value
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			claim, mine, err := notices.Claim(t.Context(), db, m)
			require.NoError(t, err)
			if mine {
				wins.Add(1)
				won.Store(claim)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 1, wins.Load(), "how many may send")

	s, err := notices.Read(t.Context(), db, m)
	require.NoError(t, err)
	require.True(t, s.Open())
	require.False(t, s.Sent)
	require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE notifications DELETE WHERE claim != ? SETTINGS mutations_sync = 1", won.Load()))
	require.NoError(t, notices.Record(t.Context(), db, m, won.Load().(string), notices.Failed, "no answer"))

	s, err = notices.Read(t.Context(), db, m)
	require.NoError(t, err)
	require.False(t, s.Open())
	require.Equal(t, 1, s.Failed)

	claim, mine, err := notices.Claim(t.Context(), db, m)
	require.NoError(t, err)
	require.True(t, mine, "what failed may be tried again")
	require.NoError(t, notices.Record(t.Context(), db, m, claim, notices.Sent, ""))
	_, mine, err = notices.Claim(t.Context(), db, m)
	require.NoError(t, err)
	require.False(t, mine, "it was sent")

	other := m
	other.Recipient = "chat"
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO notifications (brand, matter, recipient, claim, state, at) VALUES ('tea', ?, 'chat', 'dead', 'claimed', now64(3) - INTERVAL 4 MINUTE)", m.Key))
	_, mine, err = notices.Claim(t.Context(), db, other)
	require.NoError(t, err)
	require.False(t, mine, "somebody is at it")
	third := m
	third.Recipient = "third"
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO notifications (brand, matter, recipient, claim, state, at) VALUES ('tea', ?, 'third', 'dead', 'claimed', now64(3) - INTERVAL 6 MINUTE)", m.Key))
	_, mine, err = notices.Claim(t.Context(), db, third)
	require.NoError(t, err)
	require.True(t, mine, "a worker that died holds nothing up for long")

	all, err := notices.Newest(t.Context(), db, "tea", 10)
	require.NoError(t, err)
	require.Len(t, all, 1, "what only is claimed was not tried yet")
	require.Equal(t, notices.Notice{Matter: m.Key, Recipient: "ops", Kind: "late", State: "sent", Tries: 2, At: all[0].At}, all[0])
}
