package cell

import (
	"regexp"
	"strings"
)

// totalWords are what the first text of a row of totals is, in lower case.
var totalWords = map[string]bool{
	"合計": true, "總計": true, "小計": true, "总计": true, "合计": true, "小计": true, "總和": true, "合 計": true, "總 計": true, "小 計": true,
	"total": true, "totals": true, "subtotal": true, "sub total": true, "sub-total": true, "grand total": true, "sum": true,
	"合計金額": true, "總金額": true, "計": true, "gesamt": true, "summe": true,
	"total sales": true, "total amount": true, "total orders": true, "total revenue": true, "daily total": true, "day total": true,
}

// totalOf is how tills write of what a total is: 本日合計, 營業總額, 累計金額.
var totalOf = regexp.MustCompile(`^(本日|當日|今日|当日|本月|當月|本週|本頁|本页|全部|營業|銷售|销售|營收|交易|訂單|订单)?(合計|總計|小計|總和|總額|累計|合计|总计|小计|总额|累计)(金額|金额)?$`)

// counted is how a row says how many stand above it: 共 12 筆, 12 records.
var counted = regexp.MustCompile(`^(共|總共|合共|总共)\s*[0-9,]+\s*[筆笔條条張张列件項项]\S{0,4}$|^[0-9,]+ (records?|rows?|orders?|items?)\.?$`)

// longestTotal is in bytes: longer texts are no such word.
const longestTotal = 32

// IsTotal reports whether a row is one of totals, such as a till writes below its rows:
// its first cell with a text is a word for it, with its amount at most, or says how many
// rows there are, all others are empty or amounts, and a cell at least is empty, or half
// of them where an amount might also be a date. Who knows what the columns mean leaves
// such rows out, and counts them.
func IsTotal(cells []string) bool {
	empty, first, mayBeDate := 0, false, false
	for _, c := range cells {
		c = strings.TrimSpace(c)
		switch {
		case c == "":
			empty++
		case !first && !isTotalWord(c):
			return false
		case !first:
			first = true
		case !isAmount(c):
			return false
		case strings.Contains(c[1:], "-") || len(c) == len("20260520"):
			mayBeDate = true
		}
	}
	return first && empty > 0 && (empty*2 >= len(cells) || !mayBeDate)
}

func isTotalWord(c string) bool {
	if len(c) > longestTotal || isDigit(c[0]) && !strings.Contains(c, " ") || isDigit(c[len(c)-1]) && !strings.ContainsAny(c, ":：") {
		return false // most ids end here
	}
	word, amount, _ := strings.Cut(strings.Replace(c, "：", ":", 1), ":")
	if amount = strings.TrimSpace(amount); amount != "" && !isAmount(strings.TrimSuffix(amount, "元")) && !counted.MatchString(amount) {
		return false
	}
	word = strings.ToLower(strings.TrimSpace(word))
	chinese := word != "" && word[0] >= 0x80
	return totalWords[word] || chinese && totalOf.MatchString(word) || counted.MatchString(strings.ToLower(c))
}

// isAmount reports whether a text has digits, and else only signs of amounts.
func isAmount(text string) bool {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "NT$"), "$")
	return strings.ContainsAny(text, "0123456789") && strings.Trim(text, "0123456789.,-+() ") == ""
}
