package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/schematest"
)

// What a process may take of ClickHouse is what the config says; without one, its
// default.
func TestLimitsHoldForEveryQuery(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits config.ClickHouse
		memory string
	}{
		{"default", config.ClickHouse{}, "5368709120"},
		{"config", config.ClickHouse{MaxMemory: 2 << 30, MaxThreads: 1, MaxConnections: 2}, "2147483648"},
	} {
		t.Run(c.name, func(t *testing.T) {
			options := schematest.Options(t)
			options.Limits = c.limits
			db, err := schema.Open(t.Context(), options)
			require.NoError(t, err)
			defer func() { _ = db.Close() }()
			defer func() { _ = db.Drop(t.Context()) }()
			var memory, zone string
			err = db.Conn().QueryRow(t.Context(), "SELECT toString(getSetting('max_memory_usage')), getSetting('session_timezone')").Scan(&memory, &zone)
			require.NoError(t, err)
			require.Equal(t, c.memory, memory)
			require.Equal(t, "UTC", zone)
		})
	}
}
