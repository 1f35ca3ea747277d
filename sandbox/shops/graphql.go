package shops

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// selection is one field that a GraphQL document asks for. Fragments are already
// spread into their places.
type selection struct {
	key      string // the name in the answer
	name     string
	args     map[string]any
	children []selection
}

// variable is an argument's value that comes with the request.
type variable string

// parseGraphQL reads a document with one operation. It understands what clients
// send: variables, arguments, aliases and fragments.
func parseGraphQL(text string) ([]selection, error) {
	p := parser{tokens: tokens(text), fragments: map[string][]selection{}}
	if err := p.document(); err != nil {
		return nil, err
	}
	return p.spread(p.operation, 0)
}

type parser struct {
	tokens    []string
	operation []selection
	fragments map[string][]selection
}

// tokens cuts a document into names, numbers, strings (with their first quote)
// and punctuation.
func tokens(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',':
			i++
		case c == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case strings.HasPrefix(text[i:], "..."):
			out = append(out, "...")
			i += 3
		case c == '"':
			end := i + 1
			for end < len(text) && text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end, len(text))
			out = append(out, text[i:end])
			i = end + 1
		case isWord(c):
			end := i
			for end < len(text) && isWord(text[end]) {
				end++
			}
			out = append(out, text[i:end])
			i = end
		default:
			out = append(out, text[i:i+1])
			i++
		}
	}
	return out
}

func isWord(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

var errUnfinished = errors.New("unexpected end of document")

func (p *parser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) next() string {
	token := p.peek()
	if token != "" {
		p.tokens = p.tokens[1:]
	}
	return token
}

func (p *parser) expect(token string) error {
	got := p.next()
	if got == token {
		return nil
	}
	if got == "" {
		return errUnfinished
	}
	return fmt.Errorf("syntax error, unexpected %q, expecting %q", got, token)
}

func (p *parser) document() error {
	for p.peek() != "" {
		if p.peek() == "fragment" {
			if err := p.fragment(); err != nil {
				return err
			}
			continue
		}
		for p.peek() != "{" { // the operation's name and variable definitions
			if p.next() == "" {
				return errUnfinished
			}
		}
		set, err := p.set()
		if err != nil {
			return err
		}
		p.operation = set
	}
	if p.operation == nil {
		return errors.New("no operation in the document")
	}
	return nil
}

func (p *parser) fragment() error {
	p.next()
	name := p.next()
	if err := p.expect("on"); err != nil {
		return err
	}
	p.next()
	set, err := p.set()
	p.fragments[name] = set
	return err
}

func (p *parser) set() ([]selection, error) {
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	var set []selection
	for p.peek() != "}" {
		if p.peek() == "" {
			return nil, errUnfinished
		}
		more, err := p.entry()
		if err != nil {
			return nil, err
		}
		set = append(set, more...)
	}
	p.next()
	return set, nil
}

// entry is a field, a fragment's name, or an inline fragment.
func (p *parser) entry() ([]selection, error) {
	if p.peek() != "..." {
		field, err := p.field()
		return []selection{field}, err
	}
	p.next()
	if p.peek() == "on" {
		p.next()
		p.next()
	}
	if p.peek() == "{" {
		return p.set()
	}
	return []selection{{name: "..." + p.next()}}, nil
}

func (p *parser) field() (selection, error) {
	s := selection{name: p.next()}
	s.key = s.name
	if p.peek() == ":" {
		p.next()
		s.name = p.next()
	}
	if p.peek() == "(" {
		p.next()
		args, err := p.arguments(")")
		if err != nil {
			return s, err
		}
		s.args = args
	}
	if p.peek() != "{" {
		return s, nil
	}
	children, err := p.set()
	s.children = children
	return s, err
}

func (p *parser) arguments(end string) (map[string]any, error) {
	args := map[string]any{}
	for p.peek() != end {
		name := p.next()
		if err := p.expect(":"); err != nil {
			return nil, err
		}
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		args[name] = value
	}
	p.next()
	return args, nil
}

func (p *parser) value() (any, error) {
	token := p.next()
	switch {
	case token == "":
		return nil, errUnfinished
	case token == "$":
		return variable(p.next()), nil
	case token == "{":
		return p.arguments("}")
	case token[0] == '"':
		return unquote(token[1:]), nil
	case token == "null":
		return nil, nil
	case token == "true" || token == "false":
		return token == "true", nil
	}
	if n, err := strconv.ParseFloat(token, 64); err == nil {
		return n, nil
	}
	return token, nil // an enum's word
}

func unquote(s string) string { return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s) }

// spread puts the fragments' fields where they are named.
func (p *parser) spread(set []selection, depth int) ([]selection, error) {
	if depth > 20 {
		return nil, errors.New("fragments contain each other")
	}
	var out []selection
	for _, s := range set {
		name, isFragment := strings.CutPrefix(s.name, "...")
		children := s.children
		if isFragment {
			fragment, ok := p.fragments[name]
			if !ok {
				return nil, fmt.Errorf("fragment %s was used, but not defined", name)
			}
			children = fragment
		}
		spread, err := p.spread(children, depth+1)
		if err != nil {
			return nil, err
		}
		if isFragment {
			out = append(out, spread...)
			continue
		}
		s.children = spread
		out = append(out, s)
	}
	return out, nil
}

// record is an object of the answer: its type, and how to get a field of it.
// get returns nil, a string, a bool, an int64, a record, or a list of strings or records, and false
// for a field that the type doesn't have.
type record struct {
	kind string
	get  func(s *selection) (any, bool)
}

// answer writes what a document asks for.
type answer struct {
	variables map[string]any
	out       jsonWriter
	errors    []graphqlError
	wanted    int // rows that the pages could hold

	everything bool // connections hold all rows, as in bulk operations
	given      int  // rows that they hold
}

type graphqlError struct {
	Message    string         `json:"message"`
	Path       []string       `json:"path,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

// arg is an argument's value, with the request's variables put in.
func (a *answer) arg(s *selection, name string) any {
	value := s.args[name]
	if v, ok := value.(variable); ok {
		return a.variables[string(v)]
	}
	return value
}

func (a *answer) text(s *selection, name string) string {
	text, _ := a.arg(s, name).(string)
	return text
}

func (a *answer) number(s *selection, name string) int {
	n, _ := a.arg(s, name).(float64)
	return int(n)
}

func (a *answer) record(r record, set []selection) {
	a.out.open('{')
	for i := range set {
		s := &set[i]
		if s.name == "__typename" {
			a.out.key(s.key)
			a.out.str(r.kind)
			continue
		}
		value, known := r.get(s)
		if !known {
			a.errors = append(a.errors, graphqlError{
				Message:    fmt.Sprintf("Field '%s' doesn't exist on type '%s'", s.name, r.kind),
				Path:       []string{"query", s.key},
				Extensions: map[string]any{"code": "undefinedField", "typeName": r.kind, "fieldName": s.name},
			})
			continue
		}
		a.out.key(s.key)
		a.value(value, s)
	}
	a.out.shut('}')
}

func (a *answer) value(value any, s *selection) {
	switch v := value.(type) {
	case string:
		a.out.str(v)
	case bool:
		a.out.bool(v)
	case int64:
		a.out.int(v)
	case record:
		a.record(v, s.children)
	case []record:
		a.out.open('[')
		for _, r := range v {
			a.record(r, s.children)
		}
		a.out.shut(']')
	case []string:
		a.out.open('[')
		for _, text := range v {
			a.out.str(text)
		}
		a.out.shut(']')
	default:
		a.out.null()
	}
}
