package proofs

import (
	"context"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/stretchr/testify/require"

	"regulars/deploy/local/localtest"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// Readers come with their own clients: what the views give must not hang on the
// settings of a session.
func TestViewsWithOtherSettings(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "readers"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	prooftest.InsertRandomOrders(t, e.DB, brand, 600, 100)
	insertProfiles(t, e.DB, brand)
	require.NoError(t, e.Measure(brand, "2025-10-01", "2025-10-31"))
	require.NoError(t, e.Conn.Exec(ctx, `INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version)
		SELECT 'readers', 'web', node, 'line', 'marketing', toDateTime('2025-01-01 00:00:00', 'UTC') + d, d % 2, 1 FROM identity_nodes ARRAY JOIN [1, 2, 3] AS d`))
	views := map[string]string{
		"kpi":              "SELECT * FROM kpi",
		"kpi_trend":        "SELECT * FROM kpi_trend",
		"cohort_retention": "SELECT * FROM cohort_retention",
		"stage_flow":       "SELECT * FROM stage_flow",
		"aipl_flow":        "SELECT * FROM aipl_flow",
		"consents":         "SELECT * EXCEPT time, toUnixTimestamp(time) FROM consents",
		"member_asof":      "SELECT * FROM member_asof(brand = 'readers', date = '2025-10-20')",
		"member_signs":     "SELECT * FROM member_signs(brand = 'readers', date = '2025-10-20')",
		"members":          "SELECT * EXCEPT registered_at, toUnixTimestamp64Milli(assumeNotNull(registered_at)) FROM members",
		"recommendations":  "SELECT * FROM recommendations WHERE brand = 'readers'",
	}
	sessions := []clickhouse.Settings{
		{}, {"session_timezone": "America/New_York"}, {"prefer_column_name_to_alias": 1},
		{"join_use_nulls": 1}, {"max_threads": 1},
	}
	for name, query := range views {
		var first string
		for _, settings := range sessions {
			conn, err := clickhouse.Open(&clickhouse.Options{
				Addr: []string{localtest.Stack(t).ClickHouse}, Settings: settings,
				Auth: clickhouse.Auth{Database: e.DB.Database(), Username: "default", Password: localtest.Password(t)},
			})
			require.NoError(t, err)
			var rows uint64
			var mark string
			err = conn.QueryRow(context.Background(), "SELECT count(), toString(arraySort(groupArray(cityHash64(toString(tuple(*)))))) FROM ("+query+")").Scan(&rows, &mark)
			require.NoError(t, err, "%s with %v", name, settings)
			require.NotZero(t, rows, name)
			if first == "" {
				first = mark
			}
			require.True(t, first == mark, "%s gives other rows with %v", name, settings)
			_ = conn.Close()
		}
	}
}
