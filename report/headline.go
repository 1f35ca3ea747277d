package report

import (
	"fmt"

	"regulars/present"
	"regulars/schema/view"
)

// headlineMetric is a number that stands at the top.
type headlineMetric struct{ metric, window string }

func (h headlineMetric) key() string { return h.metric + "/" + h.window }

var headlines = []headlineMetric{
	{"revenue", "day"},
	{"orders", "day"},
	{"buyers", "day"},
	{"aov", "day"},
	{"new_buyers", "day"},
	{"returning_buyers", "day"},
	{"repeat_member_rate", "28d"},
	{"new_to_returning_rate", "year"},
	{"retention_rate", "28d"},
}

// headline is a number next to what it was.
type headline struct {
	Metric, Window string // as the kpi table has them
	Name, Of       string
	Value          string
	Spark          spark
	Moves          []move
	Target, ToGo   string
	Reached        bool
}

// move is how a number moved since a date before.
type move struct {
	Key, Label, Change, Was string
	Tone                    present.Tone
}

func (w *writer) today() section {
	s := section{ID: "today", Title: w.words.Today, Lead: w.words.TodayLead}
	for _, h := range headlines {
		s.Headlines = append(s.Headlines, w.headline(h))
	}
	return s
}

func (w *writer) headline(h headlineMetric) headline {
	k := w.brand.of(h.metric, h.window)
	line := headline{
		Metric: h.metric, Window: h.window, Name: w.names.Metric(h.metric), Of: w.names.Window(h.window),
		Value: w.value(h.metric, k.Value),
		Spark: newSpark(lastDays(w.series[h.key()], w.date, sparkDays), w.date),
		Moves: []move{
			w.move(k, "prev_day", w.words.DayBefore, k.PrevDay, k.DeltaDay, k.ChangeDay),
			w.move(k, "prev_week", w.words.WeekBefore, k.PrevWeek, k.DeltaWeek, k.ChangeWeek),
			w.move(k, "prev_month", w.words.MonthBefore, k.PrevMonth, k.DeltaMonth, k.ChangeMonth),
			w.move(k, "prev_year", w.words.YearBefore, k.PrevYear, k.DeltaYear, k.ChangeYear),
		},
		Target: w.of(h.metric, k.Target),
	}
	if k.TargetGap != nil {
		line.Reached = *k.TargetGap >= 0
		missing := max(-*k.TargetGap, 0)
		line.ToGo = fmt.Sprintf(w.words.ToGo, w.of(h.metric, &missing))
	}
	return line
}

func (w *writer) move(k view.KPI, key, label string, was, delta, change *float64) move {
	m := move{Key: key, Label: label, Was: w.of(k.Metric, was)}
	if delta != nil {
		m.Change, m.Tone = w.change(k.Metric, delta, change), tone(k.Metric, delta)
	}
	return m
}
