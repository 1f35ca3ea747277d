package view_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// oneByOne is a brand of which the night has stored what it knows of all members.
type oneByOne struct {
	*engine
	t     *testing.T
	brand *config.Brand
	date  regulars.BusinessDate
}

func openOneByOne(t *testing.T) oneByOne {
	o := oneByOne{engine: openEngine(t), t: t, brand: schematest.Brand(t, "one"), date: "2025-10-31"}
	require.NoError(t, derive.SyncSettings(t.Context(), o.DB, o.brand))
	prooftest.InsertRandomOrders(t, o.DB, o.brand, 100, 20)
	o.Register(t, o.brand, "2025-10-01", "looker", "idler")
	o.derive()
	_, err := fit.Ensure(t.Context(), o.DB, o.brand, o.date, o.date, nil)
	require.NoError(t, err)
	generation, err := metric.Measure(t.Context(), o.DB, o.brand, metric.Measurement{From: o.date, To: o.date, Kind: "night", Only: []string{"sales", "stage_due"}}, nil)
	require.NoError(t, err)
	require.NoError(t, metric.Publish(t.Context(), o.DB, o.brand.Name, generation))
	require.NoError(t, snapshot.Write(t.Context(), o.DB, o.brand.Name))
	return o
}

func (o oneByOne) derive() {
	o.t.Helper()
	_, err := derive.Run(o.t.Context(), o.DB, o.brand, o.date)
	require.NoError(o.t, err)
}

// all are the members as who asks for all of them has them.
func (o oneByOne) all() map[uint64]view.SegmentMember {
	o.t.Helper()
	all := map[uint64]view.SegmentMember{}
	require.NoError(o.t, view.EachOfSegment(o.t.Context(), o.DB, o.brand.Name, o.date, view.Segment{}, func(m view.SegmentMember) error {
		all[m.MemberID] = inUTC([]view.SegmentMember{m})[0]
		return nil
	}))
	return all
}

func (o oneByOne) of(member uint64, exactly bool) *view.Person {
	o.t.Helper()
	person, err := view.PersonOf(o.t.Context(), o.DB, view.PersonQuestion{Brand: o.brand.Name, Date: o.date, Member: member, Limit: 10, Exactly: exactly})
	require.NoError(o.t, err)
	person.SegmentMember = inUTC([]view.SegmentMember{person.SegmentMember})[0]
	return person
}

// member is whom an identifier belongs to.
func (o oneByOne) member(value string) (member uint64) {
	o.t.Helper()
	require.NoError(o.t, o.Conn.QueryRow(o.t.Context(), "SELECT member_id FROM identity_nodes WHERE brand = ? AND endsWith(value, ?)", o.brand.Name, value).Scan(&member))
	return member
}

func (o oneByOne) event(id string, member uint64, kind, said string, version int) {
	o.t.Helper()
	require.NoError(o.t, o.Conn.Exec(o.t.Context(), fmt.Sprintf(
		"INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version) VALUES ('%s', 'web', '%s', '%s', '%s 10:00:00', '%[4]s', %d, %s, %d)",
		o.brand.Name, id, kind, o.date, member, said, version)))
}

func (o oneByOne) consent(member uint64, granted bool, on string) {
	o.t.Helper()
	require.NoError(o.t, o.Conn.Exec(o.t.Context(), fmt.Sprintf(
		"INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, dated, version) VALUES ('%s', 'web', %d, 'edm', 'marketing', '%s 00:00:00', %t, 'form', true, 1)", o.brand.Name, member, on, granted)))
}

// richest has the most revenue of some members.
func richest(all map[uint64]view.SegmentMember) (most uint64) {
	for id, m := range all {
		if of := all[most]; m.Revenue > of.Revenue || m.Revenue == of.Revenue && id < most {
			most = id
		}
	}
	return most
}

// What is shown of one member, of what the night stored and of what they did since, is what the
// view finds that gathers all members, column by column.
func TestOneMemberIsAsAllAre(t *testing.T) {
	o := openOneByOne(t)
	stored := o.all()
	at, err := snapshot.StoredOf(t.Context(), o.DB, o.brand.Name, o.date.AddDays(3))
	require.NoError(t, err)
	require.Equal(t, o.date, at.Date)
	require.WithinDuration(t, time.Now(), at.At, 10*time.Minute)
	none, err := snapshot.StoredOf(t.Context(), o.DB, o.brand.Name, o.date.AddDays(-1))
	require.NoError(t, err)
	require.Zero(t, none)

	for _, member := range []string{"/idler", "p1@example.com"} {
		require.Equal(t, stored[o.member(member)], o.of(o.member(member), false).SegmentMember, "as the night left it")
	}
	o.do(stored)
	now := o.all()
	changed := 0
	for _, value := range []string{"/looker", "/idler", "p1@example.com", "p2@example.com", "p3@example.com", "p4@example.com", "p5@example.com", "p6@example.com", "p7@example.com", "p8@example.com", "p9@example.com", ""} {
		id := richest(stored)
		if value != "" {
			id = o.member(value)
		}
		person, want := o.of(id, false), now[id]
		require.Equal(t, want, person.SegmentMember, value)
		require.True(t, person.StoredAt.IsZero() && !person.Alone)
		if fmt.Sprint(stored[id].AIPL, stored[id].Tags, stored[id].PreferredChannel) != fmt.Sprint(want.AIPL, want.Tags, want.PreferredChannel) {
			changed++
		}
	}
	require.GreaterOrEqual(t, changed, 6, "what members did changes nothing that is stored: nothing is tried")
	require.Equal(t, "I", now[o.member("/looker")].AIPL)
	require.Equal(t, "A", now[o.member("/idler")].AIPL)
	ahead, err := view.LookAhead(t.Context(), o.DB, o.brand.Name, o.date, 1)
	require.NoError(t, err)
	due, err := view.DueStored(t.Context(), o.DB, o.brand.Name, o.date)
	require.NoError(t, err)
	require.Equal(t, ahead.Due, due)
	_, err = view.PersonOf(t.Context(), o.DB, view.PersonQuestion{Brand: o.brand.Name, Date: o.date, Member: 7})
	require.ErrorIs(t, err, view.ErrNoMember)
	o.afterDerivation(stored, at.At)
}

// do lets members do what member_asof shows, and something that is taken back.
func (o oneByOne) do(stored map[uint64]view.SegmentMember) {
	o.t.Helper()
	p := func(n int) uint64 { return o.member(fmt.Sprintf("p%d@example.com", n)) }
	o.event("1", o.member("/looker"), "page_view", "{}", 1)
	o.event("2", o.member("/idler"), "login", "{}", 1)
	o.event("2", p(1), "login", "{}", 2) // it was another one's
	o.event("3", p(2), "add_to_cart", "{}", 1)
	o.event("4", richest(stored), "review", "{}", 1)
	o.event("5", p(3), "ticket_opened", "{'ticket_id':'a'}", 1)
	o.event("6", p(4), "ticket_opened", "{'ticket_id':'b'}", 1)
	o.event("7", p(5), "ticket_closed", "{'ticket_id':'b'}", 1) // by who answers, a moment later
	require.NoError(o.t, o.Conn.Exec(o.t.Context(), "INSERT INTO events SELECT * REPLACE (at + INTERVAL 1 MINUTE AS at, 2 AS version) FROM events FINAL WHERE brand = 'one' AND event_id = '7'"))
	o.event("8", p(6), "message_click", "{'channel':'line'}", 1)
	require.NoError(o.t, o.Conn.Exec(o.t.Context(), "INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, version) VALUES ('one', 'edm', 'p', 'clicked', '1', ?, 'c', ?, ?, 1)",
		o.date.Time(), o.date.Time(), p(7)))
	o.consent(p(8), true, "2025-10-02")
	o.consent(p(9), true, "2025-10-02")
	o.consent(p(9), false, "2025-10-03")
}

// Once a derivation has changed members since the night, what is a member's own is of now, and how
// they compare with the others as it was stored, unless it is asked for exactly.
func (o oneByOne) afterDerivation(stored map[uint64]view.SegmentMember, at time.Time) {
	t := o.t
	lone, bought := o.member("p12@example.com"), o.member("p10@example.com")
	o.Insert(t, o.brand, "more", prooftest.PaidOn(string(o.date), "more", "10", 70), prooftest.PaidOn(string(o.date), "newcomer", "newcomer", 50),
		regulars.Order{ID: "joins", CustomerID: "13", Email: "p14@example.com", PlacedAt: o.date.Time(), Currency: "TWD", Placed: true, Paid: true, Total: 700_000})
	o.derive()
	now := o.all()
	joined, newcomer := o.member("p13@example.com"), o.member("/newcomer")
	require.Equal(t, joined, o.member("p14@example.com"))
	require.Greater(t, now[joined].Purchases, stored[joined].Purchases+1)
	compared := []string{"repurchase_due", "high_value", "at_risk", "seed_member"}
	for _, id := range []uint64{lone, bought, joined, newcomer, o.member("/looker"), richest(stored)} {
		person, want, of := o.of(id, false), now[id], stored[id]
		want.RScore, want.FScore, want.MScore, want.RFMClass, want.ValueTier, want.NextPurchase = of.RScore, of.FScore, of.MScore, of.RFMClass, of.ValueTier, of.NextPurchase
		if want.Purchases > 1 {
			want.AIPL = of.AIPL
		}
		tags := slices.DeleteFunc(slices.Clone(want.Tags), func(tag string) bool { return slices.Contains(compared, tag) })
		for _, tag := range compared {
			if slices.Contains(of.Tags, tag) {
				tags = append(tags, tag)
			}
		}
		require.ElementsMatch(t, tags, person.Tags)
		want.Tags = person.Tags
		require.Equal(t, want, person.SegmentMember, "member %d", id)
		require.Equal(t, id == newcomer, person.Alone)
		if !person.Alone {
			require.WithinDuration(t, at, person.StoredAt, time.Minute)
		}
	}
	exactly := o.of(joined, true)
	require.Equal(t, now[joined], exactly.SegmentMember)
	require.True(t, exactly.StoredAt.IsZero())
	require.NotEmpty(t, exactly.Links)
}
