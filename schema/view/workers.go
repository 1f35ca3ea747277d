package view

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// Worker is which config a worker serves, and since when.
type Worker struct {
	Identity    string    `ch:"identity"` // as Temporal knows it
	Config      string    `ch:"config"`   // its file
	Fingerprint string    `ch:"fingerprint"`
	Refused     string    `ch:"refused"` // why the file as it is now is not taken; empty: it is
	At          time.Time `ch:"at"`
	Brands      []string  `ch:"brands"` // of its config; empty: unknown
}

// PutWorker records which config a worker serves.
func PutWorker(ctx context.Context, db *schema.DB, w Worker) error {
	err := db.Conn().Exec(ctx, "INSERT INTO workers (identity, config, fingerprint, refused, at, brands, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
		w.Identity, w.Config, w.Fingerprint, w.Refused, w.At.UTC(), append([]string{}, w.Brands...), uint64(w.At.UnixNano()))
	if err != nil {
		return fmt.Errorf("record the config of worker %s: %w", w.Identity, schema.Redact(err))
	}
	return nil
}

// Workers lists the config of every worker that there was lately, the ended ones too.
func Workers(ctx context.Context, db *schema.DB) ([]Worker, error) {
	var rows []Worker
	err := allWorkers.Select(ctx, db, &rows, schema.NoParams{})
	return rows, err
}
