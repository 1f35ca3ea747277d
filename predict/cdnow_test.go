package predict

import (
	"bufio"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/internal/prerequisite"
)

// cdnow is the sample of Fader & Hardie as of 1997-09-30: a day's purchases
// merged, zero totals counted.
func cdnow(t *testing.T) ([]History, []Spending) {
	t.Helper()
	asOf := time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)
	spent := map[string]map[time.Time]float64{}
	for scanner := bufio.NewScanner(prerequisite.Open(t, prerequisite.CDNOWSample)); scanner.Scan(); {
		fields := strings.Fields(scanner.Text())
		day, err := time.Parse("20060102", fields[2])
		require.NoError(t, err)
		amount, err := strconv.ParseFloat(fields[4], 64)
		require.NoError(t, err)
		if day.After(asOf) {
			continue
		}
		if spent[fields[0]] == nil {
			spent[fields[0]] = map[time.Time]float64{}
		}
		spent[fields[0]][day] += amount
	}
	var histories []History
	var spendings []Spending
	for _, days := range spent {
		first, last, total := asOf, time.Time{}, 0.0
		for day, amount := range days {
			total += amount
			if day.Before(first) {
				first = day
			}
			if day.After(last) {
				last = day
			}
		}
		x := uint32(len(days) - 1)
		histories = append(histories, History{x, daysOf(last.Sub(first)), daysOf(asOf.Sub(first)), 1})
		if repeat := total - days[first]; x > 0 && repeat > 0 {
			spendings = append(spendings, Spending{x, repeat, 1})
		}
	}
	return histories, spendings
}

func daysOf(d time.Duration) uint32 { return uint32(d / (24 * time.Hour)) }

func TestPublishedCDNOW(t *testing.T) {
	histories, spendings := cdnow(t)
	fit := FitPurchases(BGNBD, histories, nil)
	require.Equal(t, Fitted, fit.State)
	require.EqualValues(t, 2357, fit.Members)
	require.InEpsilon(t, .243, fit.R, .01)
	require.InEpsilon(t, 4.414, fit.Alpha, .01)
	require.InEpsilon(t, .793, fit.A, .01)
	require.InEpsilon(t, 2.426, fit.B, .01)
	require.InDelta(t, -9582.4, fit.LogLikelihood, .1)
	// Customer 1516: t_x 30.857 and T 31 weeks.
	require.InDelta(t, 25.757, fit.Expected(26, 216, 217, 52*7), .001*25)
	require.InDelta(t, .9689, fit.Alive(26, 216, 217), .0001)

	spend := FitSpend(spendings, nil)
	require.Equal(t, Fitted, spend.State)
	require.EqualValues(t, 946, spend.Members)
	require.InEpsilon(t, 6.25, spend.P, .01)
	require.InEpsilon(t, 3.74, spend.Q, .01)
	require.InEpsilon(t, 15.44, spend.Gamma, .01)
	require.InDelta(t, -4055.9, spend.LogLikelihood, .1)
}
