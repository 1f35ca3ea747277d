package fit

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/predict"
)

func TestDatesThatNeedAFit(t *testing.T) {
	const from = regulars.BusinessDate("2025-03-01")
	fresh := brandFits{}.due(from, from.AddDays(20), 7)
	require.NotEmpty(t, fresh)
	for i, date := range fresh {
		require.Zero(t, date.Number()%7, "fits are dated by weeks since 1970")
		require.Greater(t, date, from.AddDays(-7))
		if i > 0 {
			require.Equal(t, fresh[i-1].AddDays(7), date)
		}
	}
	require.LessOrEqual(t, fresh[0], from)
	require.Greater(t, fresh[len(fresh)-1], from.AddDays(20-7))

	// Nights one by one make the fits of one backfill.
	fits := brandFits{}
	var made []regulars.BusinessDate
	for day := range 21 {
		date := from.AddDays(day)
		for _, due := range fits.due(date, date, 7) {
			made, fits[due] = append(made, due), brandFit{}
		}
	}
	require.Equal(t, fresh, made)
	require.Empty(t, fits.due(from, from.AddDays(20), 7), "fits that exist are made again")

	// A fit holds for refit_days, and not one longer.
	fits = brandFits{from: {}}
	require.Empty(t, fits.due(from, from.AddDays(6), 7))
	require.Len(t, fits.due(from, from.AddDays(7), 7), 1)
}

// A remaking makes the fits that the dates use again, and no older or later ones.
func TestFitsThatAreRemade(t *testing.T) {
	const from = regulars.BusinessDate("2025-03-01")
	fits := brandFits{from.AddDays(-7): {}, from.AddDays(-6): {}, from.AddDays(1): {}, from.AddDays(21): {}}
	due := fits.due(from, from.AddDays(20), 7)
	require.NotEmpty(t, due)
	remade := fits.forget(from, from.AddDays(20), 7)
	require.Len(t, remade, len(due)+2)
	require.IsIncreasing(t, remade)
	require.Subset(t, remade, append(due, from.AddDays(-6), from.AddDays(1)))
	require.Len(t, fits, 2, "what was forgotten must be no start for the next")
	require.Contains(t, fits, from.AddDays(-7))
	require.Contains(t, fits, from.AddDays(21))
}

func TestEarlierFitToStartFrom(t *testing.T) {
	fits := brandFits{}
	for day, members := range map[regulars.BusinessDate]uint64{"2025-03-01": 1, "2025-03-08": 2, "2025-03-15": 3} {
		fit := brandFit{}
		fit.again.Members = members
		fits[day] = fit
	}
	require.EqualValues(t, 2, fits.before("2025-03-15").again.Members)
	require.EqualValues(t, 3, fits.before("2025-04-01").again.Members)
	require.Zero(t, fits.before("2025-03-01").again.Members)
}

func TestStoredFitsAreReadAsWritten(t *testing.T) {
	bg, mbg := predict.Purchases{Kind: predict.BGNBD, R: 1, Alpha: 2, A: 3, B: 4}, predict.Purchases{Kind: predict.MBGNBD, R: 5, Alpha: 6, A: 7, B: 8}
	var fit brandFit
	fit.set(storedFit{Model: "bg_nbd", Parameters: parametersOf(bg), State: "fitted"})
	fit.set(storedFit{Model: "mbg_nbd", Parameters: parametersOf(mbg), State: "flat"})
	fit.set(storedFit{Model: "gamma_gamma", Parameters: map[string]float64{"p": 1, "q": 2, "gamma": 3}, State: "rule"})
	require.Equal(t, bg, fit.again.Purchases)
	require.Equal(t, mbg, fit.once.Purchases)
	require.Equal(t, predict.Spend{P: 1, Q: 2, Gamma: 3}, fit.spend.Spend)
	require.Equal(t, []predict.State{predict.Fitted, predict.Flat, predict.Rule}, []predict.State{fit.again.State, fit.once.State, fit.spend.State})
	require.NotNil(t, earlierPurchases(fit.again))
	require.Nil(t, earlierPurchases(fit.once), "a search starts from parameters that ran to a bound")
	require.Nil(t, earlierSpend(fit.spend))
}

func TestTheFirstOfTwoFitsStays(t *testing.T) {
	now := time.Now()
	require.Greater(t, firstWins(now), firstWins(now.Add(time.Nanosecond)))
}

func TestForecasts(t *testing.T) {
	fit := brandFit{
		again: predict.PurchasesFit{Purchases: predict.Purchases{Kind: predict.BGNBD, R: 1, Alpha: 10, B: 1}},
		once:  predict.PurchasesFit{Purchases: predict.Purchases{Kind: predict.MBGNBD, R: 2, Alpha: 10, B: 1}},
	}
	once := outcome{History: predict.History{Age: 28}, before: 3}
	once.forecast(fit, 28, 30)
	require.InDelta(t, 2*4/(10+4.), once.model, 1e-9, "who bought once is forecast by MBG/NBD")
	require.Equal(t, 3., once.lastPeriod)
	require.InDelta(t, 28/30., once.cycleRule, 1e-9)
	silent := outcome{History: predict.History{Purchases: 1, Recency: 10, Age: 40}}
	silent.forecast(fit, 28, 30)
	require.InDelta(t, 2*4/(10+40/7.), silent.model, 1e-9)
	require.Zero(t, silent.cycleRule, "the last purchase is a whole cycle ago")
}

func TestGroupsSumUp(t *testing.T) {
	var outcomes []outcome
	for x := range uint32(7) {
		outcomes = append(outcomes, outcome{History: predict.History{Purchases: x, Members: 10}, after: x, model: float64(x) + .5})
	}
	var test Backtest
	test.sum(outcomes)
	require.EqualValues(t, 70, test.All.Members)
	require.EqualValues(t, 210, test.All.Actual)
	require.InDelta(t, 245, test.All.Model.Expected, 1e-9)
	require.InDelta(t, .5, test.All.Model.MAE, 1e-9)
	require.Len(t, test.Groups, 5)
	require.Equal(t, "4+", test.Groups[4].Group)
	require.EqualValues(t, 30, test.Groups[4].Members)
	require.EqualValues(t, 150, test.Groups[4].Actual)
	var members uint64
	for _, d := range test.Deciles {
		members += d.Members
	}
	require.EqualValues(t, 70, members)
}

// Members of whom the same is expected are in one decile, that of their middle.
func TestDecilesKeepTheAlikeTogether(t *testing.T) {
	outcomes := []outcome{
		{History: predict.History{Members: 5}, model: 2},
		{History: predict.History{Members: 60}, model: 1, after: 1},
		{History: predict.History{Members: 30}, model: 1},
		{History: predict.History{Members: 5}, model: 3},
	}
	var sizes []uint64
	parts := deciles(outcomes, 100)
	for i, d := range parts {
		sizes = append(sizes, d.Members)
		require.Equal(t, strconv.Itoa(i+1), d.Group)
	}
	require.InDelta(t, 1./3, parts[4].Model.MAE, 1e-9, "a purchase each of thirty among ninety")
	require.Equal(t, []uint64{0, 0, 0, 0, 90, 0, 0, 0, 0, 10}, sizes)
}
