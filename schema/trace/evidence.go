package trace

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"regulars/schema/metric"
)

// Evidence says which orders, events, members, deliveries and costs stand behind a
// metric, in words.
type Evidence struct {
	File        string // such as schema/trace/evidence/stages.sql
	Numerator   string // what adds to it; of a sum or a count, to the number itself
	Denominator string // empty: it has none
	Instead     string // what to look at where no orders stand behind it; else empty

	name string // of the file, as the metric's own in numbers/
	entry
}

// evidenceHeader is that of a file in evidence/.
type evidenceHeader struct {
	Title    string  `yaml:"title"`
	Evidence []entry `yaml:"evidence"`
}

// entry is what a header says of some of the metrics of a file. What other
// metrics' orders stand behind is said by their names.
type entry struct {
	Names       []string `yaml:"names"`
	Numerator   string   `yaml:"numerator"`
	Denominator string   `yaml:"denominator"`
	Instead     string   `yaml:"instead"`
	Same        string   `yaml:"same"`  // the metric that it is under another name
	Above       string   `yaml:"above"` // whose numerator belongs to the numerator
	Below       string   `yaml:"below"` // whose numerator belongs to the denominator
}

// own reports whether the file itself finds some of the evidence.
func (e entry) own() bool { return e.Numerator+e.Denominator != "" }

// entries are what the headers say, by the name of their file.
var entries = sync.OnceValues(func() (map[string][]entry, error) {
	return readEntries(files)
})

func readEntries(files fs.FS) (map[string][]entry, error) {
	names, err := fs.Glob(files, "evidence/*.sql")
	if err != nil {
		return nil, err
	}
	all := map[string][]entry{}
	for _, name := range names {
		var h evidenceHeader
		if err := metric.ReadHeader(files, name, &h); err != nil {
			return nil, fmt.Errorf("schema/trace: %w", err)
		}
		for _, e := range h.Evidence {
			if err := e.check(); err != nil {
				return nil, fmt.Errorf("header of schema/trace/%s: %w", name, err)
			}
		}
		all[path.Base(name)] = h.Evidence
	}
	return all, nil
}

func (e entry) check() error {
	said := 0
	for _, text := range []string{e.Numerator + e.Denominator + e.Above + e.Below, e.Same, e.Instead} {
		if text != "" {
			said++
		}
	}
	if len(e.Names) == 0 || said != 1 {
		return fmt.Errorf("an entry of evidence names its metrics and says either the parts, or the same, or what to see instead: %+v", e)
	}
	return nil
}

// EvidenceOf returns what is known of the evidence of a metric at a scope: that of
// the file in evidence/ that is named as the metric's own in numbers/. It returns
// an error where the metric is unknown and where nothing says what stands behind
// it.
func EvidenceOf(name, scope string) (Evidence, error) {
	d, err := metric.DefinitionOf(name, scope)
	if err != nil {
		return Evidence{}, err
	}
	all, err := entries()
	if err != nil {
		return Evidence{}, err
	}
	file := path.Base(d.File)
	for _, e := range all[file] {
		for _, pattern := range e.Names {
			if metric.Matcher(pattern).MatchString(name) {
				return e.evidence(file, scope)
			}
		}
	}
	return Evidence{}, fmt.Errorf("schema/trace/evidence/%s doesn't say yet which orders stand behind %s", file, name)
}

func (e entry) evidence(file, scope string) (Evidence, error) {
	evidence := Evidence{
		File: "schema/trace/evidence/" + file, name: file, entry: e,
		Numerator: e.Numerator, Denominator: e.Denominator, Instead: e.Instead,
	}
	return evidence, evidence.borrow(scope)
}

// borrow says of what other metrics' orders stand behind it as they say it.
func (e *Evidence) borrow(scope string) error {
	if e.Same != "" {
		of, err := EvidenceOf(e.Same, scope)
		e.Numerator, e.Denominator = of.Numerator, of.Denominator
		return err
	}
	for _, part := range []struct {
		of   string
		text *string
	}{{e.Above, &e.Numerator}, {e.Below, &e.Denominator}} {
		if part.of == "" {
			continue
		}
		of, err := EvidenceOf(part.of, scope)
		if err != nil {
			return err
		}
		*part.text = strings.TrimSpace(*part.text + " " + part.of + ": " + of.Numerator)
	}
	return nil
}
