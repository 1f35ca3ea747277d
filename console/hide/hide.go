package hide

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestRaw  = 300 // letters
	longestNote = 500 // letters
)

// Quotes hides what a sentence quotes: it may be a person's.
func Quotes(sentence string) string { return quoted.ReplaceAllString(sentence, `"…"`) }

// quoted is what a sentence quotes.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|“[^”]*”|'[^']*'|「[^」]*」`)

// Record hides the letters and digits of a record; of JSON the names of its fields stay.
func Record(raw string) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &fields) != nil {
		return Letters(raw)
	}
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	parts := make([]string, len(keys))
	for i, key := range keys {
		parts[i] = key + ": " + Letters(string(fields[key]))
	}
	return Short(strings.Join(parts, ", "))
}

// Letters writes a dot for every letter and digit.
func Letters(text string) string {
	return Short(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return '•'
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�")))
}

// Short cuts a text off where it is longer than people read.
func Short(text string) string {
	letters := []rune(text)
	if len(letters) > longestRaw {
		return string(letters[:longestRaw]) + "…"
	}
	return text
}

// Note is a note as it is kept: one line of letters that print, not longer than people
// read.
func Note(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "�"))), " ")
	if utf8.RuneCountInString(text) > longestNote {
		text = string([]rune(text)[:longestNote]) + "…"
	}
	return text
}
