package report

import (
	"fmt"

	"regulars/present"
	"regulars/schema/fit"
)

// calibration shows how well a model that knew nothing of the last days foresaw
// them.
func (w *writer) calibration() part {
	p := part{Title: w.words.Calibration}
	if w.backtest == nil {
		p.Lead = fmt.Sprintf(w.words.CalibrationNone, w.untested)
		return p
	}
	all := w.backtest.All
	p.Lead = fmt.Sprintf(w.words.CalibrationLead, w.backtest.AsOf, present.Grouped(all.Model.Expected, 1), present.Whole(all.Actual))
	p.Table, p.Folded = w.calibrationTable(), true
	var labels []string
	var values [2][]float64
	for _, g := range w.backtest.Deciles {
		if g.Members == 0 {
			continue
		}
		labels = append(labels, g.Group)
		values[0], values[1] = append(values[0], g.Model.Expected), append(values[1], float64(g.Actual))
	}
	p.Chart = &chart{
		ID: "calibration", Title: p.Title, Unit: "count", Marks: "bar", Rows: 2 * len(labels), Height: 240,
		Options: pairChart(labels, [2]string{w.words.Expected, w.words.CalibrationCame}, values),
	}
	return p
}

func (w *writer) calibrationTable() *table {
	t := &table{
		Caption: w.words.Calibration,
		Head:    []string{w.words.CalibrationTenth, w.words.Members, w.words.Expected, w.words.CalibrationCame},
		Texts:   1,
	}
	for _, g := range w.backtest.Deciles {
		if g.Members > 0 {
			t.Rows = append(t.Rows, w.tenth(g))
		}
	}
	return t
}

func (w *writer) tenth(g fit.BacktestGroup) []cell {
	return cellsOf(g.Group, present.Whole(g.Members), present.Grouped(g.Model.Expected, 1), present.Whole(g.Actual))
}
