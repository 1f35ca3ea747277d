package schema

import "github.com/ClickHouse/clickhouse-go/v2/lib/driver"

// With is the same database over another connection.
func (db *DB) With(conn driver.Conn) *DB {
	other := *db
	other.conn = conn
	return &other
}
