package present

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaskedName writes a name so that a colleague who knows the member recognises it
// and nobody else does: 王小明 is 王○明, Mary Smith is M. S.
func MaskedName(name string) string {
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

// MaskedAddress writes an address on a channel likewise: m…@shop.tw, +886912…678, U1a2b….
func MaskedAddress(address string) string {
	if name, domain, isMail := strings.Cut(address, "@"); isMail {
		first, _ := utf8.DecodeRuneInString(name)
		return string(first) + "…@" + domain
	}
	const begin, end = 7, 3
	switch {
	case strings.HasPrefix(address, "+") && len(address) > begin+end:
		return address[:begin] + "…" + address[len(address)-end:]
	case len(address) > begin:
		return address[:begin-2] + "…"
	}
	return strings.Repeat("…", min(1, len(address)))
}
