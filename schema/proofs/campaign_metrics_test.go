package proofs

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
)

// sending is one row of deliveries. The addressee is an identifier, no matter whose it
// belongs to now.
type sending struct {
	campaign, channel, variant string
	trial                      string // of which comparison of variants it is a part
	date                       regulars.BusinessDate
	addressee                  uint64
	state, reason              string
	plannedAt, at              time.Time
	units                      uint16 // that were charged for
	price                      int64  // of each, ten-thousandths; 0: not known
}

// answered is one row of message_events.
type answered struct {
	sending
	kind, id string
}

type spending struct {
	campaign, channel string
	date              regulars.BusinessDate
	amount            decimal.Decimal
}

type buying struct {
	person  uint64
	at      time.Time
	date    regulars.BusinessDate
	revenue decimal.Decimal
}

// season is all that campaign metrics stand on.
type season struct {
	sendings  []sending
	answers   []answered
	spendings []spending
	charged   []spending // what messages cost
	buyings   []buying
	persons   map[uint64]uint64 // the member of each identifier
	days      map[string]int    // up to which a purchase is owed to a campaign, where not 7
}

func (s *season) attribution(campaign string) int {
	campaign, _, _ = strings.Cut(campaign, "#")
	return cmp.Or(s.days[campaign], 7)
}

func TestCampaignMetricsOfRandomSeasons(t *testing.T) {
	t.Parallel()
	e := openEngine(t, "campaigns")
	for _, seed := range prooftest.Seeds(t, 60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 77))
			brand := prooftest.TradingBrand(fmt.Sprintf("season-%d", seed))
			s := e.season(t, r, brand)
			from := regulars.BusinessDate("2025-03-01").AddDays(r.IntN(40))
			to := from.AddDays([]int{0, 3, 45}[seed%3])
			must(t, e.publishOnly(brand, from, to))
			for date := from; date <= to; date = date.AddDays(1) {
				want := s.rows(date)
				require.NotContains(t, []string{"", "0.000000000"}, want["brand conversions 28d"], "the season has nothing to prove")
				require.Equal(t, want, e.campaignRows(t, brand.Name, date), date)
			}
		})
	}
}

// season stores random orders, of people of whom some turn out to be one, and
// what campaigns sent them.
func (e *engine) season(t *testing.T, r *rand.Rand, brand *config.Brand) *season {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	orders := make([]regulars.Order, 260)
	for i := range orders {
		person := r.IntN(40)
		at := time.Date(2025, 2, 15, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(75*24*60)) * time.Minute)
		orders[i] = prooftest.Lined(fmt.Sprint(i), fmt.Sprint("c", person), at.Format(time.DateTime), float64(1+r.IntN(100000))/100)
		orders[i].Email = fmt.Sprintf("p%d@x.tw", person%30)
		orders[i].Paid = r.IntN(10) > 0
	}
	e.Trade(t, brand, "web", orders...)
	_, err := derive.Run(ctx, e.DB, brand, "2025-05-10")
	require.NoError(t, err)
	s := &season{persons: map[uint64]uint64{}, days: map[string]int{"welcome": 3, "once": 12}}
	brand.Campaigns = []config.Campaign{{Name: "welcome", AttributionDays: 3}, {Name: "once", AttributionDays: 12}, {Name: "wake-up"}}
	e.readPeople(t, brand.Name, s)
	s.random(r)
	s.charged = s.messages()
	e.writeSeason(t, brand.Name, s)
	return s
}

func (e *engine) readPeople(t *testing.T, brand string, s *season) {
	t.Helper()
	rows := e.Query(t, "SELECT node, member_id FROM identity_nodes WHERE brand = ? AND member_id != 0 ORDER BY node", brand)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var node, member uint64
		require.NoError(t, rows.Scan(&node, &member))
		s.persons[node] = member
	}
	require.NoError(t, rows.Err())
	bought := e.Query(t, "SELECT member_id, placed_at, toString(date), revenue FROM member_orders FINAL WHERE brand = ? AND seq > 0", brand)
	defer func() { _ = bought.Close() }()
	for bought.Next() {
		var b buying
		var date string
		require.NoError(t, bought.Scan(&b.person, &b.at, &date, &b.revenue))
		b.date = regulars.BusinessDate(date)
		s.buyings = append(s.buyings, b)
	}
	require.NoError(t, bought.Err())
}

func (s *season) random(r *rand.Rand) {
	nodes := slices.Sorted(maps.Keys(s.persons))
	nodes = append(nodes, 12345) // somebody who was erased
	taken := map[string]bool{}
	for range 700 {
		d := randomSending(r, nodes[r.IntN(len(nodes))])
		key := fmt.Sprint(d.campaign, d.date, d.addressee)
		if taken[key] {
			continue
		}
		taken[key] = true
		s.sendings = append(s.sendings, d)
		for range r.IntN(3) {
			answer := answered{sending: d, kind: pick(r, "delivered", "opened", "clicked", "replied", "bounced", "unsubscribed", "complained"), id: fmt.Sprint(r.Uint64())}
			if r.IntN(8) == 0 {
				answer.channel = "sms"
			}
			if answer.channel != "line" || answer.kind == "clicked" {
				s.answers = append(s.answers, answer)
			}
		}
	}
	for i := range 60 {
		s.spendings = append(s.spendings, spending{
			campaign: pick(r, "", "welcome", "wake-up", "never-sent"), channel: pick(r, "", "edm", "line"),
			date: randomDate(r), amount: decimal.New(int64(r.IntN(50000)+i), -2),
		})
	}
	slices.SortFunc(s.spendings, func(a, b spending) int {
		return cmp.Compare(fmt.Sprint(a.date, a.campaign, a.channel), fmt.Sprint(b.date, b.campaign, b.channel))
	})
	s.spendings = slices.CompactFunc(s.spendings, func(a, b spending) bool {
		return a.date == b.date && a.campaign == b.campaign && a.channel == b.channel
	})
}

func randomDate(r *rand.Rand) regulars.BusinessDate {
	return regulars.BusinessDate("2025-02-20").AddDays(r.IntN(60))
}

func randomSending(r *rand.Rand, addressee uint64) sending {
	d := sending{
		campaign: pick(r, "welcome", "welcome", "wake-up", "once", "once#2"), channel: pick(r, "edm", "sms", "line"), date: randomDate(r),
		addressee: addressee, state: pick(r, "planned", "reserved", "held", "failed", "unknown", "sent", "sent", "sent", "sent", "excluded", "excluded"),
	}
	if strings.HasPrefix(d.campaign, "once") {
		d.date = "2025-03-20"
	}
	if d.state == "excluded" {
		d.reason = pick(r, "holdout", "holdout", "no_consent", "duplicate_address")
	}
	if d.reason == "no_consent" {
		d.channel = ""
	}
	if d.campaign == "welcome" {
		d.variant = pick(r, "", "a", "b")
	}
	if d.campaign == "wake-up" && r.IntN(3) > 0 { // a rule lets some of them draw lots
		d.variant, d.trial = pick(r, "a", "b"), pick(r, "", "a|b", "a|b")
	}
	if d.state == "sent" {
		d.units, d.price = uint16(1+r.IntN(2)), map[string]int64{"edm": 30, "sms": 8500, "line": 2000}[d.channel]
		if r.IntN(40) == 0 {
			d.price = 0
		}
	}
	d.plannedAt = d.date.Time().Add(time.Duration(r.IntN(40)) * time.Hour)
	d.at = d.plannedAt.Add(time.Duration(r.IntN(3*24)) * time.Hour)
	if d.state == "excluded" && r.IntN(4) > 0 {
		d.at = d.plannedAt // by the plan itself; the others were asked again before sending
	}
	return d
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

func (e *engine) writeSeason(t *testing.T, brand string, s *season) {
	t.Helper()
	ctx := context.Background()
	deliveries, err := e.Conn.PrepareBatch(ctx, "INSERT INTO deliveries (brand, campaign, channel, variant, trial, date, member_id, state, reason, planned_at, at, version)")
	require.NoError(t, err)
	for _, d := range s.sendings {
		require.NoError(t, deliveries.Append(brand, d.campaign, d.channel, d.variant, d.trial, d.date.Time(), d.addressee, "planned", "", d.plannedAt, d.plannedAt, uint64(1)))
		require.NoError(t, deliveries.Append(brand, d.campaign, d.channel, d.variant, d.trial, d.date.Time(), d.addressee, d.state, d.reason, d.plannedAt, d.at, uint64(2)))
	}
	require.NoError(t, deliveries.Send())
	attempts, err := e.Conn.PrepareBatch(ctx, "INSERT INTO delivery_attempts (brand, campaign, channel, date, member_id, claim, state, units, price, version)")
	require.NoError(t, err)
	for _, d := range s.sendings {
		if d.units > 0 {
			require.NoError(t, attempts.Append(brand, d.campaign, d.channel, d.date.Time(), d.addressee, "1", "claimed", uint16(0), decimal.Zero, uint64(1)))
			require.NoError(t, attempts.Append(brand, d.campaign, d.channel, d.date.Time(), d.addressee, "1", "sent", d.units, decimal.New(d.price, -4), uint64(2)))
		}
	}
	require.NoError(t, attempts.Send())
	if len(s.answers) > 0 {
		events, err := e.Conn.PrepareBatch(ctx, "INSERT INTO message_events (brand, channel, type, event_id, campaign, date, member_id)")
		require.NoError(t, err)
		for _, answer := range s.answers {
			require.NoError(t, events.Append(brand, answer.channel, answer.kind, answer.id, answer.campaign, answer.date.Time(), answer.addressee))
		}
		require.NoError(t, events.Send())
	}
	if len(s.spendings) > 0 {
		costs, err := e.Conn.PrepareBatch(ctx, "INSERT INTO costs (brand, date, campaign, channel, amount)")
		require.NoError(t, err)
		for _, c := range s.spendings {
			require.NoError(t, costs.Append(brand, c.date.Time(), c.campaign, c.channel, c.amount))
		}
		require.NoError(t, costs.Send())
	}
}

// publishOnly measures without deriving.
func (e *engine) publishOnly(brand *config.Brand, from, to regulars.BusinessDate) error {
	return e.Publish(brand, metric.Measurement{From: from, To: to, Kind: "backfill"})
}

// campaignRows are the published numbers of campaigns, to nine digits.
func (e *engine) campaignRows(t *testing.T, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	all := map[string]string{}
	for k, n := range e.Published(t, brand, date) {
		if !slices.Contains(campaignMetrics, k.Metric) {
			continue
		}
		all[k.String()] = written(n.Value)
		if n.Value != nil && n.Numerator != nil && n.Denominator == nil {
			require.InDelta(t, *n.Value, n.Numerator.InexactFloat64(), 1e-9, k)
		}
	}
	return all
}

var campaignMetrics = []string{
	"planned", "excluded", "sent", "failed", "unknown", "held", "delivered", "opened", "clicked", "replied", "bounced",
	"unsubscribed", "complained", "conversions", "campaign_revenue", "cost", "roas", "lift", "lift_low", "lift_high",
}

func written(v *float64) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprintf("%.9f", *v)
}

// rows is the brute force: for every scope and window of a date, loops over
// everything.
func (s *season) rows(date regulars.BusinessDate) map[string]string {
	scopes := map[string]bool{"brand": true}
	for _, d := range s.sendings {
		scopes["campaign:"+d.campaign] = true
		if d.channel != "" {
			scopes["campaign:"+d.campaign+"/channel:"+d.channel] = true
			if d.variant != "" {
				scopes["campaign:"+d.campaign+"/channel:"+d.channel+"/variant:"+d.variant] = true
			}
		}
	}
	all := map[string]string{}
	for scope := range scopes {
		for window, days := range map[string]int{"day": 1, "28d": 28} {
			w := span{s, scope, date.AddDays(1 - days), date}
			for metric, v := range w.metrics() {
				all[key{Scope: scope, Metric: metric, Window: window}.String()] = written(v)
			}
		}
	}
	return all
}

// span is a scope in a window.
type span struct {
	*season
	scope    string
	from, to regulars.BusinessDate
}

func (w span) has(campaign, channel, variant string, date regulars.BusinessDate) bool {
	if date < w.from || date > w.to {
		return false
	}
	parts := strings.Split(w.scope, "/")
	return (w.scope == "brand" || parts[0] == "campaign:"+campaign) && (len(parts) == 1 || parts[1] == "channel:"+channel) && (len(parts) < 3 || parts[2] == "variant:"+variant)
}

func (w span) metrics() map[string]*float64 {
	var mine []sending
	for _, d := range w.sendings {
		if w.has(d.campaign, d.channel, d.variant, d.date) {
			mine = append(mine, d)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	all := map[string]*float64{"planned": some(float64(len(mine)))}
	for _, state := range []string{"excluded", "sent", "failed", "unknown", "held"} {
		n := 0
		for _, d := range mine {
			if d.state == state {
				n++
			}
		}
		all[state] = some(float64(n))
	}
	for _, kind := range []string{"delivered", "opened", "clicked", "replied", "bounced", "unsubscribed", "complained"} {
		all[kind] = w.answeredBy(mine, kind)
	}
	w.credited(mine, all)
	if strings.HasPrefix(w.scope, "campaign:") && !strings.Contains(w.scope, "/") {
		all["lift"], all["lift_low"], all["lift_high"] = w.lift(mine)
	}
	return all
}

func some(v float64) *float64 { return &v }

func (w span) answeredBy(mine []sending, kind string) *float64 {
	known, n := false, 0
	for _, d := range mine {
		if d.state != "sent" {
			continue
		}
		of := false
		for _, answer := range w.answers {
			if answer.kind != kind || answer.channel != d.channel {
				continue
			}
			known = known || answer.date <= w.to
			of = of || answer.campaign == d.campaign && answer.date == d.date && answer.addressee == d.addressee
		}
		if of {
			n++
		}
	}
	if !known {
		return nil
	}
	return some(float64(n))
}

// credited gives each purchase to the last touch before it.
func (w span) credited(mine []sending, all map[string]*float64) {
	revenue, converted := decimal.Zero, map[sending]bool{}
	for _, p := range w.buyings {
		touch := w.lastTouch(p)
		if p.date <= w.to && touch != nil && slices.Contains(mine, *touch) {
			revenue = revenue.Add(p.revenue)
			converted[*touch] = true
		}
	}
	cost, costs := decimal.Zero, 0
	for _, c := range w.spendings {
		if c.campaign != "" && w.has(c.campaign, c.channel, "", c.date) {
			cost, costs = cost.Add(c.amount), costs+1
		}
	}
	for _, c := range w.charged {
		if w.has(c.campaign, c.channel, "", c.date) {
			cost, costs = cost.Add(c.amount), costs+1
		}
	}
	all["conversions"], all["campaign_revenue"] = some(float64(len(converted))), some(revenue.InexactFloat64())
	all["cost"], all["roas"] = nil, nil
	if costs > 0 {
		all["cost"] = some(cost.InexactFloat64())
	}
	if !cost.IsZero() {
		all["roas"] = some(revenue.InexactFloat64() / cost.InexactFloat64())
	}
}

// messages is what the messages of each campaign, channel and date cost, where the price of
// all is known and no cost says it instead.
func (s *season) messages() []spending {
	var all []spending
	for _, d := range s.sendings {
		same := func(c spending) bool { return c.campaign == d.campaign && c.channel == d.channel && c.date == d.date }
		unpriced := func(o sending) bool {
			return o.units > 0 && o.price == 0 && o.campaign == d.campaign && o.channel == d.channel && o.date == d.date
		}
		if d.units == 0 || slices.ContainsFunc(s.spendings, same) || slices.ContainsFunc(s.sendings, unpriced) {
			continue
		}
		at := slices.IndexFunc(all, same)
		if at < 0 {
			at, all = len(all), append(all, spending{campaign: d.campaign, channel: d.channel, date: d.date})
		}
		all[at].amount = all[at].amount.Add(decimal.New(int64(d.units)*d.price, -4))
	}
	return all
}

func (s *season) lastTouch(p buying) *sending {
	var last *sending
	for i, d := range s.sendings {
		if d.state != "sent" || s.person(d) != p.person || !d.at.Before(p.at) || daysBetween(d.date, p.date) < 0 || daysBetween(d.date, p.date) > s.attribution(d.campaign) {
			continue
		}
		if last == nil || later(d, *last) {
			last = &s.sendings[i]
		}
	}
	return last
}

func later(a, b sending) bool {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.campaign, b.campaign), cmp.Compare(a.date, b.date), cmp.Compare(a.addressee, b.addressee)) > 0
}

func (s *season) person(d sending) uint64 {
	if member, known := s.persons[d.addressee]; known {
		return member
	}
	return d.addressee
}

func daysBetween(a, b regulars.BusinessDate) int {
	return int(b.Time().Sub(a.Time()) / (24 * time.Hour))
}

// drawn reports whether the member took part in the draw of the holdout: the plan excludes
// others before it.
func (d sending) drawn() bool {
	return d.state != "excluded" || d.reason == "holdout" || d.at.After(d.plannedAt)
}

func (w span) lift(mine []sending) (lift, low, high *float64) {
	var n, responded [2]int
	for _, d := range mine {
		if !d.drawn() {
			continue
		}
		group := 0
		if d.state == "excluded" && d.reason == "holdout" {
			group = 1
		}
		n[group]++
		if slices.ContainsFunc(w.buyings, func(p buying) bool {
			days := daysBetween(d.date, p.date)
			return p.person == w.person(d) && p.at.After(d.plannedAt) && days >= 0 && days <= w.attribution(d.campaign) && p.date <= w.to
		}) {
			responded[group]++
		}
	}
	if n[0] == 0 || n[1] == 0 {
		return nil, nil, nil
	}
	lower, upper := newcombe(responded[0], n[0], responded[1], n[1])
	return some(float64(responded[0])/float64(n[0]) - float64(responded[1])/float64(n[1])), some(lower), some(upper)
}

// newcombe is method 10 of Newcombe (1998), Interval estimation for the
// difference between independent proportions, in the paper's own form.
func newcombe(a, m, b, n int) (low, high float64) {
	l1, u1 := wilson(a, m)
	l2, u2 := wilson(b, n)
	p1, p2 := float64(a)/float64(m), float64(b)/float64(n)
	return p1 - p2 - math.Sqrt((p1-l1)*(p1-l1)+(u2-p2)*(u2-p2)), p1 - p2 + math.Sqrt((u1-p1)*(u1-p1)+(p2-l2)*(p2-l2))
}

// wilson are the roots of |p - a/n| = z sqrt(p (1-p) / n).
func wilson(a, n int) (low, high float64) {
	const z = 1.959963984540054
	r, m := float64(a), float64(n)
	middle, half := 2*r+z*z, z*math.Sqrt(z*z+4*r*(1-r/m))
	return (middle - half) / (2 * (m + z*z)), (middle + half) / (2 * (m + z*z))
}

// The examples that Newcombe's paper prints.
func TestNewcombeAsPublished(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, m, b, n int
		low, high  float64
	}{{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {10, 10, 0, 20, 0.6791, 1}, {6, 7, 2, 7, 0.0582, 0.8062}} {
		low, high := newcombe(c.a, c.m, c.b, c.n)
		require.InDelta(t, c.low, low, 0.00005)
		require.InDelta(t, c.high, high, 0.00005)
	}
}

// 56 of 70 assigned and 48 of 80 held out bought: the paper's first example, for
// which it prints 0.0524 to 0.3339.
func TestLiftAsPublished(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "campaigns"), prooftest.TradingBrand("lift")
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	planned := time.Date(2025, 3, 2, 2, 0, 0, 0, time.UTC)
	s := &season{persons: map[uint64]uint64{}}
	var orders []regulars.Order
	for i := range 150 {
		order := prooftest.Lined(fmt.Sprint("before", i), fmt.Sprint("c", i), "2025-03-01 10:00:00", 5)
		orders = append(orders, order)
		if i < 56 || i >= 70 && i < 118 {
			orders = append(orders, prooftest.Lined(fmt.Sprint("after", i), fmt.Sprint("c", i), "2025-03-08 23:00:00", 7))
		} else {
			orders = append(orders, prooftest.Lined(fmt.Sprint("late", i), fmt.Sprint("c", i), "2025-03-09 00:00:00", 7))
		}
	}
	e.Trade(t, brand, "web", orders...)
	_, err := derive.Run(context.Background(), e.DB, brand, "2025-03-12")
	require.NoError(t, err)
	rows := e.Query(t, "SELECT value, member_id FROM identity_nodes WHERE brand = 'lift' AND kind = 'customer'")
	for rows.Next() {
		var value string
		var member uint64
		require.NoError(t, rows.Scan(&value, &member))
		var i int
		_, err := fmt.Sscanf(value, "web/c%d", &i)
		require.NoError(t, err)
		d := sending{campaign: "thanks", channel: "edm", date: "2025-03-01", addressee: member, state: "sent", plannedAt: planned, at: planned}
		if i >= 70 {
			d.state, d.reason = "excluded", "holdout"
		}
		s.sendings = append(s.sendings, d)
	}
	require.NoError(t, rows.Err())
	for i := range 1000 { // nobody could have reached them: they are like neither group
		s.sendings = append(s.sendings, sending{
			campaign: "thanks", date: "2025-03-01", addressee: uint64(1000 + i), state: "excluded", reason: "no_consent", plannedAt: planned, at: planned,
		})
	}
	e.writeSeason(t, brand.Name, s)
	require.NoError(t, e.publishOnly(brand, "2025-03-01", "2025-03-12"))
	require.Equal(t, []string{
		"campaign:thanks lift 28d 0.2", "campaign:thanks lift_high 28d 0.333873", "campaign:thanks lift_low 28d 0.052431",
	}, only(e.shown(t, "lift", "2025-03-12", "campaign:thanks", "lift", "lift_low", "lift_high"), "28d"))
}

// A night's campaigns are sent after it was computed: the next night computes its
// date again, once.
func TestTheNextNightCountsWhatWasSent(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "campaigns"), prooftest.TradingBrand("sent")
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	e.Trade(t, brand, "web", prooftest.Lined("1", "ann", "2025-03-01 10:00:00", 5))
	require.NoError(t, e.Night(brand, "2025-03-01"))
	require.Empty(t, e.shown(t, "sent", "2025-03-01", "campaign:", "sent"))
	now := time.Now().UTC()
	e.writeSeason(t, brand.Name, &season{sendings: []sending{
		{campaign: "thanks", channel: "edm", date: "2025-03-01", addressee: 7, state: "sent", plannedAt: now, at: now},
	}})
	require.NoError(t, e.Night(brand, "2025-03-02"))
	require.Equal(t, []string{"campaign:thanks sent 28d 1", "campaign:thanks sent day 1"},
		only(e.shown(t, "sent", "2025-03-01", "campaign:", "sent"), "thanks "))
	from, _, err := metric.RestateFrom(context.Background(), e.DB, brand.Name, "2025-03-03")
	require.NoError(t, err)
	require.Equal(t, regulars.BusinessDate("2025-03-03"), from)
}
