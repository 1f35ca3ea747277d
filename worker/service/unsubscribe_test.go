package service

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/config/audience"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const hashKey = "a key of the tests"

func unsubscribeConfig() *config.Config {
	edm := func(link string) map[string]*config.Channel {
		return map[string]*config.Channel{"edm": {UnsubscribeURL: link, From: "茶屋 <news@shop.test>"}}
	}
	return &config.Config{
		Brands: []config.Brand{
			{Name: "acme", Channels: edm("https://shop.test/mail/unsubscribe?lang=zh")},
			{Name: "other", Channels: edm("https://other.test/u")},
		},
		Privacy: config.Privacy{HashKey: config.NewSecret(hashKey)},
	}
}

// reader is a person at the end of a link.
type reader struct {
	t    *testing.T
	log  strings.Builder
	page *unsubscribe
	at   string // of the server
}

func newReader(t *testing.T, db *schema.DB) *reader {
	t.Helper()
	r := &reader{t: t}
	r.page = newUnsubscribe(unsubscribeConfig(), slog.New(slog.NewTextHandler(&r.log, nil)))
	if db != nil {
		r.page.open(db)
	}
	server := httptest.NewServer(r.page)
	t.Cleanup(server.Close)
	r.at = server.URL
	return r
}

func (r *reader) link(o channel.OptOut) string {
	return o.Link(r.at+"/mail/unsubscribe?lang=zh", hashKey)
}

// ask gives the answer's status and text.
func (r *reader) ask(method, link, body string) (int, string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, link, strings.NewReader(body))
	require.NoError(r.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultTransport.RoundTrip(request) // follows no redirect
	require.NoError(r.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	return answer.StatusCode, string(text)
}

const oneClick = "List-Unsubscribe=One-Click"

func member(id uint64) channel.OptOut {
	return channel.OptOut{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: id}
}

// Ten members who may be written to; 10 was merged into 9.
func tenMembers(t *testing.T) (*schema.DB, driver.Conn) {
	t.Helper()
	db := schematest.Open(t)
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr: []string{localtest.Stack(t).ClickHouse}, Auth: clickhouse.Auth{Database: db.Database(), Username: "default", Password: localtest.Password(t)},
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	for _, statement := range []string{
		"INSERT INTO members (brand, member_id, name, email, known_on) SELECT 'acme', number + 1, '王小明', concat('m', toString(number + 1), '@example.com'), '2026-01-01' FROM numbers(9)",
		"INSERT INTO identity_nodes (brand, node, kind, member_id) SELECT 'acme', number + 1, 'email', least(number + 1, 9) FROM numbers(10)",
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT 'acme', number + 1, '2026-11-20', '2027-01-01', 'sleep', 'active', 1 FROM numbers(9)",
		"INSERT INTO consent_facts SELECT 'acme', 's', number + 1, 'edm', 'marketing', now() - 10, true, 'form', 'x', 1, true FROM numbers(10)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	return db, conn
}

// reached plans a campaign and gives the members who would get a message.
func reached(t *testing.T, db *schema.DB, campaign string) []uint64 {
	t.Helper()
	l, err := ledger.New(db, hashKey)
	require.NoError(t, err)
	plan := ledger.Plan{
		Run:      ledger.Run{Brand: "acme", Campaign: campaign, Date: "2026-11-20"},
		Audience: audience.Audience{Enters: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing",
	}
	_, _, err = l.Plan(t.Context(), plan)
	require.NoError(t, err)
	c := ledger.Claimant{ID: campaign, Channel: "edm", Purpose: "marketing"}
	picked, err := l.Pick(t.Context(), ledger.Block{Run: plan.Run}, c, 100)
	require.NoError(t, err)
	var ids []uint64
	for _, recipient := range picked.Recipients {
		ids = append(ids, recipient.MemberID)
	}
	return ids
}

func TestUnsubscribe(t *testing.T) {
	db, conn := tenMembers(t)
	r := newReader(t, db)
	facts := func() (n uint64) {
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM consent_facts").Scan(&n))
		return n
	}
	require.Equal(t, []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9}, reached(t, db, "before"))

	status, text := r.ask("GET", r.link(member(3)), "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "要取消訂閱 茶屋 嗎")
	require.Contains(t, text, "Unsubscribe from 茶屋?")
	status, _ = r.ask("HEAD", r.link(member(3)), "")
	require.Equal(t, http.StatusOK, status)
	require.EqualValues(t, 10, facts(), "a look changes nothing")

	for range 2 {
		status, text = r.ask("POST", r.link(member(3)), oneClick)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, text, "You are unsubscribed")
	}
	require.EqualValues(t, 11, facts(), "said twice, written once")
	status, _ = r.ask("POST", r.link(member(10)), oneClick)
	require.Equal(t, http.StatusOK, status)
	require.EqualValues(t, 13, facts(), "for every identifier of who 10 is now")
	// A member of whom nothing is known any more.
	status, _ = r.ask("POST", r.link(member(99)), oneClick)
	require.Equal(t, http.StatusOK, status)

	require.Equal(t, []uint64{1, 2, 4, 5, 6, 7, 8}, reached(t, db, "after"))
	l, err := ledger.New(db, hashKey)
	require.NoError(t, err)
	planned := ledger.Block{Run: ledger.Run{Brand: "acme", Campaign: "before", Date: "2026-11-20"}}
	picked, err := l.Pick(t.Context(), planned, ledger.Claimant{ID: "one", Channel: "edm", Purpose: "marketing"}, 100)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 7, "a campaign that was planned before holds to it")
	for _, personal := range []string{"example.com", "王小明", "?t=", "member=3"} {
		require.NotContains(t, r.log.String(), personal)
	}
}

// A fact whose clock ran ahead doesn't outlive a refusal, a later yes does.
func TestUnsubscribeHasTheLastWord(t *testing.T) {
	db, conn := tenMembers(t)
	r := newReader(t, db)
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO consent_facts SELECT 'acme', 's', 5, 'edm', 'marketing', now() + 3600, true, 'shop', 'x', 1, true"))
	status, _ := r.ask("POST", r.link(member(5)), oneClick)
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, reached(t, db, "one"), uint64(5))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO consent_facts SELECT 'acme', 's', 5, 'edm', 'marketing', now() + 7200, true, 'form', 'x', 1, true"))
	require.Contains(t, reached(t, db, "two"), uint64(5))
}

func TestUnsubscribeRefusesWhatIsNotOurs(t *testing.T) {
	db, conn := tenMembers(t)
	r := newReader(t, db)
	good, err := url.Parse(r.link(member(1)))
	require.NoError(t, err)
	token := good.Query().Get("t")
	forged, err := url.Parse(member(1).Link(r.at+"/mail/unsubscribe", "another key of the tests"))
	require.NoError(t, err)
	stranger := member(1)
	stranger.Brand = "stranger"
	for name, link := range map[string]string{
		"no token":        r.at + "/mail/unsubscribe",
		"a cut one":       r.at + "/mail/unsubscribe?t=" + token[:len(token)-3],
		"half of it":      r.at + "/mail/unsubscribe?t=" + strings.Split(token, ".")[0],
		"a longer one":    r.at + "/mail/unsubscribe?t=" + token + "AAAA",
		"a forged one":    forged.String(),
		"unknown brand":   r.link(stranger),
		"another path":    r.at + "/mail?t=" + token,
		"another's words": r.at + "/mail/unsubscribe?t=" + url.QueryEscape("<script>.x"),
	} {
		for _, method := range []string{"GET", "POST"} {
			status, text := r.ask(method, link, oneClick)
			require.Equal(t, http.StatusNotFound, status, "%s %s", method, name)
			require.NotContains(t, text, "<script>")
		}
	}
	status, _ := r.ask("PUT", r.link(member(1)), "")
	require.Equal(t, http.StatusMethodNotAllowed, status)
	var facts uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM consent_facts").Scan(&facts))
	require.EqualValues(t, 10, facts)
}

func TestUnsubscribeWhileClickHouseIsAway(t *testing.T) {
	r := newReader(t, nil)
	status, text := r.ask("GET", r.link(member(1)), "")
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, text, "try again")
	status, text = r.ask("POST", r.link(member(1)), oneClick)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, text, "請一分鐘後再試一次")

	keyless := unsubscribeConfig()
	keyless.Privacy = config.Privacy{}
	server := httptest.NewServer(newUnsubscribe(keyless, slog.New(slog.DiscardHandler)))
	defer server.Close()
	status, _ = r.ask("POST", member(1).Link(server.URL+"/mail/unsubscribe", ""), oneClick)
	require.Equal(t, http.StatusNotFound, status, "without a key anybody could sign")
}
