package view

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/schema"
)

// Point is one date of a metric's line; nil is null.
type Point struct {
	Metric string    `ch:"metric"`
	Window string    `ch:"window"`
	Date   time.Time `ch:"date"`
	Value  *float64  `ch:"value"`
}

// Series reads the numbers of a scope, such as brand or shop:web, for the days that end on
// a date. keys are metric/window, such as revenue/day.
func Series(ctx context.Context, db *schema.DB, brand, scope string, date regulars.BusinessDate, days int, keys []string) ([]Point, error) {
	var points []Point
	err := reportSeries.Select(ctx, db, &points, seriesParams{brand, scope, date, days, keys})
	return points, err
}

// Cell is a number that stands at a scope of its own, such as r:5/f:1 of
// rfm_cross_rf.
type Cell struct {
	Metric string   `ch:"metric"`
	Scope  string   `ch:"scope"`
	Value  *float64 `ch:"value"`
}

// Cells reads a date's scores, cross tables, phases and tiers.
func Cells(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]Cell, error) {
	var cells []Cell
	err := reportCells.Select(ctx, db, &cells, dateParams{brand, date})
	return cells, err
}

// Flow is how many members moved from one stage to another within Span days;
// Was is none for those not known before. Revenue is that of the last 365 days.
type Flow struct {
	Span    uint16  `ch:"span"`
	Was     string  `ch:"was"`
	Is      string  `ch:"is"`
	Members uint64  `ch:"members"`
	Revenue float64 `ch:"revenue"`
}

// StageFlow reads how the members of a date came into their stages.
func StageFlow(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]Flow, error) {
	var flows []Flow
	err := reportFlow.Select(ctx, db, &flows, dateParams{brand, date})
	return flows, err
}

// CohortMonth is one month of one cohort: who of a month's first-time buyers
// bought again Index months later.
type CohortMonth struct {
	AsOf    time.Time `ch:"as_of"`
	Month   time.Time `ch:"cohort_month"`
	Index   uint16    `ch:"month_index"`
	Size    uint64    `ch:"cohort_size"`
	Members uint64    `ch:"members"`
	Revenue float64   `ch:"revenue"`
}

// Cohorts reads the cohorts as they were last computed on or before a date.
func Cohorts(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]CohortMonth, error) {
	var months []CohortMonth
	err := reportCohorts.Select(ctx, db, &months, dateParams{brand, date})
	return months, err
}

// ParetoPoint is the share of the last 365 days' revenue that the top Percent of
// its buyers contributed.
type ParetoPoint struct {
	Percent uint8    `ch:"percent"`
	Buyers  uint64   `ch:"buyers"`
	Share   *float64 `ch:"share"`
}

// ParetoCurve reads the 80/20 curve: 100 points, or none without buyers.
func ParetoCurve(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]ParetoPoint, error) {
	var points []ParetoPoint
	err := reportPareto.Select(ctx, db, &points, dateParams{brand, date})
	return points, err
}

// Due is a group of members of one stage who enter another on a day, unless
// they buy. Revenue is all that they ever spent.
type Due struct {
	Stage   string
	Becomes string                // empty where nothing changes within two weeks
	On      regulars.BusinessDate // empty, too
	Members uint64
	Revenue float64
}

// LikelyBuyer is a member with what is expected of him; the zero of a date, and
// a NaN, are not known.
type LikelyBuyer struct {
	MemberID     uint64
	Name         string
	Stage        string
	Expected14d  float64 // purchases
	PAlive       float64
	Purchases    uint64
	Revenue      float64
	LastPurchase regulars.BusinessDate
	NextPurchase regulars.BusinessDate
	Channel      string
}

// Ahead is what lies before the members of a date.
type Ahead struct {
	Due       []Due
	Likeliest []LikelyBuyer // most expected purchases first; none without a fit
}

type aheadRow struct {
	Stage        string      `ch:"stage"`
	Becomes      string      `ch:"becomes"`
	Due          *time.Time  `ch:"due"`
	Members      uint64      `ch:"members"`
	Revenue      float64     `ch:"revenue"`
	TopExpected  []float64   `ch:"top_expected"`
	TopMember    []uint64    `ch:"top_member"`
	TopAlive     []float64   `ch:"top_alive"`
	TopPurchases []uint64    `ch:"top_purchases"`
	TopRevenue   []float64   `ch:"top_revenue"`
	TopLast      []time.Time `ch:"top_last"`
	TopNext      []time.Time `ch:"top_next"`
	TopChannel   []string    `ch:"top_channel"`
}

// LookAhead reads the members of a date once: which of them are due for another
// stage within two weeks, and the top likeliest buyers of that time.
func LookAhead(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, top int) (Ahead, error) {
	script, err := reportAhead.Of(ctx, db, brand, date)
	if err != nil {
		return Ahead{}, err
	}
	var rows []aheadRow
	if err := script.Select(ctx, db, &rows, aheadParams{brand, date, top}); err != nil {
		return Ahead{}, err
	}
	ahead := Ahead{Due: groups(rows)}
	for _, r := range rows {
		ahead.Likeliest = append(ahead.Likeliest, r.likeliest()...)
	}
	slices.SortFunc(ahead.Likeliest, func(a, b LikelyBuyer) int {
		return cmp.Or(cmp.Compare(b.Expected14d, a.Expected14d), cmp.Compare(a.MemberID, b.MemberID))
	})
	ahead.Likeliest = ahead.Likeliest[:min(top, len(ahead.Likeliest))]
	return ahead, nameThem(ctx, db, brand, ahead.Likeliest)
}

// DueStored returns which of the members of a date are due within two weeks, as they are stored.
func DueStored(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]Due, error) {
	var rows []aheadRow
	err := reportAhead.Stored().Select(ctx, db, &rows, aheadParams{brand, date, 1})
	return groups(rows), err
}

func groups(rows []aheadRow) []Due {
	var all []Due
	for _, r := range rows {
		all = append(all, r.group())
	}
	return all
}

func (r aheadRow) group() Due {
	due := Due{Stage: r.Stage, Becomes: r.Becomes, Members: r.Members, Revenue: r.Revenue}
	if r.Due != nil {
		due.On = regulars.DateOf(*r.Due, time.UTC)
	}
	return due
}

func (r aheadRow) likeliest() []LikelyBuyer {
	buyers := make([]LikelyBuyer, len(r.TopMember))
	for i := range buyers {
		buyers[i] = LikelyBuyer{
			MemberID: r.TopMember[i], Stage: r.Stage, Expected14d: r.TopExpected[i], PAlive: r.TopAlive[i],
			Purchases: r.TopPurchases[i], Revenue: r.TopRevenue[i],
			LastPurchase: knownDate(r.TopLast[i]), NextPurchase: knownDate(r.TopNext[i]), Channel: r.TopChannel[i],
		}
	}
	return buyers
}

func knownDate(t time.Time) regulars.BusinessDate {
	if t.Unix() <= 0 {
		return ""
	}
	return regulars.DateOf(t, time.UTC)
}

func nameThem(ctx context.Context, db *schema.DB, brand string, buyers []LikelyBuyer) error {
	if len(buyers) == 0 {
		return nil
	}
	ids := make([]uint64, len(buyers))
	for i, b := range buyers {
		ids[i] = b.MemberID
	}
	var rows []struct {
		MemberID uint64 `ch:"member_id"`
		Name     string `ch:"name"`
	}
	if err := reportNames.Select(ctx, db, &rows, namesParams{brand, ids}); err != nil {
		return err
	}
	for _, r := range rows {
		i := slices.IndexFunc(buyers, func(b LikelyBuyer) bool { return b.MemberID == r.MemberID })
		buyers[i].Name = r.Name
	}
	return nil
}
