package metric

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
)

// No two headers name the same metric at the same scope.
func TestHeaders(t *testing.T) {
	all, err := Definitions()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for i, d := range all {
		name := variable.ReplaceAllString(d.Metric, "x")
		for _, scope := range d.Scopes {
			found := slices.IndexFunc(all, func(other Definition) bool {
				return other.matches.MatchString(name) && slices.Contains(other.Scopes, scope)
			})
			assert.Equal(t, all[i].File, all[found].File, "%s is named twice at the scope %s", d.Metric, scope)
		}
		assert.NotEmpty(t, d.Title, d.File)
		for direction, values := range d.except {
			assert.NotEqual(t, d.better, direction, "%s excepts %v for nothing", d.Metric, values)
		}
	}
}

func TestDefinitionOf(t *testing.T) {
	for metric, want := range map[string]Definition{
		"aov":                       {File: "schema/metric/numbers/repurchase.sql", Defined: "revenue / orders", Unit: Currency},
		"purchase_frequency":        {File: "schema/metric/numbers/repurchase.sql", Unit: Number, Of: "purchases", Per: "buyer"},
		"churn_rate":                {File: "schema/metric/numbers/winback.sql", Unit: Ratio},
		"stage_new":                 {File: "schema/metric/numbers/stages.sql", Unit: Count, Of: "members"},
		"stage_revenue_new":         {File: "schema/metric/numbers/stages.sql", Unit: Currency},
		"stage_due_new_7d":          {File: "schema/metric/numbers/stage_due.sql", Unit: Count, Of: "members"},
		"rfm_vip":                   {File: "schema/metric/numbers/rfm.sql", Unit: Count, Of: "members"},
		"new_to_returning_rate_60d": {File: "schema/metric/numbers/new_to_returning.sql", Unit: Ratio},
		"ltv_historic":              {File: "schema/metric/numbers/lifetime.sql", Unit: Currency, Per: "member"},
	} {
		d, err := DefinitionOf(metric, "brand")
		require.NoError(t, err, metric)
		assert.Equal(t, want.File, d.File, metric)
		assert.Equal(t, want.Counts(), d.Counts(), metric)
		assert.Equal(t, want.Unit, UnitOf(metric), metric)
		if want.Defined != "" {
			assert.Equal(t, want.Defined, d.Defined, metric)
		}
	}
	_, err := DefinitionOf("revenue_rate", "brand")
	assert.ErrorContains(t, err, "no file of schema/metric/numbers names a metric revenue_rate")
	assert.Equal(t, Count, UnitOf("revenue_rate"))
}

func TestDefinitionOfScope(t *testing.T) {
	for scope, file := range map[string]string{
		"brand": "sales.sql", "shop:web": "sales.sql", "product:a:1/x": "products.sql", "category:a/channel:b": "products.sql",
	} {
		d, err := DefinitionOf("revenue", scope)
		require.NoError(t, err)
		assert.Equal(t, "schema/metric/numbers/"+file, d.File, scope)
		assert.True(t, d.Names("revenue", scope), scope)
	}
	d, err := DefinitionOf("lift", "campaign:a")
	require.NoError(t, err)
	assert.True(t, d.Names("lift", "campaign:a"))
	assert.False(t, d.Names("lift", "campaign:a/channel:edm"))
}

func TestScopeOf(t *testing.T) {
	for path, want := range map[string]Scope{
		"brand": ScopeBrand, "brands": "", "shop:brand": ScopeShop, "r:1/f:5": ScopeRF, "f:1/m:5": ScopeFM, "r:1": "", "score:3": ScopeScore,
		"campaign:a": ScopeCampaign, "campaign:a/channel:edm": ScopeCampaignChannel, "campaign:a/channel:edm/variant:b": ScopeCampaignVariant, "stage_before:new": ScopeStageBefore, "": "",
	} {
		assert.Equal(t, want, ScopeOf(path), path)
	}
}

func TestBetter(t *testing.T) {
	for metric, want := range map[string]Direction{
		"revenue": More, "refunds": Less, "tax": Neither, "churn_rate": Less, "winback_rate": More, "cycle_median": Less, "pareto_top20_share": Neither,
		"stage_new": More, "stage_lost": Less, "stage_prospect": Neither, "stage_share_deep": Less, "stage_due_lost_7d": Less,
		"rfm_vip": More, "rfm_dormant": Less, "rfm_revenue_vip": Neither, "lift_low": More, "bounced": Less, "nobody_knows": Neither,
	} {
		assert.Equal(t, want, Better(metric), metric)
	}
}

const sound = `/*---
title: "Baskets: what is in one"
source: common
class: related
better: more
reads: [orders]
scopes: [brand, shop]
windows: [day, asof]
restates: windows
note: Only where there are any
metrics:
  - names: [items_<kind>, heavy]
    defined: units / orders.
    unit: number
    of: items
    per: order
    better: neither
    except:
      less: [returned]
  - names: [lines]
    defined: lines
    unit: count
    scopes: [brand]
    windows: [day]
---*/
-- More of it.
SELECT 1
`

func headersOf(text string) ([]Definition, error) {
	return readDefinitions(fstest.MapFS{"numbers/basket.sql": {Data: []byte(text)}})
}

func TestHeader(t *testing.T) {
	_, err := headersOf(sound)
	require.ErrorContains(t, err, "heavy has no variable in its name")
	all, err := headersOf(replaced(t, sound, ", heavy", ""))
	require.NoError(t, err)
	require.Len(t, all, 2)
	items, lines := all[0], all[1]
	assert.Equal(t, "units / orders. Only where there are any", items.Defined)
	assert.Equal(t, "number of items per order", items.Counts())
	assert.Equal(t, []Scope{ScopeBrand, ScopeShop}, items.Scopes)
	assert.Equal(t, Less, items.Better("items_returned"))
	assert.Equal(t, Neither, items.Better("items_sold"))
	assert.Equal(t, "count", lines.Counts())
	assert.Equal(t, More, lines.Better("lines"))
	assert.Equal(t, []Scope{ScopeBrand}, lines.Scopes)
	assert.Equal(t, []regulars.Window{regulars.WindowDay}, lines.Windows)
	assert.Equal(t, "lines. Only where there are any", lines.Defined)
}

func TestHeaderRefuses(t *testing.T) {
	text := replaced(t, sound, ", heavy", "")
	for _, c := range []struct{ from, to, says string }{
		{"/*---", "/*", "begin the file with a line /*---"},
		{"---*/", "*/", "end the header with a line ---*/"},
		{"class: related", "clas: related", `unknown field "clas"`},
		{"    per: order", "    for: order", `unknown field "for"`},
		{"class: related", "class: minor", `"minor" is none of [core related trend]`},
		{"unit: count", "unit: pieces", `"pieces" is none of`},
		{"better: more", "better: up", `"up" is none of [more less neither]`},
		{"less: [returned]", "fewer: [returned]", `"fewer" is none of`},
		{"restates: windows", "restates: always", `"always" is none of`},
		{"reads: [orders]", "reads: [visits]", `"visits" is none of`},
		{"scopes: [brand, shop]", "scopes: [branch]", `"branch" is none of`},
		{"windows: [day]", "windows: [2d]", `"2d" is none of the windows`},
		{"source: common\n", "", "items_<kind> has no source"},
		{"reads: [orders]\n", "", "items_<kind> has no reads"},
		{"    unit: count\n", "", "lines has no unit"},
		{"better: more\n", "", "lines has no better"},
		{"names: [lines]", "names: [Lines]", `"Lines" isn't the name of a metric`},
		{"names: [lines]", "names: []", "has no names"},
		{"metrics:", "table: baskets\nmetrics:", "neither metrics nor a table, or both"},
		{"defined: lines", "defined: >-\n      lines;\n      more", "a line ends in a semicolon"},
	} {
		_, err := headersOf(replaced(t, text, c.from, c.to))
		assert.ErrorContains(t, err, c.says, c.to)
	}
}
