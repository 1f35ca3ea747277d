package config

import (
	"fmt"
	"strings"
)

// feedColumns are the columns of each entity, the needed ones first.
var feedColumns = map[string]struct{ needed, known []string }{
	"orders": {
		needed: []string{"order_id", "placed_at", "amount"},
		known: []string{"number", "updated_at", "customer_id", "email", "phone", "line_id", "name", "status", "placed", "paid", "fulfilled",
			"cancelled", "test", "deleted", "currency", "discount", "shipping", "tax", "refunded", "refunded_at",
			"quantity", "sku", "product_id", "product", "title", "category", "cost"},
	},
	"customers": {
		needed: []string{"customer_id"},
		known: []string{"email", "phone", "line_id", "name", "gender", "birth_date", "city", "registered_at", "updated_at", "tier", "points", "points_expire_on", "tags", "deleted",
			"consent_at", "consent_edm", "consent_sms", "consent_line"},
	},
	"products": {
		needed: []string{"product_id"},
		known:  []string{"sku", "title", "product", "category", "cost", "updated_at"},
	},
	"events": {
		needed: []string{"type", "at"},
		known:  []string{"event_id", "customer_id", "email", "phone", "line_id", "visitor", "properties"},
	},
	"costs": {
		needed: []string{"date", "amount"},
		known:  []string{"kind", "channel", "campaign", "currency", "note"},
	},
	"consents": {
		needed: []string{"channel", "granted", "at"},
		known:  []string{"customer_id", "email", "phone", "line_id", "purpose", "source"},
	},
}

var entities = []string{"orders", "customers", "products", "events", "costs", "consents"}

// checkFeeds brings the two ways of writing feeds into one: afterwards
// s.Feeds holds them all.
func (r *reader) checkFeeds(path string, s *Shop) {
	single := s.Feed.Path != "" || len(s.Feed.Columns) > 0 || s.Feed.Entity != ""
	switch {
	case single && len(s.Feeds) > 0:
		r.add(path+".feeds", "the shop has feeds and is a feed itself", "move path, entity and columns into one more item of feeds")
	case single:
		r.checkFeed(path, &s.Feed)
		s.Feeds = []Feed{s.Feed}
	case len(s.Feeds) == 0:
		r.add(path+".path", "it is missing", "write the path of the file, a glob, or s3:// or https://")
	default:
		for i := range s.Feeds {
			r.checkFeed(fmt.Sprintf("%s.feeds[%d]", path, i), &s.Feeds[i])
		}
	}
}

func (r *reader) checkFeed(path string, f *Feed) {
	fallback(&f.Entity, "orders")
	fallback(&f.Grain, "order")
	r.need(path+".path", f.Path, "write the path of the file, a glob, or s3:// or https://")
	if f.Path != "" && !strings.Contains(f.Path, "://") {
		f.Path = r.resolve(f.Path)
	}
	r.oneOf(path+".grain", f.Grain, []string{"line", "order"})
	if f.Grain == "line" && f.Entity != "orders" {
		r.add(path+".grain", "only orders have lines", "remove it")
	}
	r.notNegative(path+".skip_lines", float64(f.SkipLines))
	r.oneOf(path+".entity", f.Entity, entities)
	if oneOf(f.Entity, entities) {
		r.checkColumns(path+".columns", f)
	}
}

func (r *reader) checkColumns(path string, f *Feed) {
	columns := feedColumns[f.Entity]
	all := append(append([]string{}, columns.needed...), columns.known...)
	for _, name := range sortedKeys(f.Columns) {
		if !oneOf(name, all) {
			r.add(path+"."+name, fmt.Sprintf("%s have no column %s", f.Entity, name), suggest(name, all))
			continue
		}
		r.need(path+"."+name, f.Columns[name], "write a ClickHouse expression over the file's columns, or remove it")
	}
	for _, name := range columns.needed {
		if _, ok := f.Columns[name]; !ok {
			r.add(path+"."+name, fmt.Sprintf("%s need the column %s", f.Entity, name), "write "+name+": and a ClickHouse expression over the file's columns")
		}
	}
	if f.Entity == "consents" && !anyColumn(f, "customer_id", "email", "phone", "line_id") {
		r.add(path, "the consents don't say whose they are", "give at least one of customer_id, email, phone, line_id")
	}
}

func anyColumn(f *Feed, names ...string) bool {
	for _, name := range names {
		if _, ok := f.Columns[name]; ok {
			return true
		}
	}
	return false
}
