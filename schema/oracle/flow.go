package oracle

import (
	"cmp"
	"slices"

	"regulars/schema/oracle/dates"

	"regulars"
)

// FlowRow is how many members went from one stage to another.
type FlowRow struct {
	Span     int // days back
	From, To string
	Members  int
	Revenue  regulars.Money // of the last 365 days
}

// Flow: "stage_flow: from D-1 and from D-28 (column span), revenue 365d to D; a
// member not yet known comes from none".
func (h *History) Flow(on regulars.BusinessDate, span int) []FlowRow {
	return h.flow(dates.Of(on), span, h.stageOn)
}

func (h *History) flow(d dates.Day, span int, standing func(*member, dates.Day) string) []FlowRow {
	went := map[[2]string][]*member{}
	for _, m := range h.known(d) {
		way := [2]string{standing(m, d-dates.Day(span)), standing(m, d)}
		went[way] = append(went[way], m)
	}
	var rows []FlowRow
	for way, members := range went {
		rows = append(rows, FlowRow{span, way[0], way[1], len(members), revenue365(members, d)})
	}
	slices.SortFunc(rows, func(a, b FlowRow) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return rows
}
