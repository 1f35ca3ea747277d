package report

import (
	"fmt"

	"regulars"
	"regulars/present"
)

func (w *writer) rfm() section {
	s := section{ID: "rfm", Title: w.words.RFM, Lead: w.words.RFMLead, Parts: []part{{Table: w.classTable()}}}
	cells := w.cellValues()
	for _, cross := range []struct{ title, pair, y, x string }{
		{w.words.CrossRF, "rf", w.words.Recency, w.words.Frequency},
		{w.words.CrossRM, "rm", w.words.Recency, w.words.Money},
		{w.words.CrossFM, "fm", w.words.Frequency, w.words.Money},
	} {
		if t := w.crossTable(cells, cross.title, cross.pair, cross.y, cross.x); t != nil {
			s.Parts = append(s.Parts, part{Title: cross.title, Lead: w.words.CrossCell, Table: t})
		}
	}
	if len(s.Parts) == 1 {
		s.Notes = []string{w.words.CrossNone}
	}
	return s
}

func (w *writer) classTable() *table {
	t := &table{
		Caption: w.words.RFM,
		Head:    []string{w.words.Class, w.words.Members, w.words.Share, w.words.DayBefore, w.words.Revenue365},
		Texts:   1,
	}
	all := 0.0
	for _, class := range regulars.Classes {
		all += countOf(w.brand.of(class.Stored(), "day").Value)
	}
	for _, class := range regulars.Classes {
		members := w.brand.of(class.Stored(), "day")
		revenue := w.brand.of("rfm_revenue_"+string(class), "365d")
		if revenue.Value == nil {
			revenue = w.brand.of("rfm_revenue_"+string(class), "day")
		}
		share := shareOf(countOf(members.Value), all)
		t.Rows = append(t.Rows, []cell{
			{Text: w.names.Class(string(class)), Under: present.Heights(class)},
			{Text: w.value(members.Metric, members.Value)},
			{Text: present.Percent(share), Bar: share},
			{Text: w.change(members.Metric, members.DeltaDay, members.ChangeDay)},
			{Text: w.value(revenue.Metric, revenue.Value)},
		})
	}
	return t
}

// cellValues are the cells by metric and scope; one that has no row is 0.
func (w *writer) cellValues() map[[2]string]float64 {
	values := map[[2]string]float64{}
	for _, c := range w.facts.cells {
		values[[2]string{c.Metric, c.Scope}] = countOf(c.Value)
	}
	return values
}

// crossTable is nil where the date has no scores.
func (w *writer) crossTable(values map[[2]string]float64, title, pair, y, x string) *table {
	members, revenue := "rfm_cross_"+pair, "rfm_cross_revenue_"+pair
	scope := func(row, column int) string { return fmt.Sprintf("%c:%d/%c:%d", pair[0], row, pair[1], column) }
	most := 0.0
	for row := 1; row <= 5; row++ {
		for column := 1; column <= 5; column++ {
			most = max(most, values[[2]string{members, scope(row, column)}])
		}
	}
	if most == 0 {
		return nil
	}
	t := &table{Caption: title, Head: []string{y + " \\ " + x}, Texts: 1}
	for column := 1; column <= 5; column++ {
		t.Head = append(t.Head, fmt.Sprintf("%s%d", x, column))
	}
	w.shown[revenue] = true
	for row := 5; row >= 1; row-- {
		cells := []cell{{Text: fmt.Sprintf("%s%d", y, row)}}
		for column := 1; column <= 5; column++ {
			n, spent := values[[2]string{members, scope(row, column)}], values[[2]string{revenue, scope(row, column)}]
			cells = append(cells, cell{Text: w.value(members, &n), Under: w.numbers.WithoutSymbol().Money(spent), Heat: n / most})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
