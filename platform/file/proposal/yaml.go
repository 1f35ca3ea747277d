package proposal

import (
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"regulars/config"
)

// YAML is the feed as the config has it, one item of feeds.
func (r *Report) YAML() string {
	text, err := yaml.MarshalWithOptions(r.keys(), yaml.Indent(2))
	if err != nil {
		return err.Error() // of words there is always a text
	}
	return string(text)
}

// keys are the keys of the feed that hold something, in the order in which people read
// them.
func (r *Report) keys() yaml.MapSlice {
	f := r.Written
	var m yaml.MapSlice
	add := func(key, value string) {
		if value != "" {
			m = append(m, yaml.MapItem{Key: key, Value: expandable(value)})
		}
	}
	add("path", f.Path)
	add("preset", f.Preset)
	if f.Entity != "orders" && f.Preset == "" {
		add("entity", f.Entity)
	}
	add("format", f.Format)
	add("structure", f.Structure)
	add("encoding", f.Encoding)
	add("delimiter", f.Delimiter)
	add("quote", f.Quote)
	add("sheet", f.Sheet)
	if f.SkipLines > 0 {
		m = append(m, yaml.MapItem{Key: "skip_lines", Value: f.SkipLines})
	}
	if f.Header != nil {
		m = append(m, yaml.MapItem{Key: "header", Value: *f.Header})
	}
	m = addWords(m, "dates", f.Dates)
	m = addWords(m, "numbers", f.Numbers)
	add("grain", f.Grain)
	add("order_cells", f.OrderCells)
	add("on_repeat", f.OnRepeat)
	add("where", f.Where)
	if len(f.Columns) > 0 {
		m = append(m, yaml.MapItem{Key: "columns", Value: r.columnKeys()})
	}
	return m
}

func addWords(m yaml.MapSlice, key string, w config.Words) yaml.MapSlice {
	if word, all := w[""]; all && len(w) == 1 {
		return append(m, yaml.MapItem{Key: key, Value: word})
	}
	var list yaml.MapSlice
	for _, name := range slices.Sorted(maps.Keys(w)) {
		list = append(list, yaml.MapItem{Key: name, Value: w[name]})
	}
	if len(list) == 0 {
		return m
	}
	return append(m, yaml.MapItem{Key: key, Value: list})
}

// columnKeys are the fields in the order of the entity's columns.
func (r *Report) columnKeys() yaml.MapSlice {
	var list yaml.MapSlice
	known, _ := config.ColumnsOf(r.Feed.Entity)
	for _, field := range known.All() {
		if text := r.Written.Columns[field]; text != "" {
			list = append(list, yaml.MapItem{Key: field, Value: expandable(text)})
		}
	}
	return list
}

// expandable is a text of which the config's reading makes the same again: a dollar sign
// begins no variable.
func expandable(text string) string { return strings.ReplaceAll(text, "$", "$$") }
