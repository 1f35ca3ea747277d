package console

import (
	"regulars"
	"regulars/console/ahead"
)

func (a *asked) ahead(f *facts, date regulars.BusinessDate) ahead.Ahead {
	shown := ahead.Shown{
		T: a.T, Members: a.pathTo("/members"), Stamp: a.stamp, URL: func(metric string) string { return a.numberURL(metric, "day", "brand") },
		Value: func(metric string) (string, bool) {
			value := f.kpis[metric+"/day"].Value
			return a.value(metric, value), value != nil
		},
	}
	return shown.Ahead(f.due, date)
}
