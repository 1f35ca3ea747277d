package config

import (
	"maps"
	"slices"

	"regulars/config/document"
)

// Fingerprint distinguishes the states of a config: of its file and of every file that
// it names, templates, rates and secrets. It is empty where no file was read.
func (c *Config) Fingerprint() string {
	if c.reader == nil {
		return ""
	}
	var all []byte
	for _, path := range slices.Sorted(maps.Keys(c.reader.Files())) {
		all = append(all, path+" "+c.reader.Files()[path]+"\n"...)
	}
	return document.Mark(all)[:12]
}

// Changed reports whether a file that the config was read from holds something else
// now, or can't be read any more.
func (c *Config) Changed() bool {
	if c.reader == nil {
		return false
	}
	for path, mark := range c.reader.Files() {
		text, err := document.ReadFile(path, maxRatesSize)
		if err != nil && mark != "" || err == nil && document.Mark(text) != mark {
			return true
		}
	}
	return false
}
