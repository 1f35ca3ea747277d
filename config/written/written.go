// Package written writes a campaign or a journey as YAML of the config, as a person would: the
// keys that are given, in the order of the grammar, and nothing else. What it wrote reads as the
// same one.
package written

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"regulars/config"
	"regulars/config/document"
	"regulars/config/template"
)

// Read reads the one campaign of a text as it stands there: without defaults, and without
// asking whether it makes sense. It reports false where the text can't be read so.
func Read(text string) (config.Campaign, bool) {
	r := document.New("", nil)
	var held config.Written
	if !r.Read([]byte(text), &held) || len(r.Mistakes) > 0 || len(held.Campaigns) != 1 {
		return config.Campaign{}, false
	}
	return held.Campaigns[0], true
}

// OfFile returns a campaign as a config's file has it, with the texts of its *_file keys.
func OfFile(path, brand, name string) (config.Campaign, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return config.Campaign{}, err
	}
	var file struct {
		Brands []struct {
			Name      string            `yaml:"name"`
			Campaigns []config.Campaign `yaml:"campaigns"`
		} `yaml:"brands"`
	}
	document.New(path, os.LookupEnv).Read(text, &file) // what else is wrong with it is for Load to say
	for _, b := range file.Brands {
		for _, c := range b.Campaigns {
			if b.Name == brand && c.Name == name {
				return c, errors.Join(inline(filepath.Dir(path), c.Templates), inlineVariants(filepath.Dir(path), c.Variants))
			}
		}
	}
	return config.Campaign{}, fmt.Errorf("%s has no campaign %s of the brand %s", path, name, brand)
}

func inlineVariants(dir string, variants []config.Variant) error {
	var errs []error
	for i := range variants {
		errs = append(errs, inline(dir, variants[i].Templates))
	}
	return errors.Join(errs...)
}

// inline puts the texts of files in the place of their names.
func inline(dir string, templates map[string]template.Template) error {
	var errs []error
	take := func(text, file *string) {
		if *file == "" {
			return
		}
		path := *file
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		read, err := document.ReadFile(path, document.MaxTemplateSize)
		errs = append(errs, err)
		*text, *file = string(read), ""
	}
	for name, t := range templates {
		take(&t.Text, &t.TextFile)
		take(&t.HTML, &t.HTMLFile)
		for language, text := range t.Languages {
			take(&text.Text, &text.TextFile)
			take(&text.HTML, &text.HTMLFile)
			t.Languages[language] = text
		}
		templates[name] = t
	}
	return errors.Join(errs...)
}

// Inlined is a campaign that was read with the files that it names: with their texts, and
// without their names.
func Inlined(c config.Campaign) config.Campaign {
	c.Templates = inlined(c.Templates)
	c.Variants = slices.Clone(c.Variants)
	for i := range c.Variants {
		c.Variants[i].Templates = inlined(c.Variants[i].Templates)
	}
	return c
}

func inlined(templates map[string]template.Template) map[string]template.Template {
	all := maps.Clone(templates)
	for name, t := range all {
		t.TextFile, t.HTMLFile, t.Languages = "", "", maps.Clone(t.Languages)
		for language, text := range t.Languages {
			text.TextFile, text.HTMLFile = "", ""
			t.Languages[language] = text
		}
		all[name] = t
	}
	return all
}

// YAML writes a campaign.
func YAML(c config.Campaign) (string, error) {
	tree, _ := treeOf(reflect.ValueOf(c)).(yaml.MapSlice)
	text := Text(tree)
	if _, ok := Read(text); !ok {
		return "", fmt.Errorf("the campaign %s can't be written: its texts hold letters that YAML can't", c.Name)
	}
	return text, nil
}

// Text writes the keys of a campaign, each a text, a number, a list or a block of keys. Texts
// are meant as they are, not with variables in them. Where a value is none of its key's, it is
// written all the same: what is wrong with it is for ReadCampaign to say.
func Text(tree yaml.MapSlice) string { return textOf("campaigns", tree, Read) }

// Tree is what is given of a value of the grammar, as Text takes it.
func Tree(v any) any { return treeOf(reflect.ValueOf(v)) }

func textOf[T any](list string, tree yaml.MapSlice, read func(string) (T, bool)) string {
	tree, _ = escaped(tree).(yaml.MapSlice)
	quoted := emit(list, tree, false)
	// Long texts are easier to read as blocks, where a block holds the very same.
	pretty := emit(list, tree, true)
	a, is := read(quoted)
	if b, same := read(pretty); is && same && reflect.DeepEqual(a, b) {
		return pretty
	}
	return quoted
}

// escaped doubles the $ that would begin a variable.
func escaped(v any) any {
	switch v := v.(type) {
	case string:
		var b strings.Builder
		for i := range len(v) {
			b.WriteByte(v[i])
			if v[i] == '$' && i+1 < len(v) && (v[i+1] == '$' || v[i+1] == '{') {
				b.WriteByte('$')
			}
		}
		return b.String()
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = escaped(v[i])
		}
		return list
	case yaml.MapSlice:
		block := make(yaml.MapSlice, len(v))
		for i := range v {
			block[i] = yaml.MapItem{Key: v[i].Key, Value: escaped(v[i].Value)}
		}
		return block
	}
	return v
}

// treeOf is what is given of a value, in the order of the grammar.
func treeOf(v reflect.Value) any {
	if d, is := v.Interface().(time.Duration); is {
		return Duration(d)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return treeOf(v.Elem())
	case reflect.Struct:
		block := yaml.MapSlice{}
		for i := range v.NumField() {
			if key := v.Type().Field(i).Tag.Get("yaml"); key != "" && key != "-" && !v.Field(i).IsZero() {
				block = append(block, yaml.MapItem{Key: key, Value: treeOf(v.Field(i))})
			}
		}
		return block
	case reflect.Map:
		block := yaml.MapSlice{}
		names := map[string]reflect.Value{}
		for _, key := range v.MapKeys() {
			names[key.String()] = v.MapIndex(key)
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			block = append(block, yaml.MapItem{Key: name, Value: treeOf(names[name])})
		}
		return block
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = treeOf(v.Index(i))
		}
		return list
	case reflect.Float64:
		return number(v.Float())
	}
	return v.Interface()
}

// number is a whole number without a point.
func number(f float64) any {
	if n := int64(f); float64(n) == f {
		return n
	}
	return f
}

// Duration writes a duration without what is zero, such as 48h.
func Duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Number writes a number as a person would.
func Number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
