package schema

import (
	"context"
	"fmt"
	"time"

	"regulars"
)

// Kinds of a load.
const (
	LoadWindow = "window" // what changed in a window
	LoadReread = "reread" // what the platform's updated time misses
	LoadFile   = "file"

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
type LoadRow struct {
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
	Fingerprint    string    `ch:"fingerprint"`
	Detail         string    `ch:"detail"`
	StartedAt      time.Time `ch:"started_at"`
	FinishedAt     time.Time `ch:"finished_at"`
}

// LastWindow is the end of the last window of an entity that was pulled whole;
// zero when there was none.
func (db *DB) LastWindow(ctx context.Context, brand, shop, entity string) (time.Time, error) {
	var end *time.Time
	err := db.Row(ctx, "load/last_window.sql", Params{"brand": brand, "shop": shop, "entity": entity}, &end)
	if err != nil || end == nil {
		return time.Time{}, err
	}
	return *end, nil
}

// Loads reads pulls of a brand by their ids, sorted by shop and entity.
func (db *DB) Loads(ctx context.Context, brand string, ids []string) ([]LoadRow, error) {
	var rows []LoadRow
	if err := db.Select(ctx, &rows, "load/loads.sql", Params{"brand": brand, "load_ids": ids}); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Brand = brand
	}
	return rows, nil
}

// PutLoad records a pull as it is now; the newest record of a load id holds.
func (db *DB) PutLoad(ctx context.Context, l LoadRow) error {
	// A batch, since a bound time would lose its milliseconds.
	batch, err := db.prepareBatch(ctx, `INSERT INTO loads (brand, shop, entity, load_id, kind, window_from, window_to, state,
		platform_before, platform_after, received, stored, rejected, fingerprint, detail, started_at, finished_at, version)`)
	if err != nil {
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, Redact(err))
	}
	err = batch.Append(l.Brand, l.Shop, l.Entity, l.LoadID, l.Kind, epochOr(l.From), epochOr(l.To), l.State,
		l.PlatformBefore, l.PlatformAfter, l.Received, l.Stored, l.Rejected, l.Fingerprint, l.Detail,
		epochOr(l.StartedAt), epochOr(l.FinishedAt), uint64(time.Now().UnixNano()))
	if err != nil {
		_ = batch.Abort()
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record load %s of shop %s: %w", l.LoadID, l.Shop, Redact(err))
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
func (db *DB) NoteReceived(ctx context.Context, l Load, entity string, records []string) error {
	if len(records) == 0 {
		return nil
	}
	n := len(records)
	at := l.ReadAt.UTC()
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), repeat(l.ID, n), repeat(entity, n), records, repeat(at, n),
	}
	if err := db.insert(ctx, "INSERT INTO received", columns); err != nil {
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
// their tables, and rejected.
func (db *DB) CountLoad(ctx context.Context, l LoadRow) (LoadRow, error) {
	since := l.StartedAt.Add(-clockSkew).UnixNano()
	err := db.Row(ctx, "load/count_load.sql", Params{
		"brand": l.Brand, "shop": l.Shop, "entity": l.Entity, "load_id": l.LoadID, "since": uint64(since),
	}, &l.Received, &l.Stored, &l.Rejected)
	return l, err
}

// Reconciled is one line of the gate.
type Reconciled struct {
	Shop     string  `ch:"shop"`
	Entity   string  `ch:"entity"`
	LoadID   string  `ch:"load_id"`
	Platform *uint64 `ch:"platform"` // nil: the platform can't count
	Received uint64  `ch:"received"`
	Stored   uint64  `ch:"stored"`
	Rejected uint64  `ch:"rejected"`
	OK       bool    `ch:"ok"`
	Reason   string  `ch:"reason"` // why it is not ok, and what to do

	Unchanged bool `ch:"unchanged"` // files as an earlier load left them, with its counts
}

// PutReconciled records the lines of a night's gate.
func (db *DB) PutReconciled(ctx context.Context, brand string, date regulars.BusinessDate, lines []Reconciled) error {
	if len(lines) == 0 {
		return nil
	}
	batch, err := db.prepareBatch(ctx, `INSERT INTO reconciliation
		(brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, reason, unchanged, at, version)`)
	if err != nil {
		return fmt.Errorf("record the reconciliation of %s: %w", date, Redact(err))
	}
	now := time.Now().UTC()
	for _, l := range lines {
		err := batch.Append(brand, date.Time(), l.Shop, l.Entity, l.LoadID, l.Platform, l.Received, l.Stored, l.Rejected,
			l.OK, l.Reason, l.Unchanged, now, uint64(now.UnixNano()))
		if err != nil {
			_ = batch.Abort()
			return fmt.Errorf("record the reconciliation of %s: %w", date, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record the reconciliation of %s: %w", date, Redact(err))
	}
	return nil
}

// Reconciliation reads the lines of a night's gate, sorted by shop and entity.
func (db *DB) Reconciliation(ctx context.Context, brand string, date regulars.BusinessDate) ([]Reconciled, error) {
	var lines []Reconciled
	err := db.Select(ctx, &lines, "load/reconciliation.sql", Params{"brand": brand, "date": date})
	return lines, err
}
