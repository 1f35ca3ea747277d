package schema

import (
	"strings"
)

// pattern turns * into LIKE's %, and takes LIKE's own signs literally.
func Pattern(text string) string {
	if text == "" {
		return "%"
	}
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`, `*`, `%`).Replace(text)
}
