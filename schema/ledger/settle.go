package ledger

import (
	"context"
	"time"

	"regulars/schema"
)

type settleClaimsParams struct {
	runParams
	Now     time.Time
	Version uint64
}

type settleOpenParams struct {
	runParams
	Reason  string
	Now     time.Time
	Version uint64
}

type skipParams struct {
	blockParams
	Channel string
	Reason  string
	Zones   []string // only those; none: all
	Now     time.Time
	Version uint64
}

var (
	skipScript         = schema.NewScript[skipParams](room, files, "skip.sql")
	settleClaimsScript = schema.NewScript[settleClaimsParams](room, files, "settle_claims.sql")
	settleOpenScript   = schema.NewScript[settleOpenParams](room, files, "settle_open.sql")
)

// Settle ends a run: what was claimed and has no outcome becomes unknown, what
// is still open becomes held for the reason. Then its books close. Planned is how
// many deliveries the caller knows of, 0 if none. It returns ErrLost, and changes
// nothing, if the ledger holds fewer than that, or than its own plan came to.
func (l *Ledger) Settle(ctx context.Context, r Run, planned uint64, reason string) (Books, error) {
	if err := l.checkKept(ctx, r, planned); err != nil {
		return Books{}, err
	}
	now := l.Now()
	err := settleClaimsScript.Exec(ctx, l.db, settleClaimsParams{
		runParams: r.params(), Now: now, Version: versionOf(DeliveryUnknown, now),
	})
	if err != nil {
		return Books{}, err
	}
	err = settleOpenScript.Exec(ctx, l.db, settleOpenParams{
		runParams: r.params(), Reason: reason, Now: now, Version: versionOf(DeliveryHeld, now),
	})
	if err != nil {
		return Books{}, err
	}
	return l.Books(ctx, r)
}

// Skip excludes what is still open of a block on a channel, and that nobody claims: of
// members in these zones, or of all where none is named.
func (l *Ledger) Skip(ctx context.Context, b Block, channel, reason string, zones ...string) error {
	now := l.Now()
	return skipScript.Exec(ctx, l.db, skipParams{b.params(), channel, reason, zones, now, versionOf(DeliveryExcluded, now)})
}
