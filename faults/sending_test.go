//go:build linux

package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const (
	date    = regulars.BusinessDate("2026-11-20")
	members = 3000
	perTry  = 50
)

var wake = ledger.Plan{
	Run:      ledger.Run{Brand: "acme", Campaign: "wake", Date: date},
	Audience: audience.Audience{Is: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing",
}

// cutWhileSending cuts the power so many times while a campaign is being sent: nobody gets
// it twice, and what became of everyone stands in the books.
func (h *house) cutWhileSending(cuts int, random *rand.Rand) {
	h.t.Helper()
	t := h.t
	h.fill()
	arrived := map[uint64]int{}
	for cut := range cuts {
		batches := 1 + random.IntN(members/perTry/cuts)
		h.sendUntilCut(cut, batches, arrived)
		h.restart()
		h.nothingIsBroken()
	}
	require.NoError(t, h.send(wake.Run, "last", arrived, func() {}))

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
	err := h.send(wake.Run, fmt.Sprintf("worker %d", cut), arrived, func() {
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
func (h *house) send(run ledger.Run, name string, arrived map[uint64]int, handedOver func()) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Minute)
	defer cancel()
	l, c := h.ledger(), ledger.Claimant{ID: name, Channel: "edm", Purpose: "marketing"}
	block := ledger.Block{Run: run}
	if _, err := l.Prepare(ctx, block, c); err != nil {
		return err
	}
	for n := 0; ; n++ {
		picked, err := l.Pick(ctx, block, c, perTry)
		if err != nil || picked.Seen == 0 {
			return err
		}
		batch, err := l.Claim(ctx, run, c, ledger.Batch{ID: fmt.Sprint(name, n), Recipients: picked.Recipients})
		if err != nil {
			return err
		}
		if err := l.MarkReserved(ctx, run, batch); err != nil {
			return err
		}
		reports := make([]ledger.Report, len(batch.Recipients))
		for i, r := range batch.Recipients {
			arrived[r.MemberID]++
			reports[i] = ledger.Report{Recipient: r, State: ledger.DeliverySent}
		}
		handedOver()
		if err := l.Record(ctx, run, c, batch, reports); err != nil {
			return err
		}
	}
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
