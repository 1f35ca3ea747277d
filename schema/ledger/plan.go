package ledger

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
)

// blockMembers is about how many members a block holds.
const blockMembers = 2000

// Plan is whom a run addresses and how.
type Plan struct {
	Run
	Stages   []string
	Classes  []string              // RFM classes
	Entered  bool                  // only who entered the stage on the business date
	Since    regulars.BusinessDate // with Entered, also who entered from this date on; empty: the business date
	Where    string                // an SQL predicate over member_asof, or empty
	Channels []string              // in order of preference
	Purpose  string                // the consent that is needed
	Holdout  float64               // share 0..1
	Zone     *time.Location        // the brand's; UTC when nil
	Again    *Again                // of a resend: whom it reaches, instead of all of the above
}

// PlanOf is the plan of a campaign on a date: the one place that knows whom the
// config addresses.
func PlanOf(brand *config.Brand, campaign *config.Campaign, date regulars.BusinessDate) Plan {
	return Plan{
		Run:      Run{Brand: brand.Name, Campaign: campaign.Name, Date: date},
		Stages:   campaign.Audience.Stages,
		Classes:  campaign.Audience.Classes,
		Entered:  campaign.Audience.When != "in",
		Where:    campaign.Audience.Where,
		Channels: campaign.Channels,
		Purpose:  campaign.Purpose,
		Holdout:  campaign.Holdout,
		Zone:     brand.Zone,
	}
}

// planParams are those of the files that make up a plan; each takes some.
type planParams struct {
	runParams
	Stages          []string
	Classes         []string
	Entered         bool
	Since           regulars.BusinessDate
	Channels        []string
	Purpose         string
	Holdout         float64
	Mobiles         string // a pattern of the numbers that may take an SMS
	K0, K1          uint64
	Bits            uint8
	AgainOf         string
	AgainOutcomes   []string
	AgainMembers    []uint64
	Now             time.Time
	PlannedVersion  uint64
	ExcludedVersion uint64
}

func (l *Ledger) planParams(p Plan, bits uint8) planParams {
	now := l.Now()
	return planParams{
		runParams: p.Run.params(), Stages: p.Stages, Classes: p.Classes, Entered: p.Entered, Since: cmp.Or(p.Since, p.Date),
		Channels: p.Channels, Purpose: p.Purpose, Holdout: p.Holdout, Mobiles: identity.Mobiles, K0: l.k0, K1: l.k1, Bits: bits, Now: now,
		AgainOf: regulars.CampaignOf(p.Campaign), AgainOutcomes: p.Again.outcomes(), AgainMembers: p.Again.members(),
		PlannedVersion: versionOf(DeliveryPlanned, now), ExcludedVersion: versionOf(DeliveryExcluded, now),
	}
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
	if state.Name == "" || state.Name == RunBegun {
		if state, err = l.beginPlan(ctx, p, state); err != nil {
			return state, Books{}, err
		}
	}
	if state.Name == RunPlanning {
		if err := l.writePlan(ctx, p, state.Bits); err != nil {
			return state, Books{}, err
		}
		books, err := l.endPlan(ctx, p, &state)
		return state, books, err
	}
	books, err := l.Books(ctx, p.Run)
	return state, books, err
}

// beginPlan fixes the number of blocks before the first row is written.
func (l *Ledger) beginPlan(ctx context.Context, p Plan, state State) (State, error) {
	audience, err := l.Audience(ctx, p)
	if err != nil {
		return State{}, err
	}
	state.Name, state.Bits = RunPlanning, blockBits(audience)
	return state, l.put(ctx, p.Run, &state)
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
	return uint8(bits.Len64(members / blockMembers))
}

func (l *Ledger) writePlan(ctx context.Context, p Plan, bits uint8) error {
	statement, err := planStatement.of(ctx, l.db, p)
	if err != nil {
		return err
	}
	if err := l.db.Conn().Exec(schema.WithParams(ctx, l.planParams(p, bits)), statement); err != nil {
		return fmt.Errorf("plan of %s: %w", p.Run, schema.Redact(err))
	}
	return nil
}

// Audience counts the members that the plan would address, before any is excluded.
// It changes nothing, so it also checks the predicate: it returns a *PredicateError
// for one that can't be used.
func (l *Ledger) Audience(ctx context.Context, p Plan) (uint64, error) {
	statement, err := audienceStatement.of(ctx, l.db, p)
	if err != nil {
		return 0, err
	}
	ctx = schema.WithParams(reading(ctx), l.planParams(p, 0))
	var members uint64
	if err := l.db.Conn().QueryRow(ctx, statement).Scan(&members); err != nil {
		return 0, fmt.Errorf("audience of %s: %w", p.Run, schema.Redact(err))
	}
	return members, nil
}

// reading lets a query change nothing and end: what a predicate asks for may take
// for ever.
func reading(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2, "max_execution_time": 600}))
}
