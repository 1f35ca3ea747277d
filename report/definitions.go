package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"regulars/schema"
)

// definition is what the file that computes a metric says of it.
type definition struct {
	Metric, Name, Text, Source, File string
}

func (w *writer) definitions() section {
	s := section{ID: "definitions", Title: w.words.Definitions, Lead: w.words.DefinitionsLead}
	seen := map[string]bool{}
	var missing []string
	for _, metric := range slices.Sorted(maps.Keys(w.shown)) {
		d, err := schema.DefinitionOf(metric, "brand")
		if err != nil {
			missing = append(missing, metric)
			continue
		}
		if seen[d.Metric] {
			continue
		}
		seen[d.Metric] = true
		name := ""
		if known, ok := w.words.MetricNames[d.Metric]; ok {
			name = known
		}
		s.Definitions = append(s.Definitions, definition{Metric: d.Metric, Name: name, Text: d.Defined, Source: d.Source, File: d.File})
	}
	if len(missing) > 0 {
		s.Notes = []string{fmt.Sprintf(w.words.NotDefined, strings.Join(missing, ", "))}
	}
	return s
}
