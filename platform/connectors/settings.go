package connectors

import (
	"maps"
	"slices"
)

// Setting is a key that a shop of a platform needs in the config.
type Setting struct {
	Key      string
	Comment  string // what it is, for who reads the config
	Variable string // of the environment that holds it; empty: it is no secret, and stands in the config
	Example  string // of what stands in the config
	Number   bool   // it is one
}

// Secret reports whether the value never stands in the config.
func (s Setting) Secret() bool { return s.Variable != "" }

// Platforms lists the platforms that have a connector, by name.
func Platforms() []string { return slices.Sorted(maps.Keys(registry)) }

// Settings lists what a shop of a platform needs, in the order in which it is written;
// nothing of a platform without a connector.
func Settings(platform string) []Setting { return registry[platform].settings }

func url(example, comment string) Setting {
	return Setting{Key: "url", Example: example, Comment: comment}
}

func token(variable, comment string) Setting {
	return Setting{Key: "token", Variable: variable, Comment: comment}
}
