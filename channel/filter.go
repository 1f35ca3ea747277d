package channel

import (
	"reflect"
	"strings"
	"time"

	"github.com/osteele/liquid/values"
)

// extraCost multiplies the cost of the standard filters whose time isn't
// proportional to what they read: uniq compares each item with each, and
// truncatewords keeps a state per word.
var extraCost = map[string]int{"uniq": maxItems, "truncatewords": 100}

var (
	listType  = reflect.TypeFor[[]any]()
	anyType   = reflect.TypeFor[any]()
	errorType = reflect.TypeFor[error]()
)

// filter is one of Liquid's filters, bounded.
type filter struct {
	name     string
	fn       reflect.Value
	renderer *renderer
}

// boundedType is the type of the filter with an error, and with lists taken as
// they come: Liquid would write a range out before the filter could refuse it.
func (f filter) boundedType() reflect.Type {
	kind := f.fn.Type()
	in := make([]reflect.Type, kind.NumIn())
	for i := range in {
		in[i] = kind.In(i)
		if in[i] == listType {
			in[i] = anyType
		}
	}
	return reflect.FuncOf(in, []reflect.Type{anyType, errorType}, false)
}

func (f filter) call(args []reflect.Value) []reflect.Value {
	result, err := f.apply(args)
	out := []reflect.Value{reflect.Zero(anyType), reflect.Zero(errorType)}
	if result != nil {
		out[0] = reflect.ValueOf(&result).Elem()
	}
	if err != nil {
		out[1] = reflect.ValueOf(&err).Elem()
	}
	return out
}

func (f filter) apply(args []reflect.Value) (any, error) {
	if f.name == "date" && args[0].Interface().(time.Time).IsZero() {
		return "", nil // a member who never bought has no date
	}
	cost := 0
	for i, arg := range args {
		if arg.Kind() != reflect.Func { // an optional argument
			cost += sizeOf(arg.Interface())
		}
		if cost > maxWork {
			return nil, f.refuseValue()
		}
		if f.fn.Type().In(i) == listType {
			args[i] = list(arg)
		}
	}
	if err := f.renderer.pay(stepCost + cost*max(extraCost[f.name], 1)); err != nil {
		return nil, err
	}
	if f.growth(args) > maxValue {
		return nil, f.refuseValue()
	}
	return f.take(f.fn.Call(args))
}

// take pays for a result of the filter itself.
func (f filter) take(out []reflect.Value) (any, error) {
	if len(out) == 2 && !out[1].IsNil() {
		return nil, out[1].Interface().(error)
	}
	result := out[0].Interface()
	size := sizeOf(result)
	if size > maxValue {
		return nil, f.refuseValue()
	}
	return result, f.renderer.pay(size)
}

func (f filter) refuseValue() error {
	return f.renderer.refuse("the filter %q makes or takes a value of more than %d bytes or %d items", f.name, maxValue, maxItems)
}

// growth foretells the bytes of a result that can be much larger than what the
// filter reads.
func (f filter) growth(args []reflect.Value) int {
	switch f.name {
	case "replace":
		return strings.Count(args[0].String(), args[1].String()) * args[2].Len()
	case "join":
		separator := args[1].Call([]reflect.Value{reflect.ValueOf(" ")})[0]
		return args[0].Len() * separator.Len()
	}
	return 0
}

// list turns an argument into a list, as Liquid would have.
func list(arg reflect.Value) reflect.Value {
	if arg.IsNil() {
		return reflect.Zero(listType)
	}
	return reflect.ValueOf(values.MustConvert(arg.Interface(), listType))
}

// sizeOf returns about how many bytes a value takes, and at least maxWork+1 for
// a list that is too long. It stops counting there.
func sizeOf(value any) int {
	if r, ok := value.(values.Range); ok {
		return sizeOfList(r.Len())
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Slice, reflect.Array:
		size := sizeOfList(v.Len())
		for i := 0; i < v.Len() && size <= maxWork; i++ {
			size += sizeOf(v.Index(i).Interface())
		}
		return size
	}
	return 0
}

func sizeOfList(items int) int {
	if items > maxItems {
		return maxWork + 1
	}
	return max(items, 0)
}
