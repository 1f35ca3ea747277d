package proposal

import (
	"maps"
	"slices"

	"regulars/config"
	"regulars/config/presets"
)

// recognise takes the preset that knows the files: their header has every column by which
// it is recognised. Of several it is the one that names most. preset= takes none.
func (l *look) recognise() {
	if l.answers.given["preset"] && l.Feed.Preset == "" || l.answers.given["structure"] || l.answers.given["entity"] {
		return
	}
	name, most := l.Feed.Preset, 0
	for _, candidate := range presets.Names() {
		p, _ := config.PresetNamed(candidate)
		if !l.answers.given["preset"] && len(p.RecognisedBy) > most && l.hasAll(p.RecognisedBy) && (l.options.Entity == "" || l.options.Entity == p.Entity) {
			name, most = candidate, len(p.RecognisedBy)
		}
	}
	if name == "" {
		return
	}
	written := l.answers.feed
	written.Path, written.Preset = l.Feed.Path, name
	written.Columns = maps.Clone(written.Columns)
	l.Written = written
	l.Feed = written.WithPreset()
	l.note("the files are the export that the preset %s knows: it declares how they are read", name)
}

func (l *look) hasAll(columns []string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool { return l.byName[name] == nil })
}
