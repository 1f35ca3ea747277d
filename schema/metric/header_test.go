package metric

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// No two headers name the same metric at the same scope.
func TestHeaders(t *testing.T) {
	all, err := Definitions()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for i, d := range all {
		name := variable.ReplaceAllString(d.Metric, "x")
		for _, scope := range scopeWord.FindAllString(d.Scopes, -1) {
			found := slices.IndexFunc(all, func(other Definition) bool { return other.Names(name, scope) })
			assert.Equal(t, all[i].File, all[found].File, "%s is named twice at the scope %s", d.Metric, scope)
		}
		assert.Contains(t, []string{"core", "related", "trend"}, d.Class, d.File)
	}
}

func TestDefinitionOf(t *testing.T) {
	for metric, want := range map[string]Definition{
		"aov":                       {File: "schema/metric/numbers/repurchase.sql", Defined: "revenue / orders", Unit: "currency"},
		"purchase_frequency":        {File: "schema/metric/numbers/repurchase.sql", Unit: "purchases per buyer"},
		"churn_rate":                {File: "schema/metric/numbers/winback.sql", Unit: "ratio"},
		"stage_new":                 {File: "schema/metric/numbers/stages.sql", Unit: "members"},
		"stage_revenue_new":         {File: "schema/metric/numbers/stages.sql", Unit: "currency"},
		"stage_due_new_7d":          {File: "schema/metric/numbers/stage_due.sql", Unit: "members"},
		"rfm_vip":                   {File: "schema/metric/numbers/rfm.sql", Unit: "members"},
		"new_to_returning_rate_60d": {File: "schema/metric/numbers/new_to_returning.sql", Unit: "ratio"},
	} {
		d, err := DefinitionOf(metric, "brand")
		require.NoError(t, err, metric)
		assert.Equal(t, want.File, d.File, metric)
		assert.Equal(t, want.Unit, d.Unit, metric)
		if want.Defined != "" {
			assert.Equal(t, want.Defined, d.Defined, metric)
		}
	}
	_, err := DefinitionOf("revenue_rate", "brand")
	assert.ErrorContains(t, err, "no file of schema/metric/numbers names a metric revenue_rate")
}

func TestMetricNames(t *testing.T) {
	names, err := MetricNames("orders, stage_<name> (scopes stage:<name>); and, as parts of rates: rate_30d, _60d")
	require.NoError(t, err)
	assert.Equal(t, []string{"orders", "stage_<name>", "rate_30d", "rate_60d"}, names)
	_, err = MetricNames("orders and buyers")
	assert.ErrorContains(t, err, "separate names by commas")
}

func TestUnits(t *testing.T) {
	names := []string{"a", "b", "c"}
	units, err := unitsOf("members; ratio for a and b", names)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": "ratio", "b": "ratio", "c": "members"}, units)
	for _, text := range []string{"members, ratio", "members; ratio", "members; ratio for d"} {
		_, err := unitsOf(text, names)
		assert.Error(t, err, text)
	}
	for words, unit := range map[string]Unit{
		"members": Count, "brand's currency per member": Currency, "ratio": Ratio, "days": Days, "purchases per buyer": Number,
	} {
		assert.Equal(t, unit, unitOf(words), words)
	}
}
