package presets

import "reflect"

// Fill gives a struct every field of another one of its type that it lacks, and its maps the
// entries that they lack; where whole reports that a map speaks for all entries, none.
func Fill[T any](into, from *T, whole func(any) bool) {
	all, given := reflect.ValueOf(into).Elem(), reflect.ValueOf(from).Elem()
	for i := range all.NumField() {
		switch into, from := all.Field(i), given.Field(i); {
		case into.IsZero():
			into.Set(copied(from))
		case into.Kind() == reflect.Map && !whole(into.Interface()):
			into.Set(filled(into, from))
		}
	}
}

// filled is a map with the entries of another that it lacks.
func filled(into, from reflect.Value) reflect.Value {
	all := copied(into)
	for _, key := range from.MapKeys() {
		if !all.MapIndex(key).IsValid() {
			all.SetMapIndex(key, from.MapIndex(key))
		}
	}
	return all
}

func copied(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Map || v.IsNil() {
		return v
	}
	all := reflect.MakeMap(v.Type())
	for _, key := range v.MapKeys() {
		all.SetMapIndex(key, v.MapIndex(key))
	}
	return all
}
