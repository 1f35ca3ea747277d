package report

import (
	"strings"

	"regulars/present"
)

// aarrrSteps are the numbers of each step, with the window that is shown.
var aarrrSteps = []struct {
	title   func(*text) string
	metrics []headlineMetric
}{
	{func(t *text) string { return t.Acquisition }, []headlineMetric{
		{"aarrr_visits", "28d"}, {"aarrr_visitors", "28d"}, {"aarrr_registrations", "28d"},
		{"aarrr_registration_rate", "28d"}, {"aarrr_cost_per_acquisition", "28d"}}},
	{func(t *text) string { return t.Activation }, []headlineMetric{
		{"aarrr_logins", "28d"}, {"aarrr_activation_rate", "asof"}}},
	{func(t *text) string { return t.Retention }, []headlineMetric{
		{"aarrr_retention_rate", "28d"}, {"aarrr_repeat_order_rate", "28d"}, {"aarrr_repeat_member_rate", "28d"},
		{"aarrr_purchases_per_member", "28d"}, {"aarrr_winback_rate", "28d"}}},
	{func(t *text) string { return t.Monetisation }, []headlineMetric{
		{"aarrr_revenue", "28d"}, {"aarrr_revenue_per_member", "28d"}, {"aarrr_ltv", "asof"}, {"aarrr_marketing_roi", "28d"}}},
	{func(t *text) string { return t.Referral }, []headlineMetric{
		{"aarrr_invitations", "28d"}, {"aarrr_invitations_activated", "28d"},
		{"aarrr_invitation_activation_rate", "28d"}, {"aarrr_k_factor", "28d"}}},
}

// aarrrFunnel are the counts from a visit to a recommendation.
var aarrrFunnel = []headlineMetric{
	{"aarrr_visitors", "28d"}, {"aarrr_registrations", "28d"}, {"buyers", "28d"}, {"returning_buyers", "28d"}, {"aarrr_invitations_activated", "28d"},
}

func (w *writer) funnels() section {
	s := section{ID: "funnels", Title: w.words.Funnels, Lead: w.words.FunnelsLead}
	s.Parts = append(s.Parts, w.aiplPart())
	if part, known := w.aarrrPart(); known {
		s.Parts = append(s.Parts, part)
	} else {
		s.Notes = append(s.Notes, w.words.AARRRNone)
	}
	if w.brand.of("aipl_rate_ai", "day").Value == nil {
		s.Notes = append(s.Notes, w.words.AIPLNoEvents)
	}
	if w.brand.of("aarrr_visits", "28d").Value == nil {
		s.Notes = append(s.Notes, w.words.NoEventsWhy)
	}
	return s
}

// aiplPart is the cumulative funnel: who is loyal has also bought.
func (w *writer) aiplPart() part {
	stages := []string{"a", "i", "p", "l"}
	t := &table{
		Caption: w.words.AIPL,
		Head:    []string{w.words.Stage, w.words.Members, w.words.AIPLAtLeast, w.words.AIPLStep, w.words.DayBefore},
		Texts:   1,
	}
	var labels []string
	var values []float64
	for i, stage := range stages {
		k := w.brand.of("aipl_"+stage, "day")
		rate := cell{Text: present.NoValue}
		if i > 0 {
			name := "aipl_rate_" + stages[i-1] + stage
			rate.Text = w.value(name, w.brand.of(name, "day").Value)
		}
		row := []cell{{Text: w.names.Metric(k.Metric)}, {Text: w.value(k.Metric, k.Value)}, {Text: present.NoValue}, rate,
			{Text: w.change(k.Metric, k.DeltaDay, k.ChangeDay)}}
		if k.Value != nil {
			atLeast := w.atLeast(stages[i:])
			row[2].Text = present.Grouped(atLeast, 0)
			labels, values = append(labels, strings.ToUpper(stage)), append(values, atLeast)
		}
		t.Rows = append(t.Rows, row)
	}
	p := part{Title: w.words.AIPL, Table: t}
	if len(values) > 0 {
		p.Chart = &chart{
			ID: "aipl", Title: w.words.AIPL, Unit: "count", Marks: "bar", Rows: len(values), Height: 20 + 38*len(values),
			Options: barChart(w.words.AIPLAtLeast, labels, values),
		}
	}
	return p
}

func (w *writer) atLeast(stages []string) float64 {
	sum := 0.0
	for _, stage := range stages {
		sum += countOf(w.brand.of("aipl_"+stage, "day").Value)
	}
	return sum
}

// aarrrPart is not known where the date has none of its numbers.
func (w *writer) aarrrPart() (part, bool) {
	t := &table{
		Caption: w.words.AARRR,
		Head:    []string{"", w.words.Metric, w.words.Value, w.words.DayBefore, w.words.MonthBefore, w.words.YearBefore},
		Texts:   2,
	}
	known := false
	for _, step := range aarrrSteps {
		title := step.title(w.words)
		for _, m := range step.metrics {
			k := w.brand.of(m.metric, m.window)
			known = known || k.Value != nil
			t.Rows = append(t.Rows, []cell{
				{Text: title}, {Text: w.names.Metric(m.metric), Under: w.names.Window(m.window)}, {Text: w.value(m.metric, k.Value)},
				{Text: w.change(m.metric, k.DeltaDay, k.ChangeDay), Tone: tone(m.metric, k.DeltaDay)},
				{Text: w.change(m.metric, k.DeltaMonth, k.ChangeMonth), Tone: tone(m.metric, k.DeltaMonth)},
				{Text: w.change(m.metric, k.DeltaYear, k.ChangeYear), Tone: tone(m.metric, k.DeltaYear)},
			})
			title = ""
		}
	}
	return part{Title: w.words.AARRR, Lead: w.words.AARRRLead, Chart: w.aarrrChart(), Table: t}, known
}

func (w *writer) aarrrChart() *chart {
	var labels []string
	var values []float64
	for _, m := range aarrrFunnel {
		if k := w.brand.of(m.metric, m.window); k.Value != nil {
			w.shown[m.metric] = true
			labels, values = append(labels, w.names.Metric(m.metric)), append(values, *k.Value)
		}
	}
	if len(values) == 0 {
		return nil
	}
	return &chart{
		ID: "aarrr", Title: w.words.AARRR, Unit: "count", Marks: "bar", Rows: len(values), Height: 20 + 38*len(values),
		Options: barChart(w.words.AARRR, labels, values),
	}
}
