package form

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"regulars/config/written"
)

// Added stands for a name that is typed next to its fields.
const Added = "+"

// MostFields is how many fields of a form are taken.
const MostFields = 5000

// Values returns what is given of a value as fields.
func Values(of any) url.Values {
	values := url.Values{}
	flatten(reflect.ValueOf(of), "", values)
	return values
}

// flatten writes what is given of a value as fields.
func flatten(v reflect.Value, path string, values url.Values) {
	if d, is := v.Interface().(time.Duration); is {
		values.Set(path, written.Duration(d))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		flatten(v.Elem(), path, values)
	case reflect.Struct:
		for i := range v.NumField() {
			if key := keyOf(v.Type().Field(i)); key != "" && !v.Field(i).IsZero() {
				flatten(v.Field(i), Join(path, key), values)
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				values.Add(path, key.String()+"="+v.MapIndex(key).String())
				continue
			}
			flatten(v.MapIndex(key), Join(path, escape(key.String())), values)
		}
		slices.Sort(values[path])
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.String {
				values.Add(path, v.Index(i).String())
				continue
			}
			flatten(v.Index(i), Item(path, i), values)
		}
	case reflect.Float64:
		values.Set(path, written.Number(v.Float()))
	case reflect.Int:
		values.Set(path, strconv.FormatInt(v.Int(), 10))
	case reflect.Bool:
		values.Set(path, "true")
	default:
		values.Set(path, v.String())
	}
}

// keyOf is the key of a field; empty: it is none of the grammar's.
func keyOf(f reflect.StructField) string {
	if key := f.Tag.Get("yaml"); key != "-" {
		return key
	}
	return ""
}

// Join is the path of a key below another path.
func Join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// Item is the path of an item of a list.
func Item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// names are what stands in the way of a path in a name that people give.
var names = strings.NewReplacer("%", "%25", ".", "%2E", "[", "%5B", "~", "%7E", "+", "%2B")

func escape(name string) string { return names.Replace(name) }

// Name is a name as it was before it became a part of a path.
func Name(part string) string {
	if name, err := url.PathUnescape(part); err == nil {
		return name
	}
	return part
}

// Tree returns fields as the keys of a document, in the order of the grammar, laid over what the
// document was: what was not changed stays as it is there, also where a field can't show it
// exactly. What a field can't hold is written all the same.
func Tree[T any](was T, values url.Values) yaml.MapSlice {
	tree, _ := build(reflect.ValueOf(was), reflect.TypeFor[T](), "", values).(yaml.MapSlice)
	return tree
}

// build is what fields give of a type; nil: nothing. was is what it was, if there was anything.
func build(was reflect.Value, t reflect.Type, path string, values url.Values) any {
	if !was.IsValid() || was.IsZero() {
		was = reflect.Value{}
	} else if unchanged(was, path, values) {
		return written.Tree(was.Interface())
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		if was.IsValid() {
			was = was.Elem()
		}
	}
	switch t.Kind() {
	case reflect.Struct:
		block := yaml.MapSlice{}
		for i := range t.NumField() {
			key := keyOf(t.Field(i))
			if key == "" {
				continue
			}
			before := reflect.Value{}
			if was.IsValid() {
				before = was.Field(i)
			}
			if value := build(before, t.Field(i).Type, Join(path, key), values); value != nil {
				block = append(block, yaml.MapItem{Key: key, Value: value})
			}
		}
		return given(block)
	case reflect.Map:
		return buildMap(was, t, path, values)
	case reflect.Slice:
		return buildList(was, t.Elem(), path, values)
	}
	return one(t, Typed(values.Get(path)))
}

// unchanged reports whether fields say the same as what was there, as far as fields can.
func unchanged(was reflect.Value, path string, values url.Values) bool {
	before := url.Values{}
	flatten(was, path, before)
	t := was.Type()
	if reflect.DeepEqual(build(reflect.Value{}, t, path, values), build(reflect.Value{}, t, path, before)) {
		return true
	}
	// Boxes are ticked in the order of the page.
	return values.Has(path+anyOrder) && reflect.DeepEqual(sortedLines(values[path]), sortedLines(before[path]))
}

// anyOrder is the part of a field that says that its values have no order.
const anyOrder = "~any"

func sortedLines(values []string) []string {
	list := lines(values)
	slices.Sort(list)
	return slices.Compact(list)
}

func given(block yaml.MapSlice) any {
	if len(block) == 0 {
		return nil
	}
	return block
}

func buildMap(was reflect.Value, t reflect.Type, path string, values url.Values) any {
	block := yaml.MapSlice{}
	if t.Elem().Kind() == reflect.String {
		for _, line := range lines(values[path]) {
			key, value, _ := strings.Cut(line, "=")
			block = append(block, yaml.MapItem{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value)})
		}
		return given(block)
	}
	for _, part := range NamesBelow(path, values) {
		before := reflect.Value{}
		if was.IsValid() {
			before = was.MapIndex(reflect.ValueOf(Name(part)))
		}
		if value := build(before, t.Elem(), Join(path, part), values); value != nil {
			block = append(block, yaml.MapItem{Key: Name(part), Value: value})
		}
	}
	return given(block)
}

// buildList is a list of blocks, or of the lines of all values of a field.
func buildList(was reflect.Value, of reflect.Type, path string, values url.Values) any {
	var items []any
	if of.Kind() != reflect.Struct {
		for _, line := range lines(values[path]) {
			items = append(items, line)
		}
	} else {
		for _, i := range Rows(path, values) {
			before := reflect.Value{}
			if was.IsValid() && i < was.Len() {
				before = was.Index(i)
			}
			if value := build(before, of, Item(path, i), values); value != nil {
				items = append(items, value)
			}
		}
	}
	if items == nil {
		return nil
	}
	return items
}

// lines are the lines of values that aren't empty.
func lines(values []string) []string {
	var all []string
	for _, value := range values {
		for line := range strings.Lines(Typed(value)) {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, line)
			}
		}
	}
	return all
}

// NamesBelow are the next parts of the paths below one, in their order.
func NamesBelow(path string, values url.Values) []string {
	var found []string
	for key := range values {
		if rest, is := strings.CutPrefix(key, path+"."); is {
			name, _, _ := strings.Cut(rest, ".")
			name, _, _ = strings.Cut(name, "~")
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
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

var ends = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Typed is what was typed: browsers end lines as mail does.
func Typed(value string) string {
	return strings.ToValidUTF8(ends.Replace(value), "\uFFFD")
}
