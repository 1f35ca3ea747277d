package setup

import (
	_ "embed"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/template"

	"regulars/config"
	"regulars/config/edit"
	"regulars/platform/connectors"
)

//go:embed shop.yaml.tmpl
var shopText string

var shopItem = template.Must(template.New("shop").Funcs(template.FuncMap{"quote": strconv.Quote, "name": nameOf}).Parse(shopText))

// column is a column of the feed with what it is made of.
type column struct{ Name, Of string }

// AddShop writes a shop into the config at path, behind the others of its brand (empty: of
// the only one), and returns the names of the variables that it refers to. All else in the
// file stays, comments and all. It returns os.ErrNotExist where there is no file.
func AddShop(path, brand string, s Shop) (variables []string, err error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	before, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s has no brand yet: write it with `starter init`: %w", path, err)
	}
	item, err := s.item(string(before))
	if err != nil {
		return nil, err
	}
	return variablesIn(item), edit.AddShop(path, edit.Shop{Name: s.Name, Brand: brand, Item: item})
}

// item is the shop as it stands in the list of a config, whose text it will be a part of.
func (s Shop) item(config string) (string, error) {
	var b strings.Builder
	err := shopItem.Execute(&b, struct {
		Shop
		Written []string
		Columns []column
	}{s, s.written(config), s.columns()})
	if err != nil {
		return "", fmt.Errorf("write shop %s: %w", s.Name, err)
	}
	return b.String(), nil
}

// written are the lines of the platform's settings.
func (s Shop) written(config string) []string {
	var lines []string
	for _, setting := range connectors.Settings(s.Platform) {
		value := strconv.Quote(s.Settings[setting.Key])
		switch {
		case setting.Secret():
			value = "${" + s.variable(setting, config) + "}"
		case setting.Number:
			value = s.Settings[setting.Key]
		}
		line := setting.Key + ": " + value
		if setting.Comment != "" {
			line += " # " + setting.Comment
		}
		lines = append(lines, line)
	}
	return lines
}

var notInVariables = regexp.MustCompile(`[^A-Z0-9]+`)

// variable names a secret: as the platform does, or after the shop where another shop of
// the config has that name already.
func (s Shop) variable(setting connectors.Setting, config string) string {
	if !strings.Contains(config, "${"+setting.Variable+"}") {
		return setting.Variable
	}
	return "SHOP_" + strings.Trim(notInVariables.ReplaceAllString(strings.ToUpper(s.Name), "_"), "_") + "_" + strings.ToUpper(setting.Key)
}

// columns are the feed's in their usual order; without answers the three without which
// there is no order, by their own names.
func (s Shop) columns() []column {
	given := s.Columns
	if len(given) == 0 && s.Preset == "" {
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

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// nameOf is a name as YAML has it: quoted where it could be something else, such as 91app.
func nameOf(name string) string {
	if plainName.MatchString(name) && name != "null" && name != "true" && name != "false" && name != "yes" && name != "no" {
		return name
	}
	return strconv.Quote(name)
}
