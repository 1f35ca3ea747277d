package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/internal/seed"
	"regulars/schema/ledger"
)

// candidate is a member with everything that an audience may ask for.
type candidate struct {
	id                                                   uint64
	stage, before, next, class, tier, phase, aipl, birth string
	since, nextOn, first, last, expected                 regulars.BusinessDate // empty: none
	r, f, m                                              int                   // 0: no scores
	alive, soon, worth                                   float64               // below 0: no prediction
	tags                                                 []string
	orders                                               []boughtOn // in the order of their seq
	events                                               []happened
	sent, answers                                        []happened // of the campaign "earlier"; what is the answer
}

type boughtOn struct {
	day           regulars.BusinessDate
	sku, category string // category: empty where the line has none
}

type happened struct {
	what string
	day  regulars.BusinessDate
}

// catalog is the category that the products have; a line may say another one.
var catalog = map[string]string{"tea": "drinks", "rice": "food", "mug": ""}

func within(day, date regulars.BusinessDate, days int) bool {
	return day <= date && (days == 0 || day > date.AddDays(-days))
}

// qualifies is whether a member is of the audience on a date, from the definitions.
func (c candidate) qualifies(a audience.Audience, date regulars.BusinessDate, all []candidate) bool {
	return c.moment(a, date) && c.meets(a, date) && c.predicted(a, all)
}

func (c candidate) moment(a audience.Audience, date regulars.BusinessDate) bool {
	sends := date.AddDays(1)
	switch {
	case len(a.Is) > 0:
		return a.Is[0] == audience.Everybody || slices.Contains(a.Is, c.stage)
	case len(a.Enters) > 0:
		return c.since == date && slices.Contains(a.Enters, c.stage) && (len(a.From) == 0 || slices.Contains(a.From, c.before))
	case len(a.Due) > 0:
		return c.nextOn != "" && slices.Contains(a.Due, c.next) && c.nextOn == sends.AddDays(a.DueInDays)
	case a.ExpectedInDays != nil:
		return c.expected != "" && c.expected == sends.AddDays(*a.ExpectedInDays)
	case a.DaysAfter > 0:
		day := c.last
		switch n, err := strconv.Atoi(a.Purchase); {
		case err == nil && n > len(c.orders):
			return false
		case err == nil:
			day = c.orders[n-1].day
		case a.Purchase == "first":
			day = c.first
		}
		return day != "" && day.AddDays(a.DaysAfter) == sends
	case a.Birthday != "":
		return c.birth != "" && yearly(c.birth[len(c.birth)-5:], a.Birthday, sends)
	}
	return c.first != "" && c.first[:4] < sends[:4] && yearly(string(c.first[5:]), a.Anniversary, sends)
}

func yearly(monthDay, period string, day regulars.BusinessDate) bool {
	if period == audience.Month {
		return monthDay[:2] == string(day[5:7])
	}
	leapling := monthDay == "02-29" && day[5:] == "02-28" && day.AddDays(1)[5:] == "03-01"
	return monthDay == string(day[5:]) || leapling
}

func (c candidate) meets(a audience.Audience, date regulars.BusinessDate) bool {
	some := func(list []string, word string) bool { return len(list) == 0 || slices.Contains(list, word) }
	tagged := func(list []string) bool {
		return slices.ContainsFunc(c.tags, func(tag string) bool { return slices.Contains(list, tag) })
	}
	bought := func(g audience.Goods) bool {
		return slices.ContainsFunc(c.orders, func(o boughtOn) bool {
			category := o.category
			if category == "" {
				category = catalog[o.sku]
			}
			return within(o.day, date, g.WithinDays) && (slices.Contains(g.Products, o.sku) || slices.Contains(g.Categories, category))
		})
	}
	did := func(list []happened, words []string, days int) bool {
		return slices.ContainsFunc(list, func(h happened) bool { return within(h.day, date, days) && slices.Contains(words, h.what) })
	}
	cell := len(a.Cells) == 0 || c.r > 0 && slices.ContainsFunc(a.Cells, func(cell string) bool {
		for axis, score := range map[string]int{"r": c.r, "f": c.f, "m": c.m} {
			if strings.Contains(cell, axis) && !strings.Contains(cell, axis+strconv.Itoa(score)) {
				return false
			}
		}
		return true
	})
	how := func(an audience.Answer) []string {
		if len(an.How) == 0 {
			return []string{"opened", "clicked", "replied"}
		}
		return an.How
	}
	return some(a.Classes, c.class) && some(a.Tiers, c.tier) && some(a.Phases, c.phase) && some(a.AIPL, c.aipl) && cell &&
		(len(a.Tags) == 0 || tagged(a.Tags)) && !tagged(a.WithoutTags) &&
		(len(a.Bought.Products)+len(a.Bought.Categories) == 0 || bought(a.Bought)) &&
		(len(a.NotBought.Products)+len(a.NotBought.Categories) == 0 || !bought(a.NotBought)) &&
		(len(a.Did.Events) == 0 || did(c.events, a.Did.Events, a.Did.WithinDays)) &&
		(len(a.DidNot.Events) == 0 || !did(c.events, a.DidNot.Events, a.DidNot.WithinDays)) &&
		(a.Answered.Campaign == "" || did(c.answers, how(a.Answered), a.Answered.WithinDays)) &&
		(a.DidNotAnswer.Campaign == "" || did(c.sent, []string{"sent"}, a.DidNotAnswer.WithinDays) && !did(c.answers, how(a.DidNotAnswer), a.DidNotAnswer.WithinDays))
}

func (c candidate) value(name string) float64 {
	return map[string]float64{"p_alive": c.alive, "expected_14d": c.soon, "clv_365d": c.worth}[name]
}

func (c candidate) predicted(a audience.Audience, all []candidate) bool {
	for name, r := range a.Predicted {
		value := c.value(name)
		if value < 0 || r.Above != nil && value < *r.Above || r.Below != nil && value >= *r.Below {
			return false
		}
		if r.Top == 0 {
			continue
		}
		better, known := 0, 0
		for _, other := range all {
			if v := other.value(name); v >= 0 {
				known++
				if v > value || v == value && other.id < c.id {
					better++
				}
			}
		}
		if float64(better+1) > ceil(r.Top*float64(known)) {
			return false
		}
	}
	return true
}

func ceil(x float64) float64 {
	if whole := float64(int(x)); whole < x {
		return whole + 1
	}
	return float64(int(x))
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// few are some of a list's words, often none.
func few(r *rand.Rand, list ...string) []string {
	var some []string
	for _, word := range list {
		if r.IntN(3) == 0 {
			some = append(some, word)
		}
	}
	return some
}

func randomCandidate(r *rand.Rand, i int, date regulars.BusinessDate) candidate {
	around := func(from, to int) regulars.BusinessDate { return date.AddDays(from + r.IntN(to-from+1)) }
	maybe := func(day regulars.BusinessDate) regulars.BusinessDate { return pick(r, day, day, day, "") }
	c := candidate{
		id: memberID(i), stage: pick(r, "new", "active", "sleep"), before: pick(r, "new", "active", "prospect"), next: pick(r, "sleep", "lost"),
		class: pick(r, "", "rfm_vip", "rfm_keep"), tier: pick(r, "", "high", "low"), phase: pick(r, "growing", "retained"), aipl: pick(r, "I", "P", "L"),
		birth: pick(r, "", "--02-29", "1990-"+string(date.AddDays(1)[5:]), "--"+string(date.AddDays(r.IntN(20))[5:])),
		since: pick(r, date, date.AddDays(-1)), nextOn: maybe(around(0, 4)), expected: maybe(around(0, 4)),
		r: r.IntN(3), f: 1 + r.IntN(2), m: 1 + r.IntN(2), alive: float64(r.IntN(5)-1) / 4, soon: float64(r.IntN(6)-1) / 2, worth: float64(r.IntN(8) - 1),
		tags: few(r, "vip", "tea"),
	}
	for range r.IntN(4) {
		c.orders = append(c.orders, boughtOn{around(-6, 0), pick(r, "tea", "rice", "mug"), pick(r, "", "", "food")})
	}
	slices.SortFunc(c.orders, func(a, b boughtOn) int { return strings.Compare(string(a.day), string(b.day)) })
	if n := len(c.orders); n > 0 {
		c.first, c.last = c.orders[0].day, c.orders[n-1].day
		if r.IntN(2) == 0 { // the first of them is long ago
			c.first = pick(r, regulars.BusinessDate("2020-"+date.AddDays(1)[5:]), "2024-02-29", date.AddDays(-366))
			c.orders[0].day = c.first
			if n == 1 {
				c.last = c.first
			}
		}
	}
	for range r.IntN(3) {
		c.events = append(c.events, happened{pick(r, "add_to_cart", "login"), around(-6, 0)})
		c.sent = append(c.sent, happened{"sent", around(-6, -1)})
	}
	for _, sent := range c.sent {
		if r.IntN(2) == 0 {
			c.answers = append(c.answers, happened{pick(r, "opened", "clicked", "bounced"), sent.day})
		}
	}
	return c
}

func randomAudience(r *rand.Rand) audience.Audience {
	a := audience.Audience{}
	days := 1 + r.IntN(4)
	switch r.IntN(9) {
	case 0:
		a.Enters, a.From = []string{"new", "active"}, few(r, "new", "prospect")
	case 1:
		a.Due, a.DueInDays = []string{pick(r, "sleep", "lost")}, days-1
	case 2:
		a.DaysAfter, a.Purchase = days, pick(r, "first", "last", "1", "2", "3")
	case 3:
		before := days - 1
		a.ExpectedInDays = &before
	case 4:
		a.Birthday = pick(r, audience.Day, audience.Month)
	case 5:
		a.Anniversary = pick(r, audience.Day, audience.Month)
	case 6:
		a.Is = []string{audience.Everybody}
	default:
		a.Is = []string{pick(r, "new", "active"), "sleep"}
	}
	half := func(list []string) []string { return pick(r, list, nil) }
	a.Classes, a.Tiers, a.Phases, a.AIPL = half(few(r, "rfm_vip", "rfm_keep")), half(few(r, "high", "low")), half(few(r, "growing")), half(few(r, "I", "P", "L"))
	a.Cells, a.Tags, a.WithoutTags = half(few(r, "r1f1", "r2", "r2f2m1", "m2")), half(few(r, "vip", "tea")), half(few(r, "vip", "tea"))
	goods := func() audience.Goods {
		return audience.Goods{Products: half(few(r, "tea", "mug")), Categories: half(few(r, "food", "drinks")), WithinDays: pick(r, 0, 3)}
	}
	a.Bought, a.NotBought = pick(r, goods(), audience.Goods{}), pick(r, goods(), audience.Goods{}, audience.Goods{})
	events := func() audience.Behaviour {
		return audience.Behaviour{Events: few(r, "add_to_cart", "login"), WithinDays: pick(r, 0, 2)}
	}
	a.Did, a.DidNot = pick(r, events(), audience.Behaviour{}, audience.Behaviour{}), pick(r, events(), audience.Behaviour{}, audience.Behaviour{})
	answer := audience.Answer{Campaign: "earlier", How: pick(r, nil, []string{"clicked"}), WithinDays: pick(r, 0, 3)}
	switch r.IntN(6) {
	case 0:
		a.Answered = answer
	case 1:
		a.DidNotAnswer = answer
	}
	if name, bound := pick(r, audience.Predictions...), float64(r.IntN(4))/2; r.IntN(3) == 0 {
		a.Predicted = map[string]audience.Range{name: pick(r, audience.Range{Above: &bound}, audience.Range{Below: &bound}, audience.Range{Top: 0.3})}
	}
	return a
}

// store writes the members into a brand of their own.
func (l *ledgerTest) store(all []candidate) {
	l.t.Helper()
	day := func(d regulars.BusinessDate) *time.Time {
		if d == "" {
			return nil
		}
		t := d.Time()
		return &t
	}
	text := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	number := func(v float64) *float64 {
		if v < 0 {
			return nil
		}
		return &v
	}
	score := func(v int, c candidate) *uint8 {
		if c.r == 0 {
			return nil
		}
		s := uint8(v)
		return &s
	}
	batch := func(into string, rows func(add func(...any))) {
		b, err := l.conn.PrepareBatch(l.t.Context(), "INSERT INTO "+into)
		require.NoError(l.t, err)
		rows(func(values ...any) { require.NoError(l.t, b.Append(values...)) })
		require.NoError(l.t, b.Send())
	}
	each := func(rows func(c candidate, add func(...any))) func(func(...any)) {
		return func(add func(...any)) {
			for _, c := range all {
				rows(c, add)
			}
		}
	}
	batch(`audience_members (brand, member_id, stage, stage_before, stage_since, rfm_class, last_purchase, purchases, revenue, first_purchase, stage_next, stage_next_on,
		next_purchase, life_phase, value_tier, aipl, p_alive, expected_14d, clv_365d, tags, r_score, f_score, m_score)`, each(func(c candidate, add func(...any)) {
		add("acme", c.id, c.stage, c.before, c.since.Time(), text(c.class), day(c.last), uint64(len(c.orders)), "10", day(c.first), text(c.next), day(c.nextOn),
			day(c.expected), c.phase, text(c.tier), c.aipl, number(c.alive), number(c.soon), number(c.worth), c.tags, score(c.r, c), score(c.f, c), score(c.m, c))
	}))
	batch("members (brand, member_id, birth_date)", each(func(c candidate, add func(...any)) { add("acme", c.id, c.birth) }))
	batch("identity_nodes (brand, node, member_id, kind)", each(func(c candidate, add func(...any)) {
		add("acme", c.id, c.id, "email")
		add("acme", c.id+1, c.id, "phone")
	}))
	batch("member_orders (brand, member_id, shop, order_id, date, seq, `goods.code`, `goods.category`, `goods.units`, `goods.revenue`)", each(func(c candidate, add func(...any)) {
		for i, o := range c.orders {
			code, units := "sku/"+o.sku, []string{"1"}
			if o.sku == "mug" {
				code = "id/mug" // a product without a SKU
			}
			add("acme", c.id, "web", fmt.Sprint(c.id, "-", i), o.day.Time(), uint32(i+1), []string{code}, []string{o.category}, units, units)
		}
	}))
	batch("events (brand, shop, event_id, type, date, node)", each(func(c candidate, add func(...any)) {
		for i, e := range c.events {
			add("acme", "web", fmt.Sprint(c.id, "-", i), e.what, e.day.Time(), c.id+1)
		}
	}))
	batch("deliveries (brand, campaign, date, member_id, state)", each(func(c candidate, add func(...any)) {
		for _, s := range c.sent {
			add("acme", "earlier", s.day.Time(), c.id, "sent")
		}
	}))
	batch("message_events (brand, channel, provider_id, type, event_id, campaign, date, member_id)", each(func(c candidate, add func(...any)) {
		for i, s := range c.answers {
			add("acme", "edm", "", s.what, fmt.Sprint(c.id, "-", i), "earlier", s.day.Time(), c.id)
		}
	}))
	l.exec("INSERT INTO products (brand, shop, product_id, sku, category) VALUES ('acme', 'web', '1', 'tea', 'drinks'), ('acme', 'web', '2', 'rice', 'food'), ('acme', 'web', 'mug', '', '')")
}

// Whom an audience addresses is what its definitions say, one member at a time.
func TestAudiencesMeanWhatTheySay(t *testing.T) {
	l := openLedger(t)
	r := rand.New(rand.NewPCG(seed.New(t), 0))
	date := pick(r, ledgerDate, "2025-02-27", "2024-02-28", "2026-12-31")
	var all []candidate
	for i := range 120 {
		all = append(all, randomCandidate(r, i, date))
	}
	l.store(all)
	someone := 0
	for n := range 30 {
		a := randomAudience(r)
		var want []uint64
		for _, c := range all {
			if c.qualifies(a, date, all) {
				want = append(want, c.id)
			}
		}
		p := ledger.Plan{Run: ledger.Run{Brand: "acme", Campaign: fmt.Sprint("random-", n), Date: date}, Audience: a, Channels: []string{"edm"}, Purpose: "marketing"}
		var got []uint64
		require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
			got = append(got, m.MemberID)
			return nil
		}), "%+v", a)
		slices.Sort(want)
		require.Equal(t, want, got, "date %s: %+v", date, a)
		if len(got) > 0 {
			someone++
		}
	}
	require.Greater(t, someone, 4, "the audiences are empty: nothing is tried")
}
