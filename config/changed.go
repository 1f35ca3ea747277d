package config

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// Fingerprint distinguishes the states of a config: of its file and of every file that
// it names, templates, rates and secrets. It is empty where no file was read.
func (c *Config) Fingerprint() string {
	if c.reader == nil {
		return ""
	}
	var all []byte
	for _, path := range slices.Sorted(maps.Keys(c.reader.files)) {
		all = append(all, path+" "+c.reader.files[path]+"\n"...)
	}
	return markOf(all)[:12]
}

// Changed reports whether a file that the config was read from holds something else
// now, or can't be read any more.
func (c *Config) Changed() bool {
	if c.reader == nil {
		return false
	}
	for path, mark := range c.reader.files {
		text, err := readFile(path, maxRatesSize)
		if err != nil && mark != "" || err == nil && markOf(text) != mark {
			return true
		}
	}
	return false
}

// readFile reads a file that the config names, and remembers what it held; no mark:
// it could not be read.
func (r *reader) readFile(path string, limit int64) ([]byte, error) {
	text, err := readFile(path, limit)
	r.files[path] = ""
	if err == nil {
		r.files[path] = markOf(text)
	}
	return text, err
}

func markOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
