package form

import (
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parts of a control that is not one field: what is typed, of which unit it is, and what both were
// when the page was made, with the value that they stood for.
const (
	partNumber = "~n"
	partUnit   = "~unit"
	partShown  = "~shown"
	partWas    = "~was"
)

// Units of a span beyond those of its values: what is typed is the value, a share in percent, or
// days before the expected purchase. A unit with a literal before it stands for itself.
const (
	UnitPlain    = "plain"
	UnitPercent  = "percent"
	UnitExpected = "expected"
	literal      = "="
)

var (
	spanForm     = regexp.MustCompile(`^([0-9]+)([dhm])$`)
	expectedForm = regexp.MustCompile(`^expected_purchase(?: ?- ?([0-9]+)d)?$`)
	shareForm    = regexp.MustCompile(`^[0-9]*\.?[0-9]+$`)
)

// parted is a value as what is typed and its unit, of those that there are.
func parted(value string, units []string) (number, unit string) {
	if slices.Contains(units, literal+value) {
		return "", literal + value
	}
	if found := spanForm.FindStringSubmatch(value); found != nil && slices.Contains(units, found[2]) {
		return found[1], found[2]
	}
	if found := expectedForm.FindStringSubmatch(value); found != nil && slices.Contains(units, UnitExpected) {
		return found[1], UnitExpected
	}
	if slices.Contains(units, UnitPercent) {
		return percent(value), UnitPercent
	}
	if value != "" && slices.Contains(units, UnitPlain) {
		return value, UnitPlain
	}
	return value, ""
}

// whole is the value of what was typed and its unit. What can't be one stays what was typed.
func whole(number, unit string) string {
	number = strings.TrimSpace(number)
	if of, is := strings.CutPrefix(unit, literal); is {
		return of
	}
	n, err := strconv.ParseUint(number, 10, 31)
	switch {
	case unit == UnitPlain:
		return number
	case unit == UnitPercent:
		return share(number)
	case err != nil:
		return number
	case unit == UnitExpected && n == 0:
		return "expected_purchase"
	case unit == UnitExpected:
		return "expected_purchase - " + strconv.FormatUint(n, 10) + "d"
	case unit == "":
		unit = "d"
	}
	return strconv.FormatUint(n, 10) + unit
}

// percent is a share as percent, exactly; what is no share stays what it is.
func percent(value string) string { return scaled(value, big.NewRat(100, 1)) }

func share(value string) string { return scaled(strings.TrimSuffix(value, "%"), big.NewRat(1, 100)) }

func scaled(value string, by *big.Rat) string {
	value = strings.TrimSpace(value)
	if !shareForm.MatchString(value) || len(value) > 20 {
		return value
	}
	of, _ := new(big.Rat).SetString(value)
	text := of.Mul(of, by).FloatString(20)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// oneLine is a text as a line of a form holds it.
var oneLine = strings.NewReplacer("\r", "", "\n", "")

// Settle puts the parts of controls together. A control that was not touched keeps its value as
// it was written.
func Settle(values url.Values) url.Values {
	settled := url.Values{}
	for key, of := range values {
		if path, is := strings.CutSuffix(key, partNumber); is {
			number, unit := values.Get(key), values.Get(path+partUnit)
			if oneLine.Replace(values.Get(path+partShown)) == oneLine.Replace(number+" "+unit) {
				settled.Set(path, values.Get(path+partWas))
				continue
			}
			settled.Set(path, whole(number, unit))
			continue
		}
		if !values.Has(key+partNumber) && !strings.HasSuffix(key, partUnit) && !strings.HasSuffix(key, partShown) && !strings.HasSuffix(key, partWas) {
			settled[key] = of
		}
	}
	return settled
}
