//go:build linux

package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const (
	date    = regulars.BusinessDate("2026-11-20")
	members = 3000
	perTry  = 50
)

func TestMain(m *testing.M) {
	local.RunRole()
	os.Exit(m.Run())
}

var wake = ledger.Plan{
	Run:      ledger.Run{Brand: "acme", Campaign: "wake", Date: date},
	Audience: audience.Audience{Is: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing",
}

// house is a stack whose disk may lose its power.
type house struct {
	t     *testing.T
	disk  *disk
	stack *local.Stack
	db    *schema.DB
}

// TestPower cuts the power at a random moment of sending, once; REGULARS_FAULTS
// says how many times. REGULARS_SEED repeats a run's moments.
func TestPower(t *testing.T) {
	h := &house{t: t, disk: openDisk(t)}
	seed, cuts := number("REGULARS_SEED", time.Now().UnixNano()), int(number("REGULARS_FAULTS", 1))
	t.Logf("REGULARS_SEED=%d", seed)
	random := rand.New(rand.NewPCG(uint64(seed), 0))

	h.start()
	h.fill()
	arrived := map[uint64]int{}
	for cut := range cuts {
		batches := 1 + random.IntN(members/perTry/cuts)
		h.sendUntilCut(cut, batches, arrived)
		h.restart()
		h.nothingIsBroken()
	}
	require.NoError(t, h.send("last", arrived, func() {}))

	l := h.ledger()
	books, err := l.Settle(t.Context(), wake.Run, members, "not_sent")
	require.NoError(t, err, "the ledger lost deliveries")
	require.True(t, books.Closed())
	require.EqualValues(t, members, books.Planned)
	known := h.outcomes()
	for member, times := range arrived {
		require.Equal(t, 1, times, "member %d got it more than once", member)
		require.Contains(t, []string{"sent", "unknown"}, known[member], "member %d got what no book has", member)
	}
	for member, state := range known {
		require.True(t, state != "sent" || arrived[member] == 1, "member %d never got what the books call sent", member)
	}
	require.LessOrEqual(t, books.Unknown, uint64(cuts*perTry), "more is unknown than one batch per cut")
	t.Logf("%d cuts, %d arrived, %d unknown, 0 doubled, 0 without a book", cuts, len(arrived), books.Unknown)
}

func number(name string, otherwise int64) int64 {
	if n, err := strconv.ParseInt(os.Getenv(name), 10, 64); err == nil {
		return n
	}
	return otherwise
}

func (h *house) start() {
	h.t.Helper()
	ctx := h.t.Context()
	stack, err := local.Up(ctx, local.Options{
		Dir: filepath.Join(h.disk.mount, "stack"), Parts: local.ClickHouse, FreePorts: true, Own: true,
		Progress: func(line string) { h.t.Log(line) },
	})
	require.NoError(h.t, err, "ClickHouse doesn't start by itself")
	h.stack = stack
	h.t.Cleanup(func() { _ = stack.Close() })
	password, err := stack.Addresses.Password()
	require.NoError(h.t, err)
	h.db, err = schema.Open(ctx, schema.Options{Addr: stack.Addresses.ClickHouse, Password: password})
	require.NoError(h.t, err)
	require.NoError(h.t, h.db.Migrate(ctx))
}

// restart is what happens when the power is back.
func (h *house) restart() {
	h.t.Helper()
	_ = h.db.Close()
	_ = localtest.KillClickHouse(h.stack) // it may have ended of the disk's errors
	_ = h.stack.Close()                   // says that its files can't be written
	h.disk.restore()
	h.start()
}

func (h *house) ledger() *ledger.Ledger {
	l, err := ledger.New(h.db, "a key of the test")
	require.NoError(h.t, err)
	return l
}

// fill makes the members and the plan.
func (h *house) fill() {
	h.t.Helper()
	ids := fmt.Sprintf("FROM (SELECT (number + 1) * 6148914691236517 AS id FROM numbers(%d))", members)
	for _, statement := range []string{
		"CREATE OR REPLACE VIEW member_asof AS SELECT member_id, 'sleep' AS stage, 'active' AS stage_before, {date:Date} AS stage_since, " +
			"'loyal' AS rfm_class, {date:Date} AS last_purchase, 80 AS recency_days, 3 AS purchases, 10. AS revenue" + schematest.MemberColumns + " FROM members WHERE brand = {brand:String}",
		"INSERT INTO members (brand, member_id, name, email) SELECT 'acme', id, 'A B', concat('m', toString(id), '@x.test') " + ids,
		"INSERT INTO identity_nodes (brand, node, member_id, kind) SELECT 'acme', id, id, 'email' " + ids,
		"INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) " +
			"SELECT 'acme', 'web', id, 'edm', 'marketing', toDateTime('2026-01-01'), true, 1 " + ids,
	} {
		require.NoError(h.t, h.db.Conn().Exec(h.t.Context(), statement))
	}
	state, books, err := h.ledger().Plan(h.t.Context(), wake)
	require.NoError(h.t, err)
	require.EqualValues(h.t, members, state.Planned)
	require.EqualValues(h.t, members, books.Open)
}

// sendUntilCut sends, and cuts the power when so many batches are handed over.
func (h *house) sendUntilCut(cut, batches int, arrived map[uint64]int) {
	h.t.Helper()
	var failed error
	var wait sync.WaitGroup
	err := h.send(fmt.Sprintf("worker %d", cut), arrived, func() {
		if batches--; batches == 0 {
			wait.Go(func() { failed = h.disk.cut() })
		}
	})
	wait.Wait()
	require.NoError(h.t, failed)
	require.LessOrEqual(h.t, batches, 0, "the power was never cut")
	require.Error(h.t, err, "the campaign ended before the power was cut")
	h.t.Logf("the power was cut; %d had arrived: %v", len(arrived), err)
}

// send is a worker that goes on until nothing is open. The provider keeps no keys.
func (h *house) send(name string, arrived map[uint64]int, handedOver func()) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Minute)
	defer cancel()
	l, c := h.ledger(), ledger.Claimant{ID: name, Channel: "edm", Purpose: "marketing"}
	block := ledger.Block{Run: wake.Run}
	if _, err := l.Prepare(ctx, block, c); err != nil {
		return err
	}
	for n := 0; ; n++ {
		picked, err := l.Pick(ctx, block, c, perTry)
		if err != nil || picked.Seen == 0 {
			return err
		}
		batch, err := l.Claim(ctx, wake.Run, c, ledger.Batch{ID: fmt.Sprint(name, n), Recipients: picked.Recipients})
		if err != nil {
			return err
		}
		if err := l.MarkReserved(ctx, wake.Run, batch); err != nil {
			return err
		}
		reports := make([]ledger.Report, len(batch.Recipients))
		for i, r := range batch.Recipients {
			arrived[r.MemberID]++
			reports[i] = ledger.Report{Recipient: r, State: ledger.DeliverySent}
		}
		handedOver()
		if err := l.Record(ctx, wake.Run, c, batch, reports); err != nil {
			return err
		}
	}
}

func (h *house) nothingIsBroken() {
	h.t.Helper()
	var broken uint64
	require.NoError(h.t, h.db.Conn().QueryRow(h.t.Context(), "SELECT count() FROM system.detached_parts").Scan(&broken))
	require.Zero(h.t, broken, "parts that the cut broke")
}

func (h *house) outcomes() map[uint64]string {
	h.t.Helper()
	var rows []struct {
		Member uint64 `ch:"member_id"`
		State  string `ch:"state"`
	}
	require.NoError(h.t, h.db.Conn().Select(h.t.Context(), &rows, "SELECT member_id, toString(state) AS state FROM deliveries FINAL"))
	known := map[uint64]string{}
	for _, row := range rows {
		known[row.Member] = row.State
	}
	return known
}
