package prooftest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"testing"
	"time"

	"github.com/dchest/siphash"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/oracle/input"
)

// Load stores facts as a brand of its own.
func (e *Engine) Load(t testing.TB, name string, facts input.Facts) *config.Brand {
	t.Helper()
	return e.load(t, BrandOf(name, facts.Settings), facts)
}

// LoadUnkeyed is Load without a secret: then people have the same ids in every brand.
func (e *Engine) LoadUnkeyed(t testing.TB, name string, facts input.Facts) *config.Brand {
	t.Helper()
	brand := BrandOf(name, facts.Settings)
	brand.HashKey = config.Secret{}
	return e.load(t, brand, facts)
}

func (e *Engine) load(t testing.TB, brand *config.Brand, facts input.Facts) *config.Brand {
	t.Helper()
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	e.Store(t, brand, facts)
	return brand
}

// Store writes what became known as it would be loaded. What files hold in addition to
// orders is written as a feed stores it, a row a fact, the newest last.
func (e *Engine) Store(t testing.TB, brand *config.Brand, facts input.Facts) {
	t.Helper()
	_, err := e.DB.CheckNodeKey(context.Background(), brand)
	require.NoError(t, err)
	for i := range brand.Shops {
		e.storeShop(t, intake.Load{Brand: brand, Shop: &brand.Shops[i], ID: "load", ReadAt: time.Now()}, facts)
	}
	s := storing{e, brand, facts.Settings, uint64(time.Now().UnixNano())}
	s.products(t, facts.Products)
	s.events(t, facts.Events)
	s.costs(t, facts.Costs)
	s.consents(t, facts.Consents)
	s.referrals(t, facts.Referrals)
}

func (e *Engine) storeShop(t testing.TB, load intake.Load, facts input.Facts) {
	t.Helper()
	var orders []regulars.Order
	for _, o := range facts.Orders {
		if o.Shop == load.Shop.Name {
			orders = append(orders, o.Order)
		}
	}
	require.NoError(t, intake.InsertOrders(context.Background(), e.DB, load, orders))
	var people []regulars.Customer
	for _, c := range facts.Customers {
		if c.Shop == load.Shop.Name {
			people = append(people, c.Customer)
		}
	}
	require.NoError(t, intake.InsertCustomers(context.Background(), e.DB, load, people))
}

// Consent stores what people said elsewhere than in a shop's records, as read at a time.
func (e *Engine) Consent(t testing.TB, brand *config.Brand, settings input.Settings, at time.Time, said ...input.Consent) {
	t.Helper()
	storing{e, brand, settings, uint64(at.UnixNano())}.consents(t, said)
}

type storing struct {
	*Engine
	brand    *config.Brand
	settings input.Settings
	version  uint64
}

// insert writes one row a fact; the version of row i is that of the load + i.
func (s storing) insert(t testing.TB, table string, n int, row func(i int) []any) {
	t.Helper()
	if n == 0 {
		return
	}
	batch, err := s.Conn.PrepareBatch(context.Background(), "INSERT INTO "+table)
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, batch.Append(append(row(i), s.version+uint64(i))...))
	}
	require.NoError(t, batch.Send())
}

func (s storing) products(t testing.TB, products []input.Product) {
	t.Helper()
	s.insert(t, "products (brand, shop, product_id, sku, category, load_id, version)", len(products), func(i int) []any {
		p := products[i]
		return []any{s.brand.Name, p.Shop, p.ID, p.SKU, p.Category, "load"}
	})
}

func (s storing) events(t testing.TB, events []input.Event) {
	t.Helper()
	s.insert(t, "events (brand, shop, event_id, type, at, date, node, visitor, properties, load_id, version)", len(events), func(i int) []any {
		e := events[i]
		var node uint64
		if best, given := s.settings.Best(e); given {
			node = s.numberOf(best)
		}
		date := regulars.DateOf(e.At, s.settings.Zone).Time()
		return []any{s.brand.Name, e.Shop, e.ID, e.Type, e.At.UTC(), date, node, e.Visitor, e.Properties, "load"}
	})
}

// referrals are written as they are given: to the id of the member, that of an identifier.
func (s storing) referrals(t testing.TB, referrals []input.Referral) {
	t.Helper()
	for _, r := range referrals {
		best, given := s.settings.BestOf(r)
		if !given {
			continue
		}
		require.NoError(t, s.Conn.Exec(context.Background(), "INSERT INTO referral_codes (brand, programme, member_id, code, at) VALUES (?, ?, ?, ?, fromUnixTimestamp64Milli(?, 'UTC'))",
			s.brand.Name, r.Programme, s.numberOf(best), r.Code, r.At.UnixMilli()))
	}
}

func (s storing) costs(t testing.TB, costs []input.Cost) {
	t.Helper()
	s.insert(t, "costs (brand, shop, date, kind, campaign, channel, amount, load_id, version)", len(costs), func(i int) []any {
		c := costs[i]
		return []any{s.brand.Name, c.Shop, c.Date.Time(), c.Kind, c.Campaign, c.Channel, c.Amount.Decimal(), "load"}
	})
}

// consents are a fact for each identifier under which they were said.
func (s storing) consents(t testing.TB, consents []input.Consent) {
	t.Helper()
	var facts []input.Consent
	var nodes []uint64
	for _, c := range consents {
		for _, identifier := range s.settings.Identifiers(c) {
			facts, nodes = append(facts, c), append(nodes, s.numberOf(identifier))
		}
	}
	s.insert(t, "consent_facts (brand, shop, node, channel, purpose, at, granted, source, dated, version)", len(facts), func(i int) []any {
		c := facts[i]
		return []any{s.brand.Name, c.Shop, nodes[i], c.Channel, c.Purpose, c.At.UTC(), c.Answer == regulars.AnswerYes, c.Source, !c.Undated}
	})
}

// numberOf is the number of an identifier's node, computed apart from package identity: the
// hash of its text, and of that, in eight bytes, the hash under the key of the brand.
func (s storing) numberOf(i input.Identifier) uint64 {
	number := siphash.Hash(0, 0, []byte(NodeOf(i)))
	if s.brand.HashKey.Empty() {
		return number
	}
	sum := sha256.Sum256([]byte("nodes\n" + s.brand.Name + "\n" + s.brand.HashKey.Reveal()))
	k0, k1 := binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])
	return siphash.Hash(k0, k1, binary.LittleEndian.AppendUint64(nil, number))
}

// HashKey is the secret of the brands: their nodes and members' ids are keyed.
const HashKey = "a key of the proofs"

// BrandOf writes the oracle's settings as a brand's config.
func BrandOf(name string, s input.Settings) *config.Brand {
	b := (&config.Brand{
		Name: name, HashKey: config.NewSecret(HashKey), Timezone: s.Zone.String(), Zone: s.Zone, Currency: s.Currency,
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
			CountZeroTotals: shop.CountZeroTotals, CountGiftCards: shop.CountGiftCards, LineProvider: shop.LineProvider, Zone: s.Zone, Currency: s.Currency})
	}
	return b
}

// NodeOf is an identifier as the tables write it: kind:value, with its scope where it has one.
func NodeOf(i input.Identifier) string {
	if i.Kind == "customer" || i.Kind == "line" {
		return i.Kind + ":" + i.Scope + "/" + i.Value
	}
	return i.Kind + ":" + i.Value
}
