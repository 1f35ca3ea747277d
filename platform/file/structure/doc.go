// Package structure reads the column lists of ClickHouse, such as
// "customer String, `the day` String, dollars Decimal(18, 2)", as far as a reader of files
// needs them: the names of the columns.
package structure

import (
	"fmt"
	"strings"
)

// Names returns the names of the columns of a column list.
func Names(list string) ([]string, error) {
	list = strings.TrimSpace(list)
	var names []string
	for rest := list; rest != ""; {
		name, after, err := firstName(rest)
		if err != nil {
			return nil, fmt.Errorf("structure %q is not a ClickHouse column list: %w", list, err)
		}
		names = append(names, name)
		rest = strings.TrimSpace(behindComma(after))
	}
	return names, nil
}

func firstName(text string) (name, after string, err error) {
	if quote := text[0]; quote == '`' || quote == '"' {
		end := strings.IndexByte(text[1:], quote)
		if end < 0 {
			return "", "", fmt.Errorf("a quote isn't closed")
		}
		return text[1 : end+1], text[end+2:], nil
	}
	end := strings.IndexAny(text, " \t\r\n,")
	if end <= 0 || text[end] == ',' {
		return "", "", fmt.Errorf("%q has no type", text)
	}
	return text[:end], text[end:], nil
}

// behindComma is what follows the next comma that stands outside of parentheses and
// quotes.
func behindComma(text string) string {
	depth, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			return text[i+1:]
		}
	}
	return ""
}
