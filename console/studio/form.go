package studio

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/written"
)

const (
	// momentKey is the field that says which moment is meant: the others' fields stay on the
	// page and don't count.
	momentKey = "moment"

	// added stands for a name that is typed next to its fields.
	added      = "+"
	mostItems  = 20 // variants of a form
	mostFields = 2000
)

// FormOf returns a document as fields; false where it can't be read so, because it has a key
// that nobody knows or is no YAML.
func FormOf(document string) (url.Values, bool) {
	campaign, ok := written.Read(document)
	if !ok {
		return nil, false
	}
	campaign.Audience.Resolve()
	form := url.Values{}
	flatten(reflect.ValueOf(campaign), "", form)
	form.Set(momentKey, campaign.Audience.Moment())
	return form, true
}

// flatten writes what is given of a value as fields.
func flatten(v reflect.Value, path string, form url.Values) {
	if d, is := v.Interface().(time.Duration); is {
		form.Set(path, written.Duration(d))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		flatten(v.Elem(), path, form)
	case reflect.Struct:
		for i := range v.NumField() {
			if key := v.Type().Field(i).Tag.Get("yaml"); key != "" && key != "-" && !v.Field(i).IsZero() {
				flatten(v.Field(i), join(path, key), form)
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			flatten(v.MapIndex(key), join(path, key.String()), form)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.String {
				form.Add(path, v.Index(i).String())
				continue
			}
			flatten(v.Index(i), item(path, i), form)
		}
	case reflect.Float64:
		form.Set(path, written.Number(v.Float()))
	case reflect.Int:
		form.Set(path, strconv.FormatInt(v.Int(), 10))
	case reflect.Bool:
		form.Set(path, "true")
	default:
		form.Set(path, v.String())
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// DocumentOf returns fields as a document. What a field can't hold is written all the same,
// so that the rules say what is wrong with it, and nothing is lost.
func DocumentOf(form url.Values) string {
	form = named(form)
	tree, _ := build(reflect.TypeFor[config.Campaign](), "", form).(yaml.MapSlice)
	return written.Text(tree)
}

// named puts the names in their places that were typed next to fields, and leaves out the
// moments that aren't chosen.
func named(form url.Values) url.Values {
	clean := url.Values{}
	for path, values := range form {
		if len(clean) >= mostFields {
			break
		}
		place := path
		if at := strings.Index(path, "."+added+"."); at >= 0 {
			name := strings.TrimSpace(form.Get(path[:at] + added))
			if name == "" {
				name = added
			}
			place = path[:at] + "." + strings.ReplaceAll(name, ".", "_") + path[at+2:]
		}
		if !strings.HasSuffix(path, added) && !ofOtherMoment(path, form.Get(momentKey)) {
			clean[place] = append(clean[place], values...)
		}
	}
	return clean
}

// withs are the keys that go with a moment.
var withs = map[string]string{"from": audience.MomentEnters, "due_in_days": audience.MomentDue, "purchase": audience.MomentAfter}

var moments = []string{
	audience.MomentIs, audience.MomentEnters, audience.MomentDue, audience.MomentAfter, audience.MomentExpected, audience.MomentBirthday, audience.MomentAnniversary,
}

func ofOtherMoment(path, moment string) bool {
	key, is := strings.CutPrefix(path, "audience.")
	if !is || moment == "" {
		return false
	}
	if with := withs[key]; with != "" {
		return with != moment
	}
	return key != moment && slices.Contains(moments, key)
}

// build is what fields give of a type; nil: nothing.
func build(t reflect.Type, path string, form url.Values) any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		block := yaml.MapSlice{}
		for i := range t.NumField() {
			key := t.Field(i).Tag.Get("yaml")
			if key == "" || key == "-" {
				continue
			}
			if value := build(t.Field(i).Type, join(path, key), form); value != nil {
				block = append(block, yaml.MapItem{Key: key, Value: value})
			}
		}
		return given(block)
	case reflect.Map:
		block := yaml.MapSlice{}
		for _, name := range namesBelow(path, form) {
			if value := build(t.Elem(), join(path, name), form); value != nil {
				block = append(block, yaml.MapItem{Key: name, Value: value})
			}
		}
		return given(block)
	case reflect.Slice:
		return list(t.Elem(), path, form)
	}
	return one(t, Typed(form.Get(path)))
}

func given(block yaml.MapSlice) any {
	if len(block) == 0 {
		return nil
	}
	return block
}

// list is a list of blocks, or of the lines of all values of a field.
func list(of reflect.Type, path string, form url.Values) any {
	var items []any
	if of.Kind() == reflect.Struct {
		for i := range mostItems {
			if value := build(of, item(path, i), form); value != nil {
				items = append(items, value)
			}
		}
	} else {
		for _, value := range form[path] {
			for line := range strings.Lines(Typed(value)) {
				if line = strings.TrimSpace(line); line != "" {
					items = append(items, line)
				}
			}
		}
	}
	if items == nil {
		return nil
	}
	return items
}

// namesBelow are the next parts of the paths below one, in their order.
func namesBelow(path string, form url.Values) []string {
	var names []string
	for key := range form {
		if rest, is := strings.CutPrefix(key, path+"."); is {
			name, _, _ := strings.Cut(rest, ".")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// one is a value as its key takes it, where it can be read so; nil: none is given.
func one(t reflect.Type, value string) any {
	if t.Kind() == reflect.String {
		if value == "" {
			return nil
		}
		return value
	}
	value = strings.TrimSpace(value)
	number, err := strconv.ParseFloat(value, 64)
	switch {
	case value == "":
		return nil
	case t.Kind() == reflect.Bool && value == "true":
		return true
	case t == reflect.TypeFor[time.Duration]() || err != nil:
		return value
	case number == float64(int64(number)):
		return int64(number)
	}
	return number
}

// Typed is what was typed: browsers end lines as mail does.
func Typed(value string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(value, "\r\n", "\n"), "\uFFFD")
}
