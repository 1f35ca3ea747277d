package activities

import (
	"regulars"
	"regulars/present"
	"regulars/schema/metric"
	"regulars/schema/view"
)

// mainNumber is a number of a night's panel; starter kpi shows all.
type mainNumber struct {
	metric string
	window regulars.Window
}

var mainNumbers = append([]mainNumber{
	{"revenue", regulars.WindowDay},
	{"orders", regulars.WindowDay},
	{"buyers", regulars.WindowDay},
	{"new_buyers", regulars.WindowDay},
	{"repeat_order_rate", regulars.WindowDay},
	{"revenue", regulars.Window28d},
	{"retention_rate", regulars.Window28d},
}, stageNumbers()...)

// stageNumbers are the members of the stages of those who have bought.
func stageNumbers() []mainNumber {
	var numbers []mainNumber
	for _, stage := range regulars.Stages {
		if stage != regulars.StageProspect {
			numbers = append(numbers, mainNumber{"stage_" + string(stage), regulars.WindowDay})
		}
	}
	return numbers
}

func (m mainNumber) name() string {
	name := present.English.Metric(m.metric)
	if m.window == regulars.WindowDay {
		return name
	}
	return name + ", " + present.English.Window(string(m.window))
}

// numbersText returns a date's main numbers at brand scope in Markdown, in a
// currency by its ISO code.
func numbersText(rows []view.KPI, currency string) string {
	known := map[mainNumber]view.KPI{}
	for _, row := range rows {
		known[mainNumber{row.Metric, regulars.Window(row.Window)}] = row
	}
	t := present.Table{Head: []string{"", "this date", "day before", "week before", "year before"}, Align: "lrrrr"}
	numbers := present.NewNumbers(currency, &present.English)
	for _, m := range mainNumbers {
		row, ok := known[m]
		if !ok || row.Value == nil {
			continue
		}
		unit := present.Unit(metric.UnitOf(m.metric))
		t.Rows = append(t.Rows, []string{
			m.name(), numbers.Value(unit, row.Value), numbers.Value(unit, row.PrevDay), numbers.Value(unit, row.PrevWeek), numbers.Value(unit, row.PrevYear),
		})
	}
	if len(t.Rows) == 0 {
		return ""
	}
	return "### Numbers\n\n" + t.Markdown()
}
