package channel

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
)

// words cuts a Liquid expression into strings, numbers, dotted names (with the
// colon of a filter or loop argument) and single signs.
var words = regexp.MustCompile(`"[^"]*"|'[^']*'|-?\d+(?:\.\d+)?|[A-Za-z_][\w-]*\??(?:\.[A-Za-z_][\w-]*\??)*:?|\S`)

var expressionWords = []string{
	"and", "or", "contains", "in", "true", "false", "nil", "reversed",
}

// checker walks the tokens of one part in their order.
type checker struct {
	part   string
	locals []string // names that assign, capture and loops have made so far
	errs   []error
}

// checkPart finds what Liquid itself would find only while rendering, or never:
// unknown variables and filters, tags left open, files to include.
func checkPart(part, source string) error {
	c := &checker{part: part}
	verbatim := "" // the tag that ends a raw or comment block
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		inside := verbatim != ""
		if token.Type == parser.TagTokenType {
			verbatim = verbatimAfter(verbatim, token.Name)
		}
		if !inside && verbatim == "" {
			c.token(token)
		}
	}
	return errors.Join(c.errs...)
}

func (c *checker) token(token parser.Token) {
	switch token.Type {
	case parser.TagTokenType:
		c.tag(token)
	case parser.ObjTokenType:
		c.expression(token, token.Args)
	case parser.TextTokenType:
		c.text(token)
	}
}

func (c *checker) fail(token parser.Token, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s line %d: %s", c.part, token.SourceLoc.LineNo, fmt.Sprintf(format, args...)))
}

func (c *checker) text(token parser.Token) {
	for _, opening := range []string{"{{", "{%"} {
		before, _, found := strings.Cut(token.Source, opening)
		if !found {
			continue
		}
		token.SourceLoc.LineNo += strings.Count(before, "\n")
		c.fail(token, "%s is never closed", opening)
		return
	}
}

func (c *checker) tag(token parser.Token) {
	switch token.Name {
	case "include":
		c.fail(token, "include is not possible here: use text_file or html_file")
	case "assign":
		name, value, _ := strings.Cut(token.Args, "=")
		c.expression(token, value)
		c.locals = append(c.locals, strings.TrimSpace(name))
	case "capture":
		c.locals = append(c.locals, strings.TrimSpace(token.Args))
	case "for", "tablerow":
		name, list, _ := strings.Cut(token.Args, " ")
		c.expression(token, list)
		c.locals = append(c.locals, name, "forloop")
	default:
		c.expression(token, token.Args)
	}
}

func (c *checker) expression(token parser.Token, text string) {
	before := ""
	for _, word := range words.FindAllString(text, -1) {
		c.word(token, before, word)
		before = word
	}
}

func (c *checker) word(token parser.Token, before, word string) {
	name, isArgument := strings.CutSuffix(word, ":")
	switch {
	case !isName(word):
	case before == "|":
		c.filter(token, name)
	case isArgument, slices.Contains(expressionWords, word):
	default:
		c.variable(token, word)
	}
}

func isName(word string) bool {
	first := word[0]
	return first == '_' || 'a' <= first && first <= 'z' || 'A' <= first && first <= 'Z'
}

func (c *checker) variable(token parser.Token, name string) {
	root, _, _ := strings.Cut(name, ".")
	if slices.Contains(c.locals, root) || slices.Contains(Variables(), name) {
		return
	}
	c.fail(token, "unknown variable %q; known are %s", name, strings.Join(Variables(), ", "))
}

func (c *checker) filter(token parser.Token, name string) {
	_, err := engine.ParseAndRenderString("{{ '' | "+name+" }}", nil)
	if err != nil && strings.Contains(err.Error(), "undefined filter") {
		c.fail(token, "unknown filter %q", name)
	}
}

// finishObjects puts last filters at the end of every {{ … }}, outside raw and
// comment blocks: plain, and escape for HTML. It keeps the lines where they are.
func finishObjects(source string, escape bool) string {
	var out strings.Builder
	verbatim := ""
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		if token.Type == parser.TagTokenType {
			verbatim = verbatimAfter(verbatim, token.Name)
		}
		if token.Type == parser.ObjTokenType && verbatim == "" {
			finished := "(" + token.Args + ")" + lastFilters(token.Args, escape)
			out.WriteString(strings.Replace(token.Source, token.Args, finished, 1))
			continue
		}
		out.WriteString(token.Source)
	}
	return out.String()
}

// lastFilters leaves an expression alone that the author escapes already.
func lastFilters(expression string, escape bool) string {
	if escape && !endsEscaped(expression) {
		return " | plain | escape"
	}
	return " | plain"
}

func verbatimAfter(verbatim, tag string) string {
	switch {
	case verbatim == "" && (tag == "raw" || tag == "comment"):
		return "end" + tag
	case tag == verbatim:
		return ""
	}
	return verbatim
}

func endsEscaped(expression string) bool {
	all := words.FindAllString(expression, -1)
	n := len(all)
	return n > 2 && all[n-2] == "|" && (all[n-1] == "escape" || all[n-1] == "escape_once")
}
