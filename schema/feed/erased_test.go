package feed_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/identity"
	"regulars/platform/file"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// Who was erased comes back by none of a shop's files: orders stay, of nobody; what else
// names them is left out, rejected rows too.
func TestErasedPeopleStayOut(t *testing.T) {
	db := schematest.Open(t)
	key := intake.DoorKey("a key of the tests")
	conn := schematest.Connect(t, db)
	for _, hash := range []uint64{
		intake.DoorCheck(key), key.Hash(identity.KindEmail, "ann@x.test"), key.Hash(identity.KindPhone, "+442079460958"),
		key.Hash(identity.KindCustomer, "store/7"), key.Hash(identity.KindLine, "p/U1"),
	} {
		require.NoError(t, conn.Exec(t.Context(), "INSERT INTO erased (brand, hash, at, version) VALUES ('acme', ?, now(), 1)", hash))
	}
	read := func(f config.Feed) feed.Result {
		t.Helper()
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		load := fileLoad(t, f.Entity)
		load.Key, load.ReadAt = key, time.Now()
		r, err := feed.Import(t.Context(), db, load, f, files, true, nil)
		require.NoError(t, err, f.Entity)
		require.Equal(t, r.Received, r.Stored)
		return r
	}
	orders := read(config.Feed{Entity: "orders", Grain: "line", Path: write(t, "o.csv", "id,day,cust,mail,tel,line,who,sum\n"+
		"1,2026-01-01,,Ann@X.test,,,Ann Zq,10\n1,2026-01-01,,,,,Ann Zq,5\n2,2026-01-01,,,020 7946 0958,,Ann Zq,20\n3,2026-01-01,7,,,,Ann Zq,30\n4,2026-01-01,,,,U1,Ann Zq,40\n5,2026-01-01,8,bob@x.test,,,Bob,50\n6,x,,ann@x.test,,,Ann Zq,60\n"),
		Columns: map[string]string{"order_id": "id", "placed_at": "day", "customer_id": "cust", "email": "mail", "phone": "tel", "line_id": "line", "name": "who", "amount": "sum"}})
	require.EqualValues(t, 5, orders.Received)
	require.EqualValues(t, 1, orders.Rejected)
	people := read(config.Feed{Entity: "customers", Path: write(t, "c.csv", "id,mail,tel,yes\n7,,,yes\n8,bob@x.test,,yes\n9,ANN@x.test,,yes\n10,,+442079460958,yes\n"),
		Columns: map[string]string{"customer_id": "id", "email": "mail", "phone": "tel", "consent_edm": "yes"}})
	require.EqualValues(t, 1, people.Received)
	events := read(config.Feed{Entity: "events", Path: write(t, "e.csv", "type,at,mail\nlogin,2026-01-01 10:00:00,ann@x.test\nlogin,2026-01-01 10:00:00,bob@x.test\n"),
		Columns: map[string]string{"type": "type", "at": "at", "email": "mail"}})
	require.EqualValues(t, 1, events.Received)
	consents := read(config.Feed{Entity: "consents", Path: write(t, "s.csv", "mail,ok,at\nann@x.test,yes,2026-01-01 10:00:00\nbob@x.test,yes,2026-01-01 10:00:00\n"),
		Columns: map[string]string{"email": "mail", "granted": "ok", "at": "at", "channel": "'edm'"}})
	require.EqualValues(t, 1, consents.Received)

	type text struct{ T string }
	var got []string
	for _, r := range schematest.Query[text](t, db, "SELECT concatWithSeparator(' ', order_id, toString(total), customer_id, email, phone, line_id, name) T FROM orders FINAL ORDER BY order_id") {
		got = append(got, r.T)
	}
	require.Equal(t, []string{"1 15     ", "2 20     ", "3 30     ", "4 40     ", "5 50 8 bob@x.test   Bob"}, got)
	for _, table := range []string{"customers", "events", "consent_facts", "rejected"} {
		for _, r := range schematest.Query[text](t, db, "SELECT lower(toString(tuple(*))) T FROM "+table) {
			require.NotRegexp(t, "ann|7946", r.T, table)
		}
	}
	load := fileLoad(t, "other")
	load.Key = intake.DoorKey("another key of the tests")
	files, err := file.NewFeed(config.Feed{Entity: "events", Path: write(t, "e.csv", "type,at,mail\nlogin,2026-01-01 10:00:00,ann@x.test\n"), Columns: map[string]string{"type": "type", "at": "at", "email": "mail"}})
	require.NoError(t, err)
	_, err = feed.Import(t.Context(), db, load, config.Feed{Entity: "events", Path: "e.csv", Columns: map[string]string{"type": "type", "at": "at", "email": "mail"}}, files, true, nil)
	require.ErrorIs(t, err, intake.ErrOtherKey)
}
