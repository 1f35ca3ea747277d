package walk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/schematest"
	"regulars/schema/walk"
)

const (
	firstDay = regulars.BusinessDate("2026-03-01")
	days     = 10
)

// state is what is known of a member on a date.
type state struct {
	stage        string
	stageSince   regulars.BusinessDate
	tags         []string
	nextPurchase regulars.BusinessDate // empty: none is predicted
}

// dated is something that happened on a date.
type dated struct {
	day  regulars.BusinessDate
	what string // an event's type, or an answer and its campaign
	by   string
	at   time.Time

	id      string // of an event, as are those below
	cart    string // its property cart; empty: it has none
	from    string // its property from
	arrives time.Time
	visitor bool // it says nothing of who did it
}

// member is a made-up member with everything that a journey may ask for.
type member struct {
	id      uint64
	states  map[regulars.BusinessDate]state
	orders  []dated
	events  []dated
	answers []dated // what: opened or clicked; by: the campaign
	refuses regulars.BusinessDate
	deleted regulars.BusinessDate // from this date on
	joins   int                   // the member that this one was found to be; -1: none
	joined  regulars.BusinessDate
}

// world is a database in which the members stand, and member_asof is what they are.
type world struct {
	t       *testing.T
	db      *schema.DB
	conn    driver.Conn
	brand   *config.Brand
	members []*member
	stop    func() // is called after each statement of an advance
	clock   time.Time
	dawned  regulars.BusinessDate // the last date of which it is known who is who
	stored  map[string]bool       // events that have arrived
}

// moment is a time of day of a date where the members live.
func moment(day regulars.BusinessDate, hour, minute, second int) time.Time {
	return day.Time().Add(time.Duration(hour-8)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second)
}

// dayOf is the date at a moment where the members live.
func dayOf(at time.Time) regulars.BusinessDate {
	return regulars.BusinessDate(at.UTC().Add(8 * time.Hour).Format(time.DateOnly))
}

// now is the clock of the world; no two reads are the same.
func (w *world) now() time.Time {
	w.clock = w.clock.Add(time.Millisecond)
	return w.clock
}

func (w *world) walker(j *journey.Journey) *walk.Walker {
	walker := walk.New(w.db, w.brand, j)
	walker.Now = w.now
	return walker
}

const standIn = `CREATE OR REPLACE VIEW member_asof AS
SELECT member_id, stage, 'new' AS stage_before, stage_since, NULL::Nullable(String) AS rfm_class, NULL::Nullable(Date) AS last_purchase,
	NULL::Nullable(Int32) AS recency_days, 1::UInt64 AS purchases, NULL::Nullable(Decimal(38, 4)) AS revenue, NULL::Nullable(String) AS preferred_channel, tags,
	5 AS r_score, 5 AS f_score, 5 AS m_score, NULL::Nullable(String) AS value_tier, 'retained' AS life_phase, 'L' AS aipl, NULL::Nullable(Float64) AS p_alive,
	p_alive AS expected_14d, p_alive AS clv_365d, NULL::Nullable(String) AS stage_next, NULL::Nullable(Date) AS stage_next_on, stage_next_on AS first_purchase,
	next_purchase
FROM walk_members WHERE brand = {brand:String} AND date = {date:Date}`

func openWorld(t *testing.T) *world {
	w := &world{t: t, stop: func() {}}
	options := schematest.Options(t)
	options.Trace = func(string, time.Duration) { w.stop() }
	w.db = schematest.OpenWith(t, options)
	w.conn = schematest.Connect(t, w.db)
	w.exec(`CREATE TABLE walk_members (brand String, date Date, member_id UInt64, stage String, stage_since Date, tags Array(String), next_purchase Nullable(Date))
		ENGINE = MergeTree ORDER BY (brand, date, member_id)`)
	w.exec(standIn)
	w.exec("SYSTEM STOP MERGES events") // what an event said before would be gone in a moment
	t.Cleanup(func() { w.exec("SYSTEM START MERGES events") })
	return w
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	require.NoError(w.t, w.conn.Exec(context.Background(), statement, args...))
}

// segments are those of the world's brand.
var segments = map[string]audience.Audience{
	"tea": {Tags: []string{"tea"}}, "rice": {Tags: []string{"rice"}}, "sleepers": {Is: []string{"sleep"}},
}

// settle fills the world with another brand of random members.
func (w *world) settle(r *rand.Rand, name string, n int) {
	w.brand = schematest.Brand(w.t, name)
	w.brand.Segments = segments
	for i := range 4 {
		w.brand.Campaigns = append(w.brand.Campaigns, config.Campaign{Name: fmt.Sprint("c", i), Channels: []string{"edm"}, Purpose: "marketing"})
	}
	w.members, w.stored = nil, map[string]bool{}
	for i := range n {
		w.members = append(w.members, randomMember(r, i, n))
	}
	w.store()
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func randomMember(r *rand.Rand, i, n int) *member {
	m := &member{id: uint64(i+1) * 0x9E3779B97F4A7C15, states: map[regulars.BusinessDate]state{}, joins: -1}
	s := state{stage: pick(r, "new", "active", "sleep"), stageSince: firstDay.AddDays(-r.IntN(9))}
	for d := range days {
		day := firstDay.AddDays(d)
		if chance(r, 0.2) {
			s.stage, s.stageSince = pick(r, "new", "active", "sleep"), day
		}
		if chance(r, 0.15) {
			s.tags = pick(r, nil, []string{"tea"}, []string{"rice"}, []string{"tea", "rice"})
		}
		s.nextPurchase = pick(r, "", day.AddDays(r.IntN(9)-2), s.nextPurchase)
		m.states[day] = s
		if chance(r, 0.06) {
			m.orders = append(m.orders, dated{day: day, at: moment(day, r.IntN(24), r.IntN(60), 0)})
		}
		if chance(r, 0.08) {
			m.events = append(m.events, randomEvent(r, pick(r, "login", "add_to_cart"), moment(day, r.IntN(24), r.IntN(60), 0)))
		}
		if chance(r, 0.2) {
			m.events = append(m.events, randomCart(r, fmt.Sprint("cart-", i, "-", d), moment(day, r.IntN(24), r.IntN(60), 0))...)
		}
		if chance(r, 0.1) {
			m.answers = append(m.answers, dated{day: day, what: pick(r, "opened", "clicked"), by: fmt.Sprint("c", r.IntN(4)), at: moment(day.AddDays(1), r.IntN(24), r.IntN(60), 0)})
		}
	}
	random := func() regulars.BusinessDate { return firstDay.AddDays(1 + r.IntN(days-1)) }
	switch {
	case chance(r, 0.1):
		m.refuses = random()
	case chance(r, 0.07):
		m.deleted = random()
	case i > 0 && chance(r, 0.1):
		m.joins, m.joined = r.IntN(i), random()
	}
	return m
}

func randomEvent(r *rand.Rand, what string, at time.Time) dated {
	arrives := at.Add(pick(r, 0, 0, 0, 7*time.Minute, 5*time.Hour, 30*time.Hour))
	return dated{day: dayOf(at), at: at, what: what, from: pick(r, "app", "web"), arrives: arrives, id: fmt.Sprint(r.Uint64())}
}

// randomCart is what somebody does about a cart: puts into it, perhaps several times, and
// perhaps checks out this or another one, which may be known before, or long after.
func randomCart(r *rand.Rand, cart string, at time.Time) []dated {
	var all []dated
	add := func(what, cart string, at time.Time) {
		e := randomEvent(r, what, at)
		e.cart, e.visitor = cart, what == "order_placed" && chance(r, 0.3)
		all = append(all, e)
	}
	for range 1 + r.IntN(2) {
		add("add_to_cart", cart, at.Add(time.Duration(r.IntN(300))*time.Minute))
	}
	if chance(r, 0.5) {
		add("order_placed", pick(r, cart, cart, "another-"+cart), at.Add(time.Duration(r.IntN(60*24)-60)*time.Minute))
	}
	return all
}

// arrive stores the events that have come by a moment; some come twice, and all were
// somebody else's at first, which is still there until ClickHouse merges.
func (w *world) arrive(r *rand.Rand, by time.Time) {
	const into = "INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version)"
	before, err := w.conn.PrepareBatch(w.t.Context(), into)
	require.NoError(w.t, err)
	b, err := w.conn.PrepareBatch(w.t.Context(), into)
	require.NoError(w.t, err)
	for i, m := range w.members {
		for _, e := range m.events {
			if e.arrives.After(by) || w.stored[e.id] {
				continue
			}
			w.stored[e.id] = chance(r, 0.8) // or comes again
			properties, node := map[string]string{"from": e.from}, m.id+1
			if e.cart != "" {
				properties["cart"] = e.cart
			}
			if e.visitor {
				node = 0
			}
			someone := w.members[(i+1)%len(w.members)]
			require.NoError(w.t, before.Append(w.brand.Name, "web", e.id, e.what, e.at.Add(time.Minute), e.day.Time(), someone.id+1, map[string]string{"from": e.from}, uint64(by.UnixNano()-1)))
			require.NoError(w.t, b.Append(w.brand.Name, "web", e.id, e.what, e.at, e.day.Time(), node, properties, uint64(by.UnixNano())))
		}
	}
	require.NoError(w.t, before.Send())
	require.NoError(w.t, b.Send())
}

func (w *world) store() {
	batch := func(into string, rows func(m *member, add func(...any))) {
		b, err := w.conn.PrepareBatch(w.t.Context(), "INSERT INTO "+into)
		require.NoError(w.t, err)
		for _, m := range w.members {
			rows(m, func(values ...any) { require.NoError(w.t, b.Append(values...)) })
		}
		require.NoError(w.t, b.Send())
	}
	brand := w.brand.Name
	batch("walk_members", func(m *member, add func(...any)) {
		for day, s := range m.states {
			var next *time.Time
			if s.nextPurchase != "" {
				at := s.nextPurchase.Time()
				next = &at
			}
			add(brand, day.Time(), m.id, s.stage, s.stageSince.Time(), s.tags, next)
		}
	})
	batch("members (brand, member_id)", func(m *member, add func(...any)) { add(brand, m.id) })
	batch("identity_nodes (brand, node, member_id, kind, value)", func(m *member, add func(...any)) {
		add(brand, m.id, m.id, "email", "")
		add(brand, m.id+1, m.id, "phone", fmt.Sprint("+", m.id))
	})
	batch("member_orders (brand, member_id, shop, order_id, date, placed_at, seq)", func(m *member, add func(...any)) { // as they were derived before
		for i, o := range m.orders {
			add(brand, m.id, "web", fmt.Sprint(m.id, "-", i), o.day.AddDays(1).Time(), o.at.Add(24*time.Hour), uint32(i+1))
		}
		add(brand, m.id, "web", fmt.Sprint(m.id, "-void"), firstDay.AddDays(3).Time(), moment(firstDay.AddDays(3), 9, 0, 0), uint32(1))
	})
	batch("member_orders (brand, member_id, shop, order_id, date, placed_at, seq)", func(m *member, add func(...any)) {
		for i, o := range m.orders {
			add(brand, m.id, "web", fmt.Sprint(m.id, "-", i), o.day.Time(), o.at, uint32(i+1))
		}
		add(brand, m.id, "web", fmt.Sprint(m.id, "-void"), firstDay.AddDays(3).Time(), moment(firstDay.AddDays(3), 9, 0, 0), uint32(0)) // an order that doesn't count
	})
	batch("orders (brand, shop, order_id, date, placed_at, phone, placed, cancelled)", func(m *member, add func(...any)) { // before it was cancelled
		add(brand, "web", fmt.Sprint(m.id, "-void"), firstDay.AddDays(3).Time(), moment(firstDay.AddDays(3), 9, 0, 0), fmt.Sprint("+", m.id), true, false)
	})
	batch("orders (brand, shop, order_id, date, placed_at, phone, placed, cancelled)", func(m *member, add func(...any)) {
		for i, o := range m.orders {
			add(brand, "web", fmt.Sprint(m.id, "-", i), o.day.Time(), o.at, fmt.Sprint("+", m.id), true, false)
		}
		add(brand, "web", fmt.Sprint(m.id, "-void"), firstDay.AddDays(3).Time(), moment(firstDay.AddDays(3), 9, 0, 0), fmt.Sprint("+", m.id), true, true)
	})
	batch("message_events (brand, channel, provider_id, type, event_id, campaign, date, member_id, machine, at)", func(m *member, add func(...any)) {
		for i, a := range m.answers {
			add(brand, "edm", "", a.what, fmt.Sprint(m.id, "-", i), a.by, a.day.Time(), m.id, "", a.at)
		}
		for d := range days { // a mail proxy opens everything
			day := firstDay.AddDays(d)
			add(brand, "edm", "", "clicked", fmt.Sprint(m.id, "-m", d), "c0", day.Time(), m.id, "proxy", moment(day.AddDays(1), 12, 0, 0))
		}
	})
	batch("consent_facts (brand, shop, node, channel, purpose, at, granted, version)", func(m *member, add func(...any)) {
		add(brand, "web", m.id, "edm", "marketing", firstDay.AddDays(-30).Time(), true, uint64(1))
		add(brand, "web", m.id, "sms", "marketing", firstDay.AddDays(-30).Time(), true, uint64(1)) // a channel of none of the campaigns
	})
}

// dawn lets happen what happens on a date: refusals, deletions, and members who are found
// to be one person.
func (w *world) dawn(day regulars.BusinessDate) {
	w.dawned = day
	for _, m := range w.members {
		switch day {
		case m.refuses:
			w.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES (?, 'web', ?, 'edm', 'marketing', ?, false, 2)", w.brand.Name, m.id, day.Time())
		case m.deleted:
			w.exec("ALTER TABLE members DELETE WHERE brand = ? AND member_id = ? SETTINGS mutations_sync = 1", w.brand.Name, m.id)
		case m.joined:
			w.join(m.id, w.personOf(w.members[m.joins], day))
		}
	}
}

func (w *world) join(id, into uint64) {
	sync, brand := " SETTINGS mutations_sync = 1", w.brand.Name
	w.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE brand = ? AND member_id = ?"+sync, into, brand, id)
	w.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, date, placed_at, seq) SELECT brand, ?, shop, order_id, date, placed_at, seq FROM member_orders FINAL WHERE brand = ? AND member_id = ?", into, brand, id)
	w.exec("ALTER TABLE member_orders DELETE WHERE brand = ? AND member_id = ?"+sync, brand, id)
	w.exec("ALTER TABLE members DELETE WHERE brand = ? AND member_id = ?"+sync, brand, id)
	w.exec("ALTER TABLE walk_members DELETE WHERE brand = ? AND member_id = ?"+sync, brand, id)
}

// personOf is who a member is on a date: the one it was joined to, at last.
func (w *world) personOf(m *member, day regulars.BusinessDate) uint64 {
	for m.joins >= 0 && m.joined <= day {
		m = w.members[m.joins]
	}
	return m.id
}

// people are the members that make up a person on a date, the one it is named after first.
func (w *world) people(id uint64, day regulars.BusinessDate) []*member {
	var all []*member
	for _, m := range w.members {
		if w.personOf(m, day) == id {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b *member) int {
		switch {
		case a.id == id:
			return -1
		case b.id == id:
			return 1
		}
		return 0
	})
	return all
}
