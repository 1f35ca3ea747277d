package walk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
)

// What people decide about a whole journey, as journey_decisions holds it.
const (
	DecisionPause  = "pause"  // nobody comes in or moves on, and none of its messages goes
	DecisionResume = "resume" // it goes on, also one that had ended
	DecisionEnd    = "end"    // nobody comes in, and everybody leaves
)

// ErrPaused says that the journey is paused: everybody stays where they are.
var ErrPaused = errors.New("the journey is paused: `starter journey resume` lets it go on")

// Codes of a RefusedError.
const (
	RefusedAlready = "journey_already" // it was decided before
	RefusedRuns    = "journey_runs"    // it is neither paused nor ended
	RefusedEnded   = "journey_ended"   // what has ended can't be paused
	RefusedStep    = "journey_step"    // the journey has no such step
	RefusedThere   = "journey_there"   // the member stands there already
	RefusedBack    = "journey_back"    // a step is walked once
	RefusedNotIn   = "journey_not_in"  // the member isn't in the journey
)

// RefusedError says why what a person asks for can't be done.
type RefusedError struct{ Code, Says string }

func (e *RefusedError) Error() string { return e.Says }

func refuse(code, format string, args ...any) error {
	return &RefusedError{code, fmt.Sprintf(format, args...)}
}

// Decision is what a person decided about a journey. The zero value is that of a journey of
// which nothing was decided.
type Decision struct {
	Journey  string    `ch:"journey"`
	Decision string    `ch:"decision"` // one of the constants
	By       string    `ch:"by"`
	Note     string    `ch:"note"`
	At       time.Time `ch:"at"`
}

// Paused reports whether everybody stays where they are.
func (d Decision) Paused() bool { return d.Decision == DecisionPause }

// Ended reports whether nobody is to be in the journey.
func (d Decision) Ended() bool { return d.Decision == DecisionEnd }

// Halted reports whether none of the journey's messages goes.
func (d Decision) Halted() bool { return d.Paused() || d.Ended() }

// States of a journey.
const (
	StateRuns   = "runs"
	StatePaused = "paused" // by a person, or the config
	StateEnded  = "ended"
)

// StateOf is the state of a journey after the last decision about it.
func StateOf(j *journey.Journey, d Decision) string {
	switch {
	case d.Ended():
		return StateEnded
	case d.Paused() || j.Paused:
		return StatePaused
	}
	return StateRuns
}

// Decisions returns the last decision about each journey of a brand, by its name.
func Decisions(ctx context.Context, db *schema.DB, brand string) (map[string]Decision, error) {
	var all []Decision
	if err := decisionsScript.Select(ctx, db, &all, tickKey{Brand: brand}); err != nil {
		return nil, err
	}
	last := map[string]Decision{}
	for _, d := range all {
		last[d.Journey] = d
	}
	return last, nil
}

// Halted returns the campaigns of a brand of which nothing goes, since their journey is paused
// or has ended.
func Halted(brand *config.Brand, decisions map[string]Decision) map[string]bool {
	halted := map[string]bool{}
	for i := range brand.Journeys {
		if !decisions[brand.Journeys[i].Name].Halted() {
			continue
		}
		for _, campaign := range brand.Journeys[i].Sends() {
			halted[campaign] = true
		}
	}
	return halted
}

// Decision returns the last decision about the journey.
func (w *Walker) Decision(ctx context.Context) (Decision, error) {
	var all []Decision
	err := decisionsScript.Select(ctx, w.db, &all, tickKey{w.brand.Name, w.journey.Name})
	if err != nil || len(all) == 0 {
		return Decision{}, err
	}
	return all[0], nil
}

// Decide records a decision, which holds for nights, ticks and messages from now on. It
// returns a *RefusedError for one that changes nothing.
func (w *Walker) Decide(ctx context.Context, decision, by, note string) error {
	last, err := w.Decision(ctx)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains([]string{DecisionPause, DecisionResume, DecisionEnd}, decision):
		return fmt.Errorf("a journey can be paused, resumed or ended, not %q", decision)
	case last.Decision == decision:
		return refuse(RefusedAlready, "%s said so at %s already: %s %s", last.By, last.At.In(w.zone()).Format("2006-01-02 15:04"), decision, w.journey.Name)
	case decision == DecisionResume && !last.Halted():
		return refuse(RefusedRuns, "the journey %s is neither paused nor ended by anybody: where the config says paused: true, remove it there", w.journey.Name)
	case decision == DecisionPause && last.Ended():
		return refuse(RefusedEnded, "the journey %s has ended: `starter journey resume %s` lets members in again", w.journey.Name, w.journey.Name)
	}
	now := w.Now()
	if !now.After(last.At) { // another machine's clock is ahead
		now = last.At.Add(time.Millisecond)
	}
	return decideScript.Exec(ctx, w.db, decideParams{
		tickKey: tickKey{w.brand.Name, w.journey.Name}, Decision: decision, Campaigns: w.journey.Sends(), By: by, Note: note, Now: now,
	})
}

// Empty takes everybody out of a journey that has ended, as of a business date. Who is led on
// by a night meanwhile leaves with the next one.
func (w *Walker) Empty(ctx context.Context, date regulars.BusinessDate) error {
	d, err := w.Decision(ctx)
	if err != nil || !d.Ended() {
		return err
	}
	return w.empty(ctx, date, date.AddDays(1), d)
}

// empty takes everybody out, of a business date, on a day.
func (w *Walker) empty(ctx context.Context, date, today regulars.BusinessDate, d Decision) error {
	now := w.Now()
	return emptyScript.Exec(ctx, w.db, emptyParams{nightParams{w.name(), date, now}, today, d.By, d.Note, versionAt(now)})
}

// halt looks whether people decided that the journey doesn't go on: it returns ErrPaused, or
// true where it has ended. A replay and a preview ask nobody.
func (w *Walker) halt(ctx context.Context) (Decision, bool, error) {
	if w.walk != "" {
		return Decision{}, false, nil
	}
	d, err := w.Decision(ctx)
	if err == nil && d.Paused() {
		err = ErrPaused
	}
	return d, d.Ended(), err
}
