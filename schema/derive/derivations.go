package derive

import (
	"context"

	"regulars"
	"regulars/schema"
)

type derivationParams struct {
	Brand       string
	Settings    string
	Cycles      uint64
	Members     uint64
	Orders      uint64
	ChangedFrom regulars.BusinessDate // never: nothing changed
	Whole       bool
	Version     uint64
}

var (
	derivationScript = schema.NewScript[derivationParams]("derive", files, "derivation.sql")
	restatedScript   = schema.NewStep[params]("derive", files, "restated.sql")
	categoriesScript = schema.NewStep[params]("derive", files, "categories.sql")
	recordScript     = schema.NewStep[params]("derive", files, "record.sql")
)

// noted are differences that derivations says are about to be stored.
type noted struct{ differences }

// note remembers which dates are about to change before anything changes, and that the
// run has not ended: what a killed run leaves shows neither. A full run leaves rows of
// two settings, so the next one must be full too, whatever the settings are by then.
func (d *derivation) note(ctx context.Context, found differences) (noted, error) {
	settings := d.last.settings
	if d.scope.Full {
		settings = ""
	}
	return noted{found}, derivationScript.Exec(ctx, d.db, derivationParams{
		Brand: d.scope.Brand, Settings: settings, Cycles: d.last.cycles,
		Members: found.members, Orders: found.orders, ChangedFrom: found.from,
		Whole: false, Version: d.scope.Version - 1,
	})
}

// restate keeps which orders will move published numbers, and which late changes of
// what isn't an order. In a full run the settings do.
func (d *derivation) restate(ctx context.Context, n noted) error {
	if n.from == never || d.scope.Full {
		return nil
	}
	p := d.params()
	p.changeTables = n.changeTables
	p.Differing, p.Reasons = d.work.Differing, d.work.Reasons
	return restatedScript.Exec(ctx, d.db, p)
}

// finish swaps in who is who and remembers what was derived; the run is whole then.
func (d *derivation) finish(ctx context.Context, s staged) error {
	if err := d.keepRefusals(ctx, s.memberTables); err != nil {
		return err
	}
	if err := d.swapMembers(ctx, s.memberTables); err != nil {
		return err
	}
	p := d.params()
	p.changeTables = s.changeTables
	for _, script := range []schema.Script[params]{categoriesScript, recordScript} {
		if err := script.Exec(ctx, d.db, p); err != nil {
			return err
		}
	}
	return derivationScript.Exec(ctx, d.db, derivationParams{
		Brand: d.scope.Brand, Settings: d.settings, Cycles: s.cycles,
		Members: s.members, Orders: s.orders, ChangedFrom: s.from,
		Whole: true, Version: d.scope.Version,
	})
}
