package report

import (
	"fmt"
	"maps"
	"regulars/schema/metric"
	"slices"
	"strings"
)

// definition is what the file that computes a metric says of it.
type definition struct {
	Metric, Name, Text, Source, File string
}

func (w *writer) definitions() section {
	s := section{ID: "definitions", Title: w.words.Definitions, Lead: w.words.DefinitionsLead}
	seen := map[string]bool{}
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(w.shown)) {
		d, err := metric.DefinitionOf(name, "brand")
		if err != nil {
			missing = append(missing, name)
			continue
		}
		if seen[d.Metric] {
			continue
		}
		seen[d.Metric] = true
		s.Definitions = append(s.Definitions, definition{Metric: d.Metric, Name: w.names.Metrics[d.Metric], Text: d.Defined, Source: d.Source, File: d.File})
	}
	if len(missing) > 0 {
		s.Notes = []string{fmt.Sprintf(w.words.NotDefined, strings.Join(missing, ", "))}
	}
	return s
}
