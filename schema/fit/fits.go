package fit

import (
	"context"
	"fmt"
	"math"
	"time"

	"regulars"
	"regulars/config"
	"regulars/predict"
	"regulars/schema"
)

// gammaGamma is the model of spending, beside those of package predict.
const gammaGamma = "gamma_gamma"

// EnsureFits makes the model fits that the dates from..to need: each date has
// one that is younger than prediction.refit_days, dated on it or before. The
// dates of fits are counted from 1970, not from the first date asked for, so that
// backfills and nights make fits of the same dates in whatever order they run. A fit
// knows the orders up to its date, in the state in which they are known now.
// Fits that are there already are never remade, so doing it again changes
// nothing. It returns the dates of the new ones; progress hears each before it
// is made, and may be nil.
func Ensure(ctx context.Context, db *schema.DB, b *config.Brand, from, to regulars.BusinessDate, progress func(regulars.BusinessDate)) ([]regulars.BusinessDate, error) {
	fits, err := fits(ctx, db, b.Name, to)
	if err != nil {
		return nil, err
	}
	due := fits.due(from, to, schema.OrDefault(b.Prediction.RefitDays, 7))
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
		fit, err := days.fit(ctx, date, fits.before(date))
		if err != nil {
			return nil, fmt.Errorf("fit the models of brand %s as of %s: %w", b.Name, date, err)
		}
		if err := keepFit(ctx, db, b.Name, date, fit); err != nil {
			return nil, err
		}
		fits[date] = fit
	}
	return due, nil
}

// brandFit is what all models say of a brand as of one date.
type brandFit struct {
	again predict.PurchasesFit // of who bought on two days or more
	once  predict.PurchasesFit // of the others
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

// before finds the last fit before a date, to start the next one from.
func (f brandFits) before(date regulars.BusinessDate) brandFit {
	var last regulars.BusinessDate
	for d := range f {
		if d < date && d > last {
			last = d
		}
	}
	return f[last]
}

func fits(ctx context.Context, db *schema.DB, brand string, to regulars.BusinessDate) (brandFits, error) {
	var rows []struct {
		FittedOn   time.Time          `ch:"fitted_on"`
		Model      string             `ch:"model"`
		Parameters map[string]float64 `ch:"parameters"`
		State      string             `ch:"state"`
	}
	if err := db.Select(ctx, &rows, "fit/fits.sql", schema.Params{"brand": brand, "to": to}); err != nil {
		return nil, fmt.Errorf("read the model fits of brand %s: %w", brand, err)
	}
	fits := brandFits{}
	for _, row := range rows {
		date := regulars.DateOf(row.FittedOn, time.UTC)
		fit, p := fits[date], row.Parameters
		switch row.Model {
		case string(predict.BGNBD):
			fit.again.Purchases, fit.again.State = purchasesOf(predict.BGNBD, p), predict.State(row.State)
		case string(predict.MBGNBD):
			fit.once.Purchases, fit.once.State = purchasesOf(predict.MBGNBD, p), predict.State(row.State)
		case gammaGamma:
			fit.spend.Spend, fit.spend.State = predict.Spend{P: p["p"], Q: p["q"], Gamma: p["gamma"]}, predict.State(row.State)
		}
		fits[date] = fit
	}
	return fits, nil
}

func purchasesOf(kind predict.Kind, p map[string]float64) predict.Purchases {
	return predict.Purchases{Kind: kind, R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}
}

// keepFit writes all models of a fit at once: a run that is killed leaves all or
// none.
func keepFit(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, fit brandFit) error {
	batch, err := db.PrepareBatch(ctx, "INSERT INTO model_fits")
	if err != nil {
		return fmt.Errorf("keep the fits of brand %s as of %s: %w", brand, date, schema.Redact(err))
	}
	now := time.Now()
	write := func(model string, parameters map[string]float64, f predict.Fit) error {
		if f.State == predict.Few {
			parameters = map[string]float64{}
		}
		return batch.Append(brand, date.Time(), model, parameters, f.LogLikelihood, f.Members, f.Repeaters,
			string(f.State), f.Reason, now, math.MaxUint64-uint64(now.UnixNano()))
	}
	for _, model := range []predict.PurchasesFit{fit.again, fit.once} {
		parameters := map[string]float64{"r": model.R, "alpha": model.Alpha, "a": model.A, "b": model.B}
		if err := write(string(model.Kind), parameters, model.Fit); err != nil {
			return fmt.Errorf("keep the fit of %s: %w", model.Kind, err)
		}
	}
	spend := map[string]float64{"p": fit.spend.P, "q": fit.spend.Q, "gamma": fit.spend.Gamma}
	if err := write(gammaGamma, spend, fit.spend.Fit); err != nil {
		return fmt.Errorf("keep the fit of %s: %w", gammaGamma, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("keep the fits of brand %s as of %s: %w", brand, date, schema.Redact(err))
	}
	return nil
}
