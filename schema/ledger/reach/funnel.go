package reach

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/snapshot"
)

const (
	// rows stand in place of member_asof.
	rows = "FROM (SELECT * EXCEPT (stamp, brand, date)%s FROM member_reach WHERE member_reach.brand = {brand:String} AND member_reach.date = {date:Date})"
	// unreached are the dates on which a campaign reached each member that has reached nobody yet.
	unreached = ", CAST([], 'Array(Date)') AS reached_on"
	more      = ", reach_number, reach_held, reach_allowed, reach_addresses, reach_edm_hash, reach_sms_hash, reach_line_hash, reach_touches, reach_shared, reach_shown"

	lookSeconds = 20     // a condition may ask for ever
	fewMembers  = 50_000 // so many are listed one by one where few of them are shown
	candidates  = 15     // for a sample, of each kind
	fewReached  = 2000   // so many are all candidates
)

type (
	headParams struct {
		Brand, Campaign, AgainOf string
		Date                     regulars.BusinessDate
	}
	params struct {
		ledger.PlanParams
		FirstBit    int  // of the consents to the plan's purpose
		Known, Each bool // any consents to it; list every member
		Ids         []uint64
		Ways        []string // of each
	}
)

var (
	headScript   = schema.NewScript[headParams](room, files, "head.sql")
	funnelScript = schema.NewStep[params](room, files, "funnel.sql")
	cappedScript = schema.NewStep[params](room, files, "capped.sql")
	sampleScript = schema.NewStep[params](room, files, "sample.sql")
)

// Stored is a date's reach as it was stored.
type Stored struct {
	At time.Time // when it was stored

	db       *schema.DB
	ledger   *ledger.Ledger
	plan     ledger.Plan
	firstBit int
	known    bool // anybody consents to the plan's purpose
	before   bool // the campaign may have reached somebody before
}

// Of finds the reach that is stored of a plan's date. It returns nil where there is none that
// can answer for the plan: of another date, of a resend, of what was planned before it was
// stored, of caps that look further back. What was planned since would be planned so again, but
// for its coupon codes, which are given.
func Of(ctx context.Context, db *schema.DB, l *ledger.Ledger, p ledger.Plan) (*Stored, error) {
	s := &Stored{db: db, ledger: l, plan: p}
	var purposes []string
	var back uint16
	var planned *time.Time
	err := headScript.Row(ctx, db, headParams{p.Brand, p.Campaign, regulars.CampaignOf(p.Campaign), p.Date}, &s.At, &purposes, &back, &s.before, &planned)
	if errors.Is(err, schema.ErrNoRows) || err == nil && (p.Again != nil || days(p.Caps) > int(back) || planned != nil && (!planned.After(s.At) || len(p.Codes) > 0)) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the stored reach of %s: %w", p.Run, err)
	}
	place := slices.Index(purposes, p.Purpose)
	if place >= mostPurposes {
		return nil, nil
	}
	s.known, s.firstBit = place >= 0, 3*max(place, 0)
	return s, nil
}

// Funnel is whom a plan would reach.
type Funnel struct {
	Lines    []ledger.BooksLine // as of ledger.Preview
	Repeated uint64             // how many more it leaves alone, since the campaign reached them before

	of        *Stored
	params    params
	reached   uint64
	reachable []listed // those that are listed
}

// Count counts whom the plan would reach, and as what the others leave. It writes nothing. It
// returns a *ledger.PredicateError for a predicate that can't be used.
func (s *Stored) Count(ctx context.Context) (*Funnel, error) {
	text, of, err := s.ledger.Elsewhere(ctx, s.plan, more, s.before, s.members)
	if err != nil {
		return nil, err
	}
	f := &Funnel{of: s, params: params{PlanParams: of, FirstBit: s.firstBit, Known: s.known}}
	f.params.Each = f.bounded()
	text = s.statement(text)
	if err := f.count(ctx, text); err != nil {
		return nil, err
	}
	if !f.params.Each && len(f.reachable) < candidates && f.reached > uint64(len(f.reachable)) && f.reached < fewMembers {
		f.params.Each = true
		err = f.count(ctx, text)
	}
	return f, err
}

// bounded reports whether a bound takes the first members by lot.
func (f *Funnel) bounded() bool {
	return f.params.DailyMax > 0 || f.params.Budget > 0 || f.of.plan.Coupons && f.of.plan.Referral == ""
}

func (s *Stored) members(text string) (string, error) {
	if s.before {
		return snapshot.Members.Instead(text, fmt.Sprintf(rows, ""))
	}
	return snapshot.Members.Instead(text, fmt.Sprintf(rows, unreached))
}

// statement is the funnel over an audience.
func (s *Stored) statement(audience string) string {
	text := funnelScript.Text()
	for _, way := range regulars.Channels {
		capped := "false"
		if len(s.plan.Caps) > 0 {
			capped = strings.ReplaceAll(cappedScript.Text(), "/*way*/", schema.QuoteText(string(way)))
		}
		text = strings.Replace(text, "/*"+string(way)+"*/", capped, 1)
	}
	return strings.Replace(text, "/*audience_rows*/", audience, 1)
}

// group are members who are alike in all that decides what becomes of them.
type group struct {
	Alike      uint32   `ch:"alike"`   // bits, as in funnel.sql
	Members    uint64   `ch:"members"` // those who aren't listed
	IDs        []uint64 `ch:"ids"`
	Shown      []uint8  `ch:"shown"`
	EDMHashes  []uint64 `ch:"edm_hashes"` // 0: nobody else has the address
	SMSHashes  []uint64 `ch:"sms_hashes"`
	LINEHashes []uint64 `ch:"line_hashes"`
	Places     []uint64 `ch:"places"`
}

func (g group) size() uint64 { return g.Members + uint64(len(g.IDs)) }

// bits are so many bits of what members are alike in, from one on.
func (g group) bits(from, n int) int { return int(g.Alike>>from) & (1<<n - 1) }

func (g group) repeated() bool  { return g.bits(18, 1) == 1 }
func (g group) held() bool      { return g.bits(19, 1) == 1 }
func (g group) inHoldout() bool { return g.bits(20, 1) == 1 }

// reasons why a channel carries nothing to a member, the one that comes furthest last.
var reasons = []string{"", "no_consent", "no_address", "invalid_address", "landline", "suppressed", "cap", "open_ticket"}

// refusal is the place of the reason why a channel carries nothing; 0: it does.
func (g group) refusal(way int) int {
	switch address := g.bits(3*way, 3); {
	case g.bits(17, 1) == 1:
		return slices.Index(reasons, "open_ticket")
	case g.bits(9+way, 1) == 0:
		return slices.Index(reasons, "no_consent")
	case address > 0:
		return address
	case g.bits(12+way, 1) == 1:
		return slices.Index(reasons, "cap")
	}
	return 0
}

// carrier is the place of the channel that carries the message, of those of a plan in their
// order; or why none does.
func (g group) carrier(channels []string) (way int, refused string) {
	way, furthest := -1, 0
	for _, name := range channels {
		at := slices.Index(regulars.Channels, regulars.Channel(name))
		refusal := g.refusal(at)
		if refusal == 0 && (way < 0 || g.bits(15, 2) == at+1) {
			way = at
		}
		furthest = max(furthest, refusal)
	}
	if way < 0 {
		return way, reasons[furthest]
	}
	return way, ""
}

func (f *Funnel) count(ctx context.Context, text string) error {
	ctx = schema.WithParams(reading(ctx), f.params)
	var groups []group
	if err := f.of.db.Conn().Select(ctx, &groups, text); err != nil {
		return fmt.Errorf("funnel of %s: %w", f.of.plan.Run, schema.Redact(err))
	}
	t := tally{}
	f.Repeated, f.reached, f.reachable = 0, 0, nil
	for _, g := range groups {
		if g.repeated() {
			f.Repeated += g.size()
			continue
		}
		way, refused := g.carrier(f.of.plan.Channels)
		if refused != "" {
			t.add("", refused, g.size())
			continue
		}
		t.add(string(regulars.Channels[way]), drawn(g.held(), g.inHoldout()), g.Members)
		f.reachable = append(f.reachable, g.list(way)...)
	}
	f.reachable = f.decide(t, f.reachable)
	f.Lines = t.lines()
	for _, line := range f.Lines {
		if line.State == ledger.DeliveryPlanned {
			f.reached += line.Members
		}
	}
	return nil
}

// drawn is why a member is left out whom a channel would carry; empty: they aren't.
func drawn(held, inHoldout bool) string {
	switch {
	case held:
		return "global_holdout"
	case inHoldout:
		return "holdout"
	}
	return ""
}

// listed is a member who is looked at alone.
type listed struct {
	id, hash, place uint64
	way             string
	held, inHoldout bool
	shown           uint8
}

func (g group) list(way int) []listed {
	hashes := [][]uint64{g.EDMHashes, g.SMSHashes, g.LINEHashes}[way]
	all := make([]listed, len(g.IDs))
	for i, id := range g.IDs {
		all[i] = listed{id, hashes[i], g.Places[i], string(regulars.Channels[way]), g.held(), g.inHoldout(), g.Shown[i]}
	}
	return all
}

// decide adds what becomes of the members who are listed, in the order of plan_rows.sql, and
// returns those who are reached.
func (f *Funnel) decide(t tally, all []listed) []listed {
	first := map[uint64]uint64{} // who of several gets the message to an address
	for _, m := range all {
		if id, is := first[m.hash]; m.hash != 0 && (!is || m.id < id) {
			first[m.hash] = m.id
		}
	}
	if f.params.Each {
		slices.SortFunc(all, func(a, b listed) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.id, b.id)) })
	}
	var place, spent uint64
	var reached []listed
	for _, m := range all {
		reason := ""
		switch {
		case m.hash != 0 && first[m.hash] != m.id:
			reason = "duplicate_address"
		case m.held:
			reason = drawn(true, false)
		default:
			place++
			if !m.inHoldout {
				spent += f.cost(m.way)
			}
			if reason = f.bound(place, spent); reason == "" {
				reason = drawn(false, m.inHoldout)
			}
		}
		t.add(m.way, reason, 1)
		if reason == "" {
			reached = append(reached, m)
		}
	}
	return reached
}

func (f *Funnel) cost(way string) uint64 {
	if at := slices.Index(f.params.CostChannels, way); at >= 0 {
		return f.params.Costs[at]
	}
	return 0
}

// bound is which bound leaves out who comes at a place, where the messages up to there cost so
// much; empty: none.
func (f *Funnel) bound(place, spent uint64) string {
	switch {
	case !f.params.Each:
		return ""
	case f.params.DailyMax > 0 && place > f.params.DailyMax:
		return "daily_max"
	case place > f.params.CouponsLeft:
		return "no_coupon"
	case f.params.Budget > 0 && spent > f.params.Budget:
		return "budget"
	}
	return ""
}

// tally counts members by channel and reason.
type tally map[[2]string]uint64

func (t tally) add(way, reason string, n uint64) {
	if n > 0 {
		t[[2]string{way, reason}] += n
	}
}

// lines are in the order of ledger.Preview.
func (t tally) lines() []ledger.BooksLine {
	var all []ledger.BooksLine
	for key, n := range t {
		line := ledger.BooksLine{Channel: key[0], State: ledger.DeliveryExcluded, Reason: key[1], Members: n}
		if line.Reason == "" {
			line.State = ledger.DeliveryPlanned
		}
		all = append(all, line)
	}
	slices.SortFunc(all, func(a, b ledger.BooksLine) int {
		return cmp.Or(cmp.Compare(b.State, a.State), cmp.Compare(a.Channel, b.Channel), cmp.Compare(b.Members, a.Members), cmp.Compare(a.Reason, b.Reason))
	})
	return all
}

// Sample returns members whom the plan would reach, at most limit, as ledger.Sample chooses
// them, of those who are shown. Who waits for a rule to decide between variants has the one
// they may get. It writes nothing; what it returns is personal data.
func (f *Funnel) Sample(ctx context.Context, limit int) ([]ledger.Recipient, error) {
	kinds := map[uint8]int{}
	slices.SortFunc(f.reachable, func(a, b listed) int { return cmp.Compare(a.id, b.id) })
	p := f.params
	p.Limit = limit
	for _, m := range f.reachable {
		if kinds[m.shown]++; kinds[m.shown] <= candidates || f.reached <= fewReached {
			p.Ids, p.Ways = append(p.Ids, m.id), append(p.Ways, m.way)
		}
	}
	if len(p.Ids) == 0 {
		return nil, nil
	}
	var sample []ledger.Recipient
	if err := f.of.db.Conn().Select(schema.WithParams(reading(ctx), p), &sample, sampleScript.Text()); err != nil {
		return nil, fmt.Errorf("sample of %s: %w", f.of.plan.Run, schema.Redact(err))
	}
	if !f.of.plan.Recommends {
		return sample, nil
	}
	return sample, f.of.ledger.Recommend(ctx, f.of.plan.Brand, sample)
}

// reading lets a query change nothing and end, and join as it is written.
func reading(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2, "max_execution_time": lookSeconds, "query_plan_join_swap_table": "false"}))
}
