package desk

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// Segment is a saved segment, in its newest version.
type Segment struct {
	Name   string `ch:"name"`
	Filter string `ch:"filter"` // the conditions, as the page's address has them
	By     string `ch:"by"`
	Note   string `ch:"note"`

	Audience string    `ch:"audience"` // the same as YAML of the config; empty: campaigns can't address it
	At       time.Time `ch:"at"`
}

// Save keeps a segment's version; one without conditions removes the segment.
func Save(ctx context.Context, db *schema.DB, brand string, s Segment) error {
	batch, err := db.PrepareBatch(ctx, "INSERT INTO console_segments (brand, name, filter, by, note, at, version, audience)")
	if err != nil {
		return fmt.Errorf("save the segment: %w", schema.Redact(err))
	}
	if err := batch.Append(brand, s.Name, s.Filter, s.By, s.Note, s.At.UTC(), uint64(s.At.UnixNano()), s.Audience); err != nil {
		return fmt.Errorf("save the segment: %w", err)
	}
	return schema.Redact(batch.Send())
}

// Segments returns the saved segments of a brand, by name.
func Segments(ctx context.Context, db *schema.DB, brand string) ([]Segment, error) {
	var all []Segment
	err := db.Conn().Select(ctx, &all, `SELECT name, filter, by, note, at, audience
		FROM (SELECT name, filter, by, note, at, audience FROM console_segments WHERE brand = ? ORDER BY version DESC LIMIT 1 BY name) WHERE filter != '' ORDER BY name`, brand)
	return all, schema.Redact(err)
}
