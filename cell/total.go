package cell

import "strings"

// totalWords are what the first text of a row of totals is, in lower case.
var totalWords = map[string]bool{
	"合計": true, "總計": true, "小計": true, "总计": true, "合计": true, "小计": true, "總和": true, "合 計": true, "總 計": true, "小 計": true,
	"total": true, "totals": true, "subtotal": true, "sub total": true, "sub-total": true, "grand total": true, "sum": true,
	"合計金額": true, "總金額": true, "計": true, "gesamt": true, "summe": true,
}

// longestTotal is in bytes: longer texts are no such word.
const longestTotal = 24

// IsTotal reports whether a row is one of totals, such as a till writes below its rows:
// its first cell with a text is a word for it and nothing else, all others are empty
// or amounts, and at least half of the cells are empty. Who knows what the columns mean
// leaves such rows out, and counts them.
func IsTotal(cells []string) bool {
	empty, first := 0, ""
	for _, c := range cells {
		c = strings.TrimSpace(c)
		switch {
		case c == "":
			empty++
		case first == "" && (len(c) > longestTotal || isDigit(c[0]) || isDigit(c[len(c)-1])):
			return false
		case first == "":
			first = strings.ToLower(strings.TrimRight(c, ":： "))
			if !totalWords[first] {
				return false
			}
		case !isAmount(c):
			return false
		}
	}
	return first != "" && empty*2 >= len(cells)
}

// isAmount reports whether a text has digits, and else only signs of amounts.
func isAmount(text string) bool {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "NT$"), "$")
	return strings.ContainsAny(text, "0123456789") && strings.Trim(text, "0123456789.,-+() ") == ""
}
