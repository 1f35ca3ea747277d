package draft

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

const (
	// gmailClip is where Gmail cuts a mail off, in bytes of its HTML.
	gmailClip = 102 << 10

	// widest is how wide a mail may be, in pixels: wider ones are cut off or scrolled.
	widest = 640
)

// pixels are a width in a style.
var pixels = regexp.MustCompile(`(?i)(?:^|[;\s])(?:min-|max-)?width\s*:\s*(\d+)px`)

// Mail returns what is to be said against the HTML of a mail, each kind once.
func Mail(markup string) []string {
	var warnings []string
	if size := len(markup); size > gmailClip {
		warnings = append(warnings, fmt.Sprintf("it has %d KB, and Gmail cuts off after %d: leave something out", size>>10, gmailClip>>10))
	}
	p := page{}
	p.read(markup)
	if p.width > widest {
		warnings = append(warnings, fmt.Sprintf("<%s> is %d px wide, and mail clients show %d: use max-width:%dpx or less", p.wide, p.width, widest, widest))
	}
	if p.silent > 0 {
		warnings = append(warnings, fmt.Sprintf("%d of its images have no alt text, and many readers see no images: give each alt=\"…\", or alt=\"\" where it is only decoration", p.silent))
	}
	for _, link := range p.open {
		warnings = append(warnings, link+" is not an https address: write it with https://")
	}
	return warnings
}

// page is what is asked of a mail's HTML.
type page struct {
	width  int // the widest that is set
	wide   string
	silent int      // images without alt
	open   []string // links that aren't https, each once
}

func (p *page) read(markup string) {
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			p.tag(tokens.Token())
		}
	}
}

func (p *page) tag(tag html.Token) {
	alt := false
	for _, a := range tag.Attr {
		switch a.Key {
		case "alt":
			alt = true
		case "width":
			p.wideAs(tag.Data, strings.TrimSuffix(a.Val, "px"))
		case "style":
			for _, found := range pixels.FindAllStringSubmatch(a.Val, -1) {
				p.wideAs(tag.Data, found[1])
			}
		case "href":
			if tag.Data == "a" {
				p.link(a.Val)
			}
		}
	}
	if tag.Data == "img" && !alt {
		p.silent++
	}
}

func (p *page) wideAs(tag, text string) {
	if n, err := strconv.Atoi(text); err == nil && n > p.width {
		p.width, p.wide = n, tag
	}
}

// link notes a link that a reader can't follow safely: http, or one without a host.
func (p *page) link(href string) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err == nil && slices.Contains([]string{"https", "mailto", "tel", "sms", "line"}, u.Scheme) || strings.HasPrefix(href, "#") {
		return
	}
	if shown := fmt.Sprintf("the link %q", href); !slices.Contains(p.open, shown) {
		p.open = append(p.open, shown)
	}
}
