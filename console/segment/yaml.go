package segment

import (
	"fmt"
	"reflect"

	"github.com/goccy/go-yaml"

	"regulars/config/audience"
)

// YAML returns an audience as a segment of a config, so that campaigns can name it; "" for
// one that says when a member qualifies, which a segment can't.
func YAML(name string, a audience.Audience) (string, error) {
	if a.Moment() != audience.MomentIs {
		return "", nil
	}
	if len(a.Is) == 1 && a.Is[0] == audience.Everybody {
		a.Is = nil
	}
	given := yaml.MapSlice{{Key: "segments", Value: yaml.MapSlice{{Key: name, Value: givenOf(reflect.ValueOf(a))}}}}
	text, err := yaml.MarshalWithOptions(given, yaml.Indent(2), yaml.UseSingleQuote(false))
	if err != nil {
		return "", fmt.Errorf("write the segment %s: %w", name, err)
	}
	return string(text), nil
}

// givenOf are the keys that are given, in the order of the grammar.
func givenOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		return v.Elem().Interface()
	case reflect.Map:
		given := yaml.MapSlice{}
		for _, name := range audience.Predictions {
			if of := v.MapIndex(reflect.ValueOf(name)); of.IsValid() {
				given = append(given, yaml.MapItem{Key: name, Value: givenOf(of)})
			}
		}
		return given
	case reflect.Struct:
		given := yaml.MapSlice{}
		for i := range v.NumField() {
			if key := v.Type().Field(i).Tag.Get("yaml"); key != "" && !v.Field(i).IsZero() {
				given = append(given, yaml.MapItem{Key: key, Value: givenOf(v.Field(i))})
			}
		}
		return given
	}
	return v.Interface()
}
