package config

import (
	"os"
	"reflect"

	"regulars/config/document"
	"regulars/config/presets"
)

// Preset is a ready-made feed: how an export that shops have is read.
type Preset struct {
	Feed         `yaml:",inline"`
	RecognisedBy []string `yaml:"recognised_by"` // the columns that the export has
}

// PresetNamed returns a preset; false where there is none of that name.
func PresetNamed(name string) (Preset, bool) {
	var p Preset
	text, known := presets.Text(name)
	if !known {
		return p, false
	}
	r := document.New(name+".yaml", os.LookupEnv)
	r.Read(text, &p)
	return p, len(r.Mistakes) == 0
}

// WithPreset returns the feed with every key of its preset that it doesn't write itself. A
// preset that there isn't changes nothing: the rules of the config say so.
func (f Feed) WithPreset() Feed {
	p, known := PresetNamed(f.Preset)
	if !known {
		return f
	}
	all, given := reflect.ValueOf(&f).Elem(), reflect.ValueOf(p.Feed)
	for i := range all.NumField() {
		switch into, from := all.Field(i), given.Field(i); {
		case into.IsZero():
			into.Set(copied(from))
		case into.Kind() == reflect.Map:
			into.Set(filled(into, from))
		}
	}
	return f
}

// filled is a map with the entries of another that it lacks. A word for all columns goes
// before words for some of them.
func filled(into, from reflect.Value) reflect.Value {
	if words, is := into.Interface().(Words); is && words[""] != "" {
		return into
	}
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
