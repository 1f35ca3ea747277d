package console_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// soul is a person of the tests.
type soul struct {
	id, name, email, phone, line string
	orders                       []time.Time
}

// bornOn is a moment so many days before the last date of the world.
func ago(days int) time.Time { return time.Date(2026, 11, 20-days, 3, 0, 0, 0, time.UTC) }

// souls are who the brand tea knows: one who is in both shops, one whose name is a formula,
// one whose name is HTML, and one of whom nothing is allowed.
var souls = []soul{
	{"1", "王小明", "ming@shop.test", "+886912345678", "U0123456789abcdef0123456789abcdef", []time.Time{ago(200), ago(90), ago(10)}},
	{"2", "=HYPERLINK(1)", "formula@shop.test", "", "", []time.Time{ago(100), ago(80)}},
	{"3", "<b>Bold</b>", "bold@shop.test", "", "", []time.Time{ago(3)}},
	{"4", "Never Asked", "", "", "", []time.Time{ago(5)}},
}

// peopled is a world whose brand tea knows people, and coffee one of its own.
func peopled(t *testing.T) *world {
	t.Helper()
	w := openWorldWith(t, func(db *schema.DB) {
		meet(t, db, "tea", souls)
		meet(t, db, "coffee", []soul{{"9", "Somebody Else", "else@coffee.test", "", "", []time.Time{ago(5)}}})
		conn := schematest.Connect(t, db)
		for _, statement := range []string{
			"INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation) VALUES ('tea', '2026-11-20', 'r:5/f:1', 'rfm_cross_rf', 'day', 1234, 1)",
			"INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, detail, planned_at, at, version) SELECT 'tea', 'wake-up', '2026-11-18', member_id, 'failed', 'edm', concat('550 ', email, ' unknown'), now(), now(), 1 FROM members WHERE brand = 'tea' AND email = 'ming@shop.test'",
			"INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version) SELECT 'tea', 'web', 'e1', 'add_to_cart', '2026-11-19 03:00:00', '2026-11-19', member_id, map('sku', 'oolong'), 1 FROM members WHERE brand = 'tea' AND email = 'ming@shop.test'",
		} {
			require.NoError(t, conn.Exec(t.Context(), statement), statement)
		}
	})
	return w
}

// meet loads people into a brand and derives its members.
func meet(t *testing.T, db *schema.DB, name string, all []soul) {
	t.Helper()
	brand := schematest.Brand(t, name)
	brand.HashKey = config.NewSecret(secret)
	require.NoError(t, derive.SyncSettings(t.Context(), db, brand))
	_, err := db.CheckNodeKey(t.Context(), brand)
	require.NoError(t, err)
	for i := range brand.Shops {
		load := intake.Load{Brand: brand, Shop: &brand.Shops[i], ID: fmt.Sprint("people", i), ReadAt: now, Key: intake.DoorKey(secret)}
		var block intake.Block
		for _, s := range all {
			block.Customers, block.Orders = append(block.Customers, customerOf(s)), append(block.Orders, ordersOf(s, i)...)
			if i > 0 {
				break // the first is in both shops
			}
		}
		require.NoError(t, intake.StoreBlock(t.Context(), db, load, block))
		for _, entity := range []string{"orders", "customers"} {
			require.NoError(t, intake.PutLoad(t.Context(), db, intake.Row{Brand: name, Shop: brand.Shops[i].Name, Entity: entity, LoadID: load.ID, Kind: intake.LoadWindow, State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now}))
		}
	}
	_, err = derive.Run(t.Context(), db, brand, today)
	require.NoError(t, err)
}

func customerOf(s soul) regulars.Customer {
	c := regulars.Customer{ID: s.id, Name: s.name, Email: s.email, Phone: s.phone, UpdatedAt: ago(0)}
	if s.email != "" {
		c.Consents = []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "form"}}
	}
	return c
}

func ordersOf(s soul, shop int) []regulars.Order {
	var all []regulars.Order
	for i, at := range s.orders {
		o := regulars.Order{
			ID: fmt.Sprintf("%s-%d-%d", s.id, shop, i), PlacedAt: at.Add(time.Duration(shop) * time.Hour), CustomerID: s.id, Name: s.name, Email: s.email, LineID: s.line,
			Placed: true, Paid: true, Currency: "TWD", Total: regulars.Money(10_000 * (1000 + i)),
		}
		all = append(all, o)
	}
	return all
}

// idOf is a member's id in addresses.
func (w *world) idOf(email string) string {
	w.t.Helper()
	var member uint64
	row := w.db.Conn().QueryRow(w.t.Context(), "SELECT member_id FROM members WHERE email = ?", email)
	require.NoError(w.t, row.Scan(&member))
	brand := "tea"
	if email == "else@coffee.test" {
		brand = "coffee"
	}
	return identity.NewMask(secret, brand).Write(member)
}

// forget empties what people did so far.
func (w *world) forget() {
	w.t.Helper()
	w.actions.taken()
	for _, table := range []string{"console_actions", "console_segments"} {
		require.NoError(w.t, w.db.Conn().Exec(w.t.Context(), "TRUNCATE TABLE "+table+" SYNC"))
	}
}
