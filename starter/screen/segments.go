package screen

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

// Segments draws members and revenue per stage and class.
func Segments(out io.Writer, brand *config.Brand, rows []view.KPI) {
	f := figuresOf(rows)
	showStages(out, brand, f)
	showClasses(out, brand, f)
}

// figures are a date's numbers at brand scope by metric and window.
type figures map[string]map[string]view.KPI

// of finds a metric in the first of the windows that it has.
func (f figures) of(metric string, windows ...string) view.KPI {
	for _, window := range windows {
		if k, ok := f[metric][window]; ok {
			return k
		}
	}
	return view.KPI{Metric: metric}
}

func figuresOf(rows []view.KPI) figures {
	f := figures{}
	for _, r := range rows {
		if r.Scope != "brand" {
			continue
		}
		if f[r.Metric] == nil {
			f[r.Metric] = map[string]view.KPI{}
		}
		f[r.Metric][r.Window] = r
	}
	return f
}

func showStages(out io.Writer, brand *config.Brand, f figures) {
	cycle := ""
	if c := f.of("cycle_median", "asof", "day"); c.Value != nil {
		cycle = Faint.Sprintf("  c = repurchase cycle, median %s", number(c.Value, present.Days, ""))
	}
	fmt.Fprintf(out, "\n%s%s\n", Bold.Sprint("Members per stage"), cycle)
	t := NewTable(out, "stage", "", "members", "share", "day", "month", "due in 7d", "revenue 365d")
	t.SetColumnConfigs(Right(3, 4, 5, 6, 7, 8))
	for _, s := range present.Stages() {
		stage := string(s)
		members := f.of("stage_"+stage, "asof", "day")
		t.AppendRow(table.Row{
			stage, Faint.Sprint(present.English.StageMeanings[stage]),
			number(members.Value, present.Count, ""),
			number(f.of("stage_share_"+stage, "asof", "day").Value, present.Ratio, ""),
			trend(brand.Currency, members.Metric, members.DeltaDay, members.ChangeDay),
			trend(brand.Currency, members.Metric, members.DeltaMonth, members.ChangeMonth),
			number(f.of("stage_due_"+stage+"_7d", "asof", "day").Value, present.Count, ""),
			number(f.of("stage_revenue_"+stage, "365d", "asof", "day").Value, present.Currency, brand.Currency),
		})
	}
	t.Render()
}

func showClasses(out io.Writer, brand *config.Brand, f figures) {
	all := 0.0
	for _, class := range regulars.Classes {
		if v := f.of(class.Stored(), "asof", "day").Value; v != nil {
			all += *v
		}
	}
	fmt.Fprintf(out, "\n%s%s\n", Bold.Sprint("RFM classes"), Faint.Sprint("  recency, frequency, money: High or Low"))
	t := NewTable(out, "class", "R F M", "members", "share", "", "day", "revenue 365d")
	t.SetColumnConfigs(Right(3, 4, 6, 7))
	for _, class := range regulars.Classes {
		members := f.of(class.Stored(), "asof", "day")
		t.AppendRow(table.Row{
			class.Stored(), Faint.Sprint(present.Heights(class)),
			number(members.Value, present.Count, ""), number(part(members.Value, all), present.Ratio, ""), smallBar(members.Value, all),
			trend(brand.Currency, members.Metric, members.DeltaDay, members.ChangeDay),
			number(f.of("rfm_revenue_"+string(class), "365d", "asof", "day").Value, present.Currency, brand.Currency),
		})
	}
	t.Render()
}

func part(value *float64, of float64) *float64 {
	if value == nil || of == 0 {
		return nil
	}
	p := *value / of
	return &p
}

func smallBar(value *float64, of float64) string {
	p := part(value, of)
	if p == nil {
		return ""
	}
	return Faint.Sprint(strings.Repeat("█", int(*p*20+0.5)))
}
