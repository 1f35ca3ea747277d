package schema

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
)

// Identifier is the name of a table or a column as a parameter: {table:Identifier}.
type Identifier string

// kinds are ClickHouse's types of parameters by the Go types that they take.
// What ClickHouse doesn't list here can't be a parameter.
var kinds = map[reflect.Type][]string{
	reflect.TypeFor[string]():                {"String"},
	reflect.TypeFor[Identifier]():            {"Identifier"},
	reflect.TypeFor[regulars.BusinessDate](): {"Date"},
	reflect.TypeFor[time.Time]():             {"DateTime64(3, 'UTC')"},
	reflect.TypeFor[bool]():                  {"Bool"},
	reflect.TypeFor[int]():                   {"Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"},
	reflect.TypeFor[int64]():                 {"Int64"},
	reflect.TypeFor[uint8]():                 {"UInt8", "UInt16", "UInt32", "UInt64"},
	reflect.TypeFor[uint32]():                {"UInt32", "UInt64"},
	reflect.TypeFor[uint64]():                {"UInt64"},
	reflect.TypeFor[float64]():               {"Float64"},
	reflect.TypeFor[[]string]():              {"Array(String)", "Array(Date)"},
	reflect.TypeFor[[]uint64]():              {"Array(UInt64)"},
	reflect.TypeFor[[]float64]():             {"Array(Float64)"},
}

var parameter = regexp.MustCompile(`\{([a-z_0-9]+):([^}]+)\}`)

// checkParams compares the parameters of a text with the fields of a struct, and
// returns the names of those that it takes.
func checkParams(text string, params reflect.Type) (map[string]bool, error) {
	fields := map[string]reflect.Type{}
	for _, f := range fieldsOf(params) {
		fields[f.name] = f.kind
	}
	used := map[string]bool{}
	for _, found := range parameter.FindAllStringSubmatch(text, -1) {
		name, kind := found[1], found[2]
		field, known := fields[name]
		if !known {
			return nil, fmt.Errorf("%s has no field for the parameter {%s:%s}", params, name, kind)
		}
		if !slices.Contains(kinds[field], kind) {
			return nil, fmt.Errorf("the parameter {%s:%s} can't take the %s of %s", name, kind, field, params)
		}
		used[name] = true
	}
	return used, nil
}

type paramField struct {
	name  string
	kind  reflect.Type
	index []int
}

// fieldsOf lists a struct's parameters; those of embedded structs are its own.
func fieldsOf(params reflect.Type) []paramField {
	var fields []paramField
	for _, f := range reflect.VisibleFields(params) {
		if f.Anonymous {
			continue
		}
		fields = append(fields, paramField{name: parameterName(f.Name), kind: f.Type, index: f.Index})
	}
	return fields
}

// parameterName is a field's name as SQL writes it: LoadID is load_id, RScores is
// r_scores.
func parameterName(field string) string {
	letters := []rune(field)
	var name strings.Builder
	for i, r := range letters {
		starts := i > 0 && unicode.IsUpper(r) &&
			(!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if starts {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return name.String()
}

var (
	stepsMu sync.Mutex
	steps   = map[reflect.Type]map[string]bool{} // which fields the steps of a struct take
)

func taken(params reflect.Type, used map[string]bool) {
	stepsMu.Lock()
	defer stepsMu.Unlock()
	if steps[params] == nil {
		steps[params] = map[string]bool{}
	}
	for name := range used {
		steps[params][name] = true
	}
}

// Unused lists the parameters in P that no step made by NewStep takes. It is for
// the tests of a room: none should be left over.
func Unused[P any]() []string {
	stepsMu.Lock()
	defer stepsMu.Unlock()
	var unused []string
	for _, f := range fieldsOf(reflect.TypeFor[P]()) {
		if !steps[reflect.TypeFor[P]()][f.name] {
			unused = append(unused, f.name)
		}
	}
	return unused
}

// WithParams carries the fields of a struct as query parameters, for statements
// that no script holds.
func WithParams(ctx context.Context, params any) context.Context {
	value := reflect.ValueOf(params)
	texts := clickhouse.Parameters{}
	for _, f := range fieldsOf(value.Type()) {
		texts[f.name] = paramText(value.FieldByIndex(f.index).Interface())
	}
	return clickhouse.Context(ctx, clickhouse.WithParameters(texts))
}

// paramText writes a value as ClickHouse reads it. The types are those of kinds.
func paramText(value any) string {
	switch v := value.(type) {
	case string:
		return escapes.Replace(v)
	case Identifier:
		return string(v)
	case regulars.BusinessDate:
		return string(v)
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04:05.000")
	case bool:
		if v {
			return "1"
		}
		return "0"
	case []string:
		return textArray(v)
	case []uint64, []float64:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ",")
	}
	return fmt.Sprint(value)
}

// escapes writes a text as one line in ClickHouse's escaped format, which is how it
// reads a parameter of type String.
var escapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x00", `\0`)

func textArray(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = QuoteText(v)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}
