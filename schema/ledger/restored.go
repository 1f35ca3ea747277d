package ledger

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
)

type markRestoredParams struct {
	Now, TakenAt    time.Time
	Release, Reason string
	Version         uint64
}

var (
	lastRestoreScript  = schema.NewScript[schema.NoParams](room, files, "last_restore.sql")
	markRestoredScript = schema.NewScript[markRestoredParams](room, files, "mark_restored.sql")
)

// MarkRestored records that the database came out of a backup that a release took at
// takenAt. What was sent since then isn't in this ledger, so whatever it can't vouch for
// is held until a person releases it: every campaign that wasn't over, and every later
// plan of a date that had ended.
func MarkRestored(ctx context.Context, db *schema.DB, takenAt, now time.Time, release string) error {
	return markRestoredScript.Exec(ctx, db, markRestoredParams{
		Now: now, TakenAt: takenAt, Release: release, Reason: restoredReason(takenAt), Version: uint64(now.UnixNano()),
	})
}

func restoredReason(takenAt time.Time) string {
	return cause.Cause{Code: cause.Restored, Says: takenAt.UTC().Format("2006-01-02 15:04")}.Text(cause.English)
}

// unvouched returns why the ledger can't know whether a date's campaign was sent
// before; empty where it can. A date's campaigns are sent when it has ended, so those
// that ended after the restore are safe.
func (l *Ledger) unvouched(ctx context.Context, p Plan) (string, error) {
	var at, takenAt time.Time
	err := lastRestoreScript.Row(ctx, l.db, schema.NoParams{}, &at, &takenAt)
	if errors.Is(err, schema.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	if p.Date > regulars.EndedAt(at, zone) {
		return "", nil
	}
	return restoredReason(takenAt), nil
}
