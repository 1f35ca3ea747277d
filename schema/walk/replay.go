package walk

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"regulars"
)

// leftover is how old a replay's moves are at least that a later replay removes, too.
const leftover = 24 * time.Hour

// Flow is how many members went one way on some dates.
type Flow struct {
	Step    string `ch:"step"`    // empty: they came in
	To      string `ch:"to_step"` // empty: they left
	Why     string `ch:"why"`
	Sends   string `ch:"sends"`
	Members uint64 `ch:"members"`
}

// Flows returns how many members went which way on the dates from..to.
func (w *Walker) Flows(ctx context.Context, from, to regulars.BusinessDate) ([]Flow, error) {
	var flows []Flow
	err := flowsScript.Select(ctx, w.db, &flows, flowParams{w.name(), from, to})
	return flows, err
}

// Played is what a replay came to.
type Played struct {
	Flows  []Flow
	Sums   []Sum // at its end
	Groups []Group
}

// Preview advances the journey to a date, from where its members stood before, and returns
// how many go which way. It changes nothing that happens.
func (w *Walker) Preview(ctx context.Context, date regulars.BusinessDate) (Played, error) {
	return w.play(ctx, date, date, date, func(regulars.BusinessDate) {})
}

// Replay walks the past: nobody is in the journey before from, and every message is taken
// to be sent, and not to be answered but as messages of these campaigns really were. It
// calls played with each date. Consents and who is whom are those of today.
func (w *Walker) Replay(ctx context.Context, from, to regulars.BusinessDate, played func(regulars.BusinessDate)) (Played, error) {
	return w.play(ctx, regulars.FirstDate, from, to, played)
}

// play begins with the moves of before a date.
func (w *Walker) play(ctx context.Context, before, from, to regulars.BusinessDate, each func(regulars.BusinessDate)) (played Played, err error) {
	r := *w
	r.walk = uuid.NewString()
	defer func() {
		// Also when the caller has had enough.
		end := endWalkScript.Exec(context.WithoutCancel(ctx), w.db, endParams{r.name(), w.Now().Add(-leftover)})
		err = errors.Join(err, end)
	}()
	if err := beginWalkScript.Exec(ctx, w.db, beginParams{r.name(), before}); err != nil {
		return played, err
	}
	for date := from; date <= to; date = date.AddDays(1) {
		if err := r.Advance(ctx, date); err != nil {
			return played, err
		}
		each(date)
	}
	if played.Flows, err = r.Flows(ctx, from, to); err != nil {
		return played, err
	}
	if played.Sums, err = r.Sums(ctx); err != nil {
		return played, err
	}
	played.Groups, err = r.Bought(ctx, to)
	return played, err
}
