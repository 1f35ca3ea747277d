package feed

import "slices"

// Entities are the kinds of records that a feed of files may hold, orders
// first.
var Entities = []string{"orders", "customers", "products", "events", "costs", "consents"}

// Columns are the columns that a feed may give for one entity.
type Columns struct {
	Required []string // without which no record can be made
	Optional []string
}

// Of returns the columns of an entity. It reports false for an entity that
// isn't in Entities.
func Of(entity string) (columns Columns, is bool) {
	columns, is = known[entity]
	return columns, is
}

// All returns every column, the required ones first.
func (c Columns) All() []string { return slices.Concat(c.Required, c.Optional) }

var known = map[string]Columns{
	"orders": {
		Required: []string{"order_id", "placed_at", "amount"},
		Optional: []string{"number", "updated_at", "customer_id", "email", "phone", "line_id", "name", "status", "placed", "paid", "fulfilled",
			"cancelled", "test", "deleted", "return_of", "gift_card", "currency", "country", "discount", "shipping", "tax", "refunded", "refunded_at",
			"quantity", "sku", "product_id", "product", "title", "category", "cost", "coupons"},
	},
	"customers": {
		Required: []string{"customer_id"},
		Optional: []string{"email", "phone", "line_id", "name", "gender", "birth_date", "city", "country", "registered_at", "updated_at", "tier", "points", "points_expire_on", "tags", "language", "timezone", "deleted",
			"consent_at", "consent_edm", "consent_sms", "consent_line"},
	},
	"products": {
		Required: []string{"product_id"},
		Optional: []string{"sku", "title", "product", "category", "cost", "url", "image", "price", "locale", "updated_at"},
	},
	"events": {
		Required: []string{"type", "at"},
		Optional: []string{"event_id", "customer_id", "email", "phone", "line_id", "visitor", "properties"},
	},
	"costs": {
		Required: []string{"date", "amount"},
		Optional: []string{"kind", "channel", "campaign", "currency", "note"},
	},
	"consents": {
		Required: []string{"channel", "granted", "at"},
		Optional: []string{"customer_id", "email", "phone", "line_id", "purpose", "source"},
	},
}
