package metric

import (
	"context"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"regulars/schema"
)

// step is a file that computes work tables or numbers of a generation.
type step struct {
	script schema.Script[Params]
	onlyIf *schema.Script[Params] // answers whether the brand has anything for it; nil: always
}

func file(name string) step { return step{script: schema.NewStep[Params]("metric", files, name)} }

// onlyWhen skips the step where the answer of a file is no: most of a small brand's
// time is ClickHouse planning queries.
func (s step) onlyWhen(question string) step {
	asked := schema.NewStep[Params]("metric", files, question)
	s.onlyIf = &asked
	return s
}

// facts makes the orders that every other step reads, and superseded then takes out
// of them what newer rows replace.
var (
	facts      = file("snapshot/facts.sql")
	superseded = file("snapshot/superseded.sql")
)

// groups make the work tables of a generation and then its numbers. Each group
// reads what the groups before it wrote; the files of a group don't know each
// other, and run two at a time, so the longest come first; next to a work table
// that others need run numbers that don't need it.
var groups = [][]step{
	{file("snapshot/lines.sql"), file("snapshot/stays.sql"), file("snapshot/behaviour.sql"), file("snapshot/invited.sql"), file("snapshot/addressed.sql"), file("snapshot/returns.sql")},
	{file("snapshot/starts.sql"), file("numbers/sales.sql"), file("numbers/retention.sql")},
	{file("snapshot/standing.sql"), file("numbers/activation.sql")},
	{file("snapshot/cuts.sql"), file("numbers/stage_due.sql")},
	{file("snapshot/ranks.sql"), file("numbers/cycle.sql")},
	{
		file("snapshot/cells.sql"),
		file("numbers/products.sql"),
		file("numbers/aipl_flow.sql"),
		file("numbers/flow.sql"),
		file("numbers/cohort.sql"),
		file("numbers/prediction.sql"),
		file("numbers/pareto.sql"),
		file("numbers/stages.sql"),
		file("numbers/buyers.sql"),
		file("numbers/campaigns.sql").onlyWhen("snapshot/any_addressed.sql"),
		file("numbers/new_to_returning.sql"),
		file("numbers/category_cycle.sql"),
		file("numbers/cross_shop.sql").onlyWhen("snapshot/both_kinds.sql"),
		file("numbers/visits.sql"),
		file("recommendations.sql"), // for the last date only; it computes no numbers
	},
	{
		file("numbers/phases.sql"),
		file("numbers/rfm_scores.sql"),
		file("numbers/rfm.sql"),
		file("numbers/loyalty.sql"),
		file("numbers/winback.sql"),
		file("numbers/repurchase.sql"),
		file("numbers/lifetime.sql"),
		file("numbers/margin.sql"),
		file("numbers/behaviour.sql"),
		file("numbers/service.sql"),
		file("numbers/aipl.sql"),
	},
	{file("numbers/aarrr.sql")},
}

// atOnce is how many files of a group run at once: small brands wait for ClickHouse
// to plan one query while it runs another, and large ones don't need much more
// memory.
const atOnce = 2

func runGroup(ctx context.Context, db *schema.DB, steps []step, p Params, progress func(file string)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, s := range steps {
		group.Go(func() error { return s.run(ctx, db, p, progress) })
	}
	return group.Wait()
}

func (s step) run(ctx context.Context, db *schema.DB, p Params, progress func(file string)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.onlyIf != nil {
		var yes bool
		if err := s.onlyIf.Row(ctx, db, p, &yes); err != nil || !yes {
			return err
		}
	}
	if progress != nil {
		progress(s.script.Name())
	}
	return s.script.Exec(ctx, db, p)
}

var workTable = regexp.MustCompile(`\{([a-z]+):Identifier\}`)

// stepsOf returns the groups of the steps of the named files, by their names without
// folder and .sql, with the work tables that these read; all groups where none is named.
// It returns an error where a name has no file.
func stepsOf(names []string) ([][]step, error) {
	if len(names) == 0 {
		return groups, nil
	}
	missing, tables := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		missing[name] = true
	}
	chosen := make([][]step, len(groups))
	for i := len(groups) - 1; i >= 0; i-- {
		for _, s := range groups[i] {
			name, known := strings.TrimSuffix(path.Base(s.script.Name()), ".sql"), missing
			if path.Dir(s.script.Name()) == "metric/snapshot" {
				known = tables
			}
			if !known[name] {
				continue
			}
			delete(known, name)
			chosen[i] = append(chosen[i], s)
			for _, table := range workTable.FindAllStringSubmatch(s.script.Text(), -1) {
				tables[table[1]] = true
			}
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("no such files of numbers: %v", slices.Sorted(maps.Keys(missing)))
	}
	return chosen, nil
}
