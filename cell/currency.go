package cell

import "strings"

// currencies are the signs and codes that stand before or behind an amount, longer
// ones first, with the currency that each says; "" where it says none by itself.
var currencies = []struct{ sign, code string }{
	{"NT$", "TWD"}, {"NTD", "TWD"}, {"TWD", "TWD"}, {"US$", "USD"}, {"USD", "USD"}, {"HK$", "HKD"}, {"HKD", "HKD"},
	{"SGD", "SGD"}, {"AUD", "AUD"}, {"CAD", "CAD"}, {"CNY", "CNY"}, {"RMB", "CNY"}, {"JPY", "JPY"}, {"KRW", "KRW"},
	{"EUR", "EUR"}, {"GBP", "GBP"}, {"CHF", "CHF"}, {"MYR", "MYR"}, {"THB", "THB"}, {"VND", "VND"}, {"IDR", "IDR"},
	{"PHP", "PHP"}, {"INR", "INR"}, {"MOP", "MOP"}, {"NZD", "NZD"}, {"BRL", "BRL"},
	{"新台幣", "TWD"}, {"新臺幣", "TWD"}, {"台幣", "TWD"}, {"臺幣", "TWD"}, {"人民币", "CNY"}, {"港幣", "HKD"}, {"美元", "USD"}, {"日圓", "JPY"},
	{"S$", "SGD"}, {"A$", "AUD"}, {"C$", "CAD"}, {"R$", "BRL"}, {"NT", "TWD"}, {"RM", "MYR"}, {"RP", "IDR"},
	{"€", "EUR"}, {"£", "GBP"}, {"₩", "KRW"}, {"₫", "VND"}, {"฿", "THB"}, {"₱", "PHP"}, {"₹", "INR"}, {"円", "JPY"},
	{"$", ""}, {"¥", ""}, {"元", ""}, {"圓", ""}, {"塊", ""},
}

// Currency returns the code of the currency that a cell of an amount is written with,
// such as TWD for NT$ 490; "" where it names none, or one that several countries write
// so ($, ¥, 元).
func Currency(text string) string {
	s := plain(text)
	if digits(s) == len(s) {
		return ""
	}
	_, code := withoutCurrency(strings.Trim(s, "()+- "))
	return code
}

// Which of the currencies begin and end with a byte, in lower case.
var byFirst, byLast = currencyIndex()

func currencyIndex() (byFirst, byLast [256][]int) {
	for i, c := range currencies {
		first, last := lower(c.sign[0]), lower(c.sign[len(c.sign)-1])
		byFirst[first] = append(byFirst[first], i)
		byLast[last] = append(byLast[last], i)
	}
	return byFirst, byLast
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// withoutCurrency takes a currency off the beginning and off the end.
func withoutCurrency(s string) (rest, code string) {
	if s == "" {
		return s, ""
	}
	for _, i := range byFirst[lower(s[0])] {
		c := currencies[i]
		if len(s) > len(c.sign) && strings.EqualFold(s[:len(c.sign)], c.sign) {
			s, code = strings.Trim(s[len(c.sign):], " "), c.code
			break
		}
	}
	if s == "" {
		return s, code
	}
	for _, i := range byLast[lower(s[len(s)-1])] {
		c := currencies[i]
		if cut := len(s) - len(c.sign); cut > 0 && strings.EqualFold(s[cut:], c.sign) {
			return strings.Trim(s[:cut], " "), max(code, c.code)
		}
	}
	return s, code
}
