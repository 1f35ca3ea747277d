package fit

import (
	"context"
	"fmt"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/predict"
	"regulars/schema"
)

// Ensure makes the model fits that the dates from..to need: each date has one that is
// younger than prediction.refit_days, dated on it or before. The dates of fits are
// counted from 1970, not from the first date asked for, so that backfills and nights
// make fits of the same dates in any order. A fit knows the orders up to its date, in
// the state in which they are known now. Fits that exist are never made again, so a
// second call changes nothing.
//
// It returns the dates of the new fits. Progress is called with each before it is made,
// and may be nil. Errors are ClickHouse's and ctx.Err(); fits that were made by then
// are kept.
func Ensure(ctx context.Context, db *schema.DB, b *config.Brand, from, to regulars.BusinessDate, progress func(regulars.BusinessDate)) ([]regulars.BusinessDate, error) {
	fits, err := readFits(ctx, db, b.Name, to)
	if err != nil {
		return nil, err
	}
	return fits.make(ctx, db, b, fits.due(from, to, b.Prediction.RefitDays), to, progress)
}

// Remake is Ensure, and makes the fits that the dates use already again from the orders as
// they are known now, for those who loaded a small or wrong history first.
func Remake(ctx context.Context, db *schema.DB, b *config.Brand, from, to regulars.BusinessDate, progress func(regulars.BusinessDate)) ([]regulars.BusinessDate, error) {
	fits, err := readFits(ctx, db, b.Name, to)
	if err != nil {
		return nil, err
	}
	return fits.make(ctx, db, b, fits.forget(from, to, b.Prediction.RefitDays), to, progress)
}

// forget drops the fits that the dates use, so that a wrong one is no start for the next,
// and returns their dates and those that are due anyway, sorted.
func (f brandFits) forget(from, to regulars.BusinessDate, refitDays int) []regulars.BusinessDate {
	dates := f.due(from, to, refitDays)
	for date := range f {
		if date > from.AddDays(-refitDays) && date <= to {
			dates = append(dates, date)
			delete(f, date)
		}
	}
	slices.Sort(dates)
	return dates
}

// make makes and keeps the fits of some dates, in their order.
func (f brandFits) make(ctx context.Context, db *schema.DB, b *config.Brand, due []regulars.BusinessDate, to regulars.BusinessDate, progress func(regulars.BusinessDate)) ([]regulars.BusinessDate, error) {
	if len(due) == 0 {
		return nil, nil
	}
	days, err := readDays(ctx, db, b.Name, to)
	if err != nil {
		return nil, err
	}
	defer days.drop()
	for _, date := range due {
		if progress != nil {
			progress(date)
		}
		fit, err := days.fit(ctx, date, f.before(date))
		if err != nil {
			return nil, fmt.Errorf("fit the models of brand %s as of %s: %w", b.Name, date, err)
		}
		if err := keepFit(ctx, db, b.Name, date, fit); err != nil {
			return nil, err
		}
		f[date] = fit
	}
	return due, nil
}

// brandFit is all models' fit of a brand as of one date.
type brandFit struct {
	again predict.PurchasesFit // BG/NBD, for members who bought on two days or more
	once  predict.PurchasesFit // MBG/NBD, for the others
	spend predict.SpendFit
}

// brandFits are a brand's, by their dates.
type brandFits map[regulars.BusinessDate]brandFit

// due lists the dates on which a fit must be made.
func (f brandFits) due(from, to regulars.BusinessDate, refitDays int) []regulars.BusinessDate {
	dates := map[regulars.BusinessDate]bool{}
	for date := range f {
		dates[date] = true
	}
	var due []regulars.BusinessDate
	for date := from; date <= to; {
		age := 0
		for age < refitDays && !dates[date.AddDays(-age)] {
			age++
		}
		if age == refitDays {
			age = date.Number() % refitDays
			fittedOn := date.AddDays(-age)
			due = append(due, fittedOn)
			dates[fittedOn] = true
		}
		date = date.AddDays(refitDays - age)
	}
	return due
}

// before returns the last fit before a date, to start the next one from; an empty one
// where there is none.
func (f brandFits) before(date regulars.BusinessDate) brandFit {
	var last regulars.BusinessDate
	for d := range f {
		if d < date && d > last {
			last = d
		}
	}
	return f[last]
}
