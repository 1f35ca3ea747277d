package channel

import (
	"bytes"
	"html"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
)

// Track writes the links of a message so that clicks on them are counted, and for HTML
// a picture that counts that it was opened. keep are addresses that stay as they are:
// who unsubscribes must not depend on it. Links that lead elsewhere than to a web page
// (mailto:, tel:, a place in the mail) stay, too. Without a base nothing changes.
func (r Rendered) Track(t Touch, base, key string, keep ...string) Rendered {
	if base == "" {
		return r
	}
	link := func(target string) string {
		if !isWebAddress(target) || strings.HasPrefix(target, strings.TrimRight(base, "/")+"/") {
			return target
		}
		for _, address := range keep {
			if address != "" && strings.HasPrefix(target, address) {
				return target
			}
		}
		t.Target = target
		return t.Link(base, key)
	}
	r.Text = trackText(r.Text, link)
	if r.HTML != "" {
		t.Target = ""
		picture := `<img src="` + html.EscapeString(t.Link(base, key)) + `" width="1" height="1" alt="" style="border:0">`
		r.HTML = trackHTML(r.HTML, picture, link)
	}
	return r
}

var webAddress = regexp.MustCompile(`(?i)\bhttps?://[!-~]+`)

// trackText rewrites the addresses of a plain text. One that a letter of another script
// follows directly may go on in it, as some do: it stays.
func trackText(text string, link func(string) string) string {
	var out strings.Builder
	rest := text
	for {
		at := webAddress.FindStringIndex(rest)
		if at == nil {
			break
		}
		found := trimAddress(rest[at[0]:at[1]])
		end := at[0] + len(found)
		next, _ := utf8.DecodeRuneInString(rest[at[1]:])
		out.WriteString(rest[:at[0]])
		if end == at[1] && next != utf8.RuneError && next > unicode.MaxASCII && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			out.WriteString(found)
		} else {
			out.WriteString(link(found))
		}
		rest = rest[end:]
	}
	out.WriteString(rest)
	return out.String()
}

// trimAddress takes off what ends the sentence around an address rather than the
// address.
func trimAddress(address string) string {
	if cut := strings.IndexAny(address, `<>"`); cut >= 0 {
		address = address[:cut]
	}
	for {
		shorter := strings.TrimRight(address, ".,;:!?'")
		if strings.HasSuffix(shorter, ")") && strings.Count(shorter, "(") < strings.Count(shorter, ")") {
			shorter = strings.TrimSuffix(shorter, ")")
		}
		if strings.HasSuffix(shorter, "]") && strings.Count(shorter, "[") < strings.Count(shorter, "]") {
			shorter = strings.TrimSuffix(shorter, "]")
		}
		if shorter == address {
			return address
		}
		address = shorter
	}
}

// trackHTML rewrites the href of links, and puts the picture before the body's end.
// Everything else stays as it is, to the byte.
func trackHTML(text, picture string, link func(string) string) string {
	var out bytes.Buffer
	placed := false
	tokens := nethtml.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokens.Next()
		if kind == nethtml.ErrorToken {
			out.Write(tokens.Raw())
			break
		}
		raw := bytes.Clone(tokens.Raw())
		name, hasAttributes := tokens.TagName()
		switch {
		case kind == nethtml.EndTagToken && string(name) == "body" && !placed:
			out.WriteString(picture)
			out.Write(raw)
			placed = true
		case (kind == nethtml.StartTagToken || kind == nethtml.SelfClosingTagToken) && hasAttributes && (string(name) == "a" || string(name) == "area"):
			out.Write(trackTag(raw, tokens, link))
		default:
			out.Write(raw)
		}
	}
	if tokens.Err() != io.EOF {
		return text // a text that can't be read stays as it was written
	}
	if !placed {
		out.WriteString(picture)
	}
	return out.String()
}

// hrefValue finds the value of a tag's href: quoted either way, or bare.
var hrefValue = regexp.MustCompile(`(?is)(\shref\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)`)

// trackTag rewrites the href of one tag.
func trackTag(raw []byte, tokens *nethtml.Tokenizer, link func(string) string) []byte {
	target := ""
	for more := true; more; {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if string(key) == "href" {
			target = strings.TrimSpace(string(value))
			break
		}
	}
	tracked := link(target)
	if target == "" || tracked == target {
		return raw
	}
	at := hrefValue.FindSubmatchIndex(raw)
	if at == nil {
		return raw
	}
	written := strings.TrimSpace(html.UnescapeString(strings.Trim(string(raw[at[4]:at[5]]), `"'`)))
	if written != target {
		return raw // it stands inside another attribute's value
	}
	return append(append(bytes.Clone(raw[:at[4]]), `"`+html.EscapeString(tracked)+`"`...), raw[at[5]:]...)
}
