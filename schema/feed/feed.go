package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
	"regulars/cell"
	"regulars/config"
	"regulars/identity"
	"regulars/identity/zone"
	"regulars/schema"
	"regulars/schema/feed/formula"
	"regulars/schema/intake"
)

// Result is what became of a feed.
type Result struct {
	Received int64  // distinct records in the files
	Stored   int64  // of them, found in ClickHouse afterwards
	Changed  int64  // of them, new or other than what was stored
	Rejected int64  // rows that could not be understood
	Unmapped int64  // of Received, orders with a status word that nobody mapped
	Words    string // those words, each with its number of orders
	Skipped  bool   // nothing changed since the last load that was done

	// Unchanged says that the last load was another one: the counts are its, and
	// Changed is 0.
	Unchanged bool

	Counts Counts   // of the files' rows
	Taken  []string // how the files are written, as far as it was found out
}

// Counts says where the rows of a feed's files went: Rows = Used + Rejected + LeftOut.
type Counts struct {
	Rows     uint64 // in the files, but for those that are blank or of totals
	Used     uint64 // that records were made of, as ClickHouse counts them
	Rejected uint64
	LeftOut  uint64 // by the feed's where
	Blank    uint64 // without any text
	Totals   uint64 // rows of totals, which stand below the others, and headers that come again
}

// Import reads a feed's files into ClickHouse and records the load under
// l.ID, which must not be another feed's. Files that are as the last load left
// them are skipped unless force is set; otherwise all files of the feed are
// read, and only records whose content differs from what is stored get a new
// version. Records that left the files stay. progress, which may be nil, is
// called with how many rows were read so far.
func Import(ctx context.Context, db *schema.DB, l intake.Load, f config.Feed, files cell.Files, force bool, progress func(rows int64)) (Result, error) {
	im, err := newImporter(db, l, f, files)
	if err != nil {
		return Result{}, err
	}
	row := intake.Row{
		Brand: l.Brand.Name, Shop: l.Shop.Name, Entity: im.feed.Entity, LoadID: l.ID, Kind: intake.LoadFile,
		To: im.load.ReadAt, State: intake.LoadRunning, StartedAt: im.load.ReadAt,
	}
	im.progress = progress
	result, err := im.run(im.zoned(ctx), &row, force)
	if err != nil {
		err = withoutKeys(err)
		row.State, row.Fingerprint, row.Detail = intake.LoadFailed, "", regulars.ErrorText(err.Error())
		// An attempt that was given up for dead must not take back what its successor has done.
		if last, lastErr := im.lastLoad(context.WithoutCancel(ctx)); lastErr == nil && last.LoadID == l.ID {
			return result, err
		}
	}
	if row.FinishedAt = time.Now(); row.State == intake.LoadRunning {
		return result, nil
	}
	row.Received, row.Stored, row.Rejected = uint64(result.Received), uint64(result.Stored), uint64(result.Rejected)
	c := result.Counts
	row.FileRows, row.UsedRows, row.RejectedRows, row.LeftOut, row.Blank, row.Totals, row.Taken = c.Rows, c.Used, c.Rejected, c.LeftOut, c.Blank, c.Totals, result.Taken
	row.Unmapped, row.Words = uint64(result.Unmapped), result.Words
	// A cancelled load is recorded all the same.
	if putErr := intake.PutLoad(context.WithoutCancel(ctx), db, row); err == nil {
		err = putErr
	}
	return result, err
}

// importer carries one load of one feed through its tables: rows holds the fields of
// all files, next the records.
type importer struct {
	db       *schema.DB
	load     intake.Load
	feed     config.Feed
	files    cell.Files
	entity   feedEntity
	progress func(rows int64)
	dry      bool // only look: nothing is stored that stays

	prefix, rows, next string
	answers            string // what customers answer, where the feed is one of customers

	declared map[string]string         // the types of columns that structure declares
	facts    map[string]*formula.Facts // of columns that expressions name
	computed []binding                 // the fields that expressions compute
	dates    map[string]cell.DateStyle
	numbers  map[string]cell.NumberStyle
	taken    []string // what was found out about the files
	proofs   []proved // the styles that these files prove

	atOnce    bool                    // the files are read without a look through them
	fractions map[string]cell.Example // the first plain fraction of each field then

	broken map[string]error
	phones map[string]string

	repeats  repeats
	storing  chan error // of the rows that are being stored; nil: none are
	counts   Counts
	failures []error // of files that are broken
	rejected []regulars.Rejected
	words    []string // of consents, that are neither yes nor no
	kept     int      // of rejected, how many are stored
}

func newImporter(db *schema.DB, l intake.Load, f config.Feed, files cell.Files) (*importer, error) {
	if f.Entity == "" {
		f.Entity = "orders"
	}
	e, known := importable[f.Entity]
	if !known {
		return nil, fmt.Errorf("a feed has no entity %q: use orders, customers, products, events, costs or consents", f.Entity)
	}
	if l.ReadAt.IsZero() {
		l.ReadAt = time.Now()
	}
	prefix := "import_" + shortHash(l.Brand.Name, l.Shop.Name, f.Entity, f.Path) + "_"
	one := prefix + shortHash(l.ID, fmt.Sprint(time.Now().UnixNano()))
	return &importer{
		db: db, load: l, feed: f, files: files, entity: e,
		prefix: prefix, rows: one + "_rows", next: one + "_next", answers: one + "_answers",
	}, nil
}

// run loads the feed unless it is unchanged. The row stays running where an
// earlier attempt has recorded this very load as done.
func (im *importer) run(ctx context.Context, row *intake.Row, force bool) (Result, error) {
	found, err := im.files.List(ctx)
	if err != nil {
		return Result{}, err
	}
	fingerprint, known := im.fingerprint(found)
	last, err := im.lastLoad(ctx)
	if err != nil {
		return Result{}, err
	}
	if known && !force && last.Fingerprint == fingerprint {
		if last.LoadID == im.load.ID {
			return skipped(last, false), nil
		}
		row.State, row.Kind, row.Fingerprint, row.Detail = intake.LoadDone, intake.LoadUnchanged, fingerprint, strip(im.feed.Path)+" is unchanged"
		return skipped(last, true), nil
	}
	if err := intake.PutLoad(ctx, im.db, *row); err != nil {
		return Result{}, err
	}
	// Tables of an attempt that died are in the way of none but the disk.
	if err := im.drop(ctx, im.prefix); err != nil {
		return Result{}, err
	}
	defer func() { _ = im.drop(context.WithoutCancel(ctx), strings.TrimSuffix(im.next, "next")) }()
	result, err := im.insert(ctx, found)
	row.State, row.Fingerprint = intake.LoadDone, fingerprint
	row.Detail = fmt.Sprintf("%s: %d records, %d new or changed", strip(im.feed.Path), result.Received, result.Changed)
	return result, err
}

func skipped(last intake.Row, unchanged bool) Result {
	return Result{
		Received: int64(last.Received), Stored: int64(last.Stored), Rejected: int64(last.Rejected),
		Unmapped: int64(last.Unmapped), Words: last.Words, Skipped: true, Unchanged: unchanged,
		Counts: Counts{last.FileRows, last.UsedRows, last.RejectedRows, last.LeftOut, last.Blank, last.Totals}, Taken: last.Taken,
	}
}

func (im *importer) insert(ctx context.Context, found []cell.File) (Result, error) {
	if err := im.readAll(ctx, found); err != nil {
		return im.result(), err
	}
	if err := im.leaveOutIncomplete(ctx, found); err != nil {
		return im.result(), err
	}
	if err := im.settleRepeats(ctx, found); err != nil {
		return Result{Rejected: int64(len(im.rejected))}, err
	}
	if err := im.leaveOutErased(ctx); err != nil {
		return Result{}, err
	}
	if err := im.keepProofs(ctx); err != nil {
		return Result{}, err
	}
	result := im.result()
	for i, step := range im.entity.steps {
		received, stored, changed, err := im.upsert(ctx, step)
		if err != nil {
			return result, err
		}
		if i == 0 {
			result.Received, result.Stored = received, stored
		}
		result.Changed += changed
	}
	switch im.feed.Entity {
	case "orders":
		err := im.countUnmapped(ctx, &result)
		return result, err
	case "customers":
		return result, errors.Join(im.settleConsents(ctx), im.nameZones(ctx))
	case "consents":
		return result, im.nameOdd(ctx)
	}
	return result, nil
}

func (im *importer) result() Result {
	return Result{Rejected: int64(len(im.rejected)), Counts: im.counts, Taken: im.taken}
}

// readAll reads the files into the rows.
func (im *importer) readAll(ctx context.Context, found []cell.File) error {
	if err := im.declareTypes(ctx); err != nil {
		return err
	}
	if err := im.declareStyles(); err != nil {
		return err
	}
	if err := im.makeRows(ctx); err != nil {
		return err
	}
	done, err := im.readsAtOnce(ctx, found)
	if err == nil && done {
		done, err = im.tryAtOnce(ctx, found)
	}
	if err != nil {
		return err
	}
	if !done {
		if err := im.survey(ctx, found); err != nil {
			return err
		}
		if err := im.readFiles(ctx, found); err != nil {
			return err
		}
	}
	return im.countUsed(ctx)
}

// readFiles reads each file. It is an error when none of them can be read.
func (im *importer) readFiles(ctx context.Context, found []cell.File) error {
	withRows := 0
	for i, file := range found {
		if file.Size == 0 {
			continue
		}
		withRows++
		if err := im.readFile(ctx, i+1, file); err != nil {
			return err
		}
	}
	if n := len(im.failures); n > 0 && n == withRows {
		return im.failures[0] // nothing of the feed can be read
	}
	return nil
}

// countUsed counts what is in the rows and returns an error where a row of the files
// is nowhere.
func (im *importer) countUsed(ctx context.Context) error {
	var err error
	if im.counts.Used, err = im.countRows(ctx); err != nil {
		return err
	}
	if err := im.counts.lost(); err != nil {
		return fmt.Errorf("feed %s: %w", im.feed.Path, err)
	}
	return nil
}

// lost returns an error where the parts aren't all rows.
func (c Counts) lost() error {
	if c.Rows == c.Used+c.Rejected+c.LeftOut {
		return nil
	}
	return fmt.Errorf("of %d rows %d are used, %d rejected and %d left out: %w", c.Rows, c.Used, c.Rejected, c.LeftOut, errRowsLost)
}

func (im *importer) countRows(ctx context.Context) (n uint64, err error) {
	if err := im.db.Conn().QueryRow(ctx, "SELECT count() FROM "+schema.QuoteName(im.rows)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the rows of feed %s: %w", im.feed.Path, schema.Redact(err))
	}
	return n, nil
}

// errRowsLost says that rows of a file are neither used nor rejected nor left out.
var errRowsLost = errors.New("the others are lost, run the night again")

// declareTypes takes the types of the columns that structure declares.
func (im *importer) declareTypes(ctx context.Context) error {
	im.declared = map[string]string{}
	if im.feed.Structure == "" {
		return nil
	}
	columns, err := im.db.Columns(ctx, "DESCRIBE TABLE null("+schema.QuoteText(im.feed.Structure)+")")
	if err != nil {
		return fmt.Errorf("structure %q is not a ClickHouse column list: %w", im.feed.Structure, schema.Redact(err))
	}
	for _, c := range columns {
		im.declared[c.Name] = c.Type
	}
	return nil
}

// countUnmapped counts the orders whose status word nobody mapped.
func (im *importer) countUnmapped(ctx context.Context, result *Result) error {
	if _, given := expression(im.feed, "status"); !given {
		return nil
	}
	var orders uint64
	err := unmappedOrders.Row(ctx, im.db, im.params(), &orders, &result.Words)
	result.Unmapped = int64(orders)
	return err
}

// upsert makes records of the rows and stores those that are new or differ.
func (im *importer) upsert(ctx context.Context, step importStep) (received, stored, changed int64, err error) {
	if err := im.makeNext(ctx, step); err != nil {
		return 0, 0, 0, err
	}
	p := im.params()
	p.Target = schema.Identifier(step.table)
	if err := upsertRecords.Exec(ctx, im.db, p); err != nil {
		return 0, 0, 0, err
	}
	var counts [3]uint64
	if err := storedRecords.Row(ctx, im.db, p, &counts[0], &counts[1], &counts[2]); err != nil {
		return 0, 0, 0, err
	}
	return int64(counts[0]), int64(counts[1]), int64(counts[2]), nil
}

// makeNext makes records of the rows.
func (im *importer) makeNext(ctx context.Context, step importStep) error {
	create := "CREATE TABLE " + schema.QuoteName(im.next) + " AS " + schema.QuoteName(step.table) + " ENGINE = MergeTree ORDER BY tuple()"
	if err := im.db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(im.next)); err != nil {
		return schema.Redact(err)
	}
	if err := im.db.Conn().Exec(ctx, schema.Durable(create)); err != nil {
		return fmt.Errorf("make a table for a feed's records: %w", schema.Redact(err))
	}
	return step.script.Exec(ctx, im.db, im.params())
}

func (im *importer) params() params {
	rates := slices.Clone(im.load.Brand.Rates)
	slices.SortStableFunc(rates, func(a, b config.Rate) int { return strings.Compare(a.From, b.From) })
	var currencies, from, values []string
	for _, r := range rates {
		currencies, from, values = append(currencies, r.Currency), append(from, r.From), append(values, r.Rate)
	}
	words, meanings := regulars.StatusTable(im.load.Shop.Statuses)
	key := im.load.NodeKey()
	var spelt zone.Spelt
	if im.feed.Entity == "customers" {
		spelt = zone.Spellings()
	}
	return params{
		ZonesWritten: spelt.Written, ZonesMeant: spelt.Zones,
		NodeK0: key.K0, NodeK1: key.K1,
		Brand: im.load.Brand.Name, Shop: im.load.Shop.Name, LoadID: im.load.ID, Version: im.load.Version(),
		Zone: im.load.Brand.Zone.String(), LineProvider: im.load.Shop.LineProvider,
		BrandCurrency: im.load.Brand.Currency, ShopCurrency: im.load.Shop.Currency,
		RateCurrency: currencies, RateFrom: from, RateValue: values,
		Rows: schema.Identifier(im.rows), Next: schema.Identifier(im.next),
		FirstRow: im.repeats.firstRow, Once: im.repeats.once, Words: words, Meanings: meanings,
		ShopZone: zoneName(im.load.Shop.Zone), Nobody: identity.Nobody,
	}
}

func (im *importer) has(name string) bool {
	return slices.ContainsFunc(im.entity.fields, func(f feedField) bool { return f.name == name })
}

// fingerprint distinguishes the states of a feed: its files, how they are
// read, and by which rules. It is not known where a file has neither its time
// nor a tag.
func (im *importer) fingerprint(found []cell.File) (text string, known bool) {
	parts := []string{im.readings(), im.described(), im.load.Brand.Timezone, im.load.Brand.Currency,
		im.load.Shop.Timezone, im.load.Shop.Currency, im.load.Shop.LineProvider, im.load.Brand.Identity.Region, fmt.Sprint(im.load.Brand.Rates), fmt.Sprint(im.load.Shop.Statuses)}
	known = true
	for _, f := range found {
		parts = append(parts, f.Path, fmt.Sprint(f.Size), f.Stamp)
		known = known && f.Stamp != ""
	}
	return im.prefix + shortHash(parts...), known
}

// lastLoad is the last load of this feed that was done; empty when none was.
func (im *importer) lastLoad(ctx context.Context) (intake.Row, error) {
	var rows []intake.Row
	err := lastLoad.Select(ctx, im.db, &rows, lastLoadParams{
		Brand: im.load.Brand.Name, Shop: im.load.Shop.Name, Entity: im.feed.Entity, Prefix: im.prefix,
	})
	if err != nil || len(rows) == 0 {
		return intake.Row{}, err
	}
	return rows[0], nil
}

// drop removes the tables of this feed whose names begin so.
func (im *importer) drop(ctx context.Context, prefix string) error {
	rows, err := im.db.Conn().Query(ctx, "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, "+schema.QuoteText(prefix)+")")
	if err != nil {
		return fmt.Errorf("list tables of earlier loads: %w", schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if err := im.db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(name)+" SYNC"); err != nil {
			return fmt.Errorf("drop table %s of an earlier load: %w", name, schema.Redact(err))
		}
	}
	return nil
}

// readings is the number of the rules by which files of an entity are read: a new one reads
// every feed of it again.
func (im *importer) readings() string {
	if im.feed.Entity == "consents" {
		return "3"
	}
	return "2"
}

// described is the feed as text: it is read again when its config changes.
func (im *importer) described() string {
	f := im.feed
	header := f.Header == nil || *f.Header
	f.Header = nil
	return fmt.Sprint(f, header)
}

// zoned makes times of expressions without a zone the shop's.
func (im *importer) zoned(ctx context.Context) context.Context {
	if im.load.Shop.Zone == nil {
		shop := *im.load.Shop
		shop.Zone = time.UTC
		im.load.Shop = &shop
	}
	all := im.db.Settings()
	all["session_timezone"] = zoneName(im.load.Shop.Zone)
	all["prefer_column_name_to_alias"] = 1
	// Grouping in the order of the table can't spill to the disk: five million rows of one
	// file would need more than 5 GiB.
	all["optimize_aggregation_in_order"] = 0
	all["cast_keep_nullable"] = 1
	return clickhouse.Context(ctx, clickhouse.WithSettings(all))
}

func zoneName(zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return zone.String()
}

func shortHash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}
