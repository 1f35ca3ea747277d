package platform

import "regulars"

// Money reads an amount as shops write it: "574.00", "-490", 466.666667. The
// empty text is no money; what regulars.ParseMoney refuses is an error. Plain decimals, which nearly all are, take a short way.
func Money(text string) (regulars.Money, error) {
	if text == "" {
		return 0, nil
	}
	if m, ok := plainMoney(text); ok {
		return m, nil
	}
	return regulars.ParseMoney(text)
}

// plainMoney understands up to 13 digits before the point and four behind it.
func plainMoney(text string) (regulars.Money, bool) {
	digits := text
	if digits[0] == '-' {
		digits = digits[1:]
	}
	value, decimals, point := int64(0), 0, false
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		switch {
		case c == '.' && !point && i > 0:
			point = true
			continue
		case c < '0' || c > '9':
			return 0, false
		case point:
			decimals++
		}
		value = value*10 + int64(c-'0')
	}
	if len(digits) == 0 || len(digits) > 14 || decimals > regulars.MoneyScale || point && decimals == 0 {
		return 0, false
	}
	for ; decimals < regulars.MoneyScale; decimals++ {
		value *= 10
	}
	if digits[0] != text[0] {
		value = -value
	}
	return regulars.Money(value), true
}
