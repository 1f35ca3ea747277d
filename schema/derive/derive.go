package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
)

// Derived says what a derivation did.
type Result struct {
	Members     uint64                // touched
	Orders      uint64                // rows of member_orders that changed
	ChangedFrom regulars.BusinessDate // earliest date whose numbers may have changed; empty: none
}

// farDate stands for "never" in Date columns.
const farDate = regulars.BusinessDate("2149-06-06")

// Derive brings who is who, the members' orders and their stages up to what was
// loaded, with the cycles that hold up to the date to. It touches only members
// whose orders, identifiers or settings changed, and doing it again changes
// nothing. One derivation of a brand may run at a time.
func Run(ctx context.Context, db *schema.DB, b *config.Brand, to regulars.BusinessDate) (Result, error) {
	d, err := newDerivation(ctx, db, b, to)
	if err != nil {
		return Result{}, err
	}
	defer d.dropWork()
	if err := d.run(ctx); err != nil {
		return Result{}, fmt.Errorf("derive brand %s: %w", b.Name, err)
	}
	return d.result, nil
}

// derivation is one run of Derive. Its work tables carry its version in their
// names, so a run that was given up can't meet the next one.
type derivation struct {
	db     *schema.DB
	brand  *config.Brand
	to     regulars.BusinessDate
	params schema.Params
	work   []string
	labels int
	marks  string // of the settings that the derived rows depend on
	result Result

	cyclesBefore uint64 // mark of the cycles that the stages stand on
}

// workTables are made by derive/*.sql and dropped at the end.
var workTables = []string{
	"done", "touched_orders", "touched_customers", "said", "owners", "touched_records", "records",
	"touched_nodes", "showing", "nodes", "edges", "reopened", "labels", "links", "next", "new_nodes", "new_members",
	"turned", "input", "known_anew", "touched_members", "stored", "rows", "changes", "late", "recategorised", "differing", "reasons", "stages",
}

func newDerivation(ctx context.Context, db *schema.DB, b *config.Brand, to regulars.BusinessDate) (*derivation, error) {
	marks, err := settingsMark(b)
	if err != nil {
		return nil, err
	}
	var before string
	var whole, first bool
	var cycles, last uint64
	if err := db.Row(ctx, "derive/last.sql", schema.Params{"brand": b.Name}, &before, &cycles, &whole, &last, &first); err != nil {
		return nil, err
	}
	// Above the last one and its note, also by a worker whose clock is behind.
	now := max(uint64(time.Now().UnixNano()), last+2)
	d := &derivation{db: db, brand: b, to: to, marks: marks, cyclesBefore: cycles}
	d.params = schema.Params{
		"brand":      b.Name,
		"full":       before != marks,
		"first":      first && before != marks,
		"relink":     before != marks || !whole, // who is who may not fit the orders of a run that was killed
		"version":    now,
		"before":     before,
		"denied":     denied(b),
		"max_joined": schema.OrDefault(b.Identity.MaxJoined, 5),
		"to":         to,
		"history":    b.Lifecycle.Overlap == "history",
	}
	for _, table := range workTables {
		name := fmt.Sprintf("work_%s_%s_%d", b.Name, table, now)
		d.params[table] = name
		d.work = append(d.work, name)
	}
	return d, nil
}

func (d *derivation) run(ctx context.Context) error {
	steps := []func(context.Context) error{
		d.clearStaleWork,
		d.file("derive/done.sql"),
		d.file("derive/records.sql"),
		d.file("derive/identity.sql"),
		d.file("derive/labels.sql"),
		d.link,
		d.file("derive/members.sql"),
		d.file("derive/touched.sql"),
		d.file("derive/stored.sql"),
		d.inParts("derive/rows.sql"),
		d.changes,
		d.file("derive/late.sql"),
		d.summarise,
		d.note,
		d.restated,
		d.write,
		d.cycle,
		d.stages,
		d.swap,
		d.file("derive/categories.sql"),
		d.record,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *derivation) file(name string) func(context.Context) error {
	return func(ctx context.Context) error { return d.db.Exec(ctx, name, d.params) }
}

// maxLinkSteps is far above what a chain of identifiers needs: the way to the
// smallest label halves with every step.
const maxLinkSteps = 64

// link spreads the smallest label over everything that is linked.
func (d *derivation) link(ctx context.Context) error {
	for range maxLinkSteps {
		if err := d.db.Exec(ctx, "derive/label_step.sql", d.params); err != nil {
			return err
		}
		var changed uint64
		if err := d.db.Row(ctx, "derive/label_changes.sql", d.params, &changed); err != nil {
			return err
		}
		DropTable(ctx, d.db, d.params["labels"].(string))
		d.labels++
		next := fmt.Sprintf("work_%s_labels%d_%d", d.brand.Name, d.labels, d.params["version"])
		d.work = append(d.work, next)
		d.params["labels"], d.params["next"] = d.params["next"], next
		if changed == 0 {
			return nil
		}
	}
	return fmt.Errorf("linking identifiers did not end after %d steps", maxLinkSteps)
}

// cycle makes the cycles that hold up to the date, and asks for all stages anew
// where others hold than those that the last derivation ended with: a run that
// was killed may have made cycles and not the stages.
func (d *derivation) cycle(ctx context.Context) error {
	if err := d.makeCycles(ctx); err != nil {
		return err
	}
	var mark uint64
	if err := d.db.Row(ctx, "derive/cycle_mark.sql", d.params, &mark); err != nil {
		return err
	}
	d.params["cycles"] = mark
	d.params["all"] = d.params["full"].(bool) || mark != d.cyclesBefore
	return nil
}

func (d *derivation) makeCycles(ctx context.Context) error {
	rules := d.brand.Lifecycle
	if rules.Cycle != "" && rules.Cycle != "auto" {
		cycle, err := strconv.ParseFloat(rules.Cycle, 64)
		if err != nil {
			return fmt.Errorf("lifecycle.cycle is %q: write auto or a number of days", rules.Cycle)
		}
		d.params["cycle"] = cycle
		return d.db.Exec(ctx, "derive/cycle_config.sql", d.params)
	}
	d.params["fallback"] = float64(schema.OrDefault(rules.FallbackDays, 30))
	d.params["min_gaps"] = schema.OrDefault(rules.MinGaps, 30)
	return d.db.Exec(ctx, "derive/cycles.sql", d.params)
}

// inParts runs a file for the touched members at once, and for all members part
// by part.
func (d *derivation) inParts(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		return d.eachPart(d.params["full"].(bool), func() error { return d.db.Exec(ctx, name, d.params) })
	}
}

func (d *derivation) eachPart(all bool, run func() error) error {
	parts := 1
	if all {
		parts = schema.MemberParts
	}
	d.params["parts"] = parts
	for part := range parts {
		d.params["part"] = part
		if err := run(); err != nil {
			return err
		}
	}
	return nil
}

// changes looks for what differs, unless nothing is there yet: then all does.
func (d *derivation) changes(ctx context.Context) error {
	if d.params["first"].(bool) {
		return nil
	}
	return d.inParts("derive/changes.sql")(ctx)
}

// write puts what differs beside the stored rows of the touched members, or where
// all are derived anew, everything in their place, without copying it.
func (d *derivation) write(ctx context.Context) error {
	if d.params["full"].(bool) {
		return d.db.ReplaceMemberParts(ctx, "member_orders", d.params["rows"].(string), d.brand.Name)
	}
	if err := d.db.Exec(ctx, "derive/write.sql", d.params); err != nil {
		return err
	}
	return d.db.Exec(ctx, "derive/gone.sql", d.params)
}

// stages makes the stages of the touched members, or where the cycles changed, of
// all.
func (d *derivation) stages(ctx context.Context) error {
	return d.eachPart(d.params["all"].(bool), func() error {
		defer DropTable(ctx, d.db, d.params["stages"].(string))
		return d.db.Exec(ctx, "derive/stages.sql", d.params)
	})
}

func (d *derivation) summarise(ctx context.Context) error {
	var changed time.Time
	err := d.db.Row(ctx, "derive/summary.sql", d.params, &d.result.Members, &d.result.Orders, &changed)
	if err != nil {
		return err
	}
	from := regulars.DateOf(changed, time.UTC)
	d.params["changed_from"] = from
	if from != farDate {
		d.result.ChangedFrom = from
	}
	return nil
}

// note remembers which dates are about to change before anything changes, and
// that the run has not ended: what a run that is killed in between leaves tells
// neither. One that derives everything anew leaves rows by two settings, so the
// next must do so too, whatever the settings are by then.
func (d *derivation) note(ctx context.Context) error {
	d.params["cycles"] = d.cyclesBefore
	d.params["settings"] = d.params["before"]
	if d.params["full"].(bool) {
		d.params["settings"] = ""
	}
	return d.putDerivation(ctx, d.params["version"].(uint64)-1, false)
}

// restated keeps which orders will move published numbers, and what came late
// beside them. Where everything is derived anew, the settings do.
func (d *derivation) restated(ctx context.Context) error {
	if d.result.ChangedFrom == "" || d.params["full"].(bool) {
		return nil
	}
	return d.db.Exec(ctx, "derive/restated.sql", d.params)
}

func (d *derivation) putDerivation(ctx context.Context, version uint64, whole bool) error {
	p := maps.Clone(d.params)
	p["whole"] = whole
	p["version"], p["members"], p["orders"] = version, d.result.Members, d.result.Orders
	return d.db.Exec(ctx, "derive/derivation.sql", p)
}

// swap puts the new tables of who is who in the place of the old, each at once.
// It comes last, so that a run which is killed before finds the old ones to
// compare with.
func (d *derivation) swap(ctx context.Context) error {
	pairs := [][2]string{{"identity_records", "records"}, {"identity_edges", "edges"}, {"members", "new_members"}, {"identity_nodes", "new_nodes"}}
	for _, p := range pairs {
		if err := d.db.ReplacePartition(ctx, p[0], d.params[p[1]].(string), d.brand.Name); err != nil {
			return err
		}
	}
	return nil
}

func (d *derivation) record(ctx context.Context) error {
	if err := d.db.Exec(ctx, "derive/record.sql", d.params); err != nil {
		return err
	}
	d.params["settings"] = d.marks
	return d.putDerivation(ctx, d.params["version"].(uint64), true)
}

// dropWork also runs when the context has ended.
func (d *derivation) dropWork() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, table := range d.work {
		DropTable(ctx, d.db, table)
	}
}

// clearStaleWork drops what a killed run of this brand left behind.
func (d *derivation) clearStaleWork(ctx context.Context) error {
	var names []struct {
		Name string `ch:"name"`
	}
	prefix := "work_" + d.brand.Name + "_"
	if err := d.db.Select(ctx, &names, "derive/stale_work.sql", schema.Params{"prefix": prefix}); err != nil {
		return err
	}
	for _, n := range names {
		DropTable(ctx, d.db, n.Name)
	}
	return nil
}

// drop is best effort: a table that stays is dropped by the next derivation.
func DropTable(ctx context.Context, db *schema.DB, table string) {
	_ = db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(table)+" SYNC")
}

// settingsMark changes when anything in the config changes that derived rows
// depend on; then all of them are derived anew.
func settingsMark(b *config.Brand) (string, error) {
	type shop struct {
		Name, Kind, CountsWhen, LineProvider string
		CountZeroTotals                      bool
	}
	shops := make([]shop, len(b.Shops))
	for i, s := range b.Shops {
		shops[i] = shop{s.Name, s.Kind, s.CountsWhen, s.LineProvider, s.CountZeroTotals}
	}
	text, err := json.Marshal(map[string]any{
		"rules": 3, "shops": shops, "identity": b.Identity, "lifecycle": b.Lifecycle, "timezone": b.Timezone,
	})
	if err != nil {
		return "", fmt.Errorf("mark the settings of brand %s: %w", b.Name, err)
	}
	return schema.HashOf(text), nil
}

// denied lists placeholders in the form in which identifiers are stored.
func denied(b *config.Brand) []string {
	region := intake.Load{Brand: b}.Region()
	var values []string
	for _, raw := range b.Identity.Deny {
		values = append(values, strings.TrimSpace(raw))
		if email := identity.Email(raw); email != "" {
			values = append(values, email)
		}
		if phone := identity.Phone(raw, region); phone != "" {
			values = append(values, phone)
		}
	}
	return values
}
