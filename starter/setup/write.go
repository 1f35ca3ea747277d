package setup

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"regulars/config"
)

//go:embed regulars.yaml.tmpl
var text string

var page = template.Must(template.New("regulars.yaml").Funcs(template.FuncMap{"quote": strconv.Quote}).Parse(text))

// column is a column of the feed with what it is made of.
type column struct{ Name, Of string }

// Write writes a config to path and returns the names of the variables that it refers
// to. It returns os.ErrExist where the file is there already, and config.Mistakes where
// an answer makes no config.
func Write(path string, a Answers) (variables []string, err error) {
	a = a.withDefaults()
	if err := a.check(); err != nil {
		return nil, err
	}
	var b strings.Builder
	err = page.Execute(&b, struct {
		Answers
		Schema  string
		Columns []column
	}{a, schemaFrom(path), columnsOf(a)})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	given := func(string) (string, bool) { return "AC" + strings.Repeat("x", 32), true }
	if err := config.Check(path, []byte(b.String()), given); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is there already and stays as it is: name another file: %w", path, os.ErrExist)
	}
	if err != nil {
		return nil, fmt.Errorf("%s can't be written: %w", path, err)
	}
	_, err = file.WriteString(b.String())
	return variablesIn(b.String()), errors.Join(err, file.Close())
}

var reference = regexp.MustCompile(`(?m)^[^#\n]*\$\{([A-Z_]+)\}`)

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

// columnsOf returns the feed's columns in their usual order; without answers the three
// without which there is no order, by their own names.
func columnsOf(a Answers) []column {
	given := a.Columns
	if len(given) == 0 && a.Preset == "" {
		given = map[string]string{"order_id": "order_id", "placed_at": "placed_at", "amount": "amount"}
	}
	known, _ := config.ColumnsOf("orders")
	var columns []column
	for _, name := range known.All() {
		if of, is := given[name]; is {
			columns = append(columns, column{name, of})
		}
	}
	return columns
}
