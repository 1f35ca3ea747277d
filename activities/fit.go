package activities

import (
	"context"

	"regulars"
	"regulars/activities/beat"
	"regulars/schema/fit"
)

// FitInput asks for the model fits that the dates From..To need.
type FitInput struct {
	Brand string
	From  regulars.BusinessDate
	To    regulars.BusinessDate

	Remake bool // also the fits that are there
}

// Fitted names the fits that were missing and are there now.
type Fitted struct {
	Dates []regulars.BusinessDate
}

// Fit fits the models of purchases and spending where the last fit is too old.
// A fit is remade only when it is asked for, so an attempt goes on where the one before
// ended.
func (a *Warehouse) Fit(ctx context.Context, in FitInput) (Fitted, error) {
	ctx, release := untilStop(ctx)
	defer release()
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return Fitted{}, err
	}
	beat := beat.Start(ctx, Step{SQL: "models"})
	defer beat.End()
	fitted := fit.Ensure
	if in.Remake {
		fitted = fit.Remake
	}
	dates, err := fitted(ctx, a.DB, brand, in.From, in.To, func(date regulars.BusinessDate) {
		beat.Set(Step{SQL: "models as of " + date.String()})
	})
	return Fitted{Dates: dates}, classify(ctx, err)
}
