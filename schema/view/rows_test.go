package view_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/schematest"
)

// rows is a database into which tests put rows as they are: those of the brand b, and of
// others that have rows of the same names.
type rows struct {
	t    *testing.T
	db   *schema.DB
	conn driver.Conn
}

func openRows(t *testing.T) rows {
	t.Helper()
	db := schematest.Open(t)
	return rows{t, db, schematest.Connect(t, db)}
}

// put inserts values, each by an INSERT of its own: two versions of a row in one INSERT would
// be one row at once, and no question would have to leave out the older one.
func (r rows) put(columns string, values ...string) {
	r.t.Helper()
	for _, v := range values {
		require.NoError(r.t, r.conn.Exec(r.t.Context(), "INSERT INTO "+columns+" VALUES "+v), v)
	}
}

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// inUTC are rows with their times in UTC: the driver returns dates in the zone of its server,
// and such a time isn't equal to another of the same moment.
func inUTC[T any](all []T) []T {
	for i := range all {
		fields := reflect.ValueOf(&all[i]).Elem()
		for n := range fields.NumField() {
			if at, is := fields.Field(n).Interface().(time.Time); is {
				fields.Field(n).Set(reflect.ValueOf(at.UTC()))
			}
		}
	}
	return all
}

func ref[T any](v T) *T { return &v }
