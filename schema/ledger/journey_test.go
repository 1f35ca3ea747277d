package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/schema/ledger"
)

// stepOf is the plan of a campaign that a journey sends.
func stepOf(campaign string, date regulars.BusinessDate) ledger.Plan {
	p := planOf(campaign)
	p.Date, p.Audience, p.Repetition = date, audience.Audience{Journey: "welcome"}, audience.Repetition{Per: audience.PerEntry}
	return p
}

func (l *ledgerTest) came(member uint64, campaign string, entry, date regulars.BusinessDate) {
	l.t.Helper()
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', '', 'welcome', ?, ?, 'care', 'v1', 1, ?, ?)",
		member, entry.Time(), campaign, date.Time())
}

// A step reaches who came to it on the date, and who came lately without being planned: a
// night that was killed between the two loses nobody, and none is reached twice.
func TestStepsOfJourneysReachWhoComesToThem(t *testing.T) {
	l := openLedger(t)
	all := people(8)
	all[6].nodes = []uint64{4711} // was another member when they came in
	l.add("acme", all...)
	date := ledgerDate
	l.came(all[0].id, "care", date.AddDays(-9), date)
	l.came(all[1].id, "care", date.AddDays(-9), date.AddDays(-1)) // the night of yesterday planned nothing
	l.came(all[2].id, "care", date.AddDays(-9), date.AddDays(-7)) // too long ago
	l.came(all[3].id, "offer", date.AddDays(-9), date)            // another step
	l.came(all[4].id, "care", date.AddDays(-9), date.AddDays(-2)) // planned on the day after, below
	l.came(4711, "care", date.AddDays(-9), date)
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', 'a replay', 'welcome', ?, ?, 'care', 'v1', 1, 'care', ?)", all[5].id, date.Time(), date.Time())
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', '', 'other', ?, ?, 'care', 'v1', 1, 'care', ?)", all[5].id, date.Time(), date.Time())
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state) VALUES ('acme', 'care', ?, ?, 'sent')", date.AddDays(-1).Time(), all[4].id)

	members := func(p ledger.Plan) (ids []uint64) {
		require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
			ids = append(ids, m.MemberID)
			return nil
		}))
		return ids
	}
	require.ElementsMatch(t, []uint64{all[0].id, all[1].id, all[6].id}, members(stepOf("care", date)))
	require.ElementsMatch(t, []uint64{all[3].id}, members(stepOf("offer", date)))

	_, books := l.plan(stepOf("care", date))
	require.EqualValues(t, 3, books.Planned)
	require.Empty(t, members(stepOf("care", date.AddDays(1))), "a step reaches somebody a second time")

	// Who comes in again is reached again.
	l.came(all[0].id, "care", date.AddDays(1), date.AddDays(1))
	require.ElementsMatch(t, []uint64{all[0].id}, members(stepOf("care", date.AddDays(1))))
}

// A condition's answer names who meets it, once for each time of asking.
func TestMatch(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	all[2].stage = "active"
	l.add("acme", all...)
	p := ledger.Plan{Run: run("segment/sleepers"), Audience: audience.Audience{Is: []string{"sleep"}}}
	require.NoError(t, ledger.Match(t.Context(), l.db, p, 7))
	p.Audience = audience.Audience{Is: []string{"active"}}
	require.NoError(t, ledger.Match(t.Context(), l.db, p, 8))
	var first, second []uint64
	query := "SELECT groupArray(member_id) FROM (SELECT member_id FROM journey_matches WHERE brand = 'acme' AND condition = 'segment/sleepers' AND run = ? ORDER BY member_id)"
	require.NoError(t, l.conn.QueryRow(t.Context(), query, uint64(7)).Scan(&first))
	require.NoError(t, l.conn.QueryRow(t.Context(), query, uint64(8)).Scan(&second))
	require.ElementsMatch(t, []uint64{all[0].id, all[1].id}, first)
	require.Equal(t, []uint64{all[2].id}, second)

	p.Audience = audience.Audience{Is: []string{"sleep"}, Where: "1 = 1) OR (1 = 1"}
	var predicate *ledger.PredicateError
	require.ErrorAs(t, ledger.Match(t.Context(), l.db, p, 9), &predicate)
}
