package intake

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// Entities that a pull of a platform receives.
const (
	EntityOrders    = "orders"
	EntityCustomers = "customers"
	EntityProducts  = "products"
	EntityEvents    = "events"
)

// Kinds of a load.
const (
	LoadWindow = "window" // what changed in a window
	LoadReread = "reread" // what the platform's updated time misses
	LoadSweep  = "sweep"  // what differed between the whole shop and what is stored
	LoadHints  = "hints"  // what the shop's webhooks named, between the nights
	LoadFile   = "file"
	LoadErase  = "erase" // a person was erased: no records came

	// LoadUnchanged is a feed whose files are as the last load left them: the
	// counts are that load's.
	LoadUnchanged = "unchanged"
)

// States of a load.
const (
	LoadRunning = "running"
	LoadDone    = "done"
	LoadFailed  = "failed"
)

// LoadRow is what is known of one pull of one entity of one shop.
type Row struct {
	Brand          string    `ch:"brand"`
	Shop           string    `ch:"shop"`
	Entity         string    `ch:"entity"`
	LoadID         string    `ch:"load_id"`
	Kind           string    `ch:"kind"`
	From           time.Time `ch:"window_from"` // the epoch: from the beginning
	To             time.Time `ch:"window_to"`
	State          string    `ch:"state"`
	PlatformBefore *uint64   `ch:"platform_before"` // nil: the platform can't count
	PlatformAfter  *uint64   `ch:"platform_after"`
	Received       uint64    `ch:"received"` // distinct records
	Stored         uint64    `ch:"stored"`
	Rejected       uint64    `ch:"rejected"`
	Late           uint64    `ch:"late"`          // of received, changed after the window
	FileRows       uint64    `ch:"file_rows"`     // of files: their rows, but for those that are blank or of totals
	UsedRows       uint64    `ch:"used_rows"`     // of FileRows: a record was made of them; counted in ClickHouse
	RejectedRows   uint64    `ch:"rejected_rows"` // of FileRows
	LeftOut        uint64    `ch:"left_out"`      // of FileRows, by the feed's where
	Blank          uint64    `ch:"blank"`
	Totals         uint64    `ch:"totals"`   // rows of totals and headers that come again, which are left out
	Taken          []string  `ch:"taken"`    // how the files are written, as far as it was found out
	Unmapped       uint64    `ch:"unmapped"` // of received, orders with a status word that nobody mapped
	Words          string    `ch:"words"`    // those words, each with its number of orders
	Fingerprint    string    `ch:"fingerprint"`
	Detail         string    `ch:"detail"`
	StartedAt      time.Time `ch:"started_at"`
	FinishedAt     time.Time `ch:"finished_at"`
}

type lastWindowParams struct{ Brand, Shop, Entity string }

type loadsParams struct {
	Brand string
	Loads []string
}

type countLoadParams struct {
	Brand, Shop, Entity, LoadID string
	Since                       uint64 // version in nanoseconds
	Until                       time.Time
}

var (
	lastWindow = schema.NewScript[lastWindowParams]("intake", files, "last_window.sql")
	loadsByID  = schema.NewScript[loadsParams]("intake", files, "loads.sql")
	countLoad  = schema.NewScript[countLoadParams]("intake", files, "count_load.sql")
)

// LastWindow is the end of the last window of an entity that was pulled whole;
// zero when there was none.
func LastWindow(ctx context.Context, db *schema.DB, brand, shop, entity string) (time.Time, error) {
	var end *time.Time
	err := lastWindow.Row(ctx, db, lastWindowParams{Brand: brand, Shop: shop, Entity: entity}, &end)
	if err != nil || end == nil {
		return time.Time{}, err
	}
	return *end, nil
}

// Loads reads pulls of a brand by their ids, sorted by shop and entity.
func Loads(ctx context.Context, db *schema.DB, brand string, ids []string) ([]Row, error) {
	var rows []Row
	if err := loadsByID.Select(ctx, db, &rows, loadsParams{Brand: brand, Loads: ids}); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Brand = brand
	}
	return rows, nil
}

// PutLoad records a pull as it is now; the newest record of a load id holds.
func PutLoad(ctx context.Context, db *schema.DB, l Row) error {
	// A batch, since a bound time would lose its milliseconds.
	batch, err := db.PrepareBatch(ctx, `INSERT INTO loads (brand, shop, entity, load_id, kind, window_from, window_to, state,
		platform_before, platform_after, received, stored, rejected, late, unmapped, words, file_rows, used_rows, rejected_rows, left_out, blank, totals, taken, fingerprint, detail, started_at, finished_at, version)`)
	if err != nil {
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, schema.Redact(err))
	}
	err = batch.Append(l.Brand, l.Shop, l.Entity, l.LoadID, l.Kind, epochOr(l.From), epochOr(l.To), l.State,
		l.PlatformBefore, l.PlatformAfter, l.Received, l.Stored, l.Rejected, l.Late, l.Unmapped, l.Words, l.FileRows, l.UsedRows, l.RejectedRows, l.LeftOut, l.Blank, l.Totals, l.Taken, l.Fingerprint, l.Detail,
		epochOr(l.StartedAt), epochOr(l.FinishedAt), uint64(time.Now().UnixNano()))
	if err != nil {
		_ = batch.Abort()
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, schema.Redact(err))
	}
	return nil
}

// epochOr gives a DateTime64 column something it can hold for a zero time.
func epochOr(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return t.UTC()
}

// NoteReceived notes which records a pull was handed, for the gate.
func NoteReceived(ctx context.Context, db *schema.DB, l Load, entity string, records []string) error {
	if len(records) == 0 {
		return nil
	}
	n := len(records)
	at := l.ReadAt.UTC()
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), repeat(l.ID, n), repeat(entity, n), records, repeat(at, n),
	}
	if err := InsertColumns(ctx, db, "INSERT INTO received", columns); err != nil {
		return fmt.Errorf("note %d records received from shop %s: %w", n, l.Shop.Name, err)
	}
	return nil
}

func repeat[T any](value T, n int) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = value
	}
	return values
}

// clockSkew is how far the clocks of two workers may differ: the one that
// opened a window and the one that stamped its rows.
const clockSkew = 10 * time.Minute

// CountLoad counts the records of a pull in ClickHouse: handed over, found in
// their tables, rejected, changed after the window, and with a status word that nobody
// mapped.
func CountLoad(ctx context.Context, db *schema.DB, l Row) (Row, error) {
	since := l.StartedAt.Add(-clockSkew).UnixNano()
	err := countLoad.Row(ctx, db, countLoadParams{
		Brand: l.Brand, Shop: l.Shop, Entity: l.Entity, LoadID: l.LoadID, Since: uint64(since), Until: l.To,
	}, &l.Received, &l.Stored, &l.Rejected, &l.Late, &l.Unmapped, &l.Words)
	return l, err
}
