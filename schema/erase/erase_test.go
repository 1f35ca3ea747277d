package erase_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/identity"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/erase"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// people are 200, or as many as REGULARS_ERASE_PEOPLE says; a twentieth of them, and 40 at
// least, are erased.
var (
	people = peopleOf(os.Getenv("REGULARS_ERASE_PEOPLE"))
	gone   = max(40, people/20) // by more than 255 texts and 32 addresses, which take another way
)

func peopleOf(text string) int {
	if n, err := strconv.Atoi(text); err == nil && n > 200 {
		return n
	}
	return 200
}

const secret = "a key of the tests"

var key, nodes = intake.DoorKey(secret), identity.NodeKey(secret, "acme")

// town is a brand with made-up people in every table that can name one.
type town struct {
	t     *testing.T
	db    *schema.DB
	conn  driver.Conn
	brand *config.Brand
	path  string
	loads int
}

const stranger = "stranger@shop.test"

func name(i int) string  { return fmt.Sprintf("Zq%dxandria", i) }
func email(i int) string { return fmt.Sprintf("zq%d.person@shop.test", i) }
func phone(i int) string { return fmt.Sprintf("+8869%08d", 12000000+i*37) }
func local(i int) string {
	p := fmt.Sprintf("09%08d", 12000000+i*37)
	return p[:4] + "-" + p[4:7] + "-" + p[7:]
}
func customer(i int) string { return fmt.Sprint(i + 1) } // in the shop
func line(i int) string     { return fmt.Sprintf("U%032x", 0xabcdef0000+i) }

func newTown(t *testing.T) *town {
	db := schematest.Open(t)
	v := &town{t: t, db: db, conn: schematest.Connect(t, db), brand: schematest.Brand(t, "acme"), path: filepath.Join(t.TempDir(), "c.csv")}
	v.brand.HashKey = config.NewSecret(secret)
	for i := range v.brand.Shops {
		v.brand.Shops[i].LineProvider = "p"
	}
	require.NoError(t, derive.SyncSettings(t.Context(), db, v.brand))
	_, err := db.CheckNodeKey(t.Context(), v.brand)
	require.NoError(t, err)
	text := "id,name,email,tel\n"
	for i := range people {
		text += fmt.Sprintf("s%d,%s,%s,%s\n", i, name(i), email(i), local(i))
	}
	require.NoError(t, os.WriteFile(v.path, []byte(text), 0o600))
	return v
}

// fill loads what the shops and the files say; again, it is a later pull of the same.
func (v *town) fill() {
	v.t.Helper()
	v.loads++
	load := intake.Load{Brand: v.brand, Shop: &v.brand.Shops[0], ID: fmt.Sprint("pull", v.loads), ReadAt: time.Now(), Key: key}
	var block intake.Block
	at := time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	for i := range people {
		raw := []byte(fmt.Sprintf(`{"name":%q,"mail":%q,"tel":%q}`, name(i), strings.ToUpper(email(i)), local(i)))
		block.Customers = append(block.Customers, regulars.Customer{ID: fmt.Sprint(i + 1), Name: name(i), Email: email(i), Phone: local(i), UpdatedAt: at, Raw: raw,
			Consents: []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "form"}}})
		block.Orders = append(block.Orders,
			regulars.Order{ID: fmt.Sprint("a", i), PlacedAt: at, CustomerID: fmt.Sprint(i + 1), Name: name(i), Placed: true, Paid: true, Currency: "TWD", Total: 1_000_000, Raw: raw},
			regulars.Order{ID: fmt.Sprint("b", i), PlacedAt: at.Add(time.Hour), Email: email(i), LineID: line(i), Name: name(i), Placed: true, Paid: true, Currency: "TWD", Total: 500_000, Raw: raw})
		block.Events = append(block.Events, regulars.Event{ID: fmt.Sprint("checkout-", i), Type: "checkout_abandoned", At: at, CustomerID: customer(i), Raw: raw})
		block.Rejected = append(block.Rejected,
			regulars.Rejected{Entity: "orders", ID: fmt.Sprint("r", i), Reason: "no total", Raw: []byte(fmt.Sprintf(`{"phone":"%s"}`, local(i)))},
			regulars.Rejected{Entity: "customers", ID: fmt.Sprint(i + 1), Reason: "no time", Raw: raw})
	}
	require.NoError(v.t, intake.StoreBlock(v.t.Context(), v.db, load, block))
	for _, entity := range []string{"orders", "customers"} {
		require.NoError(v.t, intake.PutLoad(v.t.Context(), v.db, intake.Row{Brand: "acme", Shop: "web", Entity: entity, LoadID: load.ID, Kind: intake.LoadWindow, State: intake.LoadDone, StartedAt: load.ReadAt}))
	}
	f := config.Feed{Entity: "customers", Path: v.path, Columns: map[string]string{"customer_id": "id", "name": "name", "email": "email", "phone": "tel", "consent_edm": "'yes'"}}
	files, err := file.NewFeed(f)
	require.NoError(v.t, err)
	_, err = feed.Import(v.t.Context(), v.db, intake.Load{Brand: v.brand, Shop: &v.brand.Shops[1], ID: fmt.Sprint("file", v.loads), ReadAt: time.Now(), Key: key}, f, files, true, nil)
	require.NoError(v.t, err)
	v.derive()
}

func (v *town) derive() {
	v.t.Helper()
	_, err := derive.Run(v.t.Context(), v.db, v.brand, "2026-05-31")
	require.NoError(v.t, err)
}

// send writes into the tables that a night fills of members.
func (v *town) send() {
	v.t.Helper()
	var carts []string
	for i := range people { // of visitors; nothing but the raw record names anybody
		carts = append(carts, fmt.Sprintf(`('acme', 'web', 'left-%d', 'checkout_abandoned', now(), today(), '{"cart":7,"tel":"%s"}', 1)`, i, local(i)))
	}
	require.NoError(v.t, v.conn.Exec(v.t.Context(), "INSERT INTO events (brand, shop, event_id, type, at, date, raw, version) VALUES "+strings.Join(carts, ", ")))
	for _, statement := range []string{
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, address_hash, nodes, provider_id, at, planned_at, version)
			SELECT brand, 'wake', '2026-05-02', member_id, if(member_id % 3 = 0, 'planned', 'sent'), 'edm', 'abc', [member_id], concat('sid-', email), now(), now(), 1 FROM members`,
		`INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, claimant, batch, channel, state, detail, at, version)
			SELECT brand, 'wake', '2026-05-02', member_id, 'c', 'c', 'b', 'edm', 'sent', concat('to ', email), now(), 1 FROM members`,
		`INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, version)
			SELECT brand, 'edm', concat('sid-', email), 'opened', 'e', now(), 'wake', '2026-05-02', member_id, 1 FROM members`,
		`INSERT INTO events (brand, shop, event_id, type, at, date, node, visitor, properties, version)
			SELECT brand, 'web', toString(member_id), 'login', now(), today(), member_id, concat('v', toString(rowNumberInAllBlocks())), map('mail', email), 1 FROM members`,
		`INSERT INTO events (brand, shop, event_id, type, at, date, node, visitor, version) SELECT brand, shop, concat('x', visitor), 'page_view', at, date, 0, visitor, 1 FROM events`,
		`INSERT INTO shop_hints (brand, shop, entity, id, version) SELECT DISTINCT brand, shop, 'customers', customer_id, toUnixTimestamp64Nano(now64(9)) FROM customers`,
		`INSERT INTO identity_splits (brand, a, b, active, by, at, version) SELECT brand, a, b, false, 'mei', now(), 1 FROM identity_edges`,
		`INSERT INTO console_actions (brand, at, action, by, member_id, note) SELECT brand, now(), 'opt_out', 'mei', member_id, concat('asked by ', email) FROM members`,
		`INSERT INTO member_snapshots (brand, date, member_id) SELECT brand, '2026-05-02', member_id FROM members`,
		`INSERT INTO member_reach (brand, date, member_id) SELECT brand, '2026-05-02', member_id FROM members`,
		`INSERT INTO referral_codes (brand, programme, member_id, code, at) SELECT brand, 'friends', member_id, concat('CODE', toString(rowNumberInAllBlocks())), now() FROM members`,
		`INSERT INTO order_changes (brand, derivation, shop, order_id, member_before, member_after, link) SELECT brand, 1, 'web', 'a', member_id, 0, concat('by ', email) FROM members`,
	} {
		require.NoError(v.t, v.conn.Exec(v.t.Context(), statement))
	}
}

func (v *town) one(statement string) (n uint64) {
	v.t.Helper()
	require.NoError(v.t, v.conn.QueryRow(context.Background(), statement).Scan(&n), statement)
	return n
}

// needlesOf are what names people, in lower case.
func needlesOf(from, to int) []string {
	var needles []string
	for i := from; i < to; i++ {
		needles = append(needles, strings.ToLower(name(i)), email(i), phone(i)[1:], local(i), strings.ReplaceAll(local(i), "-", ""), line(i),
			fmt.Sprint(nodes.Node(identity.KindEmail, email(i))), fmt.Sprint(nodes.Node(identity.KindPhone, phone(i))),
			fmt.Sprint(nodes.Node(identity.KindLine, "p/"+line(i))), fmt.Sprint(nodes.Node(identity.KindCustomer, fmt.Sprint("web/", i+1))),
			fmt.Sprint(nodes.Node(identity.KindCustomer, fmt.Sprint("store/s", i))), fmt.Sprintf("'store/s%d'", i), fmt.Sprintf("'web/%d'", i+1))
	}
	return needles
}

// naming searches every row of every table, as text, for people.
func (v *town) naming(from, to int) map[string]int {
	v.t.Helper()
	search := searchFor(needlesOf(from, to))
	tables := schematest.Query[struct{ Name string }](v.t, v.db, "SELECT name Name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View'")
	require.Greater(v.t, len(tables), 30)
	found := map[string]int{}
	for _, table := range tables {
		rows, err := v.conn.Query(v.t.Context(), "SELECT lower(toString(tuple(*))) FROM `"+table.Name+"`")
		require.NoError(v.t, err)
		for rows.Next() {
			var text string
			require.NoError(v.t, rows.Scan(&text))
			if search.in(text) != "" {
				found[table.Name]++
			}
		}
		require.NoError(v.t, rows.Close())
	}
	return found
}

// inLogs searches what the stack has logged for people, and Temporal's own database where
// it stands next to it.
func inLogs(t *testing.T, from, to int) map[string]string {
	t.Helper()
	search := searchFor(slices.DeleteFunc(needlesOf(from, to), func(n string) bool { return n[0] == '\'' })) // a customer's id may be another test's
	dir := filepath.Dir(localtest.Stack(t).PasswordFile)
	found, searched := map[string]string{}, 0
	for _, pattern := range []string{"logs/*.log", "data/temporal.db*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			searched++
			if n := search.in(strings.ToLower(string(text))); n != "" {
				found[file] = n
			}
		}
	}
	require.Positive(t, searched)
	return found
}

// search finds one of many needles in a text, in one pass over it, however many begin alike.
type search struct {
	needles map[string]bool
	lengths map[string][]int // of the needles with this beginning
}

const beginning = 7

func searchFor(needles []string) search {
	s := search{map[string]bool{}, map[string][]int{}}
	for _, n := range needles {
		s.needles[n] = true
		if lengths := s.lengths[n[:beginning]]; !slices.Contains(lengths, len(n)) {
			s.lengths[n[:beginning]] = append(lengths, len(n))
		}
	}
	return s
}

func (s search) in(text string) string {
	for i := range max(0, len(text)-beginning+1) {
		for _, n := range s.lengths[text[i:i+beginning]] {
			if i+n <= len(text) && s.needles[text[i:i+n]] {
				return text[i : i+n]
			}
		}
	}
	return ""
}

// Who is erased stands nowhere any more, everybody else does; and no later pull or file
// takes them in again.
func TestPeople(t *testing.T) {
	v := newTown(t)
	v.fill()
	v.send()
	require.EqualValues(t, people, v.one("SELECT count() FROM members"))
	before := v.naming(0, gone)
	for _, table := range []string{"customers", "orders", "consent_facts", "events", "rejected", "deliveries", "delivery_attempts", "message_events",
		"members", "member_orders", "member_snapshots", "member_reach", "identity_nodes", "identity_edges", "identity_records", "order_changes", "stage_intervals", "referral_codes"} {
		require.GreaterOrEqual(t, before[table], gone, table)
	}
	others := v.naming(gone, people)
	var who []erase.Who
	for i := range gone {
		switch i % 3 {
		case 0:
			who = append(who, erase.Who{Email: strings.ToUpper(email(i))})
		case 1:
			who = append(who, erase.Who{Phone: local(i)})
		case 2:
			who = append(who, erase.Who{Member: v.one("SELECT member_id FROM members WHERE email = '" + email(i) + "'")})
		}
	}
	for _, shop := range v.brand.Shops {
		require.NoError(t, intake.KeepHoldings(t.Context(), v.db, "acme", shop.Name))
	}
	for _, some := range [][]erase.Who{who[:1], who[1:]} {
		report, err := erase.People(t.Context(), v.db, v.brand, key, some, false)
		require.NoError(t, err)
		require.Equal(t, 2*len(some), report.Orders)
		require.Equal(t, 5*len(some), report.Identifiers)
		require.Zero(t, report.Left(), "%v", report.Lines)
		named := map[string]bool{}
		for _, l := range report.Lines {
			named[l.Table] = l.Before > 0
		}
		for table := range before {
			require.True(t, named[table], "the report of %s", table)
		}
	}
	_, err := erase.People(t.Context(), v.db, v.brand, key, []erase.Who{{Email: stranger}}, false) // whom no record names yet
	require.NoError(t, err)
	require.Empty(t, v.naming(0, gone))
	require.Equal(t, others, v.naming(gone, people), "others are left as they were")
	require.EqualValues(t, 2*(people-gone), v.one("SELECT uniqExact(shop, id) FROM shop_hints"), "what webhooks said of them is gone, too")
	v.check(people)

	v.derive()
	v.requireStore()
	v.fill()
	require.Empty(t, v.naming(0, gone), "what is read again takes nobody in")
	v.check(people)
	require.EqualValues(t, people-gone, v.one("SELECT count() FROM members"))
	require.EqualValues(t, 2*gone, v.one("SELECT count() FROM member_orders FINAL WHERE member_id = 0"))
	require.EqualValues(t, 2*people, v.one("SELECT count() FROM member_orders FINAL"))
	require.EqualValues(t, 2*gone, v.one("SELECT uniqExact(shop, customer_id) FROM customers WHERE startsWith(customer_id, 'erased:') AND is_deleted"))
	rows, err := intake.Loads(t.Context(), v.db, "acme", []string{"pull2"})
	require.NoError(t, err)
	for _, row := range rows {
		counted, err := intake.CountLoad(t.Context(), v.db, row)
		require.NoError(t, err)
		require.Equal(t, counted.Received, counted.Stored, "the books of a load add up without a person in them")
	}
	require.Empty(t, inLogs(t, 0, gone))
	kept := filepath.Join(t.TempDir(), "erased.json")
	n, err := erase.Keep(t.Context(), v.db, kept)
	require.NoError(t, err)
	require.Greater(t, n, 4*gone)
	restoreEarlier(t, kept)
}

// restoreEarlier: a database of before the erasures, as a restore makes it, loses who was
// erased by nothing but the file that was kept.
func restoreEarlier(t *testing.T, kept string) {
	v := newTown(t)
	v.fill()
	v.send()
	ctx := t.Context()
	// What is known by its number alone, and what wasn't understood.
	require.NoError(t, v.conn.Exec(ctx, "INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('acme', 'web', ?, 'sms', 'marketing', now(), true, 1)",
		nodes.Node(identity.KindEmail, stranger)))
	require.NoError(t, v.conn.Exec(ctx, "CREATE TABLE work_acme_left_1 (email String) ENGINE = MergeTree ORDER BY email"))
	others := v.naming(gone, people)
	report, err := erase.Again(ctx, v.db, v.brand, key)
	require.NoError(t, err)
	require.Zero(t, report, "nobody was erased as far as this database knows")
	n, err := erase.Recall(ctx, v.db, kept)
	require.NoError(t, err)
	require.Greater(t, n, 4*gone)
	_, err = erase.Again(ctx, v.db, v.brand, intake.DoorKey("another key of the tests"))
	require.ErrorIs(t, err, intake.ErrOtherKey)
	brands, err := erase.Brands(ctx, v.db, &config.Config{Privacy: config.Privacy{HashKey: config.NewSecret(secret)}})
	require.NoError(t, err)
	require.Len(t, brands, 1, "a brand that the config has no more is known by its settings")
	require.Len(t, brands[0].Shops, len(v.brand.Shops))
	brands[0].Identity = v.brand.Identity
	report, err = erase.Again(ctx, v.db, brands[0], key)
	require.NoError(t, err)
	require.Zero(t, report.Left())
	require.Equal(t, 2*gone, report.Orders)
	require.Empty(t, v.naming(0, gone))
	require.Zero(t, v.one("SELECT count() FROM consent_facts WHERE channel = 'sms'"), "who is known by a number alone")
	require.Equal(t, others, v.naming(gone, people), "others are left as they were")
	v.check(people)
	require.NoError(t, v.conn.Exec(ctx, "DROP TABLE work_acme_left_1 SYNC"))
	v.fill()
	require.Empty(t, v.naming(0, gone), "what is read again takes nobody in")
	again := filepath.Join(t.TempDir(), "erased.json")
	require.NoError(t, os.WriteFile(again, []byte(`{"erased":[{"brand":"acme","hash":"abc","at":"2026-01-01T00:00:00Z"}]}`), 0o600))
	more, err := erase.Keep(ctx, v.db, again)
	require.NoError(t, err)
	require.GreaterOrEqual(t, more, n+1, "what the file had stays in it")
	require.NoError(t, os.WriteFile(again, []byte(`{}`), 0o600))
	_, err = erase.Recall(ctx, v.db, again)
	require.ErrorContains(t, err, "isn't a file that `starter erase` keeps")
}

// check counts what must stay of everybody: orders, their sums, and the books of
// campaigns.
func (v *town) check(all int) {
	v.t.Helper()
	require.EqualValues(v.t, 2*all, v.one("SELECT count() FROM orders FINAL"))
	require.EqualValues(v.t, 150*all, v.one("SELECT toUInt64(sum(total)) FROM orders FINAL"))
	require.EqualValues(v.t, all, v.one("SELECT count() FROM deliveries FINAL"))
	require.EqualValues(v.t, all, v.one("SELECT uniqExact(member_id) FROM deliveries FINAL"))
	require.EqualValues(v.t, all, v.one("SELECT count() FROM delivery_attempts FINAL"))
	require.EqualValues(v.t, all, v.one("SELECT count() FROM message_events FINAL"))
	require.Zero(v.t, v.one("SELECT count() FROM deliveries FINAL WHERE nodes = [] AND (state IN ('planned', 'reserved') OR state = 'held' AND reason != 'erased')"))
}

// requireStore: the books of the shop as a whole add up without the erased, who are in
// its lists as before.
func (v *town) requireStore() {
	v.t.Helper()
	losses, err := intake.Losses(v.t.Context(), v.db, "acme")
	require.NoError(v.t, err)
	require.Empty(v.t, losses, "what was erased is no loss")
	load := intake.Load{Brand: v.brand, Shop: &v.brand.Shops[0], ID: "sweep", ReadAt: time.Now(), Key: key}
	customers := []intake.Listed{{ID: customer(0)}, {ID: customer(gone)}}
	orders := []intake.Listed{{ID: "o1", CustomerID: customer(0), Email: email(0)}, {ID: "o2", CustomerID: customer(gone), Email: email(gone)}}
	require.NoError(v.t, intake.InsertListed(v.t.Context(), v.db, load, intake.EntityCustomers, customers))
	require.NoError(v.t, intake.InsertListed(v.t.Context(), v.db, load, intake.EntityOrders, orders))
	require.EqualValues(v.t, 1, v.one("SELECT count() FROM store_lists WHERE entity = 'customers'"))
	require.EqualValues(v.t, 2, v.one("SELECT count() FROM store_lists WHERE entity = 'orders'"))
	require.EqualValues(v.t, 1, v.one("SELECT count() FROM store_lists WHERE entity = 'orders' AND customer_id != '' AND email_node != 0"))
	require.EqualValues(v.t, gone, v.one("SELECT uniqExact(customer_id) FROM customers WHERE shop = 'web' AND startsWith(customer_id, 'erased:')"))
}

// What isn't one person's isn't erased by it, and nothing is half done without a key.
func TestWhoIsNotErased(t *testing.T) {
	v := newTown(t)
	ctx := t.Context()
	require.NoError(t, v.conn.Exec(ctx, "INSERT INTO identity_nodes (brand, node, kind, value, state) SELECT 'acme', ?, 'phone', ?, 'quarantined'",
		nodes.Node(identity.KindPhone, phone(1)), phone(1)))
	_, err := erase.People(ctx, v.db, v.brand, key, []erase.Who{{Phone: local(1)}}, false)
	require.ErrorIs(t, err, erase.ErrShared)
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Member: 12345}}, false)
	require.ErrorIs(t, err, erase.ErrNobody)
	_, err = erase.People(ctx, v.db, v.brand, identity.Key{}, []erase.Who{{Email: email(1)}}, false)
	require.ErrorContains(t, err, "privacy.hash_key is missing")
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: "nobody"}}, false)
	require.ErrorContains(t, err, "no e-mail address")
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1), Phone: "12"}}, false)
	require.ErrorContains(t, err, "no phone number")
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, true)
	require.NoError(t, err)
	require.Zero(t, v.one("SELECT count() FROM erased"), "a look changes nothing")

	require.NoError(t, v.conn.Exec(ctx, "CREATE TABLE work_acme_records_1 (email String) ENGINE = MergeTree ORDER BY email"))
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, false)
	require.ErrorIs(t, err, erase.ErrNight)
	require.NoError(t, v.conn.Exec(ctx, "DROP TABLE work_acme_records_1 SYNC"))
	v.refuseWhileOthersWork()
	bounded, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	work, err := v.db.Stage(bounded, "acme", "gathered", "SELECT 1 AS x")
	require.NoError(t, err)
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, false)
	require.ErrorIs(t, err, erase.ErrNight, "its look may go on for an hour")
	ended := regexp.MustCompile("until_[0-9]+").ReplaceAllString(string(work), fmt.Sprint("until_", time.Now().Add(-2*time.Minute).Unix()))
	require.NotEqual(t, string(work), ended)
	require.NoError(t, v.conn.Exec(ctx, "RENAME TABLE "+schema.QuoteName(string(work))+" TO "+schema.QuoteName(ended)))
	_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, false)
	require.NoError(t, err, "who isn't known yet is kept out all the same")
	require.EqualValues(t, 4, v.one("SELECT count() FROM erased"), "the key's mark, the address, and its number, keyed and as earlier backups have it")
	other := intake.DoorKey("another key of the tests")
	_, err = erase.People(ctx, v.db, v.brand, other, []erase.Who{{Email: email(2)}}, false)
	require.ErrorIs(t, err, intake.ErrOtherKey)
	err = intake.StoreBlock(ctx, v.db, intake.Load{Brand: v.brand, Shop: &v.brand.Shops[0], ID: "x", ReadAt: time.Now(), Key: other}, intake.Block{Customers: []regulars.Customer{{ID: "1"}}})
	require.ErrorIs(t, err, intake.ErrOtherKey, "nothing is loaded by who can't tell who was erased")
	v.eraseWhoIsKnownByLittle()
}

// refuseWhileOthersWork: a load or another erasure under way is left alone.
func (v *town) refuseWhileOthersWork() {
	t, ctx := v.t, v.t.Context()
	const running = "INSERT INTO loads (brand, shop, entity, load_id, state, started_at, version) SELECT 'acme', 'web', 'orders', 'l', ?, now64(3), ?"
	require.NoError(t, v.conn.Exec(ctx, running, "running", 1))
	_, err := erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, false)
	require.ErrorIs(t, err, erase.ErrNight)
	require.NoError(t, v.conn.Exec(ctx, running, "done", 2))
	require.NoError(t, v.conn.Exec(ctx, "CREATE TABLE erasing_refs (ref String) ENGINE = Memory"))
	for range 2 {
		_, err = erase.People(ctx, v.db, v.brand, key, []erase.Who{{Email: email(1)}}, false)
		require.ErrorContains(t, err, "somebody else is being erased", "who is refused leaves the other's tables")
	}
	require.NoError(t, v.conn.Exec(ctx, "DROP TABLE erasing_refs SYNC"))
	require.Zero(t, v.one("SELECT count() FROM erased"), "who is refused has changed nothing")
}

// eraseWhoIsKnownByLittle: an address may be too short to be looked for within texts, and a
// customer record may have nothing but a name. A row of a book stays, and is reported.
func (v *town) eraseWhoIsKnownByLittle() {
	t, ctx, member := v.t, v.t.Context(), nodes.Node(identity.KindCustomer, "web/902")
	require.NoError(t, v.conn.Exec(ctx, `INSERT INTO customers (brand, shop, customer_id, email, name, version) VALUES
		('acme', 'web', '901', 'x@y.tw', 'Wu', 1), ('acme', 'web', '902', '', 'Li', 1),
		('acme', 'web', '903', 'max@y.tw', 'Max', 1), ('acme', 'store', '902', '', 'Ho', 1), ('other', 'web', '902', '', 'An', 1)`))
	v.write(map[string]string{
		"joann@shop.test": "others", "ann@shop.test.tw": "others", "ann@shop.test-2.tw": "others", "to joann@shop.test, ann@shop.testing": "others",
		"ann@shop.test": "ann", "ask <Ann@shop.test>.": "ann", `{"note":"a\nann@shop.test"}`: "ann", `{"note":"\u3000ann@shop.test\u3002"}`: "ann",
		"/pay?email=ann%40shop.test&x=1": "ann", "mailto:ann@shop.test.": "ann", `{"email":"O'Neil@shop.test"}`: "neil", "of 'dell@shop.test'": "dell", `{"email":"o'dell@shop.test"}`: "others", `{"email":"王@shop.test"}`: "others", "sent to x@y.tw": "x", "sent to max@y.tw": "others",
	})
	require.NoError(t, v.conn.Exec(ctx, "INSERT INTO identity_nodes (brand, node, kind, value, state, member_id) SELECT 'acme', ?, 'customer', 'web/902', 'used', ?", member, member))
	require.NoError(t, v.conn.Exec(ctx, "INSERT INTO loads (brand, shop, entity, load_id, state, detail, version) SELECT 'acme', 'web', 'orders', 'kept', 'done', ?, 1", fmt.Sprint("asked by ", email(5))))
	for _, c := range []struct {
		who         erase.Who
		named, left int
	}{
		{erase.Who{Email: "x@y.tw"}, 2, 0},
		{erase.Who{Email: "ann@shop.test"}, 6, 0},
		{erase.Who{Email: "o'neil@shop.test"}, 1, 0},
		{erase.Who{Email: "dell@shop.test"}, 1, 0},
		{erase.Who{Member: member}, 2, 0}, // the record, and its identifier
		{erase.Who{Email: email(5)}, 1, 1},
	} {
		report, err := erase.People(ctx, v.db, v.brand, key, []erase.Who{c.who}, false)
		require.NoError(t, err)
		named := 0
		for _, l := range report.Lines {
			named += int(l.Before)
		}
		require.Equal(t, c.named, named, "%v", report.Lines)
		require.EqualValues(t, c.left, report.Left(), "%v", report.Lines)
	}
	require.EqualValues(t, 3, v.one("SELECT count() FROM customers WHERE name != ''"), "others with the same ending, or the same id elsewhere")
	require.Zero(t, v.one("SELECT count() FROM customers WHERE name IN ('Wu', 'Li')"))
	require.EqualValues(t, 1, v.one("SELECT count() FROM loads WHERE load_id = 'kept'"))
	require.EqualValues(t, 7, v.one("SELECT count() FROM rejected WHERE load_id = 'marked' AND reason = 'others'"), "addresses that end or begin as those of the erased")
	require.Zero(t, v.one("SELECT count() FROM rejected WHERE load_id = 'marked' AND reason IN ('ann', 'x', 'neil', 'dell')"))
}

// write stores records that were rejected, which may say anything, with a mark of whom each names.
func (v *town) write(records map[string]string) {
	v.t.Helper()
	for raw, names := range records {
		require.NoError(v.t, v.conn.Exec(v.t.Context(), "INSERT INTO rejected (brand, shop, entity, load_id, record, raw, reason, at) SELECT 'acme', 'web', 'customers', 'marked', generateUUIDv4(), ?, ?, now64(3)", raw, names))
	}
}
