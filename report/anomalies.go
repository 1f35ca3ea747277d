package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"regulars/present"
	"regulars/schema/view"
)

// anomaly is a number that is far from what is usual on its weekday.
type anomaly struct {
	Name, Value, Usual string
	Below              bool
}

// shownAnomalies stand openly, the farthest from usual first; the others are
// folded away.
const shownAnomalies = 10

// standing are metrics that grow and shrink slowly, so that their weekdays don't
// judge them, and those that say again, or in part, what another one says.
var standing = []string{
	"stage_", "rfm_", "life_phase", "value_tier", "aipl_", "p_alive", "expected_14d", "clv_365d",
	"aarrr_", "member_orders", "member_revenue", "returning_orders", "returning_revenue",
}

func (w *writer) anomalies() section {
	s := section{ID: "anomalies", Title: w.words.Anomalies, Lead: w.words.AnomaliesLead}
	found := Anomalies(append(slices.Collect(maps.Values(w.brand)), w.shops...))
	for i, k := range found {
		if i < shownAnomalies {
			s.Anomalies = append(s.Anomalies, w.anomaly(k))
			continue
		}
		s.MoreAnomalies = append(s.MoreAnomalies, w.anomaly(k))
	}
	if len(found) == 0 {
		s.Notes = []string{w.words.NoAnomalies}
	}
	return s
}

// Anomalies are those of a date's numbers that are out of the ordinary, the farthest from
// usual first, without those that say again what another one says.
func Anomalies(rows []view.KPI) []view.KPI {
	var found []view.KPI
	for _, k := range rows {
		if k.Anomaly && !isStanding(k.Metric) {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b view.KPI) int {
		return cmp.Or(
			cmp.Compare(math.Abs(*b.RobustZ), math.Abs(*a.RobustZ)),
			cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Window, b.Window),
		)
	})
	return found
}

func isStanding(metric string) bool {
	return slices.ContainsFunc(standing, func(prefix string) bool { return strings.HasPrefix(metric, prefix) })
}

func (w *writer) anomaly(k view.KPI) anomaly {
	name := w.names.Metric(k.Metric)
	if shop, ok := strings.CutPrefix(k.Scope, "shop:"); ok {
		name = shop + " · " + name
	}
	return anomaly{
		Name: name, Value: w.value(k.Metric, k.Value), Below: *k.RobustZ < 0,
		Usual: fmt.Sprintf(w.words.AnomalyUsual, w.of(k.Metric, k.Median8W), present.Grouped(*k.RobustZ, 1)),
	}
}
