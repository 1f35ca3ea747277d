package advice_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/experiment"
	"regulars/internal/seed"
	"regulars/schema/advice"
	"regulars/schema/schematest"
)

var taipei = time.FixedZone("CST", 8*3600)

// delivered is a row of the ledger.
type delivered struct {
	campaign, channel, stage, state, reason string
	date                                    regulars.BusinessDate
	addressee                               uint64
	due                                     *time.Time
	planned, at                             time.Time
	units                                   []uint16 // of its tries
}

// purchase is an order that counts.
type purchase struct {
	member  uint64
	placed  time.Time
	revenue float64
}

// ledgerWorld is what a test fills the tables with.
type ledgerWorld struct {
	rows   []delivered
	orders []purchase
	merged map[uint64]uint64 // to whom a recorded id belongs now
}

const (
	firstDate = regulars.BusinessDate("2026-10-01")
	lastDate  = regulars.BusinessDate("2026-10-20")
	asOf      = regulars.BusinessDate("2026-10-22")
)

func randomWorld(r *rand.Rand) ledgerWorld {
	w := ledgerWorld{merged: map[uint64]uint64{}}
	for d := range 20 {
		date := firstDate.AddDays(d)
		day := date.AddDays(1).Time()
		for _, campaign := range []string{"wake", "thanks", "thanks#2", "thanks#t20261001-091500"} {
			if r.IntN(3) == 0 && d > 0 {
				continue
			}
			for n := range 25 {
				row := delivered{
					campaign: campaign, date: date, addressee: uint64(1 + r.IntN(60) + 1000*n), stage: pick(r, "new", "sleep"), channel: pick(r, "line", "sms"),
					planned: day.Add(-time.Hour), at: day.Add(time.Duration(r.IntN(24)) * time.Hour), state: pick(r, "sent", "sent", "failed", "unknown"),
				}
				switch r.IntN(8) {
				case 0, 1:
					row.state, row.reason, row.at = "excluded", "holdout", row.planned
				case 2:
					row.state, row.reason, row.at = "excluded", "no_consent", row.planned // took no part
				case 3:
					row.state, row.reason = "excluded", "suppressed" // after the plan
				case 4:
					row.channel, row.state, row.reason, row.at = "", "excluded", "no_address", row.planned
				}
				if campaign == "wake" { // at each one's own hour
					due := day.Add(time.Duration(r.IntN(24)) * time.Hour)
					row.due = &due
				}
				for range r.IntN(3) {
					row.units = append(row.units, uint16(1+r.IntN(3)))
				}
				if r.IntN(5) == 0 {
					w.merged[row.addressee] = uint64(500 + r.IntN(5))
				}
				w.rows = append(w.rows, row)
			}
		}
	}
	for range 3000 {
		member := w.rows[r.IntN(len(w.rows))].addressee
		if to, is := w.merged[member]; is {
			member = to
		}
		w.orders = append(w.orders, purchase{member, firstDate.AddDays(-100).Time().Add(time.Duration(r.IntN(125*24*60)) * time.Minute), float64(1 + r.IntN(900))})
	}
	return w
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// days is the attribution of each campaign.
var days = map[string]int{"wake": 3, "thanks": 7}

// count is what was measured, one delivery after the other.
func (w *ledgerWorld) count() map[string]advice.Kind {
	hours := map[string][]int{} // of runs
	for _, d := range w.rows {
		if d.state == "sent" && d.due == nil {
			key := d.campaign + string(d.date)
			hours[key] = append(hours[key], d.at.In(taipei).Hour())
		}
	}
	all := map[string]advice.Kind{}
	for _, d := range w.rows {
		holdout := d.reason == "holdout"
		if d.channel == "" || d.campaign == "thanks#2" || d.date.AddDays(days[regulars.CampaignOf(d.campaign)]) > asOf || d.reason == "no_consent" {
			continue
		}
		band := uint8(advice.NoHours)
		if of := hours[d.campaign+string(d.date)]; d.due != nil {
			band = uint8(d.due.In(taipei).Hour() / advice.Band * advice.Band)
		} else if len(of) > 0 {
			slices.Sort(of)
			band = uint8(of[len(of)/2] / advice.Band * advice.Band)
		}
		kind := advice.Kind{Campaign: regulars.CampaignOf(d.campaign), Stage: d.stage, Channel: d.channel, Hours: band}
		key := fmt.Sprint(kind.Campaign, kind.Stage, kind.Channel, kind.Hours)
		if known, is := all[key]; is {
			kind = known
		}
		w.add(&kind, d, holdout)
		all[key] = kind
	}
	return all
}

func (w *ledgerWorld) add(kind *advice.Kind, d delivered, holdout bool) {
	person := d.addressee
	if to, is := w.merged[person]; is {
		person = to
	}
	var after, before float64
	bought := false
	for _, o := range w.orders {
		on := regulars.DateOf(o.placed, taipei)
		switch {
		case o.member != person:
		case o.placed.After(d.planned) && on >= d.date && on <= d.date.AddDays(days[regulars.CampaignOf(d.campaign)]):
			after, bought = after+o.revenue, true
		case !o.placed.After(d.planned) && on >= d.date.AddDays(-89) && on <= d.date:
			before += o.revenue
		}
	}
	group := &kind.Assigned
	if holdout {
		group = &kind.HeldOut
	}
	group.Buyers.Of++
	if bought {
		group.Buyers.Hits++
	}
	group.Revenue.Add(after, before)
	if d.state == "sent" {
		kind.Messages++
		var units uint64
		for _, n := range d.units {
			units += uint64(n)
		}
		kind.Units += max(1, units)
	}
	if kind.First == "" || d.date < kind.First {
		kind.First = d.date
	}
	kind.Last = max(kind.Last, d.date)
}

// What the database measures is what counting one delivery after the other finds.
func TestMeasuredIsCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 1))
	db := schematest.Open(t)
	conn, ctx := schematest.Connect(t, db), t.Context()
	w := randomWorld(r)
	w.rows = onePerMember(w.rows)

	deliveries, err := conn.PrepareBatch(ctx, "INSERT INTO deliveries (brand, campaign, channel, stage, date, member_id, state, reason, due_at, planned_at, at, version)")
	require.NoError(t, err)
	attempts, err := conn.PrepareBatch(ctx, "INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, state, units, version)")
	require.NoError(t, err)
	for _, d := range w.rows {
		for _, brand := range []string{"acme", "other"} {
			require.NoError(t, deliveries.Append(brand, d.campaign, d.channel, d.stage, d.date.Time(), d.addressee, d.state, d.reason, d.due, d.planned, d.at, uint64(1)))
		}
		for i, units := range d.units {
			require.NoError(t, attempts.Append("acme", d.campaign, d.date.Time(), d.addressee, fmt.Sprint(i), "sent", units, uint64(1)))
		}
		require.NoError(t, attempts.Append("acme", d.campaign, d.date.Time(), d.addressee, "failed", "failed", uint16(9), uint64(1)))
	}
	require.NoError(t, deliveries.Send())
	require.NoError(t, attempts.Send())
	// What these rows said before: of each the last version holds.
	require.NoError(t, conn.Exec(ctx, "INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, state, units, version) SELECT brand, campaign, date, member_id, claim, 'sent', units + 40, 0 FROM delivery_attempts"))
	nodes, err := conn.PrepareBatch(ctx, "INSERT INTO identity_nodes (brand, node, member_id)")
	require.NoError(t, err)
	for from, to := range w.merged {
		require.NoError(t, nodes.Append("acme", from, to))
	}
	require.NoError(t, nodes.Send())
	orders, err := conn.PrepareBatch(ctx, "INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, is_purchase, revenue, version)")
	require.NoError(t, err)
	for i, o := range w.orders {
		require.NoError(t, orders.Append("acme", o.member, "web", fmt.Sprint(i), o.placed, regulars.DateOf(o.placed, taipei).Time(), uint32(1), true, decimal.NewFromFloat(o.revenue), uint64(1)))
	}
	require.NoError(t, orders.Send())
	require.NoError(t, conn.Exec(ctx, `INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, is_purchase, revenue, version)
		SELECT brand, member_id, shop, order_id, placed_at, date, seq, is_purchase, revenue + 700, 0 FROM member_orders`))

	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	brand := &config.Brand{Name: "acme", Zone: zone, Campaigns: []config.Campaign{{Name: "wake", AttributionDays: 3}, {Name: "thanks", AttributionDays: 7}}}
	kinds, err := advice.Measured(ctx, db, brand, firstDate, lastDate, asOf)
	require.NoError(t, err)
	want := w.count()
	require.Greater(t, len(kinds), 12)
	require.Len(t, kinds, len(want))
	var held uint64
	for _, got := range kinds {
		held += got.HeldOut.Buyers.Of
		require.Equal(t, want[fmt.Sprint(got.Campaign, got.Stage, got.Channel, got.Hours)], got)
	}
	require.Positive(t, held)
}

// onePerMember keeps the first row of each key of the ledger.
func onePerMember(rows []delivered) []delivered {
	slices.SortStableFunc(rows, func(a, b delivered) int {
		return cmp.Or(cmp.Compare(a.campaign, b.campaign), cmp.Compare(a.date, b.date), cmp.Compare(a.addressee, b.addressee))
	})
	return slices.CompactFunc(rows, func(a, b delivered) bool {
		return a.campaign == b.campaign && a.date == b.date && a.addressee == b.addressee
	})
}

func spent(of, hits int, each float64) experiment.Group {
	g := experiment.Group{Buyers: experiment.Share{Hits: uint64(hits), Of: uint64(of)}}
	for i := range of {
		if i < hits {
			g.Revenue.Add(each*float64(1+i%3), 0)
		} else {
			g.Revenue.Add(0, 0)
		}
	}
	return g
}

func kind(campaign, channel string, assigned, heldOut experiment.Group, messages uint64) advice.Kind {
	return advice.Kind{
		Campaign: campaign, Stage: "sleep", Channel: channel, Hours: 8, Units: 2 * messages, First: "2026-10-01", Last: "2026-11-25",
		Measured: experiment.Measured{Assigned: assigned, HeldOut: heldOut, Messages: messages},
	}
}

// Of what was measured too little it says why; what loses is worth nothing; a quota goes to
// what earns most.
func TestSuggest(t *testing.T) {
	kinds := []advice.Kind{
		kind("good", "line", spent(4000, 400, 100), spent(1000, 50, 100), 4000),
		kind("fair", "line", spent(4000, 280, 100), spent(1000, 50, 100), 4000),
		kind("bad", "line", spent(4000, 160, 100), spent(1000, 50, 100), 4000),
		kind("mail", "edm", spent(4000, 400, 100), spent(1000, 50, 100), 4000),
		kind("all", "line", spent(4000, 400, 100), experiment.Group{}, 4000),
		kind("few", "line", spent(4000, 400, 100), spent(49, 4, 100), 4000),
		kind("stuck", "line", spent(4000, 400, 100), spent(1000, 50, 100), 0),
		kind("dead", "line", spent(4000, 0, 100), spent(1000, 0, 100), 4000),
	}
	brand := &config.Brand{Name: "acme", Channels: map[string]*config.Channel{"line": {Price: "0.5"}, "edm": {}}}
	_, err := advice.Suggest(kinds, brand, nil)
	require.ErrorContains(t, err, "write margin under the brand")
	brand.Margin = 0.4
	s, err := advice.Suggest(kinds, brand, nil)
	require.NoError(t, err)
	why := map[string]advice.Why{}
	for _, u := range s.Unknown {
		why[u.Campaign] = u.Why
	}
	require.Equal(t, map[string]advice.Why{
		"mail": advice.NoPrice, "all": advice.NobodyHeldOut, "few": advice.TooFew, "stuck": advice.NothingWent, "dead": advice.NothingBought,
	}, why)
	require.Len(t, s.Lines, 3)
	for i, name := range []string{"good", "fair", "bad"} {
		l := s.Lines[i]
		require.Equal(t, name, l.Campaign)
		require.InDelta(t, 2000, l.Offer.Messages, 1e-9, "56 days were measured, 28 are suggested")
		require.InDelta(t, 1, l.Offer.Price, 1e-9, "two segments each")
	}
	require.Equal(t, []float64{2000, 2000, 0}, []float64{s.Lines[0].Send, s.Lines[1].Send, s.Lines[2].Send})
	require.Len(t, s.Channels, 1)
	c := s.Channels[0]
	require.Equal(t, []float64{6000, 4000, 4000, 0}, []float64{c.Messages, c.Send, c.Cost, c.Next})
	require.InDelta(t, 2000*(s.Lines[0].Offer.Net().Estimate+s.Lines[1].Offer.Net().Estimate), c.Earned, 1e-6)

	s, err = advice.Suggest(kinds, brand, map[string]experiment.Limit{"line": {Messages: 2500, Money: -1}})
	require.NoError(t, err)
	require.Equal(t, []float64{2000, 500, 0}, []float64{s.Lines[0].Send, s.Lines[1].Send, s.Lines[2].Send})
	require.InDelta(t, s.Lines[1].Offer.Net().Estimate, s.Channels[0].Next, 1e-9)
	none, err := advice.Suggest(nil, brand, nil)
	require.NoError(t, err)
	require.Empty(t, none.Lines)
}
