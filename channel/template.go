package channel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/osteele/liquid"

	"regulars/config"
)

// Template is a campaign's text on one channel, compiled once.
type Template struct {
	subject, text, html *liquid.Template
}

// Rendered is the text of one message.
type Rendered struct {
	Subject string // one line
	Text    string
	HTML    string
}

var engine = newEngine()

func newEngine() *liquid.Engine {
	e := liquid.NewEngine()
	e.RegisterFilter("plain", plain)
	return e
}

// ParseTemplate compiles a campaign's Liquid texts. dir is where relative
// text_file and html_file start. It reports every mistake at once, each with
// its part, its line and, for an unknown variable or filter, the known names.
func ParseTemplate(t config.Template, dir string) (*Template, error) {
	text, textErr := partSource(t.Text, t.TextFile, dir)
	html, htmlErr := partSource(t.HTML, t.HTMLFile, dir)
	if err := errors.Join(textErr, htmlErr); err != nil {
		return nil, err
	}
	if text == "" && html == "" {
		return nil, errors.New("the template is empty: give it a text or an html part")
	}

	var parsed Template
	var errs [3]error
	parsed.subject, errs[0] = parsePart("subject", t.Subject, false)
	parsed.text, errs[1] = parsePart("text", text, false)
	parsed.html, errs[2] = parsePart("html", html, true)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
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
		return "", fmt.Errorf("template file can't be read: %w", err)
	}
	return string(content), nil
}

func parsePart(part, source string, escape bool) (*liquid.Template, error) {
	if source == "" {
		return nil, nil
	}
	if err := checkPart(part, source); err != nil {
		return nil, err
	}
	parsed, err := engine.ParseTemplateLocation([]byte(finishObjects(source, escape)), part, 1)
	if err != nil {
		return nil, fmt.Errorf("%s line %d: %w", part, err.LineNumber(), err)
	}
	return parsed, nil
}

// Render makes the text of one message. Values are escaped in HTML, so that a
// member's name can't bring markup in.
func (t *Template) Render(v Values) (Rendered, error) {
	bindings := v.bindings()
	subject, err := renderPart(t.subject, bindings)
	if err != nil {
		return Rendered{}, err
	}
	text, err := renderPart(t.text, bindings)
	if err != nil {
		return Rendered{}, err
	}
	html, err := renderPart(t.html, bindings)
	if err != nil {
		return Rendered{}, err
	}
	return Rendered{Subject: OneLine(subject), Text: text, HTML: html}, nil
}

func renderPart(t *liquid.Template, bindings liquid.Bindings) (string, error) {
	if t == nil {
		return "", nil
	}
	text, err := t.RenderString(bindings)
	if err != nil {
		return "", fmt.Errorf("template line %d can't be rendered: %w", err.LineNumber(), err.Cause())
	}
	return text, nil
}

// OneLine makes a text fit for a header: control characters, line ends among
// them, become single spaces.
func OneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, isControl), " ")
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }
