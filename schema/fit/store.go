package fit

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/predict"
	"regulars/schema"
)

type fitsParams struct {
	Brand string
	To    regulars.BusinessDate
}

var fitsScript = schema.NewScript[fitsParams]("fit", files, "fits.sql")

// storedFit is one model's row of model_fits.
type storedFit struct {
	FittedOn   time.Time          `ch:"fitted_on"`
	Model      string             `ch:"model"`
	Parameters map[string]float64 `ch:"parameters"`
	State      string             `ch:"state"`
}

func readFits(ctx context.Context, db *schema.DB, brand string, to regulars.BusinessDate) (brandFits, error) {
	var rows []storedFit
	if err := fitsScript.Select(ctx, db, &rows, fitsParams{Brand: brand, To: to}); err != nil {
		return nil, fmt.Errorf("read the model fits of brand %s: %w", brand, err)
	}
	fits := brandFits{}
	for _, row := range rows {
		date := regulars.DateOf(row.FittedOn, time.UTC)
		fit := fits[date]
		fit.set(row)
		fits[date] = fit
	}
	return fits, nil
}

func (f *brandFit) set(row storedFit) {
	p, state := row.Parameters, predict.State(row.State)
	switch predict.Kind(row.Model) {
	case predict.BGNBD:
		f.again.Purchases, f.again.State = purchasesOf(predict.BGNBD, p), state
	case predict.MBGNBD:
		f.once.Purchases, f.once.State = purchasesOf(predict.MBGNBD, p), state
	case predict.GammaGamma:
		f.spend.Spend, f.spend.State = predict.Spend{P: p["p"], Q: p["q"], Gamma: p["gamma"]}, state
	}
}

func purchasesOf(kind predict.Kind, p map[string]float64) predict.Purchases {
	return predict.Purchases{Kind: kind, R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}
}

func parametersOf(m predict.Purchases) map[string]float64 {
	return map[string]float64{"r": m.R, "alpha": m.Alpha, "a": m.A, "b": m.B}
}

// keepFit writes all models of a fit at once: a run that is killed leaves all or none.
func keepFit(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, fit brandFit) error {
	batch, err := db.PrepareBatch(ctx, "INSERT INTO model_fits")
	if err != nil {
		return fmt.Errorf("keep the fits of brand %s as of %s: %w", brand, date, schema.Redact(err))
	}
	w := fitWriter{batch: batch, brand: brand, date: date, at: time.Now()}
	w.write(predict.BGNBD, parametersOf(fit.again.Purchases), fit.again.Fit)
	w.write(predict.MBGNBD, parametersOf(fit.once.Purchases), fit.once.Fit)
	w.write(predict.GammaGamma, map[string]float64{"p": fit.spend.P, "q": fit.spend.Q, "gamma": fit.spend.Gamma}, fit.spend.Fit)
	if w.err != nil {
		return w.err
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("keep the fits of brand %s as of %s: %w", brand, date, schema.Redact(err))
	}
	return nil
}

// fitWriter appends to a batch until the first error.
type fitWriter struct {
	batch driver.Batch
	brand string
	date  regulars.BusinessDate
	at    time.Time
	err   error
}

func (w *fitWriter) write(model predict.Kind, parameters map[string]float64, f predict.Fit) {
	if w.err != nil {
		return
	}
	if f.State == predict.Few {
		parameters = map[string]float64{}
	}
	err := w.batch.Append(w.brand, w.date.Time(), string(model), parameters, f.LogLikelihood, f.Members, f.Repeaters,
		string(f.State), f.Reason, w.at, firstWins(w.at))
	if err != nil {
		w.err = fmt.Errorf("keep the fit of %s of brand %s as of %s: %w", model, w.brand, w.date, err)
	}
}

// firstWins is a version that falls with time: where two runs make the same fit, the
// first one stays.
func firstWins(at time.Time) uint64 { return math.MaxUint64 - uint64(at.UnixNano()) }
