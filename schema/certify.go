package schema

import (
	"context"
	"fmt"
	"time"

	"regulars"
)

// Certificate is the proof of a night: that everything came, and that every
// member of every audience has exactly one outcome.
type Certificate struct {
	Brand   string
	Date    regulars.BusinessDate
	Whole   bool
	Reasons []string // why it is not whole, one sentence each
	Text    string   // Markdown
	At      time.Time
}

// PutCertificate records a night's certificate; the newest one of a date holds.
func (db *DB) PutCertificate(ctx context.Context, c Certificate) error {
	err := db.conn.Exec(ctx, "INSERT INTO certificates VALUES (?, ?, ?, ?, ?, ?, ?)",
		c.Brand, c.Date.Time(), c.Whole, c.Reasons, c.Text, c.At.UTC(), uint64(c.At.UnixNano()))
	if err != nil {
		return fmt.Errorf("record the certificate of %s: %w", c.Date, Redact(err))
	}
	return nil
}

// Certificate reads a night's certificate; it gives ErrNoRows when the night
// has none.
func (db *DB) Certificate(ctx context.Context, brand string, date regulars.BusinessDate) (Certificate, error) {
	c := Certificate{Brand: brand, Date: date}
	err := db.Row(ctx, "certify/certificate.sql", Params{"brand": brand, "date": date}, &c.Whole, &c.Reasons, &c.Text, &c.At)
	return c, err
}
