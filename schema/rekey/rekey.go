package rekey

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars/identity"
	"regulars/schema"
)

// Report is what a run did.
type Report struct {
	Brands []string // that were keyed
	Rows   uint64   // that hold other numbers now
}

// Run keys the nodes of every brand whose nodes are unkeyed, under the keys of a secret
// (privacy.hash_key); without one it does nothing, and where all are keyed neither. No
// worker may be at the database. A run that was cut short is ended by the next one. Done,
// if given, is called with each table that is finished.
//
// It returns ErrBusy and ErrHalfSent before it changes anything, and schema.ErrOtherNodeKey
// where nodes are keyed under another secret.
func Run(ctx context.Context, db *schema.DB, secret string, done func(table string)) (Report, error) {
	if secret == "" {
		return Report{}, nil
	}
	found, err := look(ctx, db, secret)
	if err != nil {
		return Report{}, err
	}
	var report Report
	for _, r := range found.runs() {
		r.db, r.done = db, done
		if err := r.run(withoutLimits(ctx, db), &report); err != nil {
			return report, fmt.Errorf("key the ids of the members of %s: %w", strings.Join(r.brands, ", "), err)
		}
	}
	return report, nil
}

// withoutLimits lets an insert write as many partitions as a table has.
func withoutLimits(ctx context.Context, db *schema.DB) context.Context {
	settings := db.Settings()
	settings["max_partitions_per_insert_block"] = 0
	return clickhouse.Context(ctx, clickhouse.WithSettings(settings))
}

// run keys some brands. Its mark is what the tables that are finished name.
type run struct {
	db     *schema.DB
	secret string
	brands []string
	mark   uint64
	begun  bool // by an earlier run, which was cut short
	done   func(table string)
}

func (r run) key(brand string) identity.Key { return identity.NodeKey(r.secret, brand) }

func (r run) run(ctx context.Context, report *Report) error {
	if !r.begun {
		if err := refuse(ctx, r.db, r.brands); err != nil {
			return err
		}
		if err := r.put(ctx, r.mark); err != nil {
			return err
		}
	}
	if err := r.dropWork(ctx); err != nil {
		return err
	}
	for _, t := range tables {
		rows, err := r.table(ctx, t)
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		report.Rows += rows
		if r.done != nil {
			r.done(t.name)
		}
	}
	report.Brands = append(report.Brands, r.brands...)
	return r.put(ctx, 0)
}

// put records where the brands stand.
func (r run) put(ctx context.Context, rekeying uint64) error {
	for _, brand := range r.brands {
		if err := step(); err != nil {
			return err
		}
		if err := r.db.PutNodeKey(ctx, brand, schema.NodeKey{Check: schema.CheckOfNodes(r.key(brand)), Rekeying: rekeying}); err != nil {
			return err
		}
	}
	return nil
}

// step is called before each statement that changes something; tests end a run by it.
var step = func() error { return nil }

func (r run) exec(ctx context.Context, statement string) error {
	if err := step(); err != nil {
		return err
	}
	return schema.Redact(r.db.Conn().Exec(ctx, statement))
}

// dropWork drops what a night that was cut short has left: it may hold unkeyed nodes, and
// the next night makes it again.
func (r run) dropWork(ctx context.Context) error {
	var left []struct {
		Name string `ch:"name"`
	}
	const work = "SELECT name FROM system.tables WHERE database = currentDatabase() AND (startsWith(name, 'work_') OR startsWith(name, 'import_') OR startsWith(name, 'erasing_'))"
	if err := r.db.Conn().Select(ctx, &left, work); err != nil {
		return fmt.Errorf("list the work tables: %w", schema.Redact(err))
	}
	for _, t := range left {
		if err := r.db.DropTable(ctx, t.Name); err != nil {
			return err
		}
	}
	return nil
}

// table builds a table next to the one that is used and exchanges the two at once. The
// comment of the one that is used says whether that is done.
func (r run) table(ctx context.Context, t table) (rows uint64, err error) {
	next := "rekeyed_" + t.name
	if err := r.exec(ctx, "DROP TABLE IF EXISTS "+next+" SYNC"); err != nil {
		return 0, err
	}
	comment := fmt.Sprint("keyed by run ", r.mark)
	var now string
	if err := r.db.Conn().QueryRow(ctx, "SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = ?", t.name).Scan(&now); err != nil || now == comment {
		return 0, schema.Redact(err)
	}
	if err := r.exec(ctx, "CREATE TABLE "+next+" AS "+t.name); err != nil {
		return 0, err
	}
	if err := r.fill(ctx, t, next); err != nil {
		return 0, err
	}
	if rows, err = r.count(ctx, t, next); err != nil {
		return 0, err
	}
	for _, statement := range []string{
		"ALTER TABLE " + next + " MODIFY COMMENT " + schema.QuoteText(comment),
		"EXCHANGE TABLES " + t.name + " AND " + next,
		"DROP TABLE " + next + " SYNC",
	} {
		if err := r.exec(ctx, statement); err != nil {
			return 0, err
		}
	}
	return rows, nil
}

// fill copies the brands that are keyed or have another key as they are, and the others
// under their keys.
func (r run) fill(ctx context.Context, t table, next string) error {
	rest := schema.WithParams(ctx, struct{ Brands []string }{r.brands})
	if err := r.exec(rest, "INSERT INTO "+next+" SELECT * FROM "+t.source()+" WHERE brand NOT IN {brands:Array(String)}"); err != nil {
		return err
	}
	statement := schema.ExpandKeyed("INSERT INTO " + next + " SELECT " + t.columns() + " FROM " + t.source() + " WHERE brand = {brand:String}")
	for _, brand := range r.brands {
		key := r.key(brand)
		one := schema.WithParams(ctx, struct {
			Brand          string
			NodeK0, NodeK1 uint64
		}{brand, key.K0, key.K1})
		if err := r.exec(one, statement); err != nil {
			return err
		}
	}
	return nil
}

// count compares how many rows the two tables hold, and returns those of the run's brands.
func (r run) count(ctx context.Context, t table, next string) (rows uint64, err error) {
	ctx = schema.WithParams(ctx, struct{ Brands []string }{r.brands})
	var before, after uint64
	err = r.db.Conn().QueryRow(ctx, "SELECT (SELECT count() FROM "+t.source()+"), count(), countIf(brand IN {brands:Array(String)}) FROM "+next).Scan(&before, &after, &rows)
	if err != nil {
		return 0, schema.Redact(err)
	}
	if before != after {
		return 0, fmt.Errorf("%d rows of %d were copied: somebody writes to the table; end the workers and run it again", after, before)
	}
	return rows, nil
}

// state is what the database says of each brand.
type state struct {
	secret string
	cut    map[uint64][]string // brands of a run that was cut short, by its mark
	fresh  []string
}

// look finds the brands whose nodes aren't keyed, or not all.
func look(ctx context.Context, db *schema.DB, secret string) (state, error) {
	s := state{secret: secret, cut: map[uint64][]string{}}
	brands, err := brandsOf(ctx, db)
	if err != nil {
		return s, err
	}
	for _, brand := range brands {
		stored, keyed, err := db.ReadNodeKey(ctx, brand)
		switch {
		case err != nil:
			return s, err
		case !keyed:
			s.fresh = append(s.fresh, brand)
		case stored.Check != schema.CheckOfNodes(identity.NodeKey(secret, brand)):
			return s, fmt.Errorf("brand %s: %w", brand, schema.ErrOtherNodeKey)
		case stored.Rekeying == adopting:
			s.fresh = append(s.fresh, brand)
		case stored.Rekeying != 0:
			s.cut[stored.Rekeying] = append(s.cut[stored.Rekeying], brand)
		}
	}
	return s, nil
}

// runs are those that are left to do: first what was cut short.
func (s state) runs() []run {
	var all []run
	for mark, brands := range s.cut {
		all = append(all, run{secret: s.secret, brands: brands, mark: mark, begun: true})
	}
	slices.SortFunc(all, func(a, b run) int { return cmp.Compare(a.mark, b.mark) })
	if len(s.fresh) > 0 {
		all = append(all, run{secret: s.secret, brands: s.fresh, mark: uint64(time.Now().UnixNano())})
	}
	return all
}

// brandsOf lists the brands of which the tables hold anything.
func brandsOf(ctx context.Context, db *schema.DB) ([]string, error) {
	reads := []string{"SELECT DISTINCT toString(brand) AS brand FROM node_keys"}
	for _, t := range tables {
		reads = append(reads, "SELECT DISTINCT toString(brand) AS brand FROM "+t.name)
	}
	var found []struct {
		Brand string `ch:"brand"`
	}
	if err := db.Conn().Select(ctx, &found, "SELECT DISTINCT brand FROM ("+strings.Join(reads, " UNION ALL ")+") ORDER BY brand"); err != nil {
		return nil, fmt.Errorf("list the brands: %w", schema.Redact(err))
	}
	var brands []string
	for _, f := range found {
		brands = append(brands, f.Brand)
	}
	return brands, nil
}
