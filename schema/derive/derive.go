package derive

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// Result is what a derivation did.
type Result struct {
	Members     uint64                // derived again
	Orders      uint64                // rows of member_orders that changed
	ChangedFrom regulars.BusinessDate // earliest date whose numbers may have changed; empty: none
}

// Run derives who is who, the members' orders and their stages from what was loaded,
// with the cycles that hold up to the date to. It derives only members whose orders,
// identifiers or settings changed; running it again changes nothing. One derivation
// of a brand may run at a time.
//
// A run that ends early, by an error or because it was killed, leaves nothing that the
// next one doesn't put right. Run returns an error where lifecycle.cycle isn't a number,
// where linking doesn't converge, and those of ClickHouse (see schema.IsTransient).
func Run(ctx context.Context, db *schema.DB, b *config.Brand, to regulars.BusinessDate) (Result, error) {
	result, err := run(ctx, db, b, to)
	if err != nil {
		return Result{}, fmt.Errorf("derive brand %s: %w", b.Name, err)
	}
	return result, nil
}

func run(ctx context.Context, db *schema.DB, b *config.Brand, to regulars.BusinessDate) (Result, error) {
	if _, err := db.CheckNodeKey(ctx, b); err != nil {
		return Result{}, err
	}
	now := time.Now()
	mark, err := settingsMark(b)
	if err != nil {
		return Result{}, err
	}
	last, err := readLast(ctx, db, b.Name)
	if err != nil {
		return Result{}, err
	}
	if err := dropStaleWork(ctx, db, b.Name, now); err != nil {
		return Result{}, err
	}
	d := &derivation{db: db, lifecycle: b.Lifecycle, to: to, last: last, settings: mark, scope: newScope(b, last, mark, now)}
	d.work = newWorkTables(b.Name, d.scope.Version)
	defer d.work.drop(db)
	return d.run(ctx)
}

var departedScript = schema.NewScript[departedParams]("derive", files, "departed.sql")

type departedParams struct {
	Brand          string
	NodeK0, NodeK1 uint64
}

// derivation is one run.
type derivation struct {
	db        *schema.DB
	lifecycle config.Lifecycle
	to        regulars.BusinessDate
	last      lastRun
	settings  string // the mark of the settings that the derived rows depend on
	scope     scope
	work      workTables
}

func (d *derivation) run(ctx context.Context) (Result, error) {
	if err := departedScript.Exec(ctx, d.db, departedParams{d.scope.Brand, d.scope.NodeK0, d.scope.NodeK1}); err != nil {
		return Result{}, err
	}
	members, err := d.whoIsWho(ctx)
	if err != nil {
		return Result{}, err
	}
	found, err := d.whatDiffers(ctx, members)
	if err != nil {
		return Result{}, err
	}
	noted, err := d.note(ctx, found)
	if err != nil {
		return Result{}, err
	}
	written, err := d.writeOrders(ctx, noted)
	if err != nil {
		return Result{}, err
	}
	staged, err := d.writeStages(ctx, written)
	if err != nil {
		return Result{}, err
	}
	if err := d.finish(ctx, staged); err != nil {
		return Result{}, err
	}
	return found.result(), nil
}

// params are what the steps' files take. Each takes some of them, and a step sets no
// table that isn't made yet.
type params struct {
	scope
	workTables
	Parts, Part int  // which of the members, by member_id % parts
	All         bool // make the stages of all members
}

func (d *derivation) params() params { return params{scope: d.scope} }

// few orders are taken at once: a brand that has them spends its time on ClickHouse
// planning queries. More are taken in parts, which bounds the memory.
var few uint64 = 200_000

func partsOf(orders uint64) int {
	if orders <= few {
		return 1
	}
	return schema.MemberParts
}

// inParts runs a step for the touched members at once, and for all members in as many
// parts as the brand's orders need.
func (d *derivation) inParts(all bool, p params, step func(p params) error) error {
	p.Parts = 1
	if all {
		p.Parts = partsOf(d.last.orders)
	}
	for p.Part = range p.Parts {
		if err := step(p); err != nil {
			return err
		}
	}
	return nil
}
