package rekey_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/rekey"
	"regulars/schema/schematest"
)

// Nothing begins while a campaign is half sent or somebody writes, and an earlier ledger is
// copied as long as nothing of it is keyed.
func TestRefuses(t *testing.T) {
	db, ctx := schematest.Open(t), t.Context()
	conn := schematest.Connect(t, db)
	exec := func(statement string) { require.NoError(t, conn.Exec(ctx, statement)) }
	brand := &config.Brand{Name: "acme", HashKey: config.NewSecret(secret)}
	begins := func() error {
		defer rekey.KillAfter(0, errKilled)()
		_, err := rekey.Run(ctx, db, secret, nil)
		_, keyed, read := db.ReadNodeKey(ctx, "acme")
		require.NoError(t, read)
		require.False(t, keyed, "nothing was changed")
		return err
	}
	exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wake', '2026-05-02', 1, 'reserved', 1)")
	exec("INSERT INTO campaign_runs (brand, campaign, date, state, version) VALUES ('acme', 'wake', '2026-05-02', 'approved', 1)")
	err := begins()
	require.ErrorIs(t, err, rekey.ErrHalfSent)
	require.ErrorContains(t, err, "starter campaign cancel wake --date 2026-05-02")
	exec("INSERT INTO campaign_runs (brand, campaign, date, state, version) VALUES ('acme', 'wake', '2026-05-02', 'cancelled', 2)")
	require.ErrorIs(t, begins(), errKilled)
	exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wait', '2026-05-02', 1, 'planned', 1)")
	require.ErrorIs(t, begins(), errKilled, "a campaign that waits")
	exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('acme', 'wait', '2026-05-02', 2, 'sent', 1)")
	require.ErrorIs(t, begins(), rekey.ErrHalfSent)

	writing, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = conn.Exec(writing, "INSERT INTO rejected (brand) SELECT toString(sleepEachRow(1)) FROM numbers(60) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 100000000")
	}()
	require.Eventually(t, func() bool { return errors.Is(begins(), rekey.ErrBusy) }, time.Minute, 20*time.Millisecond)
	stop()
	<-done

	for _, with := range []bool{false, true, true} {
		copies, err := rekey.Adopting(ctx, db, map[bool]string{true: secret}[with], db.Database())
		require.NoError(t, err)
		require.True(t, copies)
	}
	_, err = db.CheckNodeKey(ctx, brand)
	require.ErrorIs(t, err, schema.ErrRekeying, "nobody works on a ledger that is being copied")
	require.NoError(t, db.PutNodeKey(ctx, "acme", schema.NodeKey{Rekeying: 2}))
	copies, err := rekey.Adopting(ctx, db, secret, db.Database())
	require.NoError(t, err)
	require.False(t, copies, "a part of it is keyed")
}
