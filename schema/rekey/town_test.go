package rekey_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/answers"
	"regulars/schema/derive"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

const (
	secret = "a key of the tests"
	people = 12
	date   = regulars.BusinessDate("2026-05-02")
)

func email(i int) string    { return fmt.Sprintf("zq%d.person@shop.test", i) }
func phone(i int) string    { return fmt.Sprintf("+8869%08d", 12000000+i*37) }
func line(i int) string     { return fmt.Sprintf("U%032x", 0xabcdef0000+i) }
func customer(i int) string { return fmt.Sprint("c", i) }

// readAt is when the shops and the files were read: the same in every town.
var readAt = time.Date(2026, 5, 3, 1, 0, 0, 0, time.UTC)

// town is a database with the same made-up people in every table that can hold one.
type town struct {
	*prooftest.Engine
	conn  driver.Conn
	plain bool // as before nodes were keyed
}

func newTown(t *testing.T, plain bool) *town {
	t.Helper()
	e := prooftest.Open(t, "sales")
	return &town{e, schematest.Connect(t, e.DB), plain}
}

// brand is a brand of the town.
func (v *town) brand(t *testing.T, name string) *config.Brand {
	t.Helper()
	b := schematest.Brand(t, name)
	for i := range b.Shops {
		b.Shops[i].LineProvider = "p"
	}
	if !v.plain {
		b.HashKey = config.NewSecret(secret)
	}
	return b
}

// fill loads people by every way in, and derives who they are.
func (v *town) fill(t *testing.T, b *config.Brand) {
	t.Helper()
	ctx := t.Context()
	_, err := v.DB.CheckNodeKey(ctx, b)
	require.NoError(t, err)
	require.NoError(t, derive.SyncSettings(ctx, v.DB, b))
	v.pull(t, b)
	v.feed(t, b)
	v.answer(t, b)
	_, err = derive.Run(ctx, v.DB, b, date)
	require.NoError(t, err)
	v.send(t, b)
}

func (v *town) load(b *config.Brand, shop int, id string) intake.Load {
	return intake.Load{Brand: b, Shop: &b.Shops[shop], ID: id, ReadAt: readAt, Key: intake.DoorKey(secret)}
}

// pull stores what the shops say. Several identifiers are equally old.
func (v *town) pull(t *testing.T, b *config.Brand) {
	t.Helper()
	var block intake.Block
	at := time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	for i := range people {
		block.Customers = append(block.Customers, regulars.Customer{ID: customer(i), Name: fmt.Sprint("n", i), Email: email(i), Phone: phone(i), UpdatedAt: at,
			Consents: []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "form"}}})
		block.Orders = append(block.Orders,
			regulars.Order{ID: fmt.Sprint("a", i), PlacedAt: at, CustomerID: customer(i), Email: email(i), Phone: phone(i), LineID: line(i), Placed: true, Paid: true, Currency: "TWD", Total: 1_000_000},
			regulars.Order{ID: fmt.Sprint("b", i), PlacedAt: at.Add(time.Duration(i) * time.Hour), Phone: phone(i), Placed: true, Paid: true, Currency: "TWD", Total: 500_000})
	}
	load := v.load(b, 0, "pull")
	require.NoError(t, intake.StoreBlock(t.Context(), v.DB, load, block))
	require.NoError(t, intake.InsertListed(t.Context(), v.DB, load, intake.EntityOrders, []intake.Listed{{ID: "a0", Email: email(0)}}))
	for _, entity := range []string{"orders", "customers"} {
		require.NoError(t, intake.PutLoad(t.Context(), v.DB, intake.Row{Brand: b.Name, Shop: "web", Entity: entity, LoadID: load.ID, Kind: intake.LoadWindow, State: intake.LoadDone, StartedAt: readAt}))
	}
}

// feed reads files whose people are known by one thing only.
func (v *town) feed(t *testing.T, b *config.Brand) {
	t.Helper()
	consents, events := "mail,tel,ok,at\n", "type,at,tel,v,page\n"
	for i := range people {
		consents += fmt.Sprintf("%s,%s,yes,2026-05-01 10:00:00\n", email(i), phone(i))
		events += fmt.Sprintf("login,2026-05-01 10:00:00,%s,v%d,\"{\"\"b\"\":\"\"é\"\",\"\"a\"\":\"\"<%d>\"\"}\"\n", phone(i), i, i)
	}
	events += events[len("type,at,tel,v,page\n"):] // each twice
	for name, f := range map[string]config.Feed{
		consents: {Entity: "consents", Columns: map[string]string{"email": "mail", "phone": "tel", "granted": "ok", "at": "at", "channel": "'edm'"}},
		events:   {Entity: "events", Columns: map[string]string{"type": "type", "at": "at", "phone": "tel", "visitor": "v", "properties": "page"}},
	} {
		f.Path = filepath.Join(t.TempDir(), f.Entity+".csv")
		require.NoError(t, os.WriteFile(f.Path, []byte(name), 0o600))
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		r, err := feed.Import(t.Context(), v.DB, v.load(b, 1, "file of "+f.Entity), f, files, true, nil)
		require.NoError(t, err)
		require.Zero(t, r.Rejected, f.Entity)
	}
}

// answer records what comes back one by one.
func (v *town) answer(t *testing.T, b *config.Brand) {
	t.Helper()
	s, err := answers.Open(v.DB, secret)
	require.NoError(t, err)
	s.Now = func() time.Time { return readAt }
	for i, properties := range []map[string]string{nil, {}, {"z": "/a?b=1&c=<2>", "a": "\"\\é\n"}} {
		require.NoError(t, s.RecordBehaviour(t.Context(), b, &b.Shops[0], []answers.Behaviour{
			{Type: "page_view", At: readAt.Add(time.Duration(i) * time.Second), Email: email(i), Visitor: "v", Properties: properties},
			{Type: "page_view", At: readAt, Phone: phone(i), ID: fmt.Sprintf("%032x", i)},
		}))
	}
}

// send writes into the tables that a night fills of members.
func (v *town) send(t *testing.T, b *config.Brand) {
	t.Helper()
	s, err := answers.Open(v.DB, secret)
	require.NoError(t, err)
	s.Now = func() time.Time { return readAt }
	for _, statement := range []string{
		`INSERT INTO campaign_runs (brand, campaign, date, state, bits, planned, version) VALUES ({brand:String}, 'wake', '2026-05-02', 'done', 4, 12, 1), ({brand:String}, 'wait', '2026-05-02', 'planned', 2, 12, 1)`,
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, address_hash, nodes, provider_id, planned_at, at, version)
			SELECT brand, 'wake', '2026-05-02', member_id, 'sent', 'edm', 'abc', [member_id, 0], concat('sid-', email), '2026-05-02 00:00:00', '2026-05-02 00:00:00', 1 FROM members WHERE brand = {brand:String}`,
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version)
			SELECT brand, 'wait', '2026-05-02', member_id, 'planned', 'edm', 1 FROM members WHERE brand = {brand:String}`,
		`INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, claimant, batch, channel, state, version)
			SELECT brand, 'wake', '2026-05-02', member_id, 'c', 'c', 'b', 'edm', 'sent', 1 FROM members WHERE brand = {brand:String}`,
		`INSERT INTO message_events (brand, channel, provider_id, type, event_id, campaign, date, member_id, version)
			SELECT brand, 'edm', concat('sid-', email), 'delivered', 'e', 'wake', '2026-05-02', member_id, 1 FROM members WHERE brand = {brand:String}`,
		`INSERT INTO identity_splits (brand, a, b, active, by, at, version) SELECT brand, a, b, false, 'mei', '2026-05-02', 1 FROM identity_edges WHERE brand = {brand:String}`,
		`INSERT INTO console_actions (brand, at, action, by, member_id) SELECT brand, '2026-05-02', 'opt_out', 'mei', member_id FROM members WHERE brand = {brand:String}`,
		`INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, to_step, date)
			SELECT brand, '', 'welcome', member_id, '2026-05-02', '', 'v', 0, 'care', '2026-05-02' FROM members WHERE brand = {brand:String}`,
		`INSERT INTO referral_codes (brand, programme, member_id, code, at)
			SELECT brand, 'friends', member_id, concat('CODE', email), '2026-05-02 00:00:00' FROM members WHERE brand = {brand:String}`,
		`INSERT INTO journey_matches (brand, condition, date, run, member_id, at)
			SELECT brand, 'enter/welcome', '2026-05-02', 7, member_id, '2099-01-01 00:00:00' FROM members WHERE brand = {brand:String}`,
		`INSERT INTO member_snapshots (brand, date, member_id) SELECT brand, '2026-05-02', member_id FROM members WHERE brand = {brand:String}`,
		`INSERT INTO member_reach (brand, date, member_id) SELECT brand, '2026-05-02', member_id FROM members WHERE brand = {brand:String}`,
		`INSERT INTO order_changes (brand, derivation, shop, order_id, member_before, member_after, changed.field, changed.was, changed.is)
			SELECT brand, 1, 'web', 'a', member_id, 0, ['total', 'member'], ['12', toString(member_id)], ['13', '0'] FROM members WHERE brand = {brand:String}`,
		`INSERT INTO late_changes (brand, follows, kind, was, now_is) SELECT brand, 1, 'member', '0', toString(member_id) FROM members WHERE brand = {brand:String}`,
		`INSERT INTO late_changes (brand, follows, kind, was, now_is) VALUES ({brand:String}, 1, 'product', '12', '13')`,
	} {
		require.NoError(t, v.conn.Exec(schema.WithParams(t.Context(), struct{ Brand string }{b.Name}), statement), statement)
	}
	for _, m := range schematest.Query[struct {
		ID uint64 `ch:"member_id"`
	}](t, v.DB, "SELECT member_id FROM members WHERE brand = '"+b.Name+"'") {
		for _, link := range []string{"", "one", "two"} {
			touch := answers.Touch{Brand: b.Name, Campaign: "wake", Date: date, Channel: regulars.ChannelEDM, Member: m.ID, Link: link}
			require.NoError(t, s.RecordTouch(t.Context(), touch))
		}
	}
}
