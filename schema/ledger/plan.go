package ledger

import (
	"context"
	"fmt"
	"math/bits"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/ledger/clock"
)

const (
	// blockMembers is how many members a block holds at most, about: what is asked once
	// per block costs the same for few as for many.
	blockMembers = 40_000

	// A plan of some thousand members already has blocks to send side by side.
	leastBlock     = 2000
	sideBySideBits = 2
)

// Plan is whom a run addresses and how.
type Plan struct {
	Run
	Audience    audience.Audience
	Repetition  audience.Repetition   // when the campaign may reach a member again
	Since       regulars.BusinessDate // who qualified from this date on; empty: on the business date
	Channels    []string              // in order of preference
	Preferred   bool                  // the channel that a member answers on goes before them
	Purpose     string                // the consent that is needed
	Holdout     float64               // share 0..1
	Permanent   float64               // share 0..1 of the brand's members who get no campaign
	DailyMax    int                   // messages at most; 0: no bound
	OpenTickets bool                  // also who has an open ticket
	Caps        []config.Cap
	Trial       Trial          // of its variants
	Coupons     bool           // each member gets a code of Codes
	Codes       []string       // those of the campaign's file
	Referral    string         // the programme in which a code is a member's for good; empty: a delivery's
	Budget      regulars.Money // what the messages of the date may cost; 0: no bound
	Costs       []Cost         // of Budget: what a message costs
	Zone        *time.Location // the brand's; UTC when nil
	BestHour    bool           // each member has an hour of its own
	Quiet       []QuietHour    // of BestHour
	Clocks      []clock.Clock  // when it goes by each zone's clocks; nil: by the brand's
	Recommends  bool           // the text shows what is recommended to the member
	Again       *Again         // of a resend: whom it reaches, instead of the audience
}

// PlanOf is the plan of a campaign on a date: the one place that knows whom the
// config addresses.
func PlanOf(brand *config.Brand, campaign *config.Campaign, date regulars.BusinessDate) Plan {
	channels, preferred := campaign.Order()
	return Plan{
		Run:         Run{Brand: brand.Name, Campaign: campaign.Name, Date: date},
		Audience:    campaign.Audience,
		Repetition:  campaign.Repetition,
		Channels:    channels,
		Preferred:   preferred,
		Purpose:     campaign.Purpose,
		Holdout:     campaign.Holdout,
		Permanent:   brand.Holdout,
		DailyMax:    campaign.DailyMax,
		OpenTickets: campaign.OpenTickets,
		Caps:        brand.Caps,
		Trial:       TrialOf(brand.Name, campaign.Name, campaign),
		Coupons:     campaign.Coupons.Given(),
		Referral:    campaign.Coupons.Referral,
		Budget:      campaign.Spending,
		Zone:        brand.Zone,
		BestHour:    campaign.AtBestHour(),
	}
}

// Cost is what a message of a channel is expected to cost.
type Cost struct {
	Channel string
	Price   regulars.Money
}

// Plan writes the run's plan, one row per member of the audience, and returns its
// state and books. A run that is planned stays as it is, so planning twice
// addresses nobody twice; a plan that was cut short is completed. It returns a
// *PredicateError for a predicate that can't be used.
func (l *Ledger) Plan(ctx context.Context, p Plan) (State, Books, error) {
	state, err := l.State(ctx, p.Run)
	if err != nil {
		return state, Books{}, err
	}
	if state.Name == "" || state.Name == RunBegun || state.Name == RunPlanning {
		return l.makePlan(ctx, p, state)
	}
	books, err := l.Books(ctx, p.Run)
	return state, books, err
}

func (l *Ledger) makePlan(ctx context.Context, p Plan, state State) (State, Books, error) {
	d, err := l.gather(schema.KeepSides(ctx, schema.NoBound), p)
	if err != nil {
		return state, Books{}, err
	}
	defer d.drop(ctx)
	if state.Name != RunPlanning {
		// The number of blocks is fixed before the first row is written.
		state.Name, state.Bits, state.Repeated = RunPlanning, blockBits(d.Members), d.Repeated
		if err := l.put(ctx, p.Run, &state); err != nil {
			return state, Books{}, err
		}
	}
	if err := l.writePlan(ctx, d); err != nil {
		return state, Books{}, err
	}
	books, err := l.endPlan(ctx, p, &state)
	return state, books, err
}

// endPlan keeps how many deliveries the plan came to, and holds a plan for which a
// restored ledger can't vouch. It reads the state once more: an attempt that was frozen
// while it planned must not undo what was decided since.
func (l *Ledger) endPlan(ctx context.Context, p Plan, state *State) (Books, error) {
	books, err := l.Books(ctx, p.Run)
	if err != nil {
		return Books{}, err
	}
	unvouched, err := l.unvouched(ctx, p)
	if err != nil {
		return Books{}, err
	}
	if *state, err = l.State(ctx, p.Run); err != nil || state.Name != RunPlanning {
		return books, err
	}
	state.Name, state.Planned = RunPlanned, books.Planned
	if unvouched != "" {
		state.Name, state.Reason, state.By = RunHeld, unvouched, "restore"
	}
	return books, l.put(ctx, p.Run, state)
}

func blockBits(members uint64) uint8 {
	return uint8(max(min(bits.Len64(members/leastBlock), sideBySideBits), bits.Len64(members/blockMembers)))
}

func (l *Ledger) writePlan(ctx context.Context, d gathered) error {
	p := d.of
	params, err := l.paramsNow(ctx, p, d.params.Gathered)
	if err != nil {
		return err
	}
	if err := l.db.Conn().Exec(schema.WithParams(schema.KeepSides(ctx, schema.NoBound), params), withHours(planText, p)); err != nil {
		return fmt.Errorf("plan of %s: %w", p.Run, schema.Redact(err))
	}
	if err := l.giveCoupons(ctx, p); err != nil {
		return err
	}
	return l.recommend(ctx, p)
}

// paramsNow are the parameters of a plan of an audience, with what its campaign has decided
// and given so far.
func (l *Ledger) paramsNow(ctx context.Context, p Plan, audience schema.Identifier) (planParams, error) {
	params := l.planParams(p)
	params.Gathered = audience
	d, err := l.drawOf(ctx, p)
	if err != nil {
		return params, err
	}
	params.draw(d)
	params.CouponsLeft, err = l.couponsOf(ctx, p)
	return params, err
}

// Reach is how many members a plan addresses.
type Reach struct {
	Members  uint64 // before any is excluded
	Repeated uint64 // how many more it leaves alone, since the campaign reached them before
}

// Audience counts the members that the plan would address. It changes nothing, so it
// also checks the predicate: it returns a *PredicateError for one that can't be used.
func (l *Ledger) Audience(ctx context.Context, p Plan) (Reach, error) {
	statement, err := audienceStatement.of(ctx, l.db, p)
	if err != nil {
		return Reach{}, err
	}
	ctx = schema.WithParams(reading(ctx), l.planParams(p))
	var reach Reach
	if err := l.db.Conn().QueryRow(ctx, statement).Scan(&reach.Members, &reach.Repeated); err != nil {
		return Reach{}, fmt.Errorf("audience of %s: %w", p.Run, schema.Redact(err))
	}
	return reach, nil
}

// reading lets a query change nothing and end: what a predicate asks for may take
// for ever.
func reading(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2, "max_execution_time": 600}))
}
