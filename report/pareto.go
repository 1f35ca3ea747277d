package report

import (
	"fmt"

	"regulars/present"
)

func (w *writer) paretoSection() section {
	s := section{ID: "pareto", Title: w.words.Pareto}
	if len(w.facts.pareto) == 0 || w.facts.pareto[0].Share == nil {
		s.Notes = []string{w.words.ParetoNone}
		return s
	}
	w.shown["pareto_top20_share"] = true
	s.Lead = fmt.Sprintf(w.words.ParetoLead, present.Percent(*w.facts.pareto[19].Share))
	labels := make([]string, len(w.facts.pareto))
	values := make([]*float64, len(w.facts.pareto))
	t := &table{Caption: w.words.Pareto, Head: []string{w.words.ParetoBuyers, w.words.Members, w.words.ParetoShare}, Texts: 1}
	for i, point := range w.facts.pareto {
		labels[i] = fmt.Sprintf("%d %%", point.Percent)
		percent := *point.Share * 100
		values[i] = &percent
		t.Rows = append(t.Rows, cellsOf(labels[i], present.Whole(point.Buyers), present.Percent(*point.Share)))
	}
	s.Parts = []part{{
		Chart: &chart{
			ID: "pareto-curve", Title: w.words.Pareto, Unit: "percent", Marks: "point", Rows: len(values), Height: 280,
			Options: lineChart(w.words.ParetoShare, labels, values, new(100.0)),
		},
		Table: t, Folded: true,
	}}
	return s
}
