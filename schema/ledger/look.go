package ledger

import (
	"context"
	"fmt"

	"regulars/schema"
)

// Look is a run's plan that is written aside, for who asks several questions of it: the plan
// is made once. Nothing of it stands in the ledger. Close it in the end.
type Look struct{ gathered }

// Look makes a run's plan. It returns a *PredicateError for a predicate that can't be used.
func (l *Ledger) Look(ctx context.Context, p Plan) (*Look, error) {
	ctx = schema.KeepSides(ctx, lookSeconds)
	d, err := l.gather(ctx, p)
	if err != nil {
		return nil, err
	}
	look := &Look{d}
	if err := look.plan(ctx); err != nil {
		look.Close(ctx)
		return nil, fmt.Errorf("preview of %s: %w", p.Run, err)
	}
	return look, nil
}

func (k *Look) plan(ctx context.Context) (err error) {
	if k.params, err = k.ledger.paramsNow(ctx, k.of, k.params.Gathered); err != nil {
		return err
	}
	k.params.Planned, err = k.ledger.db.Stage(schema.WithParams(ctx, k.params), k.of.Brand, "planned", withHours(rowsText, k.of))
	return err
}

// Close removes what was written.
func (k *Look) Close(ctx context.Context) { k.drop(ctx) }

// lookSeconds bounds a look: what a predicate asks for may take for ever.
const lookSeconds = 600

// gathered is the audience of a plan, written aside before the plan is made of it, so that
// ClickHouse finds it once and reads nobody else's consents, addresses and identifiers:
// what is limited to the audience stands on the right of each join (schema.KeepSides).
type gathered struct {
	Reach
	ledger *Ledger
	of     Plan
	params planParams
}

var reachScript = schema.NewStep[planParams](room, files, "reach.sql")

func (l *Ledger) gather(ctx context.Context, p Plan) (gathered, error) {
	query, err := gatherStatement.of(ctx, l.db, p)
	if err != nil {
		return gathered{}, err
	}
	return l.gatherBy(ctx, p, l.planParams(p), query)
}

func (l *Ledger) gatherBy(ctx context.Context, p Plan, params planParams, query string) (d gathered, err error) {
	d = gathered{ledger: l, of: p, params: params}
	if d.params.Gathered, err = l.db.Stage(schema.WithParams(ctx, params), p.Brand, "gathered", query); err != nil {
		return d, fmt.Errorf("audience of %s: %w", p.Run, err)
	}
	if err := reachScript.Row(ctx, l.db, d.params, &d.Members, &d.Repeated); err != nil {
		d.drop(ctx)
		return d, err
	}
	return d, nil
}

func (d *gathered) drop(ctx context.Context) {
	d.ledger.db.DropStaged(ctx, d.params.Gathered, d.params.Planned)
}
