package config

import (
	"fmt"
	"regexp"

	"regulars"
)

var metricForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (r *reader) checkTargets(path string, targets []Target) {
	taken := map[Target]bool{}
	for i := range targets {
		at, t := item(path, i), &targets[i]
		r.need(at+".metric", t.Metric, "write the name of a metric, such as revenue")
		if t.Metric != "" && !metricForm.MatchString(t.Metric) {
			r.Add(at+".metric", fmt.Sprintf("%q is not a metric's name", r.Written(at+".metric")), "write it as the kpi table does, such as revenue")
		}
		r.oneOf(at+".window", t.Window, names(regulars.Windows))
		r.date(at+".from", t.From)
		if !r.Given(at + ".value") {
			r.Add(at+".value", "it is missing", "write the number that is wanted")
		}
		key := Target{Metric: t.Metric, Window: t.Window, Scope: t.Scope, From: t.From}
		if taken[key] {
			r.Add(at, "the target of this metric, window, scope and date is given twice", "keep one of them")
		}
		taken[key] = true
	}
}
