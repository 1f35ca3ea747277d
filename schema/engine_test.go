package schema_test

import (
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/schema"
	"regulars/schema/schematest"
)

// engine is a database of ours and a plain connection to it.
type engine struct {
	db   *schema.DB
	conn driver.Conn
}

func openEngine(t testing.TB) *engine {
	t.Helper()
	db := schematest.Open(t)
	return &engine{db: db, conn: schematest.Connect(t, db)}
}
