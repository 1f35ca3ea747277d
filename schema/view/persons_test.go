package view_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// members puts what is known of the brand's members on a date: their snapshot, which is read as
// long as nothing is stored after it that changes it.
func (r rows) members(date regulars.BusinessDate, columns string, values ...string) {
	r.t.Helper()
	r.put("derivations (brand, at, whole, version)", "('b', now(), true, 1)")
	stamp, err := snapshot.Members.Stamp(r.t.Context(), r.db, "b", date)
	require.NoError(r.t, err)
	for _, v := range values {
		r.put("member_snapshots (stamp, brand, date, "+columns+")", fmt.Sprintf("(%d, 'b', '%s', %s)", stamp, date, v))
	}
	current, err := snapshot.Members.Current(r.t.Context(), r.db, "b", date)
	require.NoError(r.t, err)
	require.True(r.t, current)
}

// nodes are those of the members 1 and 2, and one that is nobody's; in another brand all are
// those of a member 1 or 5.
func (r rows) nodes() {
	r.put("identity_nodes (brand, node, kind, value, state, joins, member_id, first_shop, first_seen, last_seen)",
		"('b', 1, 'email', 'a@b.test', 'used', 3, 1, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('b', 10, 'customer', 'web/7', 'used', 1, 1, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('b', 11, 'email', '0@b.test', 'used', 1, 1, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('b', 12, 'phone', '+1', 'used', 1, 1, 'store', '2025-12-01 00:00:00', '2026-02-01 00:00:00')",
		"('b', 2, 'email', 'c@b.test', 'used', 1, 2, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('b', 20, 'email', 'all@b.test', 'denied', 9, 0, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00')",
		"('other', 1, 'email', 'e@b.test', 'used', 1, 1, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('other', 2, 'email', 'f@b.test', 'used', 1, 1, 'web', '2026-01-01 00:00:00', '2026-02-01 00:00:00'), ('other', 10, '', '', '', 0, 5, '', 0, 0), ('other', 12, '', '', '', 0, 1, '', 0, 0), ('other', 20, '', '', '', 0, 1, '', 0, 0), ('other', 30, '', '', '', 0, 1, '', 0, 0)")
}

// An id names the member whom it belongs to now; one that joins nobody names itself.
func TestWhomAnIDNames(t *testing.T) {
	r := openRows(t)
	r.nodes()
	for id, want := range map[uint64]uint64{1: 1, 10: 1, 2: 2, 20: 20} {
		member, err := view.MemberOf(t.Context(), r.db, "b", id)
		require.NoError(t, err)
		require.Equal(t, want, member, id)
	}
	for _, id := range []uint64{0, 30, 99} {
		_, err := view.MemberOf(t.Context(), r.db, "b", id)
		require.ErrorIs(t, err, view.ErrNoMember, id)
	}
}

// A member's links are those between their identifiers, undone or not, and the undone ones to
// the identifiers of others.
func TestLinksOfAMember(t *testing.T) {
	r := openRows(t)
	r.nodes()
	r.put("identity_edges (brand, a, b, used, records, evidence, first_seen)",
		"('b', 1, 10, true, 4, 'web/orders/1', '2026-01-02 00:00:00'), ('b', 1, 11, true, 1, '', '2026-01-01 00:00:00'), ('b', 10, 11, false, 1, '', '2026-01-02 00:00:00'), ('b', 1, 2, true, 1, '', '2026-01-03 00:00:00'), ('b', 2, 12, true, 1, '', '2026-01-03 00:00:00')",
		"('b', 2, 10, true, 1, '', '2026-01-01 00:00:00'), ('b', 2, 20, true, 1, '', '2026-01-01 00:00:00'), ('b', 1, 20, true, 1, '', '2026-01-01 00:00:00'), ('other', 1, 12, true, 1, '', '2026-01-01 00:00:00'), ('other', 1, 11, true, 1, '', '2026-01-01 00:00:00')")
	r.put("identity_splits (brand, a, b, active, version)",
		"('b', 1, 11, true, 1), ('b', 10, 11, true, 1), ('b', 1, 2, true, 1), ('b', 2, 12, true, 1), ('b', 2, 10, true, 1), ('b', 2, 20, true, 1)",
		"('b', 10, 11, false, 2), ('b', 2, 10, false, 2), ('other', 1, 10, true, 3), ('other', 1, 20, true, 3), ('other', 1, 11, false, 3)")
	links, err := view.LinksOf(t.Context(), r.db, "b", 1)
	require.NoError(t, err)
	require.Equal(t, []view.PersonLink{
		{A: 1, B: 11, Used: true, Records: 1, FirstSeen: day("2026-01-01"), Split: true},
		{A: 1, B: 10, Used: true, Records: 4, Evidence: "web/orders/1", FirstSeen: day("2026-01-02")},
		{A: 10, B: 11, Records: 1, FirstSeen: day("2026-01-02")},
		{A: 1, B: 2, Used: true, Records: 1, FirstSeen: day("2026-01-03"), Split: true},
		{A: 2, B: 12, Used: true, Records: 1, FirstSeen: day("2026-01-03"), Split: true},
	}, inUTC(links))
}

// putPerson puts what the member 1 did and was sent, next to what others of such ids did.
func (r rows) putPerson() {
	r.nodes()
	r.publish()
	r.put("member_orders (brand, member_id, shop, order_id, placed_at, date, is_purchase, cancelled, revenue, total, seq, `goods.code`, version)",
		"('b', 1, 'web', '1', '2026-11-10 01:00:00', '2026-11-10', true, false, 80, 100, 1, ['sku/tea/x', 'id/7'], 1), ('b', 1, 'web', '2', '2026-11-11 01:00:00', '2026-11-11', false, false, 0, 100, 0, [], 1)",
		"('b', 1, 'web', '2', '2026-11-11 01:00:00', '2026-11-11', false, true, 0, 90, 0, [], 2)",
		"('b', 2, 'web', '3', '2026-11-12 01:00:00', '2026-11-12', true, false, 80, 100, 1, ['sku/mug'], 1), ('other', 1, 'web', '1', '2026-11-12 01:00:00', '2026-11-12', true, false, 80, 100, 1, ['sku/mug'], 1)")
	r.put("stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version)",
		"('b', 1, '2026-11-10', '2026-11-20', 'prospect', 'none', 1), ('b', 1, '2026-11-20', '2026-11-21', 'active', 'new', 1), ('b', 1, '2026-11-21', '2026-12-30', 'sleep', 'active', 1)",
		"('b', 1, '2026-11-10', '2026-11-20', 'new', 'none', 2)",
		"('b', 2, '2026-11-10', '2026-11-20', 'lost', 'none', 1), ('other', 1, '2026-11-12', '2026-11-20', 'lost', 'none', 1)")
	r.put("events (brand, shop, event_id, type, at, node, properties, version)",
		"('b', 'web', '1', 'login', '2026-11-10 01:00:00', 1, {}, 1), ('b', 'web', '3', 'page_view', '2026-11-11 01:00:00', 10, {'page':'tea','from':'mail'}, 1), ('b', 'web', '2', 'login', '2026-11-11 01:00:00', 1, {}, 1), ('b', 'web', '4', 'login', '2026-11-12 01:00:00', 1, {}, 1)",
		"('b', 'web', '4', 'login', '2026-11-12 01:00:00', 2, {}, 2), ('other', 'web', '1', 'login', '2026-11-12 01:00:00', 1, {}, 1)")
	r.put("consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, dated, version)",
		"('b', 'web', 1, 'line', 'marketing', '2026-11-01 00:00:00', true, 'form', 'customers/1', true, 1), ('b', 'web', 10, 'edm', 'marketing', '2026-11-02 00:00:00', false, 'link', '', true, 1), ('b', 'web', 1, 'sms', 'gifts', '2026-11-02 00:00:00', true, 'form', '', true, 1)",
		"('b', 'web', 2, 'line', 'marketing', '2026-11-09 00:00:00', false, 'form', '', true, 1), ('other', 'web', 1, 'push', 'marketing', '2026-11-09 00:00:00', false, 'form', '', true, 1)")
	r.put("deliveries (brand, campaign, date, member_id, channel, state, reason, code, detail, version)",
		"('b', 'wake', '2026-11-18', 1, 'line', 'planned', '', '', '', 1), ('b', 'wake', '2026-11-19', 10, 'line', 'failed', 'refused', '403', 'blocked', 2), ('b', 'sleep', '2026-11-19', 1, 'edm', 'sent', '', '', '', 2), ('b', 'wake', '2026-11-19', 50, 'line', 'sent', '', '', '', 2)",
		"('b', 'wake', '2026-11-18', 1, 'line', 'sent', '', '', '', 2), ('b', 'wake', '2026-11-19', 2, 'line', 'sent', '', '', '', 2), ('other', 'wake', '2026-11-20', 1, 'line', 'sent', '', '', '', 2), ('b', 'wake', '2026-11-19', 5, 'line', 'sent', '', '', '', 2)")
	r.put("message_events (brand, channel, provider_id, type, event_id, campaign, date, member_id, machine, version)",
		"('b', 'line', '1', 'opened', '1', 'wake', '2026-11-18', 1, '', 1), ('b', 'line', '1', 'clicked', '1', 'wake', '2026-11-18', 1, '', 1), ('b', 'line', '1', 'clicked', '2', 'wake', '2026-11-18', 1, '', 1), ('b', 'line', '1', 'replied', '1', 'wake', '2026-11-18', 1, '', 1)",
		"('b', 'line', '1', 'replied', '1', 'wake', '2026-11-18', 1, 'scanner', 2), ('b', 'edm', '2', 'bounced', '1', 'wake', '2026-11-18', 2, '', 1), ('b', 'edm', '3', 'bounced', '1', 'wake', '2026-11-17', 1, '', 1), ('b', 'edm', '4', 'bounced', '1', 'nap', '2026-11-18', 1, '', 1), ('other', 'edm', '2', 'bounced', '1', 'wake', '2026-11-18', 1, '', 1)")
	r.put("product_links (brand, date, reason, product, score, again, generation)",
		"('b', '2026-11-20', 'together:7', 'cup', 2.5, false, 2), ('b', '2026-11-20', 'together:7', 'pot', 3.5, false, 2), ('b', '2026-11-20', 'together:mug', 'spoon', 4.5, false, 2), ('other', '2026-12-20', 'together:mug', 'fork', 4.5, false, 1)")
	r.put("members (brand, member_id, name, email)", "('b', 1, 'Ann', 'a@b.test'), ('b', 2, 'Bob', ''), ('other', 1, 'Eve', '')")
}

// All that is shown of a member is of them alone, by any identifier of theirs, as it is known
// last.
func TestPersonIsOfOneMember(t *testing.T) {
	r := openRows(t)
	r.putPerson()
	const today = regulars.BusinessDate("2026-11-20")
	r.members(today, "member_id, stage", "1, 'active'", "50, 'sleep'")
	person, err := view.PersonOf(t.Context(), r.db, view.PersonQuestion{Brand: "b", Date: today, Member: 1, Limit: 10})
	require.NoError(t, err)
	at := func(text string) time.Time { return day(text).Add(time.Hour) }

	require.Equal(t, []any{"Ann", "a@b.test", "active", true}, []any{person.Name, person.Email, person.Stage, person.Consented})
	require.Equal(t, []view.PersonOrder{
		{Shop: "web", OrderID: "2", PlacedAt: at("2026-11-11"), Date: day("2026-11-11"), Cancelled: true, Total: 90, Goods: []string{}},
		{Shop: "web", OrderID: "1", PlacedAt: at("2026-11-10"), Date: day("2026-11-10"), IsPurchase: true, Revenue: 80, Total: 100, Seq: 1, Goods: []string{"tea/x", "7"}},
	}, inUTC(person.Orders))
	require.Equal(t, []view.PersonStage{
		{Since: day("2026-11-20"), Until: day("2026-11-21"), Stage: "active", Before: "new"},
		{Since: day("2026-11-10"), Until: day("2026-11-20"), Stage: "new", Before: "none"},
	}, inUTC(person.Stages))
	require.Equal(t, []view.PersonEvent{
		{At: at("2026-11-11"), Shop: "web", Type: "login"}, {At: at("2026-11-11"), Shop: "web", Type: "page_view", Said: "page: tea, from: mail"}, {At: at("2026-11-10"), Shop: "web", Type: "login"},
	}, inUTC(person.Events))
	require.Equal(t, []view.PersonConsent{
		{Channel: "sms", Purpose: "gifts", Granted: true, Source: "form", At: day("2026-11-02")},
		{Channel: "edm", Purpose: "marketing", Source: "link", At: day("2026-11-02")},
		{Channel: "line", Purpose: "marketing", Granted: true, Source: "form", At: day("2026-11-01"), Evidence: "customers/1"},
	}, inUTC(person.Consents))
	require.Equal(t, []view.PersonMessage{
		{Campaign: "sleep", Date: day("2026-11-19"), Channel: "edm", State: "sent", At: time.Unix(0, 0).UTC(), Answers: []string{}},
		{Campaign: "wake", Date: day("2026-11-19"), Channel: "line", State: "failed", Reason: "refused", Code: "403", Detail: "blocked", At: time.Unix(0, 0).UTC(), Answers: []string{}},
		{Campaign: "wake", Date: day("2026-11-18"), Channel: "line", State: "sent", At: time.Unix(0, 0).UTC(), Answers: []string{"clicked", "opened"}},
	}, inUTC(person.Messages))
	seen, last := day("2026-01-01"), day("2026-02-01")
	require.Equal(t, []view.PersonNode{
		{Node: 12, Kind: "phone", Value: "+1", State: "used", Joins: 1, FirstShop: "store", FirstSeen: day("2025-12-01"), LastSeen: last},
		{Node: 10, Kind: "customer", Value: "web/7", State: "used", Joins: 1, FirstShop: "web", FirstSeen: seen, LastSeen: last},
		{Node: 11, Kind: "email", Value: "0@b.test", State: "used", Joins: 1, FirstShop: "web", FirstSeen: seen, LastSeen: last},
		{Node: 1, Kind: "email", Value: "a@b.test", State: "used", Joins: 3, FirstShop: "web", FirstSeen: seen, LastSeen: last},
	}, inUTC(person.Nodes))
	require.Equal(t, []view.PersonAdvice{{Product: "pot", Score: 3.5, Why: "together:7"}, {Product: "cup", Score: 2.5, Why: "together:7"}}, person.Advice)

	newest, err := view.PersonOf(t.Context(), r.db, view.PersonQuestion{Brand: "b", Date: today, Member: 1, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, []any{person.Orders[:1], person.Events[:1], person.Messages[:1]}, []any{inUTC(newest.Orders), inUTC(newest.Events), inUTC(newest.Messages)})
	nodeless, err := view.PersonOf(t.Context(), r.db, view.PersonQuestion{Brand: "b", Date: today, Member: 50, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []any{"sleep", false}, []any{nodeless.Stage, nodeless.Consented})
	require.Len(t, nodeless.Messages, 1, "of an id that no identifier has any more")
	_, err = view.PersonOf(t.Context(), r.db, view.PersonQuestion{Brand: "b", Date: today, Member: 2, Limit: 10})
	require.ErrorIs(t, err, view.ErrNoMember)
}

// Who is due within two weeks, and the likeliest buyers of all groups.
func TestWhatLiesAhead(t *testing.T) {
	r := openRows(t)
	r.put("members (brand, member_id, name)", "('b', 1, 'Ann'), ('b', 4, 'Dan'), ('other', 1, 'Eve'), ('other', 8, 'Eve')")
	const today = regulars.BusinessDate("2026-11-20")
	r.members(today, "member_id, stage, stage_next, stage_next_on, revenue, purchases, expected_14d, p_alive, last_purchase, next_purchase, preferred_channel",
		"1, 'active', 'new', '2026-11-21', 100, 3, 0.5, 0.9, '2026-11-10', '2026-11-25', 'line'",
		"7, 'active', 'new', '2026-11-21', 20, 2, NULL, NULL, NULL, NULL, NULL",
		"2, 'active', 'sleep', '2026-12-04', 50, 2, 0.2, 0.8, NULL, NULL, NULL",
		"6, 'sleep', 'lost', '2026-12-04', 10, 2, 0, 0.1, NULL, NULL, NULL",
		"3, 'active', 'sleep', '2026-12-05', 1, 2, 0.1, 0.8, NULL, NULL, NULL",
		"4, 'active', 'sleep', '2026-11-20', 2, 2, 0.4, 0.8, NULL, NULL, NULL",
		"5, 'active', '', NULL, 4, 2, 0.3, 0.8, NULL, NULL, NULL",
		"8, 'new', '', NULL, 8, 1, 0.5, NULL, NULL, NULL, NULL")
	ahead, err := view.LookAhead(t.Context(), r.db, "b", today, 10)
	require.NoError(t, err)
	require.Equal(t, []view.Due{
		{Stage: "active", Becomes: "new", On: "2026-11-21", Members: 2, Revenue: 120},
		{Stage: "active", Becomes: "sleep", On: "2026-12-04", Members: 1, Revenue: 50},
		{Stage: "sleep", Becomes: "lost", On: "2026-12-04", Members: 1, Revenue: 10},
		{Stage: "active", Members: 3, Revenue: 7}, {Stage: "new", Members: 1, Revenue: 8},
	}, ahead.Due)
	ids := func(buyers []view.LikelyBuyer) (ids []uint64) {
		for _, b := range buyers {
			ids = append(ids, b.MemberID)
		}
		return ids
	}
	require.Equal(t, []uint64{1, 8, 4, 5, 2, 3}, ids(ahead.Likeliest))
	require.Equal(t, view.LikelyBuyer{MemberID: 1, Name: "Ann", Stage: "active", Expected14d: 0.5, PAlive: 0.9, Purchases: 3, Revenue: 100, LastPurchase: "2026-11-10", NextPurchase: "2026-11-25", Channel: "line"}, ahead.Likeliest[0])
	require.True(t, math.IsNaN(ahead.Likeliest[1].PAlive))
	ahead.Likeliest[1].PAlive = 0
	require.Equal(t, view.LikelyBuyer{MemberID: 8, Stage: "new", Expected14d: 0.5, Purchases: 1, Revenue: 8}, ahead.Likeliest[1])
	require.Equal(t, "Dan", ahead.Likeliest[2].Name)

	ahead, err = view.LookAhead(t.Context(), r.db, "b", today, 3)
	require.NoError(t, err)
	require.Equal(t, []uint64{1, 8, 4}, ids(ahead.Likeliest), "the likeliest of a group of three")
}
