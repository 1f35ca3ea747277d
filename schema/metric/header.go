package metric

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Unit is what a metric's value counts.
type Unit string

// The units of metrics, as their headers' words sort into them.
const (
	Count    Unit = "count"    // members, orders, events …
	Currency Unit = "currency" // the brand's
	Ratio    Unit = "ratio"    // a part of a whole: 1 is all of it
	Days     Unit = "days"
	Number   Unit = "number" // so many of one thing per another
)

// Definition is what the header of a .sql file says of one metric.
type Definition struct {
	Metric   string // a name, or a pattern such as stage_<name>
	File     string // such as schema/metric/numbers/stages.sql
	Title    string // what the file's metrics are about
	Defined  string
	Source   string // of the definition, in brackets
	Class    string // core, related or trend
	Scopes   string
	Windows  string
	Restates string // which dates a changed order touches
	Unit     string // in the header's words
	Reads    string // what it is computed from: orders, events, costs, products, deliveries, messages

	matches *regexp.Regexp
}

// Definitions are what all headers of metrics say, file by file. A header that
// can't be read is an error.
var Definitions = sync.OnceValues(func() ([]Definition, error) {
	names, err := fs.Glob(files, "numbers/*.sql")
	if err != nil {
		return nil, err
	}
	var all []Definition
	for _, name := range names {
		h, err := HeaderOf(files, "schema/metric", name)
		if err != nil {
			return nil, err
		}
		definitions, err := h.definitions()
		if err != nil {
			return nil, fmt.Errorf("header of schema/metric/%s: %w", name, err)
		}
		all = append(all, definitions...)
	}
	return all, nil
})

// DefinitionOf finds the header that names a metric at a scope, such as
// shop:web; at a scope that no header names, the first that names the metric.
func DefinitionOf(metric, scope string) (Definition, error) {
	all, err := Definitions()
	if err != nil {
		return Definition{}, err
	}
	i := slices.IndexFunc(all, func(d Definition) bool { return d.Names(metric, scope) })
	if i < 0 {
		i = slices.IndexFunc(all, func(d Definition) bool { return d.matches.MatchString(metric) })
	}
	if i < 0 {
		return Definition{}, fmt.Errorf("no file of schema/metric/numbers names a metric %s: `starter kpi` lists what there is", metric)
	}
	return all[i], nil
}

// Names tells whether the definition is that of a metric at a scope.
func (d Definition) Names(metric, scope string) bool {
	kind, _, _ := strings.Cut(scope, ":")
	return d.matches.MatchString(metric) && slices.Contains(scopeWord.FindAllString(d.Scopes, -1), kind)
}

var scopeWord = regexp.MustCompile(`[a-z_]+`)

// UnitOf is what a metric's value counts; of an unknown metric it is Count.
func UnitOf(metric string) Unit {
	d, err := DefinitionOf(metric, "brand")
	if err != nil {
		return Count
	}
	return unitOf(d.Unit)
}

// unitOf sorts a header's words; what isn't money, a part, days or so many per
// something is counted.
func unitOf(words string) Unit {
	switch {
	case strings.Contains(words, "currency"):
		return Currency
	case words == "ratio":
		return Ratio
	case words == "days":
		return Days
	case words == "number" || strings.Contains(words, " per "):
		return Number
	}
	return Count
}

// header is the comment at the top of a .sql file: a title, then fields.
type Header struct {
	File   string
	title  string
	Fields map[string]string
}

var headerField = regexp.MustCompile(`^-- ([a-z]+) {2,}(\S.*)$`)

// headerOf reads a header: the title ends at an empty comment, the fields at the
// next one or at the first line that is none. A line that is indented goes on
// with the field above.
func HeaderOf(files fs.FS, folder, file string) (Header, error) {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return Header{}, fmt.Errorf("header of %s/%s: %w", folder, file, err)
	}
	h := Header{File: path.Join(folder, file), Fields: map[string]string{}}
	field := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		found := headerField.FindStringSubmatch(line)
		switch {
		case !strings.HasPrefix(line, "--") || line == "--" && field != "":
			return h, nil
		case found != nil:
			field = found[1]
			h.Fields[field] = found[2]
		case field != "":
			h.Fields[field] = join(h.Fields[field], line)
		default:
			h.title = join(h.title, line)
		}
	}
	return h, nil
}

func join(text, comment string) string {
	return strings.TrimSpace(text + " " + strings.TrimSpace(strings.TrimPrefix(comment, "--")))
}

// definitions are one per metric; a file that fills a table of its own has none.
func (h Header) definitions() ([]Definition, error) {
	if h.Fields["metrics"] == "" {
		if h.Fields["table"] == "" {
			return nil, fmt.Errorf("it names neither metrics nor a table: begin a line with `-- metrics`")
		}
		return nil, nil
	}
	for _, field := range []string{"defined", "source", "class", "scopes", "restates", "unit"} {
		if h.Fields[field] == "" {
			return nil, fmt.Errorf("%s is missing: begin a line with `-- %s`", field, field)
		}
	}
	names, err := MetricNames(h.Fields["metrics"])
	if err != nil {
		return nil, err
	}
	units, err := unitsOf(h.Fields["unit"], names)
	if err != nil {
		return nil, err
	}
	definitions := make([]Definition, len(names))
	for i, name := range names {
		definitions[i] = Definition{
			Metric: name, File: h.File, Title: h.title, Defined: Clause(h.Fields["defined"], name, names),
			Source: h.Fields["source"], Class: h.Fields["class"], Scopes: h.Fields["scopes"],
			Windows: h.Fields["windows"], Restates: h.Fields["restates"], Unit: units[name],
			Reads: cmp.Or(h.SaysOf("reads", name, names), "orders"), matches: Matcher(name),
		}
	}
	return definitions, nil
}

var (
	remark     = regexp.MustCompile(`\([^()]*\)`)
	metricName = regexp.MustCompile(`^(?:[a-z0-9_]|<[a-z0-9]+>)+$`)
	variable   = regexp.MustCompile(`<[a-z0-9]+>`)
)

// metricNames reads a list of metrics: commas or semicolons between them,
// remarks in brackets, words before a colon. A name that begins with _ is the
// one before it with another ending: rate_30d, _60d.
func MetricNames(list string) ([]string, error) {
	list = remark.ReplaceAllString(list, "")
	var names []string
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' }) {
		if _, after, found := strings.Cut(item, ":"); found {
			item = after
		}
		name := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(item), "and "))
		if name == "" || name == "and" || strings.HasPrefix(name, "as ") {
			continue
		}
		if strings.HasPrefix(name, "_") && len(names) > 0 {
			before := names[len(names)-1]
			name = before[:strings.LastIndex(before, "_")] + name
		}
		if !metricName.MatchString(name) {
			return nil, fmt.Errorf("metrics: %q is no name of a metric: separate names by commas, put remarks in brackets", name)
		}
		names = append(names, name)
	}
	return names, nil
}

// matcher lets a variable stand for one word: rfm_<class> is rfm_vip, and not
// rfm_revenue_vip.
func Matcher(name string) *regexp.Regexp {
	return regexp.MustCompile("^" + variable.ReplaceAllString(name, "[a-z0-9]+") + "$")
}

// unitsOf reads "members; ratio for a, b; currency for c": the first is that of
// all that none of the others names.
func unitsOf(text string, names []string) (map[string]string, error) {
	parts := strings.Split(text, ";")
	if strings.Contains(parts[0], ",") {
		return nil, fmt.Errorf("unit: %q leaves open what is which: write `members; ratio for NAME, NAME; currency for NAME`", parts[0])
	}
	units := map[string]string{}
	for _, name := range names {
		units[name] = strings.TrimSpace(parts[0])
	}
	for _, part := range parts[1:] {
		unit, list, found := strings.Cut(strings.TrimSpace(part), " for ")
		if !found {
			return nil, fmt.Errorf("unit: %q names no metrics: write `%s for` and their names", part, strings.TrimSpace(part))
		}
		of, err := MetricNames(strings.ReplaceAll(list, " and ", ", "))
		if err != nil {
			return nil, err
		}
		for _, name := range of {
			if !slices.Contains(names, name) {
				return nil, fmt.Errorf("unit: the file has no metric %s: name one of %s", name, strings.Join(names, ", "))
			}
			units[name] = unit
		}
	}
	return units, nil
}

// clause is what a text says of one of the names: "a: this. b, c: that." Where
// the text isn't made of such clauses, it is said of all.
func Clause(text, name string, names []string) string {
	starts := ClauseStarts(text, names)
	if len(starts) == 0 || starts[0].At > 0 {
		return text
	}
	for i, s := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1].At
		}
		if slices.Contains(s.names, name) {
			return strings.TrimSuffix(strings.TrimSpace(text[s.text:end]), ".")
		}
	}
	return text
}

type clauseStart struct {
	At, text int
	names    []string
}

var clauseHead = regexp.MustCompile(`(?:^|\. |; )((?:[a-z0-9_<>]+(?:, | and ))*[a-z0-9_<>]+): `)

func ClauseStarts(text string, names []string) []clauseStart {
	var starts []clauseStart
	for _, at := range clauseHead.FindAllStringSubmatchIndex(text, -1) {
		of, err := MetricNames(strings.ReplaceAll(text[at[2]:at[3]], " and ", ", "))
		if err != nil || slices.ContainsFunc(of, func(n string) bool { return !slices.Contains(names, n) }) {
			continue
		}
		starts = append(starts, clauseStart{At: at[2], text: at[1], names: of})
	}
	return starts
}

// SaysOf is what a field says of a metric: nothing, where it is made of clauses
// and none is the metric's.
func (h Header) SaysOf(field, metric string, names []string) string {
	text := h.Fields[field]
	if said := Clause(text, metric, names); said != text {
		return said
	}
	starts := ClauseStarts(text, names)
	if len(starts) > 0 && starts[0].At == 0 {
		return ""
	}
	return text
}
