package metric

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"regulars"
)

const headerStart, headerEnd = "/*---\n", "---*/\n"

// ReadHeader decodes the YAML at the top of a .sql file, between /*--- and ---*/,
// into a struct. It returns an error where there is none and where a key isn't one
// of the struct's.
func ReadHeader(files fs.FS, file string, into any) error {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return fmt.Errorf("header of %s: %w", file, err)
	}
	after, found := strings.CutPrefix(string(text), headerStart)
	header, _, ended := strings.Cut(after, headerEnd)
	if !found || !ended {
		return fmt.Errorf("header of %s: begin the file with a line /*--- and end the header with a line ---*/", file)
	}
	if strings.Contains(header, ";\n") {
		return fmt.Errorf("header of %s: a line ends in a semicolon, which would end the statement: break it elsewhere", file)
	}
	if err := yaml.NewDecoder(bytes.NewReader([]byte(header)), yaml.Strict()).Decode(into); err != nil {
		return fmt.Errorf("header of %s: %w", file, err)
	}
	return nil
}

// header is that of a file in numbers/. What it says at the top level holds for
// each of its metrics that doesn't say otherwise.
type header struct {
	Title   string  `yaml:"title"`
	Table   string  `yaml:"table"` // that the file fills instead of kpi; it has no metrics then
	Note    string  `yaml:"note"`  // true of all of its metrics, in addition to their definitions
	Says    says    `yaml:",inline"`
	Metrics []entry `yaml:"metrics"`
}

// entry is one metric, or several of which the same is said.
type entry struct {
	Names []string `yaml:"names"`
	Says  says     `yaml:",inline"`
}

// says is what a header says of a metric.
type says struct {
	Defined  string                 `yaml:"defined"`
	Source   string                 `yaml:"source"` // of the definition, in brackets
	Class    Class                  `yaml:"class"`
	Unit     Unit                   `yaml:"unit"`
	Of       string                 `yaml:"of"`  // what is counted: members
	Per      string                 `yaml:"per"` // and for each of what: member
	Better   Direction              `yaml:"better"`
	Except   map[Direction][]string `yaml:"except"` // values of the name's variable with another direction: of stage_<name>, less: [lost]
	Reads    []Source               `yaml:"reads"`
	Scopes   []Scope                `yaml:"scopes"`
	Windows  []regulars.Window      `yaml:"windows"`
	Restates Reach                  `yaml:"restates"`
}

// or fills what an entry leaves out. A unit comes with what it counts.
func (s says) or(standard says) says {
	s.Defined = orElse(s.Defined, standard.Defined)
	s.Source = orElse(s.Source, standard.Source)
	s.Class = orElse(s.Class, standard.Class)
	if s.Unit == "" {
		s.Unit, s.Of, s.Per = standard.Unit, orElse(s.Of, standard.Of), orElse(s.Per, standard.Per)
	}
	s.Better = orElse(s.Better, standard.Better)
	s.Restates = orElse(s.Restates, standard.Restates)
	if s.Except == nil {
		s.Except = standard.Except
	}
	if s.Reads == nil {
		s.Reads = standard.Reads
	}
	if s.Scopes == nil {
		s.Scopes = standard.Scopes
	}
	if s.Windows == nil {
		s.Windows = standard.Windows
	}
	return s
}

// missing returns the first key that neither an entry nor its file has.
func (s says) missing() string {
	for _, field := range []struct {
		key   string
		empty bool
	}{
		{"defined", s.Defined == ""}, {"source", s.Source == ""}, {"class", s.Class == ""}, {"unit", s.Unit == ""},
		{"better", s.Better == ""}, {"reads", len(s.Reads) == 0}, {"scopes", len(s.Scopes) == 0},
		{"windows", len(s.Windows) == 0}, {"restates", s.Restates == ""},
	} {
		if field.empty {
			return field.key
		}
	}
	return ""
}

func orElse[T ~string](text, standard T) T {
	if text == "" {
		return standard
	}
	return text
}
