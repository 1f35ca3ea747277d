package derive

import (
	"context"
	"fmt"
	"strconv"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

type (
	cyclesParams struct {
		Brand    string
		To       regulars.BusinessDate
		Fallback float64 // days
		MinGaps  int
		Remake   bool // also the months that have one
	}
	cycleConfigParams struct {
		Brand string
		To    regulars.BusinessDate
		Cycle float64 // days
	}
)

var (
	cyclesScript      = schema.NewScript[cyclesParams]("derive", files, "cycles.sql")
	cycleConfigScript = schema.NewScript[cycleConfigParams]("derive", files, "cycle_config.sql")
	cycleMarkScript   = schema.NewScript[brandParams]("derive", files, "cycle_mark.sql")
	stagesScript      = schema.NewStep[params]("derive", files, "stages.sql")
)

// staged are differences whose orders and stages are stored.
type staged struct {
	written
	cycles uint64 // the mark of the cycles that the stages stand on
}

// writeStages makes the cycles that hold up to the date from the orders as they are
// stored now, and the stages: those of the touched members, or of all members where
// other cycles hold than those that the last run ended with. (A run that was killed may
// have made cycles and not the stages.)
func (d *derivation) writeStages(ctx context.Context, w written) (staged, error) {
	if err := d.makeCycles(ctx); err != nil {
		return staged{}, err
	}
	var cycles uint64
	if err := cycleMarkScript.Row(ctx, d.db, brandParams{d.scope.Brand}, &cycles); err != nil {
		return staged{}, err
	}
	p := d.params()
	p.changeTables = w.changeTables
	p.Stages = d.work.Stages
	p.All = d.scope.Full || cycles != d.last.cycles
	return staged{w, cycles}, d.inParts(p.All, p, func(p params) error {
		defer func() { _ = d.db.DropTable(ctx, string(p.Stages)) }()
		return stagesScript.Exec(ctx, d.db, p)
	})
}

func (d *derivation) makeCycles(ctx context.Context) error {
	if computed(d.lifecycle) {
		return cyclesScript.Exec(ctx, d.db, cyclesOf(d.scope.Brand, d.lifecycle, d.to))
	}
	days, err := strconv.ParseFloat(d.lifecycle.Cycle, 64)
	if err != nil {
		return fmt.Errorf("lifecycle.cycle is %q: write auto or a number of days", d.lifecycle.Cycle)
	}
	return cycleConfigScript.Exec(ctx, d.db, cycleConfigParams{Brand: d.scope.Brand, To: d.to, Cycle: days})
}

// computed reports whether the cycles are made from the orders.
func computed(l config.Lifecycle) bool { return l.Cycle == "" || l.Cycle == "auto" }

func cyclesOf(brand string, l config.Lifecycle, to regulars.BusinessDate) cyclesParams {
	return cyclesParams{Brand: brand, To: to, Fallback: float64(l.FallbackDays), MinGaps: l.MinGaps}
}

// RemakeCycles makes the cycles of all months again from the orders as the last Run left
// them, for those who loaded a small or wrong history first. The stages follow with the
// next Run; published numbers stay until their dates are computed again. A cycle that the
// config sets stays as it is.
func RemakeCycles(ctx context.Context, db *schema.DB, b *config.Brand, to regulars.BusinessDate) error {
	if !computed(b.Lifecycle) {
		return nil
	}
	p := cyclesOf(b.Name, b.Lifecycle, to)
	p.Remake = true
	return cyclesScript.Exec(ctx, db, p)
}
