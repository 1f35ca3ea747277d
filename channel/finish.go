package channel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
)

// The filters that finish adds. No author can write them: the check knows only
// Liquid's own names.
const (
	plainFilter = "_plain"
	stepFilter  = "_step"
	jsonFilter  = "_json"
)

// form is what a part's text is, and so how a value is escaped in it.
type form int

const (
	plainText form = iota
	htmlText
	jsonText
)

// jsonBegin is how the JSON of a rich message begins, whatever tags stand before it.
var jsonBegin = regexp.MustCompile(`^\s*\{\s*"`)

// formOf returns the form of a text part: JSON where its first words are those of an
// object.
func formOf(source string) form {
	aside := "" // the tag that ends what isn't printed where it stands
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		switch {
		case token.Type == parser.TagTokenType && token.Name == aside:
			aside = ""
		case token.Type == parser.TagTokenType && (token.Name == "capture" || token.Name == "comment"):
			aside = "end" + token.Name
		case aside != "", token.Type == parser.TagTokenType, strings.TrimSpace(token.Source) == "":
		case token.Type == parser.TextTokenType && jsonBegin.MatchString(token.Source):
			return jsonText
		default:
			return plainText
		}
	}
	return plainText
}

// finish makes an author's source fit for rendering: every {{ … }} outside raw
// and comment blocks ends with the plain filter, and in HTML or JSON with what
// escapes there; every loop's body begins with a step. The lines stay where they are.
func finish(source string, as form) string {
	f := finisher{tokens: parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil), form: as}
	f.names()
	bodies := loopBodies(f.tokens)
	var out strings.Builder
	verbatim := ""
	for i, token := range f.tokens {
		if token.Type == parser.TagTokenType {
			verbatim = verbatimAfter(verbatim, token.Name)
		}
		if token.Type == parser.ObjTokenType && verbatim == "" {
			out.WriteString(f.object(token))
			continue
		}
		out.WriteString(token.Source)
		if size, isLoop := bodies[i]; isLoop {
			fmt.Fprintf(&out, "{{ %d | %s }}", size, stepFilter)
		}
	}
	return out.String()
}

// finisher knows the names that a part's author made.
type finisher struct {
	tokens []parser.Token
	form   form

	locals   map[string]bool // every such name
	captured map[string]bool // names that only {% capture %} makes: what they hold is finished already
	captures bool            // there is a {% capture %} at all
}

func (f *finisher) names() {
	f.locals, f.captured = map[string]bool{}, map[string]bool{}
	for _, token := range f.tokens {
		name, makes := localName(token)
		if !makes {
			continue
		}
		onlyCaptured := f.captured[name] || !f.locals[name] && !isRoot(name)
		f.captures = f.captures || token.Name == "capture"
		f.captured[name] = onlyCaptured && token.Name == "capture"
		f.locals[name] = true
	}
}

// isRoot reports whether a name is, or begins, one of the known variables.
func isRoot(name string) bool {
	return slices.ContainsFunc(Variables(), func(known string) bool {
		root, _, _ := strings.Cut(known, ".")
		return root == name
	})
}

// localName returns the name that a tag makes, and whether it makes one.
func localName(token parser.Token) (string, bool) {
	if token.Type != parser.TagTokenType {
		return "", false
	}
	switch token.Name {
	case "assign":
		name, _, _ := strings.Cut(token.Args, "=")
		return strings.TrimSpace(name), true
	case "capture":
		return strings.TrimSpace(token.Args), true
	case "for", "tablerow":
		name, _, _ := strings.Cut(token.Args, " ")
		return name, true
	}
	return "", false
}

func (f *finisher) object(token parser.Token) string {
	finished := "(" + token.Args + ") | " + plainFilter
	switch {
	case f.form == htmlText:
		finished += f.escape(token.Args)
	case f.form == jsonText && !f.captured[token.Args]:
		finished += " | " + jsonFilter
	}
	return strings.Replace(token.Source, token.Args, finished, 1)
}

// escape returns the filter that makes an expression's value safe in HTML. What
// was captured is markup already, each value in it escaped. What is made from
// local names may hold some of that: escape_once doesn't escape it twice, and
// lets no tag through either.
func (f *finisher) escape(expression string) string {
	switch {
	case endsEscaped(expression), f.captured[expression]:
		return ""
	case f.captures && f.mentionsLocal(expression):
		return " | escape_once"
	}
	return " | escape"
}

func (f *finisher) mentionsLocal(expression string) bool {
	return slices.ContainsFunc(words.FindAllString(expression, -1), func(word string) bool {
		root, _, _ := strings.Cut(word, ".")
		return f.locals[root]
	})
}

// endsEscaped reports whether the author escapes an expression himself.
func endsEscaped(expression string) bool {
	all := words.FindAllString(expression, -1)
	n := len(all)
	return n > 2 && all[n-2] == "|" && (all[n-1] == "escape" || all[n-1] == "escape_once")
}

// loopBodies returns the length in bytes of each loop's body, by the index of
// its opening tag.
func loopBodies(tokens []parser.Token) map[int]int {
	type loop struct{ index, begin int }
	var open []loop
	bodies := map[int]int{}
	position, verbatim := 0, ""
	for i, token := range tokens {
		position += len(token.Source)
		if token.Type != parser.TagTokenType {
			continue
		}
		verbatim = verbatimAfter(verbatim, token.Name)
		switch {
		case verbatim != "":
		case token.Name == "for", token.Name == "tablerow":
			open = append(open, loop{i, position})
		case len(open) > 0 && (token.Name == "endfor" || token.Name == "endtablerow"):
			last := open[len(open)-1]
			open = open[:len(open)-1]
			bodies[last.index] = position - last.begin
		}
	}
	return bodies
}

// verbatimAfter returns the tag that ends the raw or comment block that a part
// is in after a tag; empty: it is in none.
func verbatimAfter(verbatim, tag string) string {
	switch {
	case verbatim == "" && (tag == "raw" || tag == "comment"):
		return "end" + tag
	case tag == verbatim:
		return ""
	}
	return verbatim
}
