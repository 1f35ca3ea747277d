package metric

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"regulars/config"

	"regulars"
)

// Definition is what the header of a .sql file says of one metric.
type Definition struct {
	Metric   string // a name, or a pattern such as stage_<name>
	File     string // such as schema/metric/numbers/stages.sql
	Title    string // what the file's metrics are about
	Defined  string
	Source   string // of the definition, in brackets
	Class    Class
	Scopes   []Scope
	Windows  []regulars.Window
	Restates Reach
	Unit     Unit
	Of       string   // what is counted: members; empty: it goes without saying
	Per      string   // and for each of what: member; empty: for nothing
	Reads    []Source // what it is computed from

	better  Direction
	except  map[Direction][]string
	matches *regexp.Regexp
}

// Definitions returns what the headers of all metrics say, file by file. It
// returns an error where a header can't be read or leaves something out.
var Definitions = sync.OnceValues(func() ([]Definition, error) {
	return readDefinitions(files)
})

func readDefinitions(files fs.FS) ([]Definition, error) {
	names, err := fs.Glob(files, "numbers/*.sql")
	if err != nil {
		return nil, err
	}
	var all []Definition
	for _, name := range names {
		var h header
		if err := ReadHeader(files, name, &h); err != nil {
			return nil, fmt.Errorf("schema/metric: %w", err)
		}
		definitions, err := h.definitions("schema/metric/" + name)
		if err != nil {
			return nil, fmt.Errorf("header of schema/metric/%s: %w", name, err)
		}
		all = append(all, definitions...)
	}
	return all, nil
}

// definitions are one per metric; a file that fills a table of its own has none.
func (h header) definitions(file string) ([]Definition, error) {
	if (h.Table == "") == (len(h.Metrics) == 0) {
		return nil, fmt.Errorf("it names neither metrics nor a table, or both: list its metrics under metrics, or name its table under table")
	}
	var all []Definition
	for _, e := range h.Metrics {
		if len(e.Names) == 0 {
			return nil, fmt.Errorf("an entry of metrics has no names: begin it with `- names: [orders]`")
		}
		for _, name := range e.Names {
			d, err := h.definition(file, name, e)
			if err != nil {
				return nil, err
			}
			all = append(all, d)
		}
	}
	return all, nil
}

func (h header) definition(file, name string, e entry) (Definition, error) {
	if !metricName.MatchString(name) {
		return Definition{}, fmt.Errorf("%q isn't the name of a metric: write it as repeat_order_rate, or stage_<name> for any name", name)
	}
	said := e.Says.or(h.Says)
	if key := said.missing(); key != "" {
		return Definition{}, fmt.Errorf("%s has no %s: add it, or add it to the whole file", name, key)
	}
	for _, w := range said.Windows {
		if !slices.Contains(regulars.Windows, w) {
			return Definition{}, fmt.Errorf("%s: %q is none of the windows %v", name, w, regulars.Windows)
		}
	}
	if len(said.Except) > 0 && !variable.MatchString(name) {
		return Definition{}, fmt.Errorf("%s has no variable in its name, so there is nothing to except: say which direction is better", name)
	}
	return Definition{
		Metric: name, File: file, Title: h.Title, Defined: withNote(said.Defined, h.Note), Source: said.Source, Class: said.Class,
		Scopes: said.Scopes, Windows: said.Windows, Restates: said.Restates,
		Unit: said.Unit, Of: said.Of, Per: said.Per, Reads: said.Reads,
		better: said.Better, except: said.Except, matches: Matcher(name),
	}, nil
}

func withNote(text, note string) string {
	if note == "" {
		return text
	}
	return strings.TrimSuffix(text, ".") + ". " + note
}

var (
	metricName = regexp.MustCompile(`^(?:[a-z0-9_]|<[a-z0-9]+>)+$`)
	variable   = regexp.MustCompile(`<[a-z0-9]+>`)
)

// Matcher returns the expression that a name or a pattern stands for, in which a
// variable stands for one word: rfm_<class> is rfm_vip, and not rfm_revenue_vip.
func Matcher(name string) *regexp.Regexp {
	return regexp.MustCompile("^" + variable.ReplaceAllString(name, "([a-z0-9]+)") + "$")
}

// DefinitionOf finds the definition of a metric at a scope, such as shop:web; at a
// scope that no header names, the first of the metric. It returns an error where
// no header names the metric, with the one that was probably meant.
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
		return Definition{}, unknown(metric, all)
	}
	return all[i], nil
}

func unknown(metric string, all []Definition) error {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.Metric
	}
	if meant := config.Nearest(metric, names); meant != "" {
		return fmt.Errorf("there is no metric %s: did you mean %s?", metric, meant)
	}
	return fmt.Errorf("no file of schema/metric/numbers names a metric %s: `starter kpi` lists what there is", metric)
}

// Names reports whether the definition is that of a metric at a scope.
func (d Definition) Names(metric, scope string) bool {
	return d.matches.MatchString(metric) && slices.Contains(d.Scopes, ScopeOf(scope))
}

// Counts says what the value counts, in words: count of members, currency per
// member.
func (d Definition) Counts() string {
	text := string(d.Unit)
	if d.Of != "" {
		text += " of " + d.Of
	}
	if d.Per != "" {
		text += " per " + d.Per
	}
	return text
}

// UnitOf returns what a metric's value counts; of an unknown metric, Count.
func UnitOf(metric string) Unit {
	d, err := DefinitionOf(metric, "brand")
	if err != nil {
		return Count
	}
	return d.Unit
}

// Better returns which movement of a metric is welcome; of an unknown metric,
// Neither.
func Better(metric string) Direction {
	d, err := DefinitionOf(metric, "brand")
	if err != nil {
		return Neither
	}
	return d.Better(metric)
}

// Better returns which movement is welcome of the metric, which is one of those
// that the definition's pattern stands for.
func (d Definition) Better(metric string) Direction {
	for _, value := range d.matches.FindStringSubmatch(metric) {
		for _, direction := range directions {
			if slices.Contains(d.except[direction], value) {
				return direction
			}
		}
	}
	return d.better
}

// Exceptions are the values of the name's variable for which another movement is welcome:
// "less: sleep, lost".
func (d Definition) Exceptions() []string {
	var all []string
	for _, direction := range directions {
		if values := d.except[direction]; len(values) > 0 {
			all = append(all, string(direction)+": "+strings.Join(values, ", "))
		}
	}
	return all
}
