package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// masked writes a name so that a colleague who knows the member recognises it
// and nobody else does: 王小明 is 王○明, Mary Smith is M. S.
func masked(name string) string {
	name = strings.TrimSpace(name)
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case name == "":
		return ""
	case unicode.Is(unicode.Han, first) && !strings.Contains(name, " "):
		return maskedHan([]rune(name))
	}
	var initials []string
	for _, word := range strings.Fields(name) {
		letter, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLetter(letter) {
			initials = append(initials, string(unicode.ToUpper(letter))+".")
		}
	}
	return strings.Join(initials, " ")
}

func maskedHan(name []rune) string {
	if len(name) < 3 {
		return string(name[0]) + "○"
	}
	return string(name[0]) + strings.Repeat("○", len(name)-2) + string(name[len(name)-1])
}
