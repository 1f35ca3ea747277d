package feed

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// fieldKind is what a field of a feed holds.
type fieldKind int

const (
	textField fieldKind = iota
	timeField
	dayField
	birthField
	moneyField
	numberField
	flagField
	consentField
	tagsField
	mapField
)

// storedAs is the type in which a field waits for the rest of its feed, and none
// is its value where the feed doesn't have it.
var storedAs = map[fieldKind]struct{ kind, none string }{
	textField:    {"String", "''"},
	timeField:    {"Nullable(DateTime64(3, 'UTC'))", "NULL"},
	dayField:     {"Nullable(Date)", "NULL"},
	birthField:   {"String", "''"},
	moneyField:   {"Nullable(Decimal(18, 4))", "NULL"},
	numberField:  {"Nullable(Float64)", "NULL"},
	flagField:    {"Nullable(Bool)", "NULL"},
	consentField: {"String", "''"},
	tagsField:    {"Array(String)", "[]"},
	mapField:     {"Map(String, String)", "map()"},
}

type feedField struct {
	name   string
	kind   fieldKind
	needed bool // a row without it is rejected
}

func textFields(names string) []feedField { return fieldsOf(textField, names) }

func fieldsOf(k fieldKind, names string) []feedField {
	var fields []feedField
	for name := range strings.FieldsSeq(names) {
		plain := strings.TrimSuffix(name, "!")
		fields = append(fields, feedField{name: plain, kind: k, needed: plain != name})
	}
	return fields
}

func joinFields(groups ...[]feedField) []feedField {
	var all []feedField
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

var identityFields = textFields("customer_id email phone line_id")

// feedEntity is what a feed may bring: its fields, the first one being what rows of
// one record share, and the .sql files that make records of the rows.
type feedEntity struct {
	fields []feedField
	steps  []importStep
}

type importStep struct {
	script schema.Script[params]
	table  string
}

var importable = map[string]feedEntity{
	"orders": {
		fields: joinFields(
			textFields("order_id! return_of number status name currency sku product_id product title category"), identityFields,
			fieldsOf(timeField, "placed_at updated_at refunded_at"),
			fieldsOf(moneyField, "amount discount shipping tax refunded cost"),
			fieldsOf(numberField, "quantity"),
			fieldsOf(flagField, "placed paid fulfilled cancelled test deleted gift_card")),
		steps: []importStep{{makeOrders, "orders"}},
	},
	"customers": {
		fields: joinFields(
			textFields("customer_id! email phone line_id name gender city tier"),
			fieldsOf(birthField, "birth_date"),
			fieldsOf(timeField, "registered_at updated_at consent_at"),
			fieldsOf(moneyField, "points"),
			fieldsOf(dayField, "points_expire_on"),
			fieldsOf(tagsField, "tags"),
			fieldsOf(consentField, "consent_edm consent_sms consent_line"),
			fieldsOf(flagField, "deleted")),
		steps: []importStep{{makeCustomers, "customers"}},
	},
	"products": {
		fields: joinFields(textFields("product_id! sku title product category"), fieldsOf(timeField, "updated_at"), fieldsOf(moneyField, "cost")),
		steps:  []importStep{{makeProducts, "products"}},
	},
	"events": {
		fields: joinFields(textFields("type! event_id visitor"), identityFields, fieldsOf(timeField, "at!"), fieldsOf(mapField, "properties")),
		steps:  []importStep{{makeEvents, "events"}},
	},
	"costs": {
		fields: joinFields(fieldsOf(dayField, "date!"), textFields("kind campaign channel currency note"), fieldsOf(moneyField, "amount!")),
		steps:  []importStep{{makeCosts, "costs"}},
	},
	"consents": {
		fields: joinFields(textFields("channel! purpose source"), identityFields, fieldsOf(flagField, "granted!"), fieldsOf(timeField, "at!")),
		steps:  []importStep{{makeConsents, "consent_facts"}},
	},
}

// valueName is what a field's expression is called inside a query: no column of
// a file is called so.
func valueName(field string) string { return "_v_" + field }

// bare takes Nullable and LowCardinality off a type.
func bare(kind string) string {
	for _, wrap := range []string{"LowCardinality(", "Nullable("} {
		if strings.HasPrefix(kind, wrap) {
			return bare(strings.TrimSuffix(strings.TrimPrefix(kind, wrap), ")"))
		}
	}
	return kind
}

func isNumber(t string) bool {
	return strings.HasPrefix(t, "Int") || strings.HasPrefix(t, "UInt") || strings.HasPrefix(t, "Float") ||
		strings.HasPrefix(t, "BFloat") || t == "Bool" || strings.HasPrefix(t, "Decimal")
}

// asText is a value as text, ” for nothing. A whole number never ends in ".0",
// and what is not a number (NaN) is nothing.
func asText(v, t string) string {
	switch {
	case t == "Nothing":
		return "''"
	case strings.HasPrefix(t, "Float"), strings.HasPrefix(t, "BFloat"):
		return fmt.Sprintf("ifNull(multiIf(isNaN(%[1]s), '', %[1]s = trunc(%[1]s) AND abs(%[1]s) < 1e18, toString(toInt64(if(isFinite(%[1]s) AND abs(%[1]s) < 1e18, %[1]s, 0))), toString(%[1]s)), '')", v)
	case strings.HasPrefix(t, "FixedString"):
		return fmt.Sprintf("ifNull(trimBoth(toStringCutToZero(%s), ' \\t\\r\\n'), '')", v)
	}
	return fmt.Sprintf("ifNull(trimBoth(toString(%s), ' \\t\\r\\n'), '')", v)
}

// asFigure is a value as the text of a number: 1,234.50 is 1234.50.
func asFigure(v, t string) string {
	if strings.HasPrefix(t, "Float") || strings.HasPrefix(t, "BFloat") {
		return fmt.Sprintf("ifNull(if(isNaN(%[1]s), '', toString(%[1]s)), '')", v)
	}
	if t == "Bool" {
		return fmt.Sprintf("ifNull(toString(toUInt8(%s)), '')", v)
	}
	if isNumber(t) {
		return fmt.Sprintf("ifNull(toString(%s), '')", v)
	}
	s := asText(v, t)
	return fmt.Sprintf("if(match(%[1]s, '^[-+]?[0-9]{1,3}(,[0-9]{3})+(\\\\.[0-9]*)?$'), replaceAll(%[1]s, ',', ''), %[1]s)", s)
}

// asEmail says the same as normaliseEmail.
func asEmail(v, t string) string {
	s := fmt.Sprintf("lowerUTF8(%s)", asText(v, t))
	return fmt.Sprintf("if(countSubstrings(%[1]s, '@') = 1 AND NOT match(%[1]s, '[ \\t\\r\\n]'), %[1]s, '')", s)
}

func asTime(v, t string) string {
	if strings.HasPrefix(t, "Date") {
		return fmt.Sprintf("toDateTime64(%s, 3)", v)
	}
	return fmt.Sprintf("parseDateTime64BestEffortOrNull(%s, 3)", asText(v, t))
}

func asDay(v, t string) string {
	if t == "Date" {
		return v
	}
	return fmt.Sprintf("toDate(%s)", asTime(v, t))
}

func asBirth(v, t string) string {
	if strings.HasPrefix(t, "Date") {
		return fmt.Sprintf("ifNull(toString(toDate32(%s)), '')", v)
	}
	s := asText(v, t)
	return fmt.Sprintf("if(match(%[1]s, '^(--)?[0-9]{2}-[0-9]{2}$'), concat('--', right(%[1]s, 5)), ifNull(toString(toDate32(parseDateTime64BestEffortOrNull(%[1]s, 3))), ''))", s)
}

// asMoney rounds half away from zero at the fourth decimal, as regulars.ParseMoney does.
func asMoney(v, t string) string {
	return fmt.Sprintf("toDecimal64OrNull(ifNull(toString(round(toDecimal128OrNull(%s, 12), 4)), ''), 4)", asFigure(v, t))
}

// Words of flags, next to those of consents: a column of a file that is mapped to a
// flag was looked at by who mapped it.
var (
	yesWords = listOf(regulars.YesWords, "t", "granted", "allowed", "opt_in", "opt-in", "optin")
	noWords  = listOf(regulars.NoWords, "f", "refused", "denied", "opt_out", "opt-out", "optout")
)

func listOf(words []string, more ...string) string {
	var quoted []string
	for _, w := range append(slices.Clone(words), more...) {
		quoted = append(quoted, schema.QuoteText(w))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func asFlag(v, t string) string {
	switch {
	case t == "Nothing":
		return "NULL"
	case isNumber(t):
		return fmt.Sprintf("%s != 0", v)
	case strings.HasPrefix(t, "Date"):
		return fmt.Sprintf("isNotNull(%s)", v)
	}
	s := "lower(" + asText(v, t) + ")"
	return fmt.Sprintf("multiIf(has(%[2]s, %[1]s), true, has(%[3]s, %[1]s), false, NULL)", s, yesWords, noWords)
}

// asConsent is yes, no, nothing, or the beginning of a word that is none of them.
func asConsent(v, t string) string {
	switch {
	case t == "Nothing":
		return "''"
	case strings.HasPrefix(t, "Date"):
		return fmt.Sprintf("if(isNotNull(%s), 'yes', '')", v)
	}
	s := "lowerUTF8(" + asText(v, t) + ")"
	return fmt.Sprintf("multiIf(has(%[2]s, %[1]s), 'yes', has(%[3]s, %[1]s), 'no', leftUTF8(%[1]s, 100))", s, listOf(regulars.YesWords), listOf(regulars.NoWords))
}

func asTags(v, t string) string {
	if strings.HasPrefix(t, "Array(") {
		return fmt.Sprintf("arrayFilter(x -> x != '', arrayMap(x -> ifNull(trimBoth(toString(x)), ''), %s))", v)
	}
	return fmt.Sprintf("arrayFilter(x -> x != '', arrayMap(x -> trimBoth(x), splitByRegexp('[,;|]', %s)))", asText(v, t))
}

func asMap(v, t string) string {
	if strings.HasPrefix(t, "Map(") {
		return fmt.Sprintf("mapApply((k, x) -> (toString(k), ifNull(toString(x), '')), %s)", v)
	}
	json := fmt.Sprintf("toJSONString(%s)", v)
	if t == "String" || t == "Nothing" || strings.HasPrefix(t, "FixedString") {
		json = asText(v, t)
	}
	return fmt.Sprintf(`CAST(arrayMap(p -> (p.1, if(startsWith(p.2, '"'), JSONExtractString(p.2), p.2)), arrayFilter(p -> p.2 != 'null', JSONExtractKeysAndValuesRaw(%s))), 'Map(String, String)')`, json)
}

// value reads what a field's expression gave, of whatever type, into the form
// in which the field is stored.
func (f feedField) value(t string) string {
	v, t := valueName(f.name), bare(t)
	switch f.kind {
	case timeField:
		return asTime(v, t)
	case dayField:
		return asDay(v, t)
	case birthField:
		return asBirth(v, t)
	case moneyField:
		return asMoney(v, t)
	case numberField:
		return fmt.Sprintf("toFloat64OrNull(%s)", asFigure(v, t))
	case flagField:
		return asFlag(v, t)
	case consentField:
		return asConsent(v, t)
	case tagsField:
		return asTags(v, t)
	case mapField:
		return asMap(v, t)
	}
	if f.name == "email" {
		return asEmail(v, t)
	}
	return asText(v, t)
}

// problems are conditions and what they mean, for multiIf.
func (f feedField) problems(t string) []string {
	v, given := valueName(f.name), asText(valueName(f.name), bare(t))
	var list []string
	add := func(condition, problem string) {
		list = append(list, condition, schema.QuoteText(f.name+" "+problem))
	}
	if f.kind == tagsField || f.kind == mapField || f.kind == consentField {
		return nil
	}
	if f.needed {
		add(given+" = ''", "is empty or can't be read")
	}
	read := "_r_" + f.name
	switch f.kind {
	case timeField:
		add(fmt.Sprintf("isNull(%s) AND %s != ''", read, given), "is not a time")
		add(fmt.Sprintf("toYear(%[1]s) < 1970 OR toYear(%[1]s) > 2148", read), "is not between 1970 and 2148")
	case dayField:
		add(fmt.Sprintf("isNull(%s) AND %s != ''", read, given), "is not a date")
	case birthField:
		add(fmt.Sprintf("%s = '' AND %s != ''", read, given), "is not a date")
	case moneyField:
		add(fmt.Sprintf("isNull(%s) AND %s != ''", read, given), "is not an amount")
	case numberField:
		add(fmt.Sprintf("isNull(%s) AND %s != ''", read, given), "is not a number")
	case flagField:
		add(fmt.Sprintf("isNull(%s) AND isNotNull(%s) AND %s != ''", read, v, given), "is neither true nor false")
	}
	return list
}

// expression is what the config writes for a field.
func expression(f config.Feed, name string) (string, bool) {
	text := strings.TrimSpace(f.Columns[name])
	return text, text != ""
}
