package config

import (
	"os"

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
	// A word for all columns goes before words for some of them.
	presets.Fill(&f, &p.Feed, func(all any) bool { words, is := all.(Words); return is && words[""] != "" })
	return f
}
