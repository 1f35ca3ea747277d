package proofs

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/predict"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// What ClickHouse says of members to come, and sums up, equals package predict's
// over lives that are counted from the orders one by one.
func TestEveryPredictionOfRandomBrands(t *testing.T) {
	t.Parallel()
	e := openEngine(t, "prediction")
	for _, seed := range prooftest.Seeds(t, 60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1510))
			shop := randomShop(r)
			brand := e.Load(t, fmt.Sprintf("predicted-%d", seed), shop.facts())
			brand.Prediction = config.Prediction{AtRisk: 0.2 + 0.6*r.Float64(), RefitDays: 1 + r.IntN(10)}
			must(t, derive.SyncSettings(t.Context(), e.DB, brand))
			from := shop.end.AddDays(-r.IntN(40))
			to := from.AddDays(r.IntN(60))
			e.predicted(t, brand, from, to)
			fits := e.keptFits(t, brand.Name)
			e.requireFits(t, fits, shop)
			for date := from; date <= to; date = date.AddDays(1) {
				e.requirePredicted(t, brand, shop, fits, date)
			}
			e.requireMembers(t, brand, shop, fits, from)
			e.requireMembers(t, brand, shop, fits, to)
		})
	}
}

// predicted derives, fits, measures and publishes a range.
func (e *engine) predicted(t *testing.T, brand *config.Brand, from, to regulars.BusinessDate) {
	t.Helper()
	_, err := derive.Run(t.Context(), e.DB, brand, to)
	must(t, err)
	_, err = fit.Ensure(t.Context(), e.DB, brand, from, to, nil)
	must(t, err)
	again, err := fit.Ensure(t.Context(), e.DB, brand, from, to, nil)
	must(t, err)
	require.Empty(t, again, "fits are never remade")
	must(t, e.Measure(brand, from, to))
}

// openShop is a shop whose orders are simple enough to be read by a loop: every
// customer is a member.
type openShop struct {
	orders []input.Order
	zone   *time.Location
	end    regulars.BusinessDate
}

func randomShop(r *rand.Rand) *openShop {
	zone, err := time.LoadLocation([]string{"UTC", "Asia/Taipei", "America/New_York"}[r.IntN(3)])
	if err != nil {
		panic(err)
	}
	s := &openShop{zone: zone, end: "2025-03-31"}
	span, leave := []int{60, 200, 500, 900}[r.IntN(4)], []float64{0, 0.1, 0.3}[r.IntN(3)]
	for customer := range []int{60, 150, 300}[r.IntN(3)] {
		day, often := -float64(r.IntN(span)), 1/(5+r.ExpFloat64()*float64(span)/3)
		for day <= 0 {
			s.order(r, customer, s.end.AddDays(int(day)))
			if r.Float64() < leave {
				break
			}
			day += r.ExpFloat64() / often
		}
	}
	return s
}

func (s *openShop) order(r *rand.Rand, customer int, date regulars.BusinessDate) {
	d := date.Time()
	o := input.Order{Shop: "web"}
	o.ID, o.CustomerID = fmt.Sprint(len(s.orders)), fmt.Sprint(customer+1)
	o.PlacedAt = time.Date(d.Year(), d.Month(), d.Day(), 1+r.IntN(22), 30, 0, 0, s.zone).UTC()
	o.UpdatedAt = o.PlacedAt
	o.Placed, o.Paid, o.Cancelled = true, true, r.IntN(20) == 0
	o.Total = regulars.Money(1 + r.Int64N(9_000_000))
	if r.IntN(8) == 0 {
		o.Refunded = o.Total / regulars.Money(1+r.IntN(3))
		o.Refunds = []regulars.Refund{{ID: "a", At: o.PlacedAt.Add(700 * time.Hour), Amount: o.Refunded}}
	}
	s.orders = append(s.orders, o)
	if r.IntN(10) == 0 {
		s.order(r, customer, date)
	}
}

func (s *openShop) facts() input.Facts {
	return input.Facts{Orders: s.orders, Settings: input.Settings{
		Zone: s.zone, Currency: "TWD", Region: "TW", MaxJoined: 5, Cycle: "30", FallbackDays: 30, MinGaps: 30,
		Shops: []input.Shop{{Name: "web", CountsWhen: "paid"}}, Overlap: "recent",
		RFM: input.RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"},
	}}
}

// life is what is known of a member as of a date.
type life struct {
	x, recency, age uint32
	spent           float64
	last            regulars.BusinessDate
	firstGap        int // days to the second purchase day; 0: none
}

// lives reads the orders of every customer.
func (s *openShop) lives(asOf regulars.BusinessDate) map[string]life {
	spent := map[string]map[regulars.BusinessDate]regulars.Money{}
	for _, o := range s.orders {
		date := regulars.DateOf(o.PlacedAt, s.zone)
		if date > asOf || o.Cancelled || o.Refunded >= o.Total {
			continue
		}
		if spent[o.CustomerID] == nil {
			spent[o.CustomerID] = map[regulars.BusinessDate]regulars.Money{}
		}
		spent[o.CustomerID][date] += o.Total - o.Refunded
	}
	all := map[string]life{}
	for customer, days := range spent {
		dates := slices.Sorted(maps.Keys(days))
		first, last := dates[0], dates[len(dates)-1]
		l := life{x: uint32(len(dates) - 1), recency: uint32(last.DaysSince(first)), age: uint32(asOf.DaysSince(first)), last: last}
		var again regulars.Money
		for _, date := range dates[1:] {
			again += days[date]
		}
		l.spent = again.Decimal().InexactFloat64()
		if len(dates) > 1 {
			l.firstGap = dates[1].DaysSince(first)
		}
		all[customer] = l
	}
	return all
}

// keptFit is a fit as model_fits has it; a model without numbers is nil.
type keptFit struct {
	again, once *predict.Purchases
	spend       *predict.Spend
	values      map[string]float64 // log-likelihoods
	states      map[string]string
}

func (e *engine) keptFits(t *testing.T, brand string) map[regulars.BusinessDate]*keptFit {
	t.Helper()
	rows := e.Query(t, "SELECT fitted_on, model, parameters, log_likelihood, state FROM model_fits FINAL WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	fits := map[regulars.BusinessDate]*keptFit{}
	for rows.Next() {
		var on time.Time
		var model, state string
		var p map[string]float64
		var value float64
		must(t, rows.Scan(&on, &model, &p, &value, &state))
		date := regulars.DateOf(on, time.UTC)
		if fits[date] == nil {
			fits[date] = &keptFit{values: map[string]float64{}, states: map[string]string{}}
		}
		f := fits[date]
		f.values[model], f.states[model] = value, state
		switch {
		case len(p) == 0:
		case model == "bg_nbd":
			f.again = &predict.Purchases{Kind: predict.BGNBD, R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}
		case model == "mbg_nbd":
			f.once = &predict.Purchases{Kind: predict.MBGNBD, R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}
		default:
			f.spend = &predict.Spend{P: p["p"], Q: p["q"], Gamma: p["gamma"]}
		}
	}
	must(t, rows.Err())
	return fits
}

// requireFits fits every date again, from scratch and from the lives.
func (e *engine) requireFits(t *testing.T, fits map[regulars.BusinessDate]*keptFit, shop *openShop) {
	t.Helper()
	for date, fit := range fits {
		var histories []predict.History
		var spendings []predict.Spending
		for _, l := range shop.lives(date) {
			histories = append(histories, predict.History{Purchases: l.x, Recency: l.recency, Age: l.age, Members: 1})
			if l.x > 0 && l.spent > 0 {
				spendings = append(spendings, predict.Spending{Purchases: l.x, Total: l.spent, Members: 1})
			}
		}
		for _, kind := range []predict.Kind{predict.BGNBD, predict.MBGNBD} {
			want := predict.FitPurchases(kind, histories, nil)
			require.Equal(t, want.State == predict.Few, fit.states[string(kind)] == string(predict.Few), "%s: %+v", date, want)
			require.InDelta(t, want.LogLikelihood, fit.values[string(kind)], .5, "%s %s", date, kind)
		}
		want := predict.FitSpend(spendings, nil)
		require.InDelta(t, want.LogLikelihood, fit.values["gamma_gamma"], .5, "%s", date)
	}
}

// holding is the latest fit on or before a date; nil where it gives no numbers.
func holding(fits map[regulars.BusinessDate]*keptFit, date regulars.BusinessDate) *keptFit {
	var last regulars.BusinessDate
	for on := range fits {
		if on <= date && on > last {
			last = on
		}
	}
	if fit := fits[last]; fit != nil && fit.again != nil {
		return fit
	}
	return nil
}

type prediction struct{ alive, soon, worth float64 }

func (f *keptFit) of(l life) prediction {
	model := f.again
	if l.x == 0 {
		model = f.once
	}
	return prediction{
		alive: model.Alive(l.x, l.recency, l.age),
		soon:  model.Expected(l.x, l.recency, l.age, 14),
		worth: model.Expected(l.x, l.recency, l.age, 365) * f.spend.Mean(l.x, l.spent),
	}
}

func (e *engine) requirePredicted(t *testing.T, brand *config.Brand, shop *openShop, fits map[regulars.BusinessDate]*keptFit, date regulars.BusinessDate) {
	t.Helper()
	rows := e.Published(t, brand.Name, date)
	fit, lives := holding(fits, date), shop.lives(date)
	var sum prediction
	for _, l := range lives {
		if fit != nil {
			p := fit.of(l)
			sum.alive, sum.soon, sum.worth = sum.alive+p.alive, sum.soon+p.soon, sum.worth+p.worth
		}
	}
	n := float64(len(lives))
	for metric, want := range map[string]float64{"p_alive": sum.alive / n, "expected_14d": sum.soon, "clv_365d": sum.worth / n} {
		row, found := rows[key{Scope: "brand", Metric: metric, Window: "day"}]
		require.True(t, found, "%s %s", date, metric)
		if fit == nil {
			require.Nil(t, row.Value, "%s %s", date, metric)
			continue
		}
		require.NotNil(t, row.Value, "%s %s", date, metric)
		// Sums of floats in another order; with some seeds they differ by 2e-9.
		require.InEpsilon(t, want, *row.Value, 1e-8, "%s %s", date, metric)
	}
}

// predictedMember is a row of the views; nil is null.
type predictedMember struct {
	alive, soon, worth *float64
	next               *time.Time
	atRisk             *bool
}

func (e *engine) predictedMembers(t *testing.T, brand string, date regulars.BusinessDate) map[uint64]predictedMember {
	t.Helper()
	rows := e.Query(t, fmt.Sprintf(`SELECT p.member_id, m.p_alive, m.expected_14d, m.clv_365d, m.next_purchase, p.at_risk
		FROM member_prediction(brand = '%[1]s', date = '%[2]s') AS p
		INNER JOIN member_asof(brand = '%[1]s', date = '%[2]s') AS m ON m.member_id = p.member_id`, brand, date))
	defer func() { _ = rows.Close() }()
	all := map[uint64]predictedMember{}
	for rows.Next() {
		var id uint64
		var m predictedMember
		must(t, rows.Scan(&id, &m.alive, &m.soon, &m.worth, &m.next, &m.atRisk))
		all[id] = m
	}
	must(t, rows.Err())
	return all
}

func (e *engine) requireMembers(t *testing.T, brand *config.Brand, shop *openShop, fits map[regulars.BusinessDate]*keptFit, date regulars.BusinessDate) {
	t.Helper()
	fit, lives := holding(fits, date), shop.lives(date)
	got := e.predictedMembers(t, brand.Name, date)
	require.Len(t, got, len(lives))
	ids, _ := e.people(t, brand.Name)
	gaps := firstGaps(lives)
	var alive float64
	for _, l := range lives {
		if fit != nil {
			alive += fit.of(l).alive / float64(len(lives))
		}
	}
	for customer, l := range lives {
		what := fmt.Sprintf("%s customer %s %+v", date, customer, l)
		row, found := got[ids["customer:web/"+customer]]
		require.True(t, found, what)
		requireNext(t, row.next, l, fit, gaps, what)
		if fit == nil {
			require.Equal(t, predictedMember{next: row.next}, row, what)
			continue
		}
		want := fit.of(l)
		requireNear(t, want.alive, row.alive, what)
		requireNear(t, want.soon, row.soon, what)
		requireNear(t, want.worth, row.worth, what)
		if alive > .99 {
			require.Nil(t, row.atRisk, what)
			continue
		}
		require.Equal(t, want.alive < brand.Prediction.AtRisk, *row.atRisk, what)
	}
}

func requireNear(t *testing.T, want float64, got *float64, what string) {
	t.Helper()
	require.NotNil(t, got, what)
	require.LessOrEqual(t, math.Abs(want-*got), 1e-9*math.Abs(want)+1e-300, "%s: want %v, got %v", what, want, *got)
}

// firstGaps are the days until members came back for the first time, sorted.
func firstGaps(lives map[string]life) []float64 {
	var gaps []float64
	for _, l := range lives {
		if l.firstGap > 0 {
			gaps = append(gaps, float64(l.firstGap))
		}
	}
	slices.Sort(gaps)
	return gaps
}

// quantile is that of type 7.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	below, above := sorted[int(math.Floor(at))], sorted[int(math.Ceil(at))]
	return below + (at-math.Floor(at))*(above-below)
}

func requireNext(t *testing.T, got *time.Time, l life, fit *keptFit, gaps []float64, what string) {
	t.Helper()
	if len(gaps) == 0 {
		require.Nil(t, got, what)
		return
	}
	var gap float64
	switch {
	case fit != nil && l.x == 0:
		gap = 7 * fit.once.Alpha / fit.once.R
	case fit != nil:
		gap = (7*fit.again.Alpha + float64(l.recency)) / (fit.again.R + float64(l.x))
	case l.x > 0:
		gap = float64(l.recency) / float64(l.x)
	default:
		gap = quantile(gaps, .5)
	}
	gap = math.RoundToEven(max(1, min(gap, quantile(gaps, .9))))
	require.NotNil(t, got, what)
	require.Equal(t, l.last.AddDays(int(gap)), regulars.DateOf(*got, time.UTC), "%s, gap %v", what, gap)
}

// A range of dates has the fits that its nights would have made, and a later
// recomputation keeps them.
func TestFitsAreDatedAndKept(t *testing.T) {
	t.Parallel()
	e, ctx := openEngine(t), context.Background()
	shop := randomShop(rand.New(rand.NewPCG(3, 1)))
	for seed := uint64(4); len(shop.lives(shop.end)) < 150; seed++ {
		shop = randomShop(rand.New(rand.NewPCG(seed, 1)))
	}
	brand := e.Load(t, "dated", shop.facts())
	_, err := derive.Run(ctx, e.DB, brand, shop.end)
	must(t, err)
	dates := func(from, to regulars.BusinessDate) []regulars.BusinessDate {
		made, err := fit.Ensure(ctx, e.DB, brand, from, to, nil)
		must(t, err)
		return made
	}
	require.Equal(t, []regulars.BusinessDate{"2025-03-06"}, dates("2025-03-10", "2025-03-12"))
	before := e.keptFits(t, brand.Name)["2025-03-06"]
	require.Empty(t, dates("2025-03-12", "2025-03-12"))
	require.Equal(t, []regulars.BusinessDate{"2025-03-13", "2025-03-20", "2025-03-27"}, dates("2025-03-12", "2025-03-31"))
	require.Equal(t, []regulars.BusinessDate{"2025-02-27"}, dates("2025-03-01", "2025-03-31"))
	require.Equal(t, before, e.keptFits(t, brand.Name)["2025-03-06"])
	brand.Prediction.RefitDays = 1
	require.Equal(t, []regulars.BusinessDate{"2025-03-26", "2025-03-28"}, dates("2025-03-26", "2025-03-28"))
}

// The view reads the same for every reader, with whatever settings.
func TestPredictedMembersWithOtherSettings(t *testing.T) {
	t.Parallel()
	e := openEngine(t, "prediction")
	shop := randomShop(rand.New(rand.NewPCG(3, 1)))
	for seed := uint64(4); len(shop.lives(shop.end)) < 150; seed++ {
		shop = randomShop(rand.New(rand.NewPCG(seed, 1)))
	}
	brand := e.Load(t, "settings", shop.facts())
	e.predicted(t, brand, shop.end, shop.end)
	want := e.predictedMembers(t, brand.Name, shop.end)
	require.NotEmpty(t, want)
	for _, settings := range []string{"join_use_nulls = 1", "prefer_column_name_to_alias = 1", "max_threads = 1", "max_block_size = 7"} {
		rows := e.Query(t, fmt.Sprintf(`SELECT member_id, p_alive, expected_14d, clv_365d, next_purchase, at_risk
			FROM member_prediction(brand = 'settings', date = '%s') SETTINGS %s`, shop.end, settings))
		got := map[uint64]predictedMember{}
		for rows.Next() {
			var id uint64
			var m predictedMember
			must(t, rows.Scan(&id, &m.alive, &m.soon, &m.worth, &m.next, &m.atRisk))
			got[id] = m
		}
		must(t, rows.Err())
		require.Equal(t, want, got, settings)
	}
}
