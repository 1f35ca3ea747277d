package activities

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"regulars/schema/view"
)

// mainNumbers are what a night's panel shows; starter kpi shows all.
var mainNumbers = []struct {
	metric, window, name string
	write                func(float64) string
}{
	{"revenue", "day", "revenue", plain},
	{"orders", "day", "orders", plain},
	{"buyers", "day", "buyers", plain},
	{"new_buyers", "day", "new buyers", plain},
	{"repeat_order_rate", "day", "repeat order rate", percent},
	{"revenue", "28d", "revenue, 28 days", plain},
	{"retention_rate", "28d", "retention, 28 days", percent},
	{"stage_new", "day", "members: new", plain},
	{"stage_active", "day", "members: active", plain},
	{"stage_sleep", "day", "members: sleep", plain},
	{"stage_lost", "day", "members: lost", plain},
	{"stage_deep", "day", "members: deep", plain},
}

// numbersText is a Markdown table of a date's main numbers at brand scope.
func numbersText(rows []view.KPI) string {
	type key struct{ metric, window string }
	known := map[key]view.KPI{}
	for _, row := range rows {
		known[key{row.Metric, row.Window}] = row
	}
	var b strings.Builder
	for _, n := range mainNumbers {
		row, ok := known[key{n.metric, n.window}]
		if !ok || row.Value == nil {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", n.name, n.write(*row.Value), or(row.PrevDay, n.write), or(row.PrevWeek, n.write), or(row.PrevYear, n.write))
	}
	if b.Len() == 0 {
		return ""
	}
	return "### Numbers\n\n| | this date | day before | week before | year before |\n| --- | ---: | ---: | ---: | ---: |\n" + b.String()
}

func or(value *float64, write func(float64) string) string {
	if value == nil {
		return "–"
	}
	return write(*value)
}

var english = message.NewPrinter(language.English)

func plain(value float64) string { return english.Sprintf("%.0f", value) }

func percent(value float64) string { return fmt.Sprintf("%.1f %%", value*100) }
