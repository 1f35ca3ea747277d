package activities

import (
	"context"
	"fmt"
	"strings"
	"time"

	"regulars"
	"regulars/activities/beat"
	"regulars/config"
	"regulars/config/turn"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/view"
	"regulars/schema/walk"
)

// TickInput names a tick of a brand's journeys, between two nights.
type TickInput struct {
	Brand  string
	Moment time.Time // whole seconds
}

// TickFacts are what a tick has to do.
type TickFacts struct {
	Date     regulars.BusinessDate // whose numbers are the last published ones
	Held     string                `json:",omitempty"` // why nobody is led on; empty: they may be
	Waiting  uint64                // members whose wait may be over
	Coming   uint64                // who come in by an event
	Runs     []CampaignRef         `json:",omitempty"` // that ticks began and that aren't over
	AdLists  bool                  `json:",omitempty"` // the brand has customer lists of ad platforms, which follow its journeys
	Troubles []string              `json:",omitempty"` // of journeys that can't be asked
}

// LookAtTick finds out what a tick has to do. It is cheap where there is nothing.
func (a *Warehouse) LookAtTick(ctx context.Context, in TickInput) (TickFacts, error) {
	facts, err := a.lookAtTick(ctx, in)
	return facts, classify(ctx, err)
}

func (a *Warehouse) lookAtTick(ctx context.Context, in TickInput) (TickFacts, error) {
	whole, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return TickFacts{}, err
	}
	brand := whole.Brand
	facts := TickFacts{AdLists: len(brand.AdLists) > 0}
	if facts.Runs, err = a.openRuns(ctx, brand, in.Moment); err != nil {
		return TickFacts{}, err
	}
	if facts.Date, facts.Held, err = a.lastGate(ctx, brand); err != nil || facts.Held != "" {
		return facts, err
	}
	for _, w := range a.ticking(brand) {
		due, err := w.Due(ctx, facts.Date, in.Moment)
		if ctx.Err() != nil || err != nil && schema.IsTransient(err) {
			return TickFacts{}, err
		}
		if err != nil {
			facts.Troubles = append(facts.Troubles, fmt.Sprintf("the journey %s can't be asked: %s", w.Journey(), schema.Explain(err)))
		}
		facts.Waiting += due.Waiting
		facts.Coming += due.Coming
	}
	return facts, nil
}

// TickWalk asks to lead the members of a brand's journeys on between the nights.
type TickWalk struct {
	TickInput
	Date regulars.BusinessDate // whose numbers are the last published ones
}

// Ticked is what came of it.
type Ticked struct {
	Walked
	Runs   []CampaignRef `json:",omitempty"` // that ticks began and that aren't over
	InTurn bool          `json:",omitempty"` // they are planned one after the other, as they are listed
}

// WalkTick leads on those whose waits of hours are over, and lets in by events, each journey
// by itself. A journey that had this tick already stays as it is.
func (a *Warehouse) WalkTick(ctx context.Context, in TickWalk) (Ticked, error) {
	defer beat.Start(ctx, "journeys").End()
	whole, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return Ticked{}, classify(ctx, err)
	}
	brand := whole.Brand
	var ticked Ticked
	err = walk.TickAll(ctx, a.ticking(brand), in.Date, in.Moment, func(w *walk.Walker, err error) error {
		switch {
		case err == nil || walk.Stands(err):
		case ctx.Err() != nil || schema.IsTransient(err):
			return err
		default:
			ticked.Troubles = append(ticked.Troubles, fmt.Sprintf("the journey %s stands still: %s", w.Journey(), schema.Explain(err)))
		}
		return nil
	})
	if err != nil {
		return Ticked{}, classify(ctx, err)
	}
	ticked.Runs, err = a.openRuns(ctx, brand, in.Moment)
	ticked.InTurn = turn.Matters(brand)
	return ticked, classify(ctx, err)
}

// ticking are the walkers of the journeys that ticks lead on.
func (a *Warehouse) ticking(brand *config.Brand) []*walk.Walker {
	var all []*walk.Walker
	for i := range brand.Journeys {
		if j := &brand.Journeys[i]; j.Ticks() && !j.Paused {
			all = append(all, walk.New(a.DB, brand, j))
		}
	}
	return all
}

// openRuns are those of campaigns that the brand still has and that nobody paused: of those that
// are planned now the first in turn first. Earlier ones have their plan.
func (a *Warehouse) openRuns(ctx context.Context, brand *config.Brand, moment time.Time) ([]CampaignRef, error) {
	runs, err := walk.OpenRuns(ctx, a.DB, brand.Name, moment)
	if err != nil {
		return nil, err
	}
	if len(runs) == 0 {
		return nil, nil
	}
	halted, err := a.halted(ctx, brand)
	if err != nil {
		return nil, err
	}
	var refs []CampaignRef
	for _, c := range turn.Of(brand) {
		for _, run := range runs {
			if run.Campaign == c.Name && !c.Paused && !halted[run.Campaign] {
				refs = append(refs, CampaignRef{Brand: brand.Name, Campaign: run.Name, Date: run.Date()})
			}
		}
	}
	return refs, nil
}

// halted are the campaigns of journeys that people paused or ended.
func (a *Warehouse) halted(ctx context.Context, brand *config.Brand) (map[string]bool, error) {
	decisions, err := walk.Decisions(ctx, a.DB, brand.Name)
	if err != nil {
		return nil, err
	}
	return walk.Halted(brand, decisions), nil
}

// lastGate is the last date that is published, and why nobody may be led on by its numbers:
// where not everything came, orders that would stop a message may be missing.
func (a *Warehouse) lastGate(ctx context.Context, brand *config.Brand) (regulars.BusinessDate, string, error) {
	published, err := view.PublishedDates(ctx, a.DB, brand.Name)
	if err != nil {
		return "", "", err
	}
	if published.Dates == 0 {
		return "", "no night has published numbers yet: `starter run` runs one", nil
	}
	reasons, err := gate.Lacks(ctx, a.DB, brand.Name, published.Last)
	if err != nil || len(reasons) == 0 {
		return published.Last, "", err
	}
	return published.Last, fmt.Sprintf("the night of %s is not whole: %s", published.Last, strings.Join(reasons, "; ")), nil
}
