package activities

import (
	"context"
	"fmt"

	"regulars"
	"regulars/activities/beat"
	"regulars/schema"
	"regulars/schema/walk"
)

// JourneysInput asks to lead the members of a brand's journeys on.
type JourneysInput struct {
	Brand string
	Date  regulars.BusinessDate
}

// Walked is what came of it.
type Walked struct {
	Troubles []string // of journeys that stand still, one sentence each
}

// WalkJourneys advances the brand's journeys to a business date whose numbers are
// published, each by itself: one that can't go on stops no other. A journey that was
// advanced for a later date, or is paused, stays as it is.
func (a *Warehouse) WalkJourneys(ctx context.Context, in JourneysInput) (Walked, error) {
	defer beat.Start(ctx, "journeys").End()
	brand, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return Walked{}, classify(ctx, err)
	}
	var walked Walked
	for i := range brand.Journeys {
		j := &brand.Journeys[i]
		if j.Paused {
			continue
		}
		err := walk.New(a.DB, brand.Brand, j).Advance(ctx, in.Date)
		switch {
		case err == nil || walk.Stands(err):
		case ctx.Err() != nil || schema.IsTransient(err):
			return Walked{}, classify(ctx, err)
		default:
			walked.Troubles = append(walked.Troubles, fmt.Sprintf("the journey %s stands still: %s", j.Name, schema.Explain(err)))
		}
	}
	return walked, nil
}
