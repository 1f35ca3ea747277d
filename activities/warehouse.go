package activities

import (
	"context"
	"fmt"

	"regulars"
	"regulars/activities/beat"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/ledger/reach"
	"regulars/schema/metric"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// Warehouse computes inside ClickHouse.
type Warehouse struct {
	Config *config.Config
	DB     *schema.DB
}

// DeriveInput asks to follow what was loaded, up to a date.
type DeriveInput struct {
	Brand string
	To    regulars.BusinessDate

	RemakeCycles bool // also those of months that have one
}

// Derived is what a derivation did.
type Derived struct {
	Members     uint64
	Orders      uint64
	ChangedFrom regulars.BusinessDate // empty: nothing changed
}

// ComputeInput asks for the numbers of the dates From..To. With Restate the
// published dates that changed orders touch are computed too.
type ComputeInput struct {
	Brand   string
	From    regulars.BusinessDate
	To      regulars.BusinessDate
	Kind    string // night or backfill
	Restate bool
}

// Computed names a generation that is whole and not yet published.
type Computed struct {
	Generation uint64
	From       regulars.BusinessDate
	To         regulars.BusinessDate
}

// PublishInput names the generation to be seen.
type PublishInput struct {
	Brand      string
	Generation uint64
}

// Step is what a long computation heartbeats: the SQL file under way.
type Step struct{ SQL string }

// Derive resolves who is who and updates the members' orders and stages to
// what was loaded. Doing it again changes nothing.
func (a *Warehouse) Derive(ctx context.Context, in DeriveInput) (Derived, error) {
	ctx, release := untilStop(ctx)
	defer release()
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return Derived{}, err
	}
	beat := beat.Start(ctx, Step{SQL: "derive"})
	defer beat.End()
	derived, err := derive.Run(ctx, a.DB, brand, in.To)
	if err == nil && in.RemakeCycles {
		err = a.remakeCycles(ctx, brand, in.To)
	}
	return Derived{Members: derived.Members, Orders: derived.Orders, ChangedFrom: derived.ChangedFrom}, classify(ctx, err)
}

// remakeCycles makes all cycles again, and the stages that stand on them.
func (a *Warehouse) remakeCycles(ctx context.Context, brand *config.Brand, to regulars.BusinessDate) error {
	if err := derive.RemakeCycles(ctx, a.DB, brand, to); err != nil {
		return err
	}
	_, err := derive.Run(ctx, a.DB, brand, to)
	return err
}

// Compute writes the numbers as a generation of its own, which nobody sees. An
// attempt that was given up leaves rows that are never published.
func (a *Warehouse) Compute(ctx context.Context, in ComputeInput) (Computed, error) {
	ctx, release := untilStop(ctx)
	defer release()
	computed, err := a.compute(ctx, in)
	return computed, classify(ctx, err)
}

func (a *Warehouse) compute(ctx context.Context, in ComputeInput) (Computed, error) {
	beat := beat.Start(ctx, Step{SQL: "what is restated"})
	defer beat.End()
	brand, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return Computed{}, err
	}
	m := metric.Measurement{From: in.From, To: in.To, Kind: in.Kind}
	if in.Restate {
		if m, err = a.restate(ctx, in.Brand, m); err != nil {
			return Computed{}, err
		}
	}
	progress := func(file string) { beat.Set(Step{SQL: file}) }
	generation, err := metric.Measure(ctx, a.DB, brand.Brand, m, progress)
	return Computed{Generation: generation, From: m.From, To: m.To}, err
}

// restate widens the range to every published date that the last changes touch.
// A night of an older date restates the later ones, too.
func (a *Warehouse) restate(ctx context.Context, brand string, m metric.Measurement) (metric.Measurement, error) {
	from, derivation, err := metric.RestateFrom(ctx, a.DB, brand, m.From)
	if err != nil || derivation == 0 {
		return m, err
	}
	published, err := view.PublishedDates(ctx, a.DB, brand)
	if err != nil {
		return m, err
	}
	m.From, m.To, m.Restates = from, max(m.To, published.Last), derivation
	return m, nil
}

// Publish lets readers see a generation, and stores the snapshots that make reading it instant. Doing it again
// changes nothing. An error of the snapshots' means that the numbers are published, and that readers wait longer.
func (a *Warehouse) Publish(ctx context.Context, in PublishInput) error {
	defer beat.Start(ctx, Step{SQL: "publish"}).End()
	if err := metric.Publish(ctx, a.DB, in.Brand, in.Generation); err != nil {
		return classify(ctx, err)
	}
	if err := snapshot.Write(ctx, a.DB, in.Brand); err != nil {
		return classify(ctx, fmt.Errorf("generation %d of brand %s is published, but not its snapshots: %w", in.Generation, in.Brand, err))
	}
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return err
	}
	return classify(ctx, reach.Write(ctx, a.DB, brand))
}
