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

// maxMistakes is how many mistakes of one part are reported.
const maxMistakes = 20

// checker walks the tokens of one part in their order.
type checker struct {
	part   string
	locals map[string]bool // names that assign, capture and loops have made so far
	goods  map[string]bool // of them, those of products
	depth  int             // of open blocks
	errs   []error
}

// checkPart finds what Liquid itself would find only while rendering, or never:
// unknown variables and filters, tags left open, files to include, and what is
// longer or deeper than the bounds allow.
func checkPart(part, source string) error {
	if len(source) > maxSource {
		return fmt.Errorf("%s: %w: it is longer than %d bytes", part, ErrTooMuch, maxSource)
	}
	c := &checker{part: part, locals: map[string]bool{}, goods: map[string]bool{}}
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
	if len(c.errs) >= maxMistakes {
		return
	}
	if token.Type != parser.TextTokenType && len(token.Args) > maxExpression {
		c.fail(token, "%w: an expression is longer than %d bytes", ErrTooMuch, maxExpression)
		return
	}
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
	c.errs = append(c.errs, fmt.Errorf("%s line %d: "+format, append([]any{c.part, token.SourceLoc.LineNo}, args...)...))
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
	c.nest(token)
	name, makes := localName(token)
	switch token.Name {
	case "include":
		c.fail(token, "include is not possible here: use text_file or html_file")
	case "assign":
		_, value, _ := strings.Cut(token.Args, "=")
		c.expression(token, value)
	case "capture":
	case "for", "tablerow":
		_, list, _ := strings.Cut(token.Args, " ")
		c.expression(token, list)
		c.locals["forloop"] = true
		each, is := loopOverProducts(token)
		c.goods[each] = is
	default:
		c.expression(token, token.Args)
	}
	if makes {
		c.locals[name] = true
	}
}

// nest counts the blocks that are open, for Liquid calls itself once for each.
func (c *checker) nest(token parser.Token) {
	switch token.Name {
	case "if", "unless", "case", "for", "tablerow", "capture":
		c.depth++
		if c.depth == maxNesting+1 {
			c.fail(token, "%w: blocks are nested deeper than %d", ErrTooMuch, maxNesting)
		}
	case "endif", "endunless", "endcase", "endfor", "endtablerow", "endcapture":
		c.depth--
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
	root, field, _ := strings.Cut(name, ".")
	if c.goods[root] && !slices.Contains(productFields, field) {
		c.fail(token, "%s is a product: write %s.%s", root, root, strings.Join(productFields, ", "+root+"."))
		return
	}
	if c.locals[root] || slices.Contains(Variables(), name) {
		return
	}
	c.fail(token, "unknown variable %q; known are %s", name, strings.Join(Variables(), ", "))
}

func (c *checker) filter(token parser.Token, name string) {
	if !knownFilters[name] {
		c.fail(token, "unknown filter %q", name)
	}
}
