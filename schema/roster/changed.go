package roster

import (
	"context"
	"time"

	"regulars/config"
	"regulars/schema"
)

// skew is how far the clocks of two workers may lie apart, and how long a move by hand may take
// to be written: what happened so long before a synchronising counts as if it came after it.
const skew = time.Minute

// Changed reports whether somebody may have come to belong on a list, or not any more, since
// its last synchronising began, or since a moment if that is earlier: moves bear the moment at
// which they began to be written. It is cheap where nothing happened. What no move, consent or
// erasure says, such as a step that is new in the config, is left to the night.
func Changed(ctx context.Context, db *schema.DB, b *config.Brand, list string, moment time.Time) (bool, error) {
	var last uint64
	if err := lastScript.Row(ctx, db, listKey{b.Name, list}, &last); err != nil || last == 0 {
		return err == nil, err
	}
	since := time.Unix(0, int64(last)).UTC() //nolint:gosec // NewRun made it of a moment
	if moment.Before(since) {
		since = moment
	}
	since = since.Add(-skew)
	p := changedParams{Brand: b.Name, Journeys: []string{}, Since: since, Version: uint64(since.UnixNano())} //nolint:gosec // of this century
	for i := range b.Journeys {
		steps, err := stepsOf(ctx, db, b.Name, &b.Journeys[i], list)
		if err != nil {
			return false, err
		}
		if len(steps.Adds) > 0 {
			p.Journeys = append(p.Journeys, b.Journeys[i].Name)
		}
	}
	var changed bool
	return changed, changedScript.Row(ctx, db, p, &changed)
}
