package report

import (
	"fmt"

	"regulars"
	"regulars/present"
	"regulars/schema/view"
)

func (w *writer) stages() section {
	s := section{ID: "stages", Title: w.words.Stages, Lead: w.words.StagesLeadNoCycle}
	if c := w.brand.of("cycle_median", "asof"); c.Value != nil {
		s.Lead = fmt.Sprintf(w.words.StagesLead, w.value("cycle_median", c.Value))
	}
	s.Parts = []part{
		{Table: w.stageTable()},
		w.flowPart("flow-day", w.words.FlowDay, 1),
		w.flowPart("flow-month", w.words.FlowMonth, 28),
	}
	return s
}

func (w *writer) stageTable() *table {
	t := &table{
		Caption: w.words.Stages,
		Head: []string{
			w.words.Stage, w.words.Members, w.words.Share, w.words.DayBefore, w.words.MonthBefore, w.words.Revenue365,
		},
		Texts: 1,
	}
	for _, s := range present.Stages() {
		stage := string(s)
		members := w.brand.of("stage_"+stage, "day")
		share := w.brand.of("stage_share_"+stage, "day")
		revenue := w.brand.of("stage_revenue_"+stage, "365d")
		if revenue.Value == nil {
			revenue = w.brand.of("stage_revenue_"+stage, "day")
		}
		t.Rows = append(t.Rows, []cell{
			{Text: w.names.Stage(stage), Under: w.names.StageMeanings[stage]},
			{Text: w.value(members.Metric, members.Value)},
			{Text: w.value(share.Metric, share.Value), Bar: countOf(share.Value)},
			{Text: w.change(members.Metric, members.DeltaDay, members.ChangeDay), Tone: tone(members.Metric, members.DeltaDay)},
			{Text: w.change(members.Metric, members.DeltaMonth, members.ChangeMonth), Tone: tone(members.Metric, members.DeltaMonth)},
			{Text: w.value(revenue.Metric, revenue.Value)},
		})
	}
	return t
}

// flowPart shows who moved; those who stayed would hide them.
func (w *writer) flowPart(id, title string, span uint16) part {
	var links []sankeyLink
	t := &table{Caption: title, Head: []string{w.words.From, w.words.To, w.words.Members, w.words.Revenue365}, Texts: 2}
	stayed := uint64(0)
	for _, flow := range inOrder(w.flow, span) {
		if flow.Was == flow.Is {
			stayed += flow.Members
			continue
		}
		from, to := w.names.Stage(flow.Was), w.names.Stage(flow.Is)
		links = append(links, sankeyLink{from: from, to: to, members: flow.Members})
		t.Rows = append(t.Rows, cellsOf(from, to, present.Whole(flow.Members), w.numbers.Money(flow.Revenue)))
	}
	p := part{Title: title, Table: t, Folded: true}
	if len(links) == 0 {
		return part{Title: title, Lead: w.words.FlowNobody}
	}
	if stayed > 0 {
		p.Lead = fmt.Sprintf(w.words.FlowStayed, present.Whole(stayed))
	}
	p.Chart = &chart{
		ID: id, Title: title, Unit: "count", Marks: "link", Rows: len(links), Height: 110 + 26*len(links),
		Options: sankey(title, links),
	}
	return p
}

// inOrder are the flows of a span in the order of a member's life.
func inOrder(flows []view.Flow, span uint16) []view.Flow {
	var sorted []view.Flow
	for _, was := range append([]regulars.Stage{present.NoStage}, present.Stages()...) {
		for _, is := range present.Stages() {
			for _, flow := range flows {
				if flow.Span == span && flow.Was == string(was) && flow.Is == string(is) && flow.Members > 0 {
					sorted = append(sorted, flow)
				}
			}
		}
	}
	return sorted
}
