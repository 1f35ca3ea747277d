package segment

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/console/words"
	"regulars/present"
	"regulars/schema/view"
)

// Chip is a condition to choose or to leave.
type Chip struct {
	Text, URL string
	Chosen    bool
}

// Group are chips of one kind: any of those that are chosen is meant.
type Group struct {
	Name  string
	Chips []Chip
}

// Cell is one field of the RFM matrix.
type Cell struct {
	Text, URL, Members string
	Chosen             bool
	Weight             int // 0 to 4: how many members there are, of the most
}

// Row is a line of the matrix, of one recency.
type Row struct {
	Name  string
	Cells []Cell
}

// Shown is where chips lead, and in which words.
type Shown struct {
	Path  string // of the page
	T     *words.Text
	Names *present.Names
	Brand *config.Brand
}

func (s Shown) to(query string) string {
	if query == "" {
		return s.Path
	}
	return s.Path + "?" + query
}

// Groups are all chips, those of the matrix aside.
func (s Shown) Groups(f Filter) []Group {
	groups := []Group{
		s.group(f, s.T.Stage, keyStage, texts(regulars.Stages), s.Names.Stage),
		s.group(f, s.T.RFMClass, keyClass, texts(regulars.Classes), s.Names.Class),
		s.group(f, "AIPL", keyAIPL, texts(regulars.AIPLStages), func(v string) string { return s.Names.Metric("aipl_" + strings.ToLower(v)) }),
		s.group(f, s.T.Phase, keyPhase, texts(regulars.LifePhases), s.named(s.T.Phases)),
		s.group(f, s.T.Tier, keyTier, texts(regulars.ValueTiers), s.named(s.T.Tiers)),
		s.group(f, s.T.Forecast, keyForecast, Forecasts, s.named(s.T.Forecasts)),
		s.group(f, s.T.AnswersOn, keyChannel, texts(regulars.Channels), s.named(s.T.ChannelNames)),
	}
	if len(s.Brand.Segments) > 0 {
		var names []string
		for name := range s.Brand.Segments {
			names = append(names, name)
		}
		slices.Sort(names)
		groups = append(groups, s.group(f, s.T.OfConfig, keySaved, names, func(v string) string { return v }))
	}
	return groups
}

func (s Shown) group(f Filter, name, key string, values []string, word func(string) string) Group {
	g := Group{Name: name}
	for _, value := range values {
		g.Chips = append(g.Chips, Chip{Text: word(value), URL: s.to(f.turned(key, value)), Chosen: f.has(key, value)})
	}
	return g
}

func (s Shown) named(names map[string]string) func(string) string {
	return func(value string) string {
		if name, known := names[value]; known {
			return name
		}
		return value
	}
}

// Written are the conditions that somebody wrote, each to be left by a click.
func (s Shown) Written(f Filter) []Chip {
	var chips []Chip
	for _, of := range []struct{ key, name string }{{keyTag, s.T.Tag}, {keyProduct, s.T.Product}, {keyCategory, s.T.Category}} {
		for _, value := range f.values[of.key] {
			chips = append(chips, Chip{Text: of.name + ": " + value, URL: s.to(f.turned(of.key, value)), Chosen: true})
		}
	}
	if stage, days := f.Due(); stage != "" {
		chips = append(chips, Chip{Text: fmt.Sprintf(s.T.DueWithin, days, s.Names.Stage(stage)), URL: s.to(f.turned(keyDue, stage)), Chosen: true})
	}
	return chips
}

// Matrix are the classes of recency and frequency with how many members a date's published
// numbers have in each, the best first.
func (s Shown) Matrix(f Filter, cells []view.Cell) []Row {
	members, most := map[string]float64{}, 1.0
	for _, c := range cells {
		if c.Metric == "rfm_cross_rf" && c.Value != nil {
			members[c.Scope] = *c.Value
			most = max(most, *c.Value)
		}
	}
	var rows []Row
	for r := 5; r >= 1; r-- {
		row := Row{Name: fmt.Sprintf("R%d", r)}
		for frequency := 1; frequency <= 5; frequency++ {
			n := members[fmt.Sprintf("r:%d/f:%d", r, frequency)]
			value := fmt.Sprintf("r%df%d", r, frequency)
			row.Cells = append(row.Cells, Cell{
				Text: strings.ToUpper(value), URL: s.to(f.turned(keyCell, value)), Members: present.Whole(uint64(n)), Chosen: f.has(keyCell, value),
				Weight: int(n / most * 4),
			})
		}
		rows = append(rows, row)
	}
	return rows
}

// Says is the conditions in sentences.
func (s Shown) Says(f Filter) []string {
	a, err := f.Audience(s.Brand)
	if err != nil {
		return nil
	}
	said := present.Audience(s.Names, &a, audience.Repetition{})
	said = said[:len(said)-1] // when again is a campaign's
	if stage, days := f.Due(); stage != "" {
		said[0] = fmt.Sprintf(s.T.DueWithin, days, s.Names.Stage(stage))
	}
	return said
}

func texts[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = string(word)
	}
	return words
}
