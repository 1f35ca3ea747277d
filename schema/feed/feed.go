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
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
)

// maxRejected bounds the rows that a feed may lose before its load fails: more
// of them mean that the feed was understood wrongly.
const maxRejected = 1000

// shareFrom is how many rows must fail before their share counts.
const shareFrom = 100

// ImportResult is what became of a feed.
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
}

// Import reads a feed's files into ClickHouse and records the load under
// l.ID, which must not be another feed's. Files that are as the last load left
// them are skipped unless force is set; otherwise all files of the feed are
// read, and only records whose content differs from what is stored get a new
// version. Records that left the files stay. progress, which may be nil, is
// called with how many rows were read or written so far.
func Import(ctx context.Context, db *schema.DB, l intake.Load, f config.Feed, t Table, force bool, progress func(rows int64)) (Result, error) {
	im, err := newImporter(db, l, f, t)
	if err != nil {
		return Result{}, err
	}
	row := intake.Row{
		Brand: l.Brand.Name, Shop: l.Shop.Name, Entity: im.feed.Entity, LoadID: l.ID, Kind: intake.LoadFile,
		To: im.load.ReadAt, State: intake.LoadRunning, StartedAt: im.load.ReadAt,
	}
	result, err := im.run(zoned(ctx, db, l.Shop.Zone, progress), &row, force)
	if err != nil {
		err = withoutKeys(err)
		row.State, row.Fingerprint, row.Detail = intake.LoadFailed, "", regulars.ErrorText(err.Error())
	}
	if row.FinishedAt = time.Now(); row.State == intake.LoadRunning {
		return result, nil
	}
	row.Received, row.Stored, row.Rejected = uint64(result.Received), uint64(result.Stored), uint64(result.Rejected)
	row.Unmapped, row.Words = uint64(result.Unmapped), result.Words
	// A cancelled load is recorded all the same.
	if putErr := intake.PutLoad(context.WithoutCancel(ctx), db, row); err == nil {
		err = putErr
	}
	return result, err
}

// Check reports whether a feed's files can be read and its expressions make
// sense over their columns. It reads only what the columns' types need.
func Check(ctx context.Context, db *schema.DB, l intake.Load, f config.Feed, t Table) error {
	im, err := newImporter(db, l, f, t)
	if err != nil {
		return err
	}
	return withoutKeys(im.check(zoned(ctx, db, l.Shop.Zone, nil)))
}

// check looks at the first file that holds a row.
func (im *importer) check(ctx context.Context) error {
	found, err := filesOf(ctx, im.db, im.table)
	if err != nil {
		return err
	}
	for _, file := range found {
		if file.size == 0 {
			continue
		}
		columns, err := describe(ctx, im.db, im.table.at(file.location))
		if errors.Is(err, errNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = im.types(ctx, columns)
		return err
	}
	return nil
}

// importer carries one load of one feed through its tables: raw holds a file
// as it is, rows what the expressions made of all files, next the records.
type importer struct {
	db     *schema.DB
	load   intake.Load
	feed   config.Feed
	table  Table
	entity feedEntity

	prefix          string
	raw, rows, next string
	answers         string // what customers answer, where the feed is one of customers
	byLine          bool   // raw has each row's text too, as _line
	phones          string
	repeats         repeats
	rejected        []regulars.Rejected
	kept            int // of rejected, how many are stored
}

func newImporter(db *schema.DB, l intake.Load, f config.Feed, t Table) (*importer, error) {
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
		db: db, load: l, feed: f, table: t, entity: e,
		prefix: prefix, raw: one + "_raw", rows: one + "_rows", next: one + "_next", phones: one + "_phones", answers: one + "_answers",
	}, nil
}

// run loads the feed unless it is unchanged. The row stays running where an
// earlier attempt has recorded this very load as done.
func (im *importer) run(ctx context.Context, row *intake.Row, force bool) (Result, error) {
	found, err := filesOf(ctx, im.db, im.table)
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
	defer func() { _ = im.drop(context.WithoutCancel(ctx), strings.TrimSuffix(im.raw, "raw")) }()
	result, err := im.bring(ctx, found)
	row.State, row.Fingerprint = intake.LoadDone, fingerprint
	row.Detail = fmt.Sprintf("%s: %d records, %d new or changed", strip(im.feed.Path), result.Received, result.Changed)
	return result, err
}

func skipped(last intake.Row, unchanged bool) Result {
	return Result{
		Received: int64(last.Received), Stored: int64(last.Stored), Rejected: int64(last.Rejected),
		Unmapped: int64(last.Unmapped), Words: last.Words, Skipped: true, Unchanged: unchanged,
	}
}

func (im *importer) bring(ctx context.Context, found []feedFile) (Result, error) {
	if err := im.makeRows(ctx); err != nil {
		return Result{}, err
	}
	for i, file := range found {
		if file.size == 0 {
			continue
		}
		if err := im.readFile(ctx, i+1, file); err != nil {
			return Result{Rejected: int64(len(im.rejected))}, err
		}
	}
	if err := im.leaveOutIncomplete(ctx, found); err != nil {
		return Result{Rejected: int64(len(im.rejected))}, err
	}
	if err := im.settleRepeats(ctx, found); err != nil {
		return Result{Rejected: int64(len(im.rejected))}, err
	}
	if err := im.mapPhones(ctx); err != nil {
		return Result{}, err
	}
	if err := im.leaveOutErased(ctx); err != nil {
		return Result{}, err
	}
	result := Result{Rejected: int64(len(im.rejected))}
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
		return result, im.settleConsents(ctx)
	}
	return result, nil
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
	create := "CREATE TABLE " + schema.QuoteName(im.next) + " AS " + schema.QuoteName(step.table) + " ENGINE = MergeTree ORDER BY tuple()"
	if err := im.db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(im.next)); err != nil {
		return 0, 0, 0, schema.Redact(err)
	}
	if err := im.db.Conn().Exec(ctx, schema.Durable(create)); err != nil {
		return 0, 0, 0, fmt.Errorf("make a table for a feed's records: %w", schema.Redact(err))
	}
	if err := step.script.Exec(ctx, im.db, im.params()); err != nil {
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

func (im *importer) params() params {
	rates := slices.Clone(im.load.Brand.Rates)
	slices.SortStableFunc(rates, func(a, b config.Rate) int { return strings.Compare(a.From, b.From) })
	var currencies, from, values []string
	for _, r := range rates {
		currencies, from, values = append(currencies, r.Currency), append(from, r.From), append(values, r.Rate)
	}
	words, meanings := regulars.StatusTable(im.load.Shop.Statuses)
	return params{
		Brand: im.load.Brand.Name, Shop: im.load.Shop.Name, LoadID: im.load.ID, Version: im.load.Version(),
		Zone: im.load.Brand.Zone.String(), LineProvider: im.load.Shop.LineProvider,
		BrandCurrency: im.load.Brand.Currency, ShopCurrency: im.load.Shop.Currency,
		RateCurrency: currencies, RateFrom: from, RateValue: values,
		Rows: schema.Identifier(im.rows), Next: schema.Identifier(im.next), Phones: schema.Identifier(im.phones),
		FirstRow: im.repeats.firstRow, Once: im.repeats.once, Words: words, Meanings: meanings,
		ShopZone: zoneName(im.load.Shop.Zone),
	}
}

func (im *importer) has(name string) bool {
	return slices.ContainsFunc(im.entity.fields, func(f feedField) bool { return f.name == name })
}

// mapPhones gives every distinct phone number of the feed its E.164 form.
func (im *importer) mapPhones(ctx context.Context) error {
	p := im.params()
	if err := makePhones.Exec(ctx, im.db, p); err != nil {
		return err
	}
	if _, given := expression(im.feed, "phone"); !given || !im.has("phone") {
		return nil
	}
	rows, err := distinctPhones.Query(ctx, im.db, p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	raw, phones := []string{}, []string{}
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return err
		}
		phone := identity.Phone(one, im.load.Brand.Identity.Region)
		if phone == "" {
			continue
		}
		raw, phones = append(raw, one), append(phones, phone)
		if len(raw) < 50_000 {
			continue
		}
		if err := im.storePhones(ctx, raw, phones); err != nil {
			return err
		}
		raw, phones = raw[:0], phones[:0]
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the phone numbers of %s: %w", im.feed.Path, schema.Redact(err))
	}
	return im.storePhones(ctx, raw, phones)
}

func (im *importer) storePhones(ctx context.Context, raw, phones []string) error {
	if len(raw) == 0 {
		return nil
	}
	return intake.InsertColumns(ctx, im.db, "INSERT INTO "+schema.QuoteName(im.phones), []any{raw, phones})
}

// fingerprint distinguishes the states of a feed: its files, how they are
// read, and by which rules. It is not known where a file has neither its time
// nor a tag.
func (im *importer) fingerprint(found []feedFile) (text string, known bool) {
	parts := []string{fmt.Sprint(im.table), fmt.Sprint(im.feed), im.load.Brand.Timezone, im.load.Brand.Currency,
		im.load.Shop.Timezone, im.load.Shop.Currency, im.load.Shop.LineProvider, im.load.Brand.Identity.Region, fmt.Sprint(im.load.Brand.Rates), fmt.Sprint(im.load.Shop.Statuses)}
	known = true
	for _, f := range found {
		parts = append(parts, f.location, fmt.Sprint(f.size), f.stamp)
		known = known && f.stamp != ""
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

// zoned makes times without a zone the shop's, and reports how far a query is.
func zoned(ctx context.Context, db *schema.DB, zone *time.Location, progress func(rows int64)) context.Context {
	all := db.Settings()
	all["session_timezone"] = zoneName(zone)
	all["prefer_column_name_to_alias"] = 1
	all["optimize_aggregation_in_order"] = 1
	all["cast_keep_nullable"] = 1
	options := []clickhouse.QueryOption{clickhouse.WithSettings(all)}
	if progress != nil {
		var done int64
		options = append(options, clickhouse.WithProgress(func(p *clickhouse.Progress) {
			done += int64(max(p.Rows, p.WroteRows))
			progress(done)
		}))
	}
	return clickhouse.Context(ctx, options...)
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
