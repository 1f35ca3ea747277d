package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/notify"
	"regulars/config/oidc"
	"regulars/config/template"
)

// Key is one key of the file.
type Key struct {
	Path     string // such as brands[].shops[].feeds[].path; <name> stands for any key
	Type     string // text, number, whole number, true or false, duration, size, secret, list, block, table
	Default  string // empty: none
	Required bool   // has no default
	Allowed  []string
	Meaning  string
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	bytesType    = reflect.TypeFor[config.Bytes]()
	secretType   = reflect.TypeFor[config.Secret]()
	wordsType    = reflect.TypeFor[config.Words]()
)

// Keys returns every key of config.Config in the order of its fields. It reads the
// comments of the Go files in dir and returns an error for a key without a meaning.
func Keys(dir string) ([]Key, error) {
	comments := map[string]string{}
	for _, file := range []string{"config.go", filepath.Join("adlist", "adlist.go"), filepath.Join("audience", "audience.go"), filepath.Join("coupon", "coupon.go"), filepath.Join("journey", "journey.go"), filepath.Join("notify", "notify.go"), filepath.Join("oidc", "oidc.go"), filepath.Join("operation", "operation.go"), filepath.Join("rate", "rate.go"), filepath.Join("template", "template.go")} {
		found, err := commentsOf(filepath.Join(dir, file))
		if err != nil {
			return nil, err
		}
		maps.Copy(comments, found)
	}
	w := &walker{comments: comments}
	w.block("", reflect.ValueOf(*example()))
	if len(w.silent) > 0 {
		return nil, fmt.Errorf("no comment says what these keys mean: %s", strings.Join(w.silent, ", "))
	}
	return w.keys, nil
}

// example is a config with one of everything, as its defaults are.
func example() *config.Config {
	cfg := (&config.Config{Brands: []config.Brand{{
		Shops:    []config.Shop{{Platform: "shopify"}, {Platform: "file", Feeds: make([]config.Feed, 1)}},
		Rates:    make([]config.Rate, 1),
		Tiers:    make([]config.Tier, 1),
		Targets:  make([]config.Target, 1),
		Channels: map[string]*config.Channel{"edm": {}},
		Caps:     make([]config.Cap, 1),
		Quiet:    make([]config.QuietHours, 1),
		Segments: map[string]config.Audience{"": {Predicted: map[string]audience.Range{"": {}}}},
		Notify:   notify.Notify{To: []notify.Recipient{{About: []string{}}}},
		Journeys: []journey.Journey{{Steps: []journey.Step{{Ways: make([]journey.Way, 1), Split: make([]journey.Branch, 1)}}}},
		Campaigns: []config.Campaign{{
			Audience:  config.Audience{Predicted: map[string]audience.Range{"": {}}},
			Templates: map[string]config.Template{"edm": {Languages: map[string]template.Text{"en": {}}}},
			Variants:  []config.Variant{{Templates: map[string]config.Template{"edm": {}}}, {}},
		}},
	}}, Console: config.Console{
		Users: []config.ConsoleUser{{Brands: []string{}}},
		OIDC:  oidc.OIDC{Issuer: "-", Scopes: []string{}, Groups: []oidc.Group{{Brands: []string{}}}},
	}}).WithDefaults()
	shops := cfg.Brands[0].Shops
	shops[0].Feeds, shops[0].Feed = shops[1].Feeds, shops[1].Feeds[0] // each platform has defaults of its own
	return cfg
}

type walker struct {
	comments map[string]string // by type and field, such as Shop.Platform
	keys     []Key
	silent   []string
}

func (w *walker) block(path string, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case options == "inline":
			w.block(path, v.Field(i))
		default:
			w.key(path, name, v.Type().Name()+"."+field.Name, v.Field(i))
		}
	}
}

func (w *walker) key(parent, name, field string, v reflect.Value) {
	at := name
	if parent != "" {
		at = parent + "." + name
	}
	kind := typeName(v.Type())
	key := Key{Path: at, Type: kind, Default: defaultOf(w.comments[field], v), Required: slices.Contains(required[parent], name), Allowed: config.Allowed(field), Meaning: w.comments[field]}
	if key.Required {
		key.Default = ""
	}
	if key.Meaning == "" {
		w.silent = append(w.silent, field)
	}
	w.keys = append(w.keys, key)
	switch {
	case v.Type() == wordsType:
	case v.Kind() == reflect.Struct && v.Type() != secretType:
		w.block(at, v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		w.block(at+"[]", itemOf(v))
	case v.Kind() == reflect.Map && base(v.Type().Elem()).Kind() == reflect.Struct:
		w.block(at+".<name>", valueOf(v))
	}
}

func base(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func itemOf(list reflect.Value) reflect.Value {
	if list.Len() == 0 {
		return reflect.Zero(list.Type().Elem())
	}
	return list.Index(0)
}

func valueOf(table reflect.Value) reflect.Value {
	for _, key := range table.MapKeys() {
		return reflect.Indirect(table.MapIndex(key))
	}
	return reflect.Zero(base(table.Type().Elem()))
}

func typeName(t reflect.Type) string {
	switch t {
	case durationType:
		return "duration"
	case bytesType:
		return "size"
	case secretType:
		return "secret"
	case wordsType:
		return "text, or a table of texts"
	}
	switch t = base(t); t.Kind() {
	case reflect.Struct:
		return "block"
	case reflect.Slice:
		return "list of " + plural(typeName(t.Elem()))
	case reflect.Map:
		return "table of " + plural(typeName(t.Elem()))
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "whole number"
	case reflect.Float64:
		return "number"
	}
	return "text"
}

func plural(kind string) string {
	if kind == "true or false" {
		return kind
	}
	return kind + "s"
}

// defaultOf returns what stands in the example; where the comment names what it
// follows, such as "default the brand's", that.
func defaultOf(comment string, v reflect.Value) string {
	if _, said, found := strings.Cut(comment, "default the "); found {
		said, _, _ = strings.Cut(said, ";")
		said, _, _ = strings.Cut(said, ",")
		return "the " + said
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Struct || v.Kind() == reflect.Slice || v.Kind() == reflect.Map || v.IsZero() {
		return commented(comment)
	}
	if v.Type() == durationType {
		return shortDuration(v.Interface().(time.Duration))
	}
	return fmt.Sprint(v.Interface())
}

// commented is the word behind "default" of a key whose default isn't a value of its
// own: an absent one, or a pointer.
func commented(comment string) string {
	_, said, found := strings.Cut(comment, "default ")
	if !found {
		return ""
	}
	if strings.HasPrefix(said, "not at all") || strings.HasPrefix(said, "by ") {
		said, _, _ = strings.Cut(said, ".")
		return said
	}
	said, _, _ = strings.Cut(said, " ")
	return strings.TrimRight(said, ",;:.)")
}

func shortDuration(d time.Duration) string {
	text := strings.TrimSuffix(d.String(), "0s")
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// commentsOf returns what stands above and behind the fields of a file's structs.
func commentsOf(path string) (map[string]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("read the comments of the keys: %w", err)
	}
	comments := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, is := n.(*ast.TypeSpec)
		if !is {
			return true
		}
		block, is := spec.Type.(*ast.StructType)
		if !is {
			return true
		}
		for _, field := range block.Fields.List {
			for _, name := range field.Names {
				text := strings.TrimSpace(field.Doc.Text() + " " + field.Comment.Text())
				comments[spec.Name.Name+"."+name.Name] = strings.Join(strings.Fields(text), " ")
			}
		}
		return true
	})
	return comments, nil
}
