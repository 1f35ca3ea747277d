// Package examples holds configs to begin with. The console begins journeys from those of
// journeys.yaml.
package examples

import _ "embed"

//go:embed journeys.yaml
var journeys []byte

// Journeys is the config that has the journeys.
func Journeys() []byte { return journeys }
