package platformtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/sandbox/brand"
)

func (c Connector) money(t *testing.T) {
	forms := map[string]func(int) any{
		"string":         func(n int) any { return strconv.Itoa(n) + ".00" },
		"integer string": func(n int) any { return strconv.Itoa(n) },
		"many decimals":  func(n int) any { return strconv.Itoa(n) + ".000000" },
		"integer":        func(n int) any { return n },
		"float":          func(n int) any { return json.Number(strconv.Itoa(n) + ".0") },
		"exponent":       func(n int) any { return json.Number(strconv.Itoa(n) + "e0") },
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 60, quick())
			var written atomic.Int64
			shop.Money = func(n int) any {
				written.Add(1)
				return form(n)
			}
			allRight(t, shop, pull(t, source, platform.Orders, window()))
			require.Greater(t, written.Load(), int64(60*3), "amounts in this form")
		})
	}
}

func (c Connector) unknownFields(t *testing.T) {
	shop, source := c.start(t, 60, quick())
	var changed atomic.Int64
	shop.Spoil = func(_ int, document map[string]any) {
		changed.Add(1)
		document["aNewField"] = map[string]any{"deep": []any{map[string]any{"total": "}]\"\\", "id": nil}, 1.5, true}}
		document["小"] = "🧼\u0000"
	}
	allRight(t, shop, pull(t, source, platform.Orders, window()))
	require.GreaterOrEqual(t, changed.Load(), int64(60), "records with unknown fields")
}

// spoilt breaks each field of one record in turn. The others must come right;
// the broken one must come right in what matters or be rejected with a reason.
func (c Connector) spoilt(t *testing.T) {
	const victim, rows = 1011, 14
	shop, source := c.start(t, rows, quick())
	before := pull(t, source, platform.Orders, window()).orders[shop.ID(victim)]
	for _, field := range fieldsOf(t, shop, source) {
		for kind, value := range map[string]any{"null": nil, "object": map[string]any{"x": 1}, "list": []any{"person@example.test"}, "text": "person@example.test", "number": 7, "empty": "",
			"date of zeros": "0000-00-00 00:00:00", "far date": "9999-12-31T23:59:59Z", "far number": json.Number("1e400")} {
			if field == "id" && strings.HasSuffix(kind, "number") {
				continue // another id is another order
			}
			shop.Spoil = func(id int, document map[string]any) {
				if id == victim {
					document[field] = value
				}
			}
			p := pull(t, source, platform.Orders, window())
			require.Equalf(t, rows, p.rows, "%s as %s: a row is missing", field, kind)
			for id, o := range p.orders {
				if id != shop.ID(victim) {
					right(t, shop, shop.Order(shop.numberOf(t, id)), o)
				}
			}
			if o, ok := p.orders[shop.ID(victim)]; ok && kind == "null" {
				require.False(t, o.PlacedAt.IsZero(), field)
				require.Equalf(t, before.Total, o.Total, "%s as %s", field, kind)
				require.Equal(t, before.Currency, o.Currency)
			}
			for _, r := range p.rejected {
				require.NotEmpty(t, r.Reason)
				require.NotContains(t, r.Reason, "example.test")
				require.True(t, json.Valid(r.Raw))
				require.Equal(t, "orders", r.Entity)
			}
		}
	}
	shop.Spoil = nil
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

// fieldsOf are the fields of the shop's own documents, but for the one by which
// pages are cut.
func fieldsOf(t *testing.T, shop *Shop, source platform.Source) []string {
	t.Helper()
	var fields []string
	shop.Spoil = func(_ int, document map[string]any) {
		if fields == nil {
			fields = slices.Sorted(maps.Keys(document))
		}
	}
	pull(t, source, platform.Orders, window())
	shop.Spoil = nil
	require.Greater(t, len(fields), 15, "fields of an order")
	return fields
}

func (c Connector) customers(t *testing.T) {
	shop, source := c.start(t, 1, quick())
	putCustomers(shop, 350)
	p := pull(t, source, platform.Customers, window())
	require.Empty(t, p.rejected)
	require.Equal(t, 350, len(p.customers))
	c.counts(t, source, platform.Customers, 350)
	got := p.customers[shop.ID(8)]
	require.Equal(t, "M7@Example.test", got.Email)
	require.NotEmpty(t, got.Name)
	if !c.Lacks.City {
		require.Equal(t, brand.Cities[home], got.City)
	}
	require.NotEmpty(t, got.Consents)
	edm := got.Consents[0]
	require.Equal(t, "edm", edm.Channel)
	require.Equal(t, regulars.AnswerYes, edm.Answer)
	if !c.Lacks.ConsentTime {
		require.Equal(t, consented, edm.At)
	}
	require.NotEmpty(t, edm.Source)

	shop.BeforePage = func(page int) { shop.DropCustomer(page*3 - 2) }
	p = pull(t, source, platform.Customers, window())
	require.Less(t, len(shop.Customers()), 348, "customers that were deleted meanwhile")
	for _, left := range shop.Customers() {
		require.Contains(t, p.customers, shop.ID(left.ID), "customers move forward when others are deleted")
	}
}

func (c Connector) check(t *testing.T) {
	_, source := c.start(t, 12, quick())
	facts, err := source.Check(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, facts.Name)
	require.Equal(t, c.expected(c.Lacks.Timezone, "Asia/Taipei"), facts.Timezone)
	require.Equal(t, c.expected(c.Lacks.Currency, "TWD"), facts.Currency)
	if c.Lacks.Counts {
		require.EqualValues(t, -1, facts.Orders)
	} else {
		require.EqualValues(t, 12, facts.Orders)
	}
	require.NotEmpty(t, facts.APIVersion)
	require.Positive(t, facts.Page, "for how long a first pull takes")
}

// counts requires that the shop counts what changed within the window, or that its platform
// never does.
func (c Connector) counts(t *testing.T, source platform.Source, e platform.Entity, want int) {
	t.Helper()
	n, err := source.Count(t.Context(), e, window())
	if c.Lacks.Counts || e == platform.Customers && c.Lacks.ChangedCustomers {
		require.ErrorIs(t, err, platform.ErrNoCount)
		return
	}
	require.NoError(t, err)
	require.EqualValues(t, want, n)
}

// expected is a word of the shop's, or none where its platform has no such field.
func (c Connector) expected(never bool, word string) string {
	if never {
		return ""
	}
	return word
}
