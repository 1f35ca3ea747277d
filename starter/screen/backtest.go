package screen

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/config"
	"regulars/present"
	"regulars/schema/fit"
)

// Backtest draws what the models expected next to what happened.
func Backtest(out io.Writer, brand *config.Brand, test fit.Backtest) {
	fmt.Fprintf(out, "%s  as of %s against %s to %s, cycle %s\n", Bold.Sprint(brand.Name), test.AsOf,
		test.AsOf.AddDays(1), test.Until, number(&test.CycleDays, present.Days, ""))
	if test.Reason != "" {
		fmt.Fprintf(out, "%s the fit is %s: %s\n", Warn.Sprint("!"), test.State, test.Reason)
	}
	showForecasts(out, "By purchases after the first", append(test.Groups, test.All))
	showForecasts(out, "By expectation, in tenths of the members", test.Deciles)
}

func showForecasts(out io.Writer, title string, groups []fit.BacktestGroup) {
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint(title))
	t := NewTable(out, "", "members", "actual", "expected", "error", "MAE", "last period", "MAE", "cycle rule", "MAE")
	t.SetColumnConfigs(Right(2, 3, 4, 5, 6, 7, 8, 9, 10))
	for _, g := range groups {
		if g.Members == 0 {
			continue
		}
		t.AppendRow(table.Row{
			g.Group, g.Members, g.Actual, tenths(g.Model.Expected), missedBy(g), thousandths(g.Model.MAE),
			tenths(g.LastPeriod.Expected), thousandths(g.LastPeriod.MAE),
			tenths(g.CycleRule.Expected), thousandths(g.CycleRule.MAE),
		})
	}
	t.Render()
}

// missedBy is how far the model's sum is from what happened.
func missedBy(g fit.BacktestGroup) string {
	if g.Actual == 0 {
		return "–"
	}
	return fmt.Sprintf("%+.1f %%", 100*(g.Model.Expected/float64(g.Actual)-1))
}

func tenths(v float64) string { return fmt.Sprintf("%.1f", v) }

func thousandths(v float64) string { return fmt.Sprintf("%.3f", v) }
