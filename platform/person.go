package platform

import (
	"strings"
	"unicode"
)

// FullName returns a name's two parts joined the way it is written: 王小明, but Amy Lin.
func FullName(first, last string) string {
	first, last = strings.TrimSpace(first), strings.TrimSpace(last)
	if isHan(first) && isHan(last) {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}

func isHan(text string) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return text != ""
}
