package optout

import (
	"context"
	"embed"
	"fmt"
	"time"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

type params struct {
	Brand, Channel, Purpose, Source string
	Member                          uint64
	Now, Said                       time.Time
	Version                         uint64
}

var script = schema.NewScript[params]("optout", files, "opt_out.sql")

// OptOut is a member's refusal to get anything more on a channel for a purpose.
type OptOut struct {
	Brand   string
	Member  uint64 // an id that a message once carried; members merged since are followed
	Channel string
	Purpose string
	Source  string    // who says so: unsubscribe link, …
	At      time.Time // when the member said so, where that was earlier; zero: now
}

// Record records a refusal. It holds at once, also for campaigns under way, and
// for every identifier of the person; saying it again changes nothing.
func Record(ctx context.Context, db *schema.DB, o OptOut) error {
	now := time.Now()
	said := now
	if !o.At.IsZero() && o.At.Before(now) {
		said = o.At
	}
	err := script.Exec(ctx, db, params{
		Brand: o.Brand, Channel: o.Channel, Purpose: o.Purpose, Source: o.Source, Member: o.Member,
		Now: now, Said: said, Version: uint64(now.UnixNano()),
	})
	if err != nil {
		return fmt.Errorf("record an opt-out of %s: %w", o.Channel, err)
	}
	return nil
}
