package screen

import "strings"

// Quoted is a word as a shell reads it whole.
func Quoted(word string) string {
	if !strings.ContainsAny(word, " \t*?[]$&|;<>(){}'\"`\\!#~") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
