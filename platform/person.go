package platform

import (
	"strings"
	"unicode"
)

// FullName returns a name's two parts joined the way it is written: 王小明, but Amy Lin.
// What a shop writes in the place of a name that it has erased is no name.
func FullName(first, last string) string {
	first, last = written(first), written(last)
	if isHan(first) && isHan(last) {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}

func written(part string) string {
	part = strings.TrimSpace(part)
	if strings.EqualFold(part, "[deleted]") {
		return ""
	}
	return part
}

func isHan(text string) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return text != ""
}
