package feed

import (
	"strings"

	"regulars/config"
	"regulars/schema"
)

// fieldKind is what a field of a feed holds.
type fieldKind int

const (
	textField fieldKind = iota
	idField
	phoneField
	emailField
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

// storedAs is the type in which a field waits for the rest of its feed.
var storedAs = map[fieldKind]string{
	textField:    "String",
	idField:      "String",
	phoneField:   "String",
	emailField:   "String",
	timeField:    "Nullable(DateTime64(3, 'UTC'))",
	dayField:     "Nullable(Date)",
	birthField:   "String",
	moneyField:   "Nullable(Decimal(18, 4))",
	numberField:  "Nullable(Float64)",
	flagField:    "Nullable(Bool)",
	consentField: "String",
	tagsField:    "Array(String)",
	mapField:     "String", // an object of JSON
}

type feedField struct {
	name   string
	kind   fieldKind
	needed bool // a row without it is rejected
	orNo   bool // of flags: what is neither yes nor no counts as no, and is named
	joins  bool // an id, which may be several columns: date + till + receipt
}

func (f feedField) isDate() bool {
	return f.kind == timeField || f.kind == dayField || f.kind == birthField
}

func (f feedField) isNumber() bool { return f.kind == moneyField || f.kind == numberField }

func textFields(names string) []feedField { return fieldsOf(textField, names) }

func fieldsOf(k fieldKind, names string) []feedField {
	var fields []feedField
	for name := range strings.FieldsSeq(names) {
		plain := strings.TrimSuffix(name, "!")
		fields = append(fields, feedField{name: plain, kind: k, needed: plain != name, joins: k == idField})
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

var identityFields = joinFields(fieldsOf(idField, "customer_id"), fieldsOf(emailField, "email"), fieldsOf(phoneField, "phone"), textFields("line_id"))

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
			fieldsOf(idField, "order_id! return_of product_id"), textFields("number status name currency country sku product title category"), identityFields,
			fieldsOf(timeField, "placed_at updated_at refunded_at"),
			fieldsOf(moneyField, "amount discount shipping tax refunded cost"),
			fieldsOf(numberField, "quantity"),
			fieldsOf(tagsField, "coupons"),
			fieldsOf(flagField, "placed paid fulfilled cancelled test deleted gift_card")),
		steps: []importStep{{makeOrders, "orders"}},
	},
	"customers": {
		fields: joinFields(
			fieldsOf(idField, "customer_id!"), fieldsOf(emailField, "email"), fieldsOf(phoneField, "phone"), textFields("line_id name gender city country tier language timezone"),
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
		fields: joinFields(fieldsOf(idField, "product_id!"), textFields("sku title product category url image locale"), fieldsOf(timeField, "updated_at"), fieldsOf(moneyField, "cost price")),
		steps:  []importStep{{makeProducts, "products"}},
	},
	"events": {
		fields: joinFields(textFields("type! visitor"), fieldsOf(idField, "event_id"), identityFields, fieldsOf(timeField, "at!"), fieldsOf(mapField, "properties")),
		steps:  []importStep{{makeEvents, "events"}},
	},
	"costs": {
		fields: joinFields(fieldsOf(dayField, "date!"), textFields("kind campaign channel currency note"), fieldsOf(moneyField, "amount!")),
		steps:  []importStep{{makeCosts, "costs"}},
	},
	"consents": {
		fields: joinFields(textFields("channel! purpose source"), identityFields,
			[]feedField{{name: "granted", kind: flagField, needed: true, orNo: true}}, fieldsOf(timeField, "at")),
		steps: []importStep{{makeConsents, "consent_facts"}},
	},
}

// expression is what the config writes for a field.
func expression(f config.Feed, name string) (string, bool) {
	text := strings.TrimSpace(f.Columns[name])
	return text, text != ""
}
