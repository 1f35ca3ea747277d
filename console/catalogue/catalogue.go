package catalogue

import (
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/metric"
)

// Name is a metric with its name in a language.
type Name struct{ Metric, Name string }

// Of returns all metrics by name. What stands for several is none that can be chosen.
func Of(all []metric.Definition, words *present.Names) []Name {
	seen := map[string]bool{}
	var names []Name
	for _, d := range all {
		for _, name := range expanded(d.Metric) {
			if !seen[name] {
				seen[name] = true
				names = append(names, Name{name, words.Metric(name)})
			}
		}
	}
	slices.SortFunc(names, func(x, y Name) int { return strings.Compare(x.Metric, y.Metric) })
	return names
}

// expanded are the metrics that a pattern such as stage_<name> stands for.
func expanded(pattern string) []string {
	if !strings.Contains(pattern, "<") {
		return []string{pattern}
	}
	var names []string
	for _, stage := range regulars.Stages {
		names = append(names, strings.Replace(pattern, "<name>", string(stage), 1))
	}
	for _, class := range regulars.Classes {
		names = append(names, strings.Replace(pattern, "<class>", string(class), 1))
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.Contains(name, "<") })
}

// Meant is the metric that was probably meant; empty where none is near.
func Meant(word string, known []Name) string {
	names := make([]string, len(known))
	for i, k := range known {
		if strings.EqualFold(k.Name, word) {
			return k.Metric
		}
		names[i] = k.Metric
	}
	return config.Nearest(word, names)
}
