package setup

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"regulars/config/edit"
)

//go:embed regulars.yaml.tmpl
var text string

var page = template.Must(template.New("regulars.yaml").Funcs(template.FuncMap{"quote": strconv.Quote}).Parse(text))

// Write writes a config to path and returns the names of the variables that it refers
// to. It returns os.ErrExist where the file is there already, and config.Mistakes where
// an answer makes no config.
func Write(path string, a Answers) (variables []string, err error) {
	a = a.withDefaults()
	if err := a.check(); err != nil {
		return nil, err
	}
	item, err := a.item("")
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	err = page.Execute(&b, struct {
		Answers
		Schema, Item string
	}{a, schemaFrom(path), edit.Indented(strings.TrimSuffix(item, "\n"), 6)})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%s is there already and stays as it is: name another file: %w", path, os.ErrExist)
	}
	return variablesIn(b.String()), edit.NewFile(path, []byte(b.String()))
}

var reference = regexp.MustCompile(`(?m)^[^#\n]*\$\{([A-Z][A-Z0-9_]*)\}`)

func variablesIn(text string) []string {
	var names []string
	for _, found := range reference.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// schemaFrom is the way from the config to the schema that editors check it with.
func schemaFrom(path string) string {
	const schema = "docs/regulars.schema.json"
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return schema
	}
	here, err := filepath.Abs(schema)
	if err != nil {
		return schema
	}
	if way, err := filepath.Rel(dir, here); err == nil {
		return filepath.ToSlash(way)
	}
	return schema
}
