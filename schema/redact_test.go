package schema_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

// ClickHouse repeats data in its errors in many ways; none may get through.
func TestRedactRealErrors(t *testing.T) {
	e := openEngine(t)
	for _, query := range []string{
		"SELECT * FROM format(CSV, 'id UInt64, name String', '1,a\nwang@x.test,王小明')",
		"SELECT * FROM format(TSV, 'id UInt64, name String', '1\ta\n王小明\t0912345678')",
		"SELECT * FROM format(JSONEachRow, 'id UInt64, name String', '{\"id\": \"王小明\", \"name\": \"wang@x.test\"}')",
		"SELECT * FROM format(CSV, 'name String, at DateTime', '王小明,wang@x.test')",
		"SELECT toUInt64('王小明'), 'wang@x.test'",
		"SELECT toDate('0912345678 王小明')",
		"SELECT toUUID('王小明 0912345678')",
		"SELECT CAST('王小明' AS Enum8('a' = 1))",
		"SELECT throwIf(1, 'it is wang@x.test')",
	} {
		rows, err := e.conn.Query(context.Background(), query)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
		}
		require.Error(t, err, query)
		text := schema.Redact(err).Error()
		for _, secret := range []string{"王", "wang", "0912", "x.test"} {
			require.NotContains(t, text, secret, query)
		}
		require.Contains(t, text, "clickhouse ")
	}
}
