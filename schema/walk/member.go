package walk

import (
	"context"
	"math"
	"time"

	"regulars"
	"regulars/config/journey"
)

// ErrNotIn says that a member is not in the journey.
var ErrNotIn error = &RefusedError{RefusedNotIn, "the member is not in the journey"}

// Standing is a member on a step.
type Standing struct {
	MemberID   uint64    `ch:"member_id"`
	Entry      time.Time `ch:"entry"` // the business date on which they came in
	Since      time.Time `ch:"since"` // the day from which the step's wait counts
	Definition string    `ch:"definition"`
	Name       string    `ch:"name"` // what they are called; it is personal data
}

// Who lists members on a step, those first who are there longest; at most so many.
func (w *Walker) Who(ctx context.Context, step string, most int) ([]Standing, error) {
	var all []Standing
	err := whoScript.Select(ctx, w.db, &all, whoParams{w.name(), step, uint32(most)})
	return all, err
}

// Hand is a member's move by a person.
type Hand struct {
	Member uint64
	To     string // a step; empty: out of the journey
	Date   regulars.BusinessDate
	By     string
	Note   string
}

// Move moves a member as a person says. It returns ErrNotIn where the member isn't in the
// journey, and another *RefusedError for a step that it doesn't have, or that doesn't come later.
func (w *Walker) Move(ctx context.Context, h Hand) error {
	known := h.To == ""
	for i := range w.journey.Steps {
		known = known || w.journey.Steps[i].Name == h.To
	}
	if !known {
		return refuse(RefusedStep, "the journey %s has no step %q: `starter journey show %s` lists them", w.journey.Name, h.To, w.journey.Name)
	}
	place, err := w.placeOf(ctx, h.Member)
	if err != nil {
		return err
	}
	if place == h.To {
		return refuse(RefusedThere, "the member is on the step %s already", h.To)
	}
	if err := w.later(place, h.To); err != nil {
		return err
	}
	now := w.Now()
	why := "moved"
	if h.To == "" {
		why = "removed"
	}
	return moveScript.Exec(ctx, w.db, handParams{
		journeyParams: w.name(), Member: h.Member, To: h.To, Why: why, Place: place, Date: h.Date, By: h.By, Note: h.Note, Now: now, Version: math.MaxUint64 - uint64(now.UnixNano()),
	})
}

// later refuses a step that doesn't come later: nobody walks a step twice.
func (w *Walker) later(place, to string) error {
	at := map[string]int{journey.KeptOut: -1}
	for i := range w.journey.Steps {
		at[w.journey.Steps[i].Name] = i
	}
	if to != "" && at[to] <= at[place] {
		return refuse(RefusedBack, "the step %s doesn't come after %s, where the member stands: a step is walked once", to, place)
	}
	return nil
}

func (w *Walker) placeOf(ctx context.Context, member uint64) (string, error) {
	var places []struct {
		Place string `ch:"place"`
	}
	if err := placeScript.Select(ctx, w.db, &places, memberParams{w.name(), member}); err != nil {
		return "", err
	}
	if len(places) == 0 {
		return "", ErrNotIn
	}
	return places[0].Place, nil
}
