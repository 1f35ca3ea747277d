package channel

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"regulars/config"
)

// Template is a campaign's text on one channel, compiled once.
type Template struct {
	subject, text, html *part      // nil: the template has no such part
	json                bool       // the text is a rich message's JSON
	recommends          bool       // it shows what is recommended to the member
	language            string     // in which it is written
	languages           *languages // nil: there is one text
}

// Rendered is the text of one message.
type Rendered struct {
	Subject string // one line
	Text    string
	JSON    bool // Text is the JSON of a rich message
	HTML    string
}

// ErrUnreadable is returned for a text_file or html_file that can't be read.
var ErrUnreadable = errors.New("template file can't be read")

// ParseTemplate compiles a campaign's Liquid texts. dir is where relative
// text_file and html_file start. It reports every mistake at once, each with
// its part, its line and, for an unknown variable or filter, the known names. A
// template that is too much work returns ErrTooMuch (wrapped): here already, if
// a sample message shows it, or else by Render. A file that can't be read returns
// ErrUnreadable (wrapped).
func ParseTemplate(t config.Template, dir string) (*Template, error) {
	own, err := parseText(t.In(""), dir)
	if err != nil {
		return nil, err
	}
	others := map[string]*Template{}
	for name := range t.Languages {
		if others[name], err = parseText(t.In(name), dir); err != nil {
			return nil, fmt.Errorf("in %s: %w", name, err)
		}
		own.recommends = own.recommends || others[name].recommends
	}
	own.languages = newLanguages(own, t.Language, others)
	return own, nil
}

// Recommends reports whether a text of it shows what is recommended to the member.
func (t *Template) Recommends() bool { return t.recommends }

// parseText compiles the text in one language.
func parseText(t config.Template, dir string) (*Template, error) {
	text, textErr := partSource(t.Text, t.TextFile, dir)
	html, htmlErr := partSource(t.HTML, t.HTMLFile, dir)
	if err := errors.Join(textErr, htmlErr); err != nil {
		return nil, err
	}
	if text == "" && html == "" {
		return nil, errors.New("the template is empty: give it a text or an html part")
	}

	parsed := Template{language: t.Language, recommends: recommends(t.Subject) || recommends(text) || recommends(html)}
	var errs [3]error
	parsed.json = formOf(text) == jsonText
	parsed.subject, errs[0] = parsePart("subject", t.Subject, plainText)
	parsed.text, errs[1] = parsePart("text", text, formOf(text))
	parsed.html, errs[2] = parsePart("html", html, htmlText)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	example, err := parsed.Render(sample)
	if errors.Is(err, ErrTooMuch) {
		return nil, err
	}
	if err == nil && example.JSON && !json.Valid([]byte(example.Text)) {
		return nil, errors.New("the text begins as JSON and isn't: look for a comma or a bracket too many; values are escaped, put them between quotes")
	}
	return &parsed, nil
}

func partSource(text, file, dir string) (string, error) {
	if file == "" || text != "" {
		return text, nil
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return string(content), nil
}

func parsePart(name, source string, as form) (*part, error) {
	if source == "" {
		return nil, nil
	}
	if err := checkPart(name, source); err != nil {
		return nil, err
	}
	node, err := compile(name, finish(source, as))
	return &part{node: node, as: as, pieces: piecesOf(source)}, err
}

// Render makes the text of one message, in the member's language where there is one. Values are escaped in HTML and in JSON, so
// that a member's name can't add markup. It returns ErrTooMuch (wrapped) for a
// message that is too much work; no error quotes a value.
func (t *Template) Render(v Values) (Rendered, error) {
	return t.In(v.Member.Language).render(v)
}

func (t *Template) render(v Values) (Rendered, error) {
	var bindings map[string]any
	var texts [3]string
	for i, part := range []*part{t.subject, t.text, t.html} {
		if part == nil {
			continue
		}
		text, done := part.direct(&v)
		if !done {
			if bindings == nil {
				bindings = v.bindings()
			}
			var err error
			if text, err = renderNode(part.node, bindings); err != nil {
				return Rendered{}, err
			}
		}
		texts[i] = text
	}
	return Rendered{Subject: OneLine(texts[0]), Text: texts[1], JSON: t.json, HTML: texts[2]}, nil
}

// OneLine makes a text fit for a header: control characters, line ends among
// them, become single spaces.
func OneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, isControl), " ")
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }
