package ledger

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

type optOutParams struct {
	Brand, Channel, Purpose, Source string
	Member                          uint64
	Now                             time.Time
	Version                         uint64
}

var optOutScript = schema.NewScript[optOutParams](room, files, "opt_out.sql")

// OptOut is a member's refusal to get anything more on a channel for a purpose.
type OptOut struct {
	Brand   string
	Member  uint64 // an id that a message once carried; members merged since are followed
	Channel string
	Purpose string
	Source  string // who says so: unsubscribe link, …
}

// RecordOptOut records a refusal. It holds at once, also for campaigns under way, and
// for every identifier of the person; saying it again changes nothing.
func RecordOptOut(ctx context.Context, db *schema.DB, o OptOut) error {
	now := time.Now()
	err := optOutScript.Exec(ctx, db, optOutParams{
		Brand: o.Brand, Channel: o.Channel, Purpose: o.Purpose, Source: o.Source, Member: o.Member,
		Now: now, Version: uint64(now.UnixNano()),
	})
	if err != nil {
		return fmt.Errorf("record an opt-out of %s: %w", o.Channel, err)
	}
	return nil
}
