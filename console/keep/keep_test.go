package keep_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/console/keep"
	"regulars/schema/schematest"
)

// An answer is made again when its tables change, in whichever way, and not before.
func TestGet(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	clock, made := time.Unix(1_800_000_000, 0), 0
	k := keep.New(db, func() time.Time { return clock })
	ask := func(age time.Duration) (int, time.Time) {
		t.Helper()
		answer, at, err := keep.Get(t.Context(), k, keep.Question{Key: "a", Tables: []string{"targets", "campaign_decisions"}, Age: age}, func(context.Context) (int, error) { made++; return made, nil })
		require.NoError(t, err)
		return answer, at
	}
	require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE targets_beside AS targets"))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO targets_beside (brand, metric) VALUES ('tea', 'orders')"))
	first, at := ask(0)
	require.Equal(t, 1, first)
	require.Equal(t, clock, at)
	clock = clock.Add(time.Hour)
	again, at := ask(0)
	require.Equal(t, 1, again, "nothing changed")
	require.Equal(t, clock.Add(-time.Hour), at)
	changes := []string{
		"INSERT INTO campaign_decisions (brand, campaign, decision, by, at) VALUES ('tea', 'a', 'hold', 'mei', now())",
		"INSERT INTO campaign_decisions (brand, campaign, decision, by, at) VALUES ('tea', 'a', 'hold', 'mei', now())",
		"ALTER TABLE campaign_decisions DELETE WHERE campaign = 'a' SETTINGS mutations_sync = 2",
		"INSERT INTO targets (brand, metric) VALUES ('tea', 'revenue')",
		"EXCHANGE TABLES targets AND targets_beside", // whose blocks count alike
	}
	for i, change := range changes {
		require.NoError(t, conn.Exec(t.Context(), change))
		answer, _ := ask(0)
		require.Equal(t, i+2, answer, change)
	}
	for _, nothing := range []string{"OPTIMIZE TABLE campaign_decisions FINAL", "INSERT INTO orders (brand, shop, order_id) VALUES ('b', 'web', '1')"} {
		require.NoError(t, conn.Exec(t.Context(), nothing))
		answer, _ := ask(0)
		require.Equal(t, len(changes)+1, answer, nothing)
	}
	require.NoError(t, conn.Exec(t.Context(), "TRUNCATE TABLE targets SYNC"))
	answer, _ := ask(time.Hour)
	require.Equal(t, len(changes)+1, answer, "it may be an hour old")
	answer, _ = ask(0)
	require.Equal(t, len(changes)+2, answer)
	k.Forget()
	answer, _ = ask(time.Hour)
	require.Equal(t, len(changes)+3, answer)
}

// A failure isn't kept, and questions don't answer each other.
func TestFailuresAreNotKept(t *testing.T) {
	k := keep.New(schematest.Open(t), time.Now)
	q := keep.Question{Key: "a", Tables: []string{"targets"}}
	_, _, err := keep.Get(t.Context(), k, q, func(context.Context) (string, error) { return "", context.DeadlineExceeded })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	for i := range 3 {
		q.Key = fmt.Sprint(i)
		answer, _, err := keep.Get(t.Context(), k, q, func(context.Context) (string, error) { return q.Key, nil })
		require.NoError(t, err)
		require.Equal(t, q.Key, answer)
	}
}
