package config

import (
	"fmt"
	"regexp"
)

// Windows are the windows that end on a date, as the kpi view has them.
var Windows = []string{"day", "7d", "28d", "90d", "365d", "month", "year", "asof"}

var metricForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (r *reader) checkTargets(path string, targets []Target) {
	taken := map[Target]bool{}
	for i := range targets {
		at, t := fmt.Sprintf("%s[%d]", path, i), &targets[i]
		fallback(&t.Window, "day")
		fallback(&t.Scope, "brand")
		r.need(at+".metric", t.Metric, "write the name of a metric, such as revenue")
		if t.Metric != "" && !metricForm.MatchString(t.Metric) {
			r.add(at+".metric", fmt.Sprintf("%q is not a metric's name", r.written(at+".metric")), "write it as the kpi table does, such as revenue")
		}
		r.oneOf(at+".window", t.Window, Windows)
		r.date(at+".from", t.From)
		if !r.given(at + ".value") {
			r.add(at+".value", "it is missing", "write the number that is wanted")
		}
		key := Target{Metric: t.Metric, Window: t.Window, Scope: t.Scope, From: t.From}
		if taken[key] {
			r.add(at, "the target of this metric, window, scope and date is given twice", "keep one of them")
		}
		taken[key] = true
	}
}
