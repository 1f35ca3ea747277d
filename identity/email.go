package identity

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// The longest address and local part that mail servers take (RFC 5321).
const (
	longestEmail = 254
	longestLocal = 64
)

// Email returns an address in the form in which it is stored and compared: in lower
// case, its domain in ASCII, without mailto:, a name before it (Ann <ann@x.test>), final
// dots, invisible signs and blanks around it; a full-width ＠ is an @. It is "" for what
// is no address: without a local part or a domain with a dot, with several @, or with a
// blank in it.
func Email(raw string) string {
	if isPlainEmail(raw) {
		return raw
	}
	return readEmail(raw)
}

func readEmail(raw string) string {
	text := withoutName(Plain(raw))
	local, host, found := strings.Cut(text, "@")
	if !found || local == "" || len(text) > 2*longestEmail || strings.ContainsAny(text, " <>()[],;:\"\\") {
		return ""
	}
	local = norm.NFC.String(strings.ToLower(norm.NFC.String(local)))
	if host = domain(host); host == "" || len(local) > longestLocal || len(local)+len(host) >= longestEmail {
		return ""
	}
	return local + "@" + host
}

// isPlainEmail reports whether a text is an address as it is stored: lower letters, digits
// and . _ + - of ASCII around one @.
func isPlainEmail(raw string) bool {
	at := strings.IndexByte(raw, '@')
	if at < 1 || at > longestLocal || len(raw) > longestEmail {
		return false
	}
	for i := range at {
		if c := raw[i]; (c < 'a' || c > 'z') && !isDigit(c) && c != '.' && c != '_' && c != '+' && c != '-' {
			return false
		}
	}
	label, dots := at+1, 0
	for i := at + 1; i <= len(raw); i++ {
		if i < len(raw) && raw[i] != '.' {
			continue
		}
		if !isLabel(raw[label:i]) {
			return false
		}
		label, dots = i+1, dots+1
	}
	return dots > 1
}

// withoutName takes off what is written around an address.
func withoutName(text string) string {
	if open := strings.IndexByte(text, '<'); open >= 0 && strings.HasSuffix(text, ">") {
		text = strings.Trim(text[open+1:len(text)-1], " ")
	}
	const scheme = "mailto:"
	if len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
		text, _, _ = strings.Cut(strings.TrimLeft(text[len(scheme):], " "), "?")
	}
	return strings.TrimLeft(strings.TrimRight(text, ".,;'\" 。"), "'\" ")
}

var hosts = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.BidiRule())

// domain returns a domain in ASCII and lower case, or "" for what is none.
func domain(host string) string {
	if IsPrintableASCII(host) {
		host = strings.ToLower(host)
	} else {
		ascii, err := hosts.ToASCII(norm.NFKC.String(host))
		if err != nil {
			return ""
		}
		host = ascii
	}
	if !strings.Contains(host, ".") {
		return ""
	}
	for label := range strings.SplitSeq(host, ".") {
		if !isLabel(label) {
			return ""
		}
	}
	return host
}

// isLabel reports whether a part of a domain is one: letters, digits, hyphens inside,
// and underscores, which some have.
func isLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if c := label[i]; !isDigit(c) && (c < 'a' || c > 'z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
