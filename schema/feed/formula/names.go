package formula

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"regulars/schema"
)

// Expressions name the columns of a file as its header writes them: plain, in
// backquotes, or, where ClickHouse wants quotes (blanks, Chinese), without.

// ColumnNamed returns the place of the column that a text names, -1 where it
// names none. Letters of another case are the same where only one column has them.
func ColumnNamed(columns []string, text string) int {
	if i := slices.Index(columns, text); i >= 0 {
		return i
	}
	if bare, quoted := unquote(text); quoted {
		return slices.Index(columns, bare)
	}
	found := -1
	for i, name := range columns {
		if !strings.EqualFold(strings.TrimSpace(name), text) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// unquote takes a quoted identifier out of its quotes.
func unquote(text string) (name string, quoted bool) {
	if len(text) < 2 || text[0] != '`' && text[0] != '"' || text[len(text)-1] != text[0] {
		return "", false
	}
	inner := text[1 : len(text)-1]
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == text[0] {
			if i+1 >= len(inner) || inner[i+1] != text[0] {
				return "", false
			}
			i++
		}
		if inner[i] == '\\' && i+1 < len(inner) {
			i++
		}
		b.WriteByte(inner[i])
	}
	return b.String(), true
}

// Token is a piece of an expression.
type Token struct {
	text string
	kind tokenKind
}

type tokenKind int

const (
	otherToken  tokenKind = iota // signs, blanks, strings, comments
	wordToken                    // a plain word
	columnToken                  // a column of the file, its name in text
)

// Tokens takes an expression apart. Together the texts are the expression, but for
// columns, which are named as the header does.
func Tokens(expression string, columns []string) []Token {
	names := slices.Clone(columns)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var list []Token
	for rest := expression; rest != ""; {
		t, n := nextToken(rest, names, columns)
		list = append(list, t)
		rest = rest[n:]
	}
	return list
}

func nextToken(rest string, longest, columns []string) (Token, int) {
	switch {
	case rest[0] == '\'':
		n := quotedLength(rest)
		return Token{text: rest[:n]}, n
	case rest[0] == '`' || rest[0] == '"':
		n := quotedLength(rest)
		if name, ok := unquote(rest[:n]); ok && slices.Contains(columns, name) {
			return Token{name, columnToken}, n
		}
		return Token{text: rest[:n]}, n
	case strings.HasPrefix(rest, "--"):
		n := strings.IndexByte(rest+"\n", '\n')
		return Token{text: rest[:n]}, n
	case strings.HasPrefix(rest, "/*"):
		n := len(rest)
		if end := strings.Index(rest[2:], "*/"); end >= 0 {
			n = end + 4
		}
		return Token{text: rest[:n]}, n
	}
	first, size := utf8.DecodeRuneInString(rest)
	if !isWord(first) {
		return Token{text: rest[:size]}, size
	}
	for _, name := range longest {
		if strings.HasPrefix(rest, name) && !continues(rest[len(name):]) {
			return Token{name, columnToken}, len(name)
		}
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return !isWord(r) && r != '.' })
	if n < 0 {
		n = len(rest)
	}
	return Token{rest[:n], wordToken}, n
}

// continues reports whether a word goes on, or turns out to be a function's name.
func continues(rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return next != utf8.RuneError && isWord(next) || strings.HasPrefix(rest, "(")
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// Literal returns the text that stands in single quotes, if that is all an expression is.
func Literal(text string) (literal string, is bool) {
	if len(text) < 2 || text[0] != '\'' || text[len(text)-1] != '\'' || strings.ContainsAny(text[1:len(text)-1], `'\`) {
		return "", false
	}
	return text[1 : len(text)-1], true
}

// quotedLength is the length of what stands in quotes at the beginning.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			if i+1 < len(text) && text[i+1] == text[0] {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(text)
}

// rewritten is an expression with its columns quoted; alias says what else a
// column is called, where it is read as something other than text.
func rewritten(list []Token, alias map[string]string) string {
	var b strings.Builder
	for _, t := range list {
		if t.kind != columnToken {
			b.WriteString(t.text)
			continue
		}
		name := t.text
		if other, given := alias[name]; given {
			name = other
		}
		b.WriteString(schema.QuoteColumn(name))
	}
	return b.String()
}

// NamesIn are the columns that an expression names, each once, in their order.
func NamesIn(list []Token) []string {
	var names []string
	for _, t := range list {
		if t.kind == columnToken && !slices.Contains(names, t.text) {
			names = append(names, t.text)
		}
	}
	return names
}
