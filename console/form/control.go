package form

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"regulars/console/words"
	"regulars/present"
)

// Kinds of controls.
const (
	KindText   = "text"
	KindArea   = "area" // several lines
	KindLines  = "lines"
	KindChoice = "choice" // one of some
	KindChecks = "checks" // some of some
	KindTick   = "tick"
	KindRadio  = "radio"
	KindSpan   = "span"  // what is typed, and its unit
	KindOrder  = "order" // some of some, in an order
)

// Field is a control.
type Field struct {
	Path, ID, Label, Lead, Kind, Value string

	Options  []Option
	Mistakes []string
	Of       string // the choice that it belongs to, as a class of the page
	Rows     int

	Number, Was string     // of a span: what is typed, and the value that was there
	Slots       [][]Option // of an order: what may stand at each place
	Units       string     // of a span: what its units are called
	Grid        bool       // of checks: five in a row
	Count       string     // how long what is typed is
}

// One reports whether a span has one unit, which needs no choice.
func (f Field) One() bool { return len(f.Options) == 1 }

// Option is one of what there is to choose.
type Option struct {
	Value, Text string
	Chosen      bool
}

// Group are fields of one kind.
type Group struct {
	ID, Name, Lead string
	Fields         []Field
	Folded         bool // shown when asked for: nothing of it is given
}

// Sheet makes the controls of a document's fields.
type Sheet struct {
	T        *Text
	Words    *words.Text
	Names    *present.Names
	Values   url.Values
	Mistakes map[string][]string // by path; those of a control are taken
	Place    string              // of the controls that are made, before their words where mistakes are listed
	shown    map[string]bool
	wrong    map[string]Field // by the path of a mistake, the control that shows it
}

// Wrong is a mistake of a document.
type Wrong struct {
	At, Says, Remedy string
	Path, To         string // To: the control that shows it
}

// Point says where mistakes are shown: at which control, in its words.
func (s *Sheet) Point(mistakes []Wrong) {
	for i := range mistakes {
		if at, is := s.wrong[mistakes[i].Path]; is {
			mistakes[i].At, mistakes[i].To = at.Label, at.ID
		}
	}
}

// NewSheet returns the controls of fields, in the words of a language.
func NewSheet(t *words.Text, names *present.Names, values url.Values) *Sheet {
	return &Sheet{T: TextOf(names), Words: t, Names: names, Values: values, Mistakes: map[string][]string{}, shown: map[string]bool{}, wrong: map[string]Field{}}
}

var idOf = strings.NewReplacer(".", "-", "[", "-", "]", "", "+", "new", "~", "-", "%", "-")

// Field makes a control of a path; its words are those of the pattern of the path.
func (s *Sheet) Field(kind, path string, options ...Option) Field {
	s.shown[path] = true
	pattern := patternOf(path)
	field := Field{Path: path, ID: "f-" + idOf.Replace(path), Label: wordOr(s.T.Labels, pattern), Lead: s.T.Leads[pattern], Kind: kind, Rows: 3}
	values := s.Values[path]
	switch kind {
	case KindLines:
		field.Value, field.Rows = strings.Join(values, "\n"), max(2, min(len(values)+1, 6))
	default:
		field.Value = s.Values.Get(path)
	}
	for _, o := range options {
		o.Chosen = slices.Contains(values, o.Value)
		field.Options = append(field.Options, o)
	}
	if kind == KindText && strings.ContainsAny(field.Value, "\r\n") {
		field.Kind = KindArea // a line would lose where it ends
	}
	if kind == KindChoice && field.Value == "" && !slices.ContainsFunc(options, func(o Option) bool { return o.Value == "" }) {
		field.Options = append([]Option{{"", "–", true}}, field.Options...) // a page would choose the first one
	}
	for _, value := range values { // what isn't one of them isn't lost either
		known := slices.ContainsFunc(options, func(o Option) bool { return o.Value == value })
		if (kind == KindChecks || kind == KindChoice) && !known && value != "" {
			field.Options = append(field.Options, Option{value, value, true})
		}
	}
	field.Mistakes = s.mistakesAt(path, field)
	return field
}

// Called gives a control other words.
func (s *Sheet) Called(field Field, label string) Field {
	field.Label = label
	for at, by := range s.wrong {
		if by.ID == field.ID {
			s.wrong[at] = Field{ID: by.ID, Label: s.Place + label}
		}
	}
	return field
}

// Span makes a control of what is typed and its unit.
func (s *Sheet) Span(path string, units ...Option) Field {
	field := s.Field(KindSpan, path)
	of := make([]string, len(units))
	for i, u := range units {
		of[i] = u.Value
	}
	var unit string
	field.Was, field.Units = field.Value, s.T.Unit
	field.Number, unit = parted(field.Value, of)
	known := slices.Contains(of, unit)
	for i, u := range units {
		u.Chosen = u.Value == unit || i == 0 && !known
		field.Options = append(field.Options, u)
	}
	if !known && len(units) > 0 {
		unit = units[0].Value
	}
	field.Value = field.Number + " " + unit // as the page shows it
	return field
}

// Order makes a control of some of the options in an order, with a place for each.
func (s *Sheet) Order(path string, options ...Option) Field {
	field := s.Field(KindOrder, path)
	values := lines(s.Values[path])
	for i := range max(len(options), len(values)) {
		slot, chosen := Optional(slices.Clone(options)), ""
		if i < len(values) {
			chosen = values[i]
		}
		if !slices.ContainsFunc(slot, func(o Option) bool { return o.Value == chosen }) {
			slot = append(slot, Option{chosen, chosen, true})
		}
		for k := range slot {
			slot[k].Chosen = slot[k].Value == chosen
		}
		field.Slots = append(field.Slots, slot)
	}
	return field
}

// Choice makes a control of a part of a path that says which of its fields count.
func (s *Sheet) Choice(path, chosen string, options ...Option) Field {
	field := s.Field(KindRadio, path, options...)
	if s.Values.Get(path) != "" {
		chosen = s.Values.Get(path)
	}
	for i := range field.Options {
		field.Options[i].Chosen = field.Options[i].Value == chosen
	}
	return field
}

// patternOf is a path without what stands for one of many.
func patternOf(path string) string {
	parts := strings.Split(path, ".")
	for i, part := range parts {
		if at, end := strings.IndexByte(part, '['), strings.IndexByte(part, ']'); at >= 0 && end > at {
			parts[i] = part[:at] + part[end+1:]
		}
	}
	if parts[0] == "variants" {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return ""
	}
	last := parts[len(parts)-1]
	if parts[0] == "enter" {
		parts[0] = "audience"
	}
	switch {
	case parts[0] == "templates":
		return "templates." + last
	case parts[0] == "goal", len(parts) > 2 && parts[0] == "steps" && (parts[1] == "until" || parts[2] == "if"):
		return "if." + last
	case parts[0] == "steps" && len(parts) > 1:
		return "steps." + last
	case len(parts) == 4 && parts[1] == "predicted", len(parts) == 3 && parts[1] != "predicted":
		return parts[0] + ".*." + last
	}
	return strings.Join(parts, ".")
}

// mistakesAt takes the mistakes of a path and of what is below it, for the control that shows them.
func (s *Sheet) mistakesAt(path string, by Field) []string {
	var all []string
	for _, at := range slices.Sorted(maps.Keys(s.Mistakes)) {
		if at == path || strings.HasPrefix(at, path+"[") || strings.HasPrefix(at, path+".") {
			all = append(all, s.Mistakes[at]...)
			s.wrong[at] = Field{ID: by.ID, Label: s.Place + by.Label}
			delete(s.Mistakes, at)
		}
	}
	return all
}

// Taken takes the mistakes of what has no control of its own, for the place that shows them.
func (s *Sheet) Taken(path, id, label string) []string {
	return s.mistakesAt(path, Field{ID: id, Label: label})
}

// Rest are the fields that have no control; they go along, so that nothing is lost.
func (s *Sheet) Rest() [][2]string {
	var pairs [][2]string
	for _, path := range slices.Sorted(maps.Keys(s.Values)) {
		if !s.shown[path] && !strings.Contains(path, "~") {
			for _, value := range s.Values[path] {
				pairs = append(pairs, [2]string{path, value})
			}
		}
	}
	return pairs
}

// Folded folds a group in which nothing is given and nothing is wrong.
func Folded(g Group) Group {
	g.Folded = !slices.ContainsFunc(g.Fields, Field.given)
	return g
}

func (f Field) given() bool {
	return f.Value != "" && f.Kind != KindSpan || f.Number != "" || f.Was != "" || len(f.Mistakes) > 0 ||
		slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen && o.Value != "" && f.Kind != KindSpan })
}

// Options are values with their words.
func Options[T ~string](values []T, text func(string) string) []Option {
	list := make([]Option, len(values))
	for i, v := range values {
		list[i] = Option{Value: string(v), Text: text(string(v))}
	}
	return list
}

// Same is a word that stands for itself.
func Same(text string) string { return text }

// Optional is a choice that may be left out.
func Optional(list []Option) []Option { return append([]Option{{"", "–", false}}, list...) }

func wordOr(words map[string]string, key string) string {
	if word, known := words[key]; known {
		return word
	}
	return key
}
