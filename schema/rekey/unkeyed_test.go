package rekey_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/identity"
	"regulars/schema/schematest"
)

// unkeyed are the numbers that tell who somebody is without a key: of the people's
// identifiers, one of which each member's id is, and of the records that hold them.
func (v *town) unkeyed(t *testing.T) map[uint64]string {
	t.Helper()
	all := map[uint64]string{}
	for i := range people {
		for kind, value := range map[identity.Kind]string{
			identity.KindEmail: email(i), identity.KindPhone: phone(i), identity.KindLine: "p/" + line(i), identity.KindCustomer: "web/" + customer(i),
		} {
			all[identity.Node(kind, value)] = fmt.Sprint("the number of ", kind, " ", value)
		}
	}
	for _, r := range schematest.Query[struct {
		Record uint64 `ch:"record"`
	}](t, v.DB, `SELECT sipHash64('customer', shop, customer_id) AS record FROM customers
		UNION ALL SELECT sipHash64('order', if(customer_id = '', '', concat(shop, '/', customer_id)), email, phone, if(line_id = '', '', concat('p/', line_id)), name) FROM orders`) {
		all[r.Record] = "the number of a record"
	}
	require.Len(t, all, 4*people+3*people)
	return all
}

var numberOrHash = regexp.MustCompile(`[0-9]{6,20}|[0-9a-f]{16}`)

// holding counts the rows of each table that hold one of some numbers, in whatever column
// and whether as a number, in a text or in hexadecimal.
func (v *town) holding(t *testing.T, numbers map[uint64]string) map[string]int {
	t.Helper()
	tables := schematest.Query[struct{ Name string }](t, v.DB, "SELECT name Name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View'")
	require.Greater(t, len(tables), 30)
	found := map[string]int{}
	for _, table := range tables {
		rows, err := v.conn.Query(t.Context(), "SELECT lower(toString(tuple(*))) FROM `"+table.Name+"`")
		require.NoError(t, err)
		for rows.Next() {
			var text string
			require.NoError(t, rows.Scan(&text))
			if holds(text, numbers) {
				found[table.Name]++
			}
		}
		require.NoError(t, rows.Close())
	}
	return found
}

func holds(text string, numbers map[uint64]string) bool {
	for _, found := range numberOrHash.FindAllString(text, -1) {
		for _, base := range []int{10, 16} {
			if n, err := strconv.ParseUint(found, base, 64); err == nil && numbers[n] != "" {
				return true
			}
		}
	}
	return strings.Contains(text, "unkeyed")
}
