package proofs

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/file"
	"regulars/platform/shopify"
	"regulars/platform/woocommerce"
	"regulars/schema/derive"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/ledger/optout"
	"regulars/schema/schematest"
)

// nights loads one shop's customers night after night and asks who consents to mail.
type nights struct {
	t     *testing.T
	e     *engine
	brand *config.Brand
	at    time.Time
}

func newNights(t *testing.T, name string) *nights {
	n := &nights{t: t, e: openEngine(t), brand: schematest.Brand(t, name), at: time.Now().Add(-48 * time.Hour)}
	require.NoError(t, derive.SyncSettings(t.Context(), n.e.DB, n.brand))
	return n
}

func (n *nights) load() intake.Load {
	n.at = n.at.Add(12 * time.Hour)
	return intake.Load{Brand: n.brand, Shop: &n.brand.Shops[0], ID: fmt.Sprint("night", n.at.Unix()), ReadAt: n.at}
}

// mailed derives and returns whom the brand may mail, by their addresses.
func (n *nights) mailed() []string {
	n.t.Helper()
	_, err := derive.Run(n.t.Context(), n.e.DB, n.brand, regulars.DateOf(n.at, n.brand.Zone))
	require.NoError(n.t, err)
	return texts(n.t, n.e.DB, `SELECT email T FROM members WHERE brand = '`+n.brand.Name+`' AND member_id IN
		(SELECT member_id FROM consents WHERE brand = '`+n.brand.Name+`' AND channel = 'edm' AND granted) ORDER BY email`)
}

// pulled stores what a shop's API answers for its customers.
func (n *nights) pulled(source platform.Source) {
	n.t.Helper()
	load := n.load()
	err := source.Pull(n.t.Context(), platform.Customers, platform.Window{To: time.Now().Add(time.Hour)}, "", func(p platform.Page) error {
		require.Empty(n.t, p.Rejected)
		return intake.StoreBlock(n.t.Context(), n.e.DB, load, intake.Block{Customers: p.Customers})
	})
	require.NoError(n.t, err)
	require.NoError(n.t, intake.PutLoad(n.t.Context(), n.e.DB, intake.Row{Brand: n.brand.Name, Shop: "web", Entity: "customers", LoadID: load.ID, Kind: intake.LoadWindow, State: intake.LoadDone}))
}

// unsubscribe follows the link in the mail of everybody.
func (n *nights) unsubscribe() {
	n.t.Helper()
	type member struct{ ID uint64 }
	all := schematest.Query[member](n.t, n.e.DB, "SELECT member_id ID FROM members WHERE brand = '"+n.brand.Name+"'")
	require.NotEmpty(n.t, all)
	for _, m := range all {
		require.NoError(n.t, optout.Record(n.t.Context(), n.e.DB, optout.OptOut{Brand: n.brand.Name, Member: m.ID, Channel: "edm", Purpose: "marketing", Source: "unsubscribe link"}))
	}
}

// wooShop answers with customers that have a name, a time of change and meta data.
func wooShop(t *testing.T) (set func(modified string, meta map[string]map[string]any), source platform.Source) {
	t.Helper()
	var list []map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows := list
		if r.URL.Query().Get("page") != "1" && r.URL.Query().Get("page") != "" {
			rows = nil
		}
		w.Header().Set("X-WP-Total", fmt.Sprint(len(list)))
		w.Header().Set("X-WP-TotalPages", "1")
		_ = json.NewEncoder(w).Encode(rows)
	}))
	t.Cleanup(server.Close)
	source, err := woocommerce.New(config.Shop{Name: "web", Platform: "woocommerce", URL: server.URL, Key: config.NewSecret("ck"), KeySecret: config.NewSecret("cs"), Zone: time.UTC}, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return func(modified string, meta map[string]map[string]any) {
		list = nil
		for i, name := range []string{"ann", "bob", "cat", "c4", "c5", "c6", "c7", "c8", "c9", "zoe"} {
			fields, is := meta[name]
			if !is {
				continue
			}
			entries := []any{}
			for key, value := range fields {
				entries = append(entries, map[string]any{"key": key, "value": value})
			}
			list = append(list, map[string]any{"id": i + 1, "email": name + "@shop.test", "role": "customer",
				"date_created_gmt": "2026-01-02T03:04:05", "date_modified_gmt": modified, "billing": map[string]any{}, "meta_data": entries})
		}
	}, source
}

const edmKey = "marketing_consent_edm"

// Who unsubscribed stays so when another field of the record changes, whether the
// record dates its answer or not; only a yes with a later date of its own counts.
func TestUnsubscribedStaysSoInWooCommerce(t *testing.T) {
	t.Parallel()
	n := newNights(t, "woo")
	set, source := wooShop(t)
	dated := map[string]any{edmKey: "yes", edmKey + "_at": "2026-01-05T00:00:00Z"}
	set("2026-02-01T00:00:00", map[string]map[string]any{"ann": {edmKey: "yes"}, "bob": {edmKey: "yes"}, "cat": dated})
	n.pulled(source)
	require.Equal(t, []string{"ann@shop.test", "bob@shop.test", "cat@shop.test"}, n.mailed())
	n.unsubscribe()
	require.Empty(t, n.mailed())
	now := time.Now().UTC().Format("2006-01-02T15:04:05")
	set(now, map[string]map[string]any{"ann": {edmKey: "yes"}, "bob": {edmKey: "yes"}, "cat": dated})
	n.at = time.Now()
	n.pulled(source)
	require.Empty(t, n.mailed(), "an unrelated change of the record is no consent")
	again := map[string]any{edmKey: "yes", edmKey + "_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
	set(now, map[string]map[string]any{"ann": {edmKey: "yes"}, "bob": again, "cat": dated})
	n.pulled(source)
	require.Equal(t, []string{"bob@shop.test"}, n.mailed(), "a yes that is dated after the refusal")
}

// A box that is unticked is stored as an empty text, as no, off or N, or its key is
// removed. A ticked one is also on, true, 是 or 同意.
func TestConsentsThatAreTakenBackInWooCommerce(t *testing.T) {
	t.Parallel()
	n := newNights(t, "boxes")
	set, source := wooShop(t)
	yes := map[string]any{edmKey: "yes"}
	set("2026-02-01T00:00:00", map[string]map[string]any{
		"c4": yes, "c5": {edmKey: true}, "c6": {edmKey: "同意"}, "c7": {edmKey: "Y"}, "c8": {edmKey: "on"}, "c9": {edmKey: " YES "}, "zoe": yes})
	n.pulled(source)
	require.Len(t, n.mailed(), 7)
	set("2026-02-01T00:00:00", map[string]map[string]any{
		"c4": {edmKey: ""}, "c5": {}, "c6": {edmKey: "off"}, "c7": {edmKey: "不同意"}, "c8": {edmKey: "on"}, "c9": {edmKey: "N"}, "zoe": {edmKey: "vielleicht"}})
	n.pulled(source)
	require.Equal(t, []string{"c8@shop.test"}, n.mailed())
	require.Equal(t, []string{`the word "vielleicht" is neither yes nor no: it counts as no`},
		texts(t, n.e.DB, "SELECT reason T FROM rejected WHERE entity = 'consents'"))
	set("2026-02-01T00:00:00", map[string]map[string]any{
		"c4": yes, "c5": yes, "c6": yes, "c7": yes, "c8": {edmKey: "on"}, "c9": yes, "zoe": yes})
	n.pulled(source)
	require.Equal(t, []string{"c8@shop.test"}, n.mailed(), "a yes that nobody dated doesn't undo a refusal")
}

// What a customer who was deleted had allowed is refused, no matter who writes that the
// customer is gone, and stays so if the record comes back.
func TestConsentsOfTheDeleted(t *testing.T) {
	t.Parallel()
	n := newNights(t, "deleted")
	yes := []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "form"}}
	customer := func(id string, deleted bool) regulars.Customer {
		return regulars.Customer{ID: id, Email: id + "@shop.test", Consents: yes, Deleted: deleted, UpdatedAt: n.at}
	}
	store := func(customers ...regulars.Customer) {
		load := n.load()
		var orders []regulars.Order // so that they are members without a record of theirs, too
		for _, c := range customers {
			orders = append(orders, regulars.Order{ID: "o" + c.ID, CustomerID: c.ID, Email: c.Email, PlacedAt: n.at, Placed: true, Paid: true, Total: 10_000, Currency: "TWD"})
		}
		require.NoError(t, intake.StoreBlock(t.Context(), n.e.DB, load, intake.Block{Customers: customers, Orders: orders}))
		require.NoError(t, intake.PutLoad(t.Context(), n.e.DB, intake.Row{Brand: n.brand.Name, Shop: "web", Entity: "customers", LoadID: load.ID, Kind: intake.LoadWindow, State: intake.LoadDone}))
	}
	store(customer("1", false), customer("2", false), customer("3", false))
	require.Len(t, n.mailed(), 3)
	store(customer("1", true))
	require.Equal(t, []string{"2@shop.test", "3@shop.test"}, n.mailed())
	require.NoError(t, n.e.Conn.Exec(t.Context(), `INSERT INTO customers (brand, shop, customer_id, load_id, version, is_deleted)
		VALUES ('deleted', 'web', '2', 'sweep', ?, 1)`, uint64(n.at.Add(time.Hour).UnixNano())))
	require.Equal(t, []string{"3@shop.test"}, n.mailed(), "a tombstone that another one wrote")
	store(customer("1", false), customer("2", false))
	require.Equal(t, []string{"3@shop.test"}, n.mailed())
}

const shopifyCustomer = `{"id":"gid://shopify/Customer/%d","updatedAt":"%s","defaultEmailAddress":{"emailAddress":"%s@shop.test","marketingState":"%s","marketingUpdatedAt":%s}}`

// The same at Shopify, where the time of an answer may be null.
func TestUnsubscribedStaysSoInShopify(t *testing.T) {
	t.Parallel()
	n := newNights(t, "shopify")
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Shopify-API-Version", "2026-10")
		_, _ = io.WriteString(w, `{"data":{"customers":{"pageInfo":{"hasNextPage":false},"nodes":[`+body+`]}}}`)
	}))
	t.Cleanup(server.Close)
	source, err := shopify.New(config.Shop{Name: "web", Platform: "shopify", URL: server.URL, Version: "2026-10", Token: config.NewSecret("t"), Zone: time.UTC}, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	state := func(id int, updated, name, state, at string) string {
		return fmt.Sprintf(shopifyCustomer, id, updated, name, state, at)
	}
	body = state(1, "2026-02-01T00:00:00Z", "dan", "SUBSCRIBED", "null") + "," + state(2, "2026-02-01T00:00:00Z", "eve", "SUBSCRIBED", `"2026-01-05T00:00:00Z"`)
	n.pulled(source)
	require.Equal(t, []string{"dan@shop.test", "eve@shop.test"}, n.mailed())
	n.unsubscribe()
	now := time.Now().UTC().Format(time.RFC3339)
	body = state(1, now, "dan", "SUBSCRIBED", "null") + "," + state(2, now, "eve", "SUBSCRIBED", `"2026-01-05T00:00:00Z"`) + "," + state(3, now, "flo", "SUBSCRIBED", "null")
	n.at = time.Now()
	n.pulled(source)
	require.Equal(t, []string{"flo@shop.test"}, n.mailed())
	body = state(3, now, "flo", "NOT_SUBSCRIBED", "null")
	n.pulled(source)
	require.Empty(t, n.mailed(), "an answer that was there and is gone")
}

// The same in files, where consent_at may not be mapped.
func TestUnsubscribedStaysSoInFiles(t *testing.T) {
	t.Parallel()
	n := newNights(t, "files")
	path := filepath.Join(t.TempDir(), "c.csv")
	f := config.Feed{Entity: "customers", Path: path, Columns: map[string]string{"customer_id": "id", "email": "email", "consent_edm": "edm", "updated_at": "changed"}}
	read := func(text string) {
		t.Helper()
		require.NoError(t, os.WriteFile(path, []byte("id,email,edm,changed\n"+text), 0o600))
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		r, err := feed.Import(t.Context(), n.e.DB, n.load(), f, files, true, nil)
		require.NoError(t, err)
		require.Zero(t, r.Rejected)
	}
	read("1,fay@shop.test,yes,2026-02-01 00:00:00\n2,gil@shop.test,是,2026-02-01 00:00:00\n3,hal@shop.test,,2026-02-01 00:00:00\n")
	require.Equal(t, []string{"fay@shop.test", "gil@shop.test"}, n.mailed())
	n.unsubscribe()
	n.at = time.Now()
	read("1,fay@shop.test,yes,2026-11-28 21:10:43\n2,gil@shop.test,是,2026-02-01 00:00:00\n4,ian@shop.test,on,2026-02-01 00:00:00\n5,jim@shop.test,perhaps,2026-02-01 00:00:00\n")
	require.Equal(t, []string{"ian@shop.test"}, n.mailed())
	require.Equal(t, []string{`the word "perhaps" is neither yes nor no: it counts as no`}, texts(t, n.e.DB, "SELECT reason T FROM rejected WHERE entity = 'consents'"))
	read("4,ian@shop.test,,2026-02-01 00:00:00\n")
	require.Empty(t, n.mailed(), "an emptied field")
	f.Columns["consent_at"] = "changed"
	read("4,ian@shop.test,yes,2027-01-01 00:00:00\n1,fay@shop.test,yes,2026-02-01 00:00:00\n")
	require.Empty(t, n.mailed(), "dates before the refusal, or still to come")
}
