package proofs

import (
	"context"
	"testing"
	"time"

	"github.com/dchest/siphash"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/oracle"
)

// load stores facts as a brand of its own.
func (e *engine) load(t testing.TB, name string, facts oracle.Facts) *config.Brand {
	t.Helper()
	brand := brandOf(name, facts.Settings)
	must(t, derive.SyncSettings(context.Background(), e.db, brand))
	e.store(t, brand, facts)
	return brand
}

// store writes what became known as it would be loaded. What files hold in addition to
// orders is written as a feed stores it, a row a fact, the newest last.
func (e *engine) store(t testing.TB, brand *config.Brand, facts oracle.Facts) {
	t.Helper()
	for i := range brand.Shops {
		e.storeShop(t, intake.Load{Brand: brand, Shop: &brand.Shops[i], ID: "load", ReadAt: time.Now()}, facts)
	}
	s := storing{e, brand, facts.Settings, uint64(time.Now().UnixNano())}
	s.products(t, facts.Products)
	s.events(t, facts.Events)
	s.costs(t, facts.Costs)
	s.consents(t, facts.Consents)
}

func (e *engine) storeShop(t testing.TB, load intake.Load, facts oracle.Facts) {
	t.Helper()
	var orders []regulars.Order
	for _, o := range facts.Orders {
		if o.Shop == load.Shop.Name {
			orders = append(orders, o.Order)
		}
	}
	must(t, intake.InsertOrders(context.Background(), e.db, load, orders))
	var people []regulars.Customer
	for _, c := range facts.Customers {
		if c.Shop == load.Shop.Name {
			people = append(people, c.Customer)
		}
	}
	must(t, intake.InsertCustomers(context.Background(), e.db, load, people))
}

type storing struct {
	*engine
	brand    *config.Brand
	settings oracle.Settings
	version  uint64
}

// insert writes one row a fact; the version of row i is that of the load + i.
func (s storing) insert(t testing.TB, table string, n int, row func(i int) []any) {
	t.Helper()
	if n == 0 {
		return
	}
	batch, err := s.conn.PrepareBatch(context.Background(), "INSERT INTO "+table)
	must(t, err)
	for i := range n {
		must(t, batch.Append(append(row(i), s.version+uint64(i))...))
	}
	must(t, batch.Send())
}

func (s storing) products(t testing.TB, products []oracle.Product) {
	t.Helper()
	s.insert(t, "products (brand, shop, product_id, sku, category, load_id, version)", len(products), func(i int) []any {
		p := products[i]
		return []any{s.brand.Name, p.Shop, p.ID, p.SKU, p.Category, "load"}
	})
}

func (s storing) events(t testing.TB, events []oracle.Event) {
	t.Helper()
	s.insert(t, "events (brand, shop, event_id, type, at, date, node, visitor, properties, load_id, version)", len(events), func(i int) []any {
		e := events[i]
		var node uint64
		if best, given := s.settings.Best(e); given {
			node = numberOf(best)
		}
		date := regulars.DateOf(e.At, s.settings.Zone).Time()
		return []any{s.brand.Name, e.Shop, e.ID, e.Type, e.At.UTC(), date, node, e.Visitor, e.Properties, "load"}
	})
}

func (s storing) costs(t testing.TB, costs []oracle.Cost) {
	t.Helper()
	s.insert(t, "costs (brand, shop, date, kind, campaign, channel, amount, load_id, version)", len(costs), func(i int) []any {
		c := costs[i]
		return []any{s.brand.Name, c.Shop, c.Date.Time(), c.Kind, c.Campaign, c.Channel, c.Amount.Decimal(), "load"}
	})
}

// consents are a fact for each identifier under which they were said.
func (s storing) consents(t testing.TB, consents []oracle.Consent) {
	t.Helper()
	var facts []oracle.Consent
	var nodes []uint64
	for _, c := range consents {
		for _, identifier := range s.settings.Identifiers(c) {
			facts, nodes = append(facts, c), append(nodes, numberOf(identifier))
		}
	}
	s.insert(t, "consent_facts (brand, shop, node, channel, purpose, at, granted, source, dated, version)", len(facts), func(i int) []any {
		c := facts[i]
		return []any{s.brand.Name, c.Shop, nodes[i], c.Channel, c.Purpose, c.At.UTC(), c.Answer == regulars.AnswerYes, c.Source, !c.Undated}
	})
}

// numberOf is the number of an identifier's node.
func numberOf(i oracle.Identifier) uint64 { return siphash.Hash(0, 0, []byte(nodeOf(i))) }

// brandOf writes the oracle's settings as a brand's config.
func brandOf(name string, s oracle.Settings) *config.Brand {
	b := (&config.Brand{
		Name: name, Timezone: s.Zone.String(), Zone: s.Zone, Currency: s.Currency,
		Identity: config.Identity{Deny: s.Deny, MaxJoined: s.MaxJoined, Region: s.Region},
		Lifecycle: config.Lifecycle{Cycle: s.Cycle, FallbackDays: s.FallbackDays, MinGaps: s.MinGaps,
			Overlap: s.Overlap},
		RFM: config.RFM{WindowDays: s.RFM.WindowDays, Monetary: s.RFM.Monetary, RecencyCut: s.RFM.RecencyCut,
			OrdersCut: s.RFM.OrdersCut, MoneyCut: s.RFM.MoneyCut,
			RecencyBins: s.RFM.RecencyBins, OrdersBins: s.RFM.OrdersBins, MoneyBins: s.RFM.MoneyBins},
	}).WithDefaults()
	for _, r := range s.Rates {
		b.Rates = append(b.Rates, config.Rate{Currency: r.Currency, From: string(r.From), Rate: r.Rate})
	}
	for _, shop := range s.Shops {
		b.Shops = append(b.Shops, config.Shop{Name: shop.Name, Kind: shop.Kind, CountsWhen: shop.CountsWhen,
			CountZeroTotals: shop.CountZeroTotals, LineProvider: shop.LineProvider, Zone: s.Zone, Currency: s.Currency})
	}
	return b
}
