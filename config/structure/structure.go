// Package structure reads column lists of ClickHouse.
package structure

import (
	"fmt"
	"strings"
)

// Names returns the names of a column list, such as "customer String, `the day` String".
// It returns an error for a column without a type or a quote that isn't closed.
func Names(list string) ([]string, error) {
	var names []string
	for rest := strings.TrimSpace(list); rest != ""; {
		name, after, err := firstName(rest)
		if err != nil {
			return nil, err
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
