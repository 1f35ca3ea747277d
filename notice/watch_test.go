package notice_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/notify"
	"regulars/notice"
	"regulars/schema/notices"
	"regulars/schema/schematest"
)

// inbox is a mail server, a chat and LINE, and what arrived at them.
type inbox struct {
	mu     sync.Mutex
	mails  []string
	posts  []string
	pushes []string
	keys   []string // of the pushes
	broken bool     // the chat refuses
}

func (i *inbox) NewSession(*smtp.Conn) (smtp.Session, error) { return session{i}, nil }

type session struct{ inbox *inbox }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }
func (s session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.inbox.mu.Lock()
	defer s.inbox.mu.Unlock()
	s.inbox.mails = append(s.inbox.mails, string(text))
	return err
}

func (i *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case r.URL.Path == "/v2/bot/message/push":
		i.pushes, i.keys = append(i.pushes, string(body)), append(i.keys, r.Header.Get("X-Line-Retry-Key"))
		w.Header().Set("X-Line-Request-Id", "r")
		_, _ = w.Write([]byte(`{"sentMessages":[{"id":"1"}]}`))
	case strings.HasPrefix(r.URL.Path, "/v2/bot/message/quota"):
		_, _ = w.Write([]byte(`{"type":"none","totalUsage":0}`))
	case i.broken:
		w.WriteHeader(http.StatusNotFound)
	default:
		i.posts = append(i.posts, string(body))
	}
}

func (i *inbox) counts() [3]int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return [3]int{len(i.mails), len(i.posts), len(i.pushes)}
}

// open starts the three servers, and returns a brand whose people are reached by them.
func (i *inbox) open(t *testing.T) *config.Brand {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	mail := smtp.NewServer(i)
	mail.Domain = "localhost"
	go func() { _ = mail.Serve(listener) }()
	t.Cleanup(func() { _ = mail.Close() })
	web := httptest.NewServer(i)
	t.Cleanup(web.Close)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	n, _ := strconv.Atoi(port)
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	brand := &config.Brand{
		Name: "tea", Zone: zone, Currency: "TWD", Language: "zh-Hant",
		Channels:  map[string]*config.Channel{"line": {Provider: "line", ChannelToken: config.NewSecret("t"), Endpoint: web.URL}},
		Campaigns: []config.Campaign{{Name: "wake-up", Approve: true}},
		Notify: notify.Notify{
			SMTP: notify.SMTP{Host: "127.0.0.1", Port: n, TLS: "none", From: "Regulars <ops@tea.example>"},
			To: []notify.Recipient{
				{Name: "mei", Mail: "mei@tea.example"}, {Name: "chat", Webhook: config.NewSecret(web.URL + "/hook")},
				{Name: "group", Line: "C0123456789abcdef0123456789abcdef", About: []string{notify.Approval}},
			},
		},
	}
	return brand.WithDefaults()
}

// A campaign that waits and a night that isn't whole reach each recipient who wants to hear
// of it, in the brand's language, once: however many workers look, and however often one is
// restarted. What can't be sent is on record, tried again later, and nobody's error.
func TestEachMatterIsSentOnce(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	at := &inbox{}
	brand := at.open(t)
	cfg := &config.Config{Brands: []config.Brand{*brand}}
	brand = &cfg.Brands[0]
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	watch := func() *notice.Watch { // a worker that was just started
		return &notice.Watch{Config: cfg, DB: db, Base: "https://console.example", Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	}
	require.NoError(t, watch().Look(t.Context(), brand))
	require.Equal(t, [3]int{}, at.counts(), "nothing happened yet")

	for _, statement := range []string{
		"INSERT INTO campaign_runs (brand, campaign, date, state, version) VALUES ('tea', 'wake-up', '2026-11-20', 'planned', 1)",
		"INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'tea', 'wake-up', toDate('2026-11-20'), number, 'planned', 'line', 1 FROM numbers(40)",
		`INSERT INTO certificates (brand, date, whole, shops, campaigns, reasons, causes, at, version) VALUES ('tea', '2026-11-20', false, '[]', '[]', ['shop web, orders: 3 records came, 2 are stored'],
			'[{"code":"stored_differs","shop":"web","entity":"orders","came":3,"stored":2}]', '2026-11-20 21:00:00', 1)`,
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() { require.NoError(t, watch().Look(t.Context(), brand)) })
	}
	group.Wait()
	require.NoError(t, watch().Look(t.Context(), brand))
	require.Equal(t, [3]int{2, 2, 1}, at.counts(), "mails, posts, pushes")
	require.Contains(t, at.posts[0]+at.posts[1], "商店 web，orders：收到 3 筆，存入 2 筆")
	require.Contains(t, at.posts[0]+at.posts[1], "https://console.example/b/tea/campaigns/wake-up/2026-11-20")
	require.Contains(t, at.pushes[0], "40 位會員")
	require.Contains(t, at.pushes[0], `"to":"C0123456789abcdef0123456789abcdef"`)
	require.NotEmpty(t, at.keys[0])

	// The night is mended, and another one is late; the chat is gone.
	at.broken = true
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO certificates (brand, date, whole, shops, campaigns, reasons, at, version) VALUES ('tea', '2026-11-20', true, '[]', '[]', [], '2026-11-20 22:00:00', 2)"))
	brand.Schedule.Cron, brand.Schedule.Zone = "30 4 * * *", brand.Zone
	now = now.Add(24 * time.Hour)
	require.NoError(t, watch().Look(t.Context(), brand), "what can't be sent is no error")
	require.NoError(t, watch().Look(t.Context(), brand), "nor is it tried again at once")
	require.Equal(t, [3]int{3, 2, 1}, at.counts())
	all, err := notices.Newest(t.Context(), db, "tea", 10)
	require.NoError(t, err)
	require.Len(t, all, 7)
	failed := 0
	for _, n := range all {
		if n.State == notices.Failed {
			failed++
			require.Equal(t, "chat", n.Recipient)
			require.EqualValues(t, 1, n.Tries)
			require.Contains(t, n.Detail, "the webhook refuses it (HTTP 404)")
			require.NotContains(t, n.Detail, "/hook")
		}
	}
	require.Equal(t, 1, failed)

	// Once it was tried long enough ago it is tried again.
	at.broken = false
	require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE notifications UPDATE detail = 'x' WHERE 0 SETTINGS mutations_sync = 1"))
	require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE aged AS notifications"))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO aged SELECT * REPLACE (at - INTERVAL 2 HOUR AS at) FROM notifications"))
	require.NoError(t, conn.Exec(t.Context(), "EXCHANGE TABLES aged AND notifications"))
	require.NoError(t, watch().Look(t.Context(), brand))
	require.Equal(t, [3]int{3, 3, 1}, at.counts())
}

// A night that ended without a certificate is asked for, and its reason is sent; what
// Temporal doesn't answer stops nothing else.
func TestFailedNights(t *testing.T) {
	db := schematest.Open(t)
	at := &inbox{}
	brand := at.open(t)
	brand.Notify.To = brand.Notify.To[1:2]
	cfg := &config.Config{Brands: []config.Brand{*brand}}
	asked := 0
	w := &notice.Watch{
		Config: cfg, DB: db, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) },
		Quotas: func(string) []notice.Quota { return []notice.Quota{{Channel: "line", Left: 3}} },
		Failed: func(_ context.Context, of string, date regulars.BusinessDate) (*notice.Failure, error) {
			asked++
			require.Equal(t, "tea 2026-11-20", of+" "+date.String())
			if asked == 1 {
				return nil, io.ErrUnexpectedEOF
			}
			return &notice.Failure{Run: "r1", Reason: "HTTP 401"}, nil
		},
	}
	require.NoError(t, w.Look(t.Context(), &cfg.Brands[0]))
	require.Len(t, at.posts, 1, "the quota is low")
	require.NoError(t, w.Look(t.Context(), &cfg.Brands[0]))
	require.NoError(t, w.Look(t.Context(), &cfg.Brands[0]))
	require.Equal(t, 3, asked)
	require.Len(t, at.posts, 2)
	var post struct{ Text string }
	require.NoError(t, json.Unmarshal([]byte(at.posts[1]), &post))
	requireTriedAgain(t, schematest.Connect(t, db), w, at)
	require.Equal(t, "[tea] 2026-11-20 的夜間作業失敗\n沒有產生證明就結束了：HTTP 401。修正後請重跑：數字相同，也不會重複發送。", post.Text)
}

// requireTriedAgain looks at channels whose last words are short, each of which was tried
// before in its own way.
func requireTriedAgain(t *testing.T, conn driver.Conn, w *notice.Watch, at *inbox) {
	t.Helper()
	w.Failed = nil // nobody asks Temporal
	before := at.counts()[1]
	for _, c := range []struct {
		channel, state string
		tries, minutes int
	}{
		{"tried-eleven-times", "failed", 11, 61}, {"tried-twelve-times", "failed", 12, 61}, {"three-times-of-late", "failed", 3, 8},
		{"three-times-before", "failed", 3, 17}, {"was-sent", "sent", 1, 61}, {"somebody-is-at-it", "claimed", 1, 0}, {"nobody-is-any-more", "claimed", 1, 6},
	} {
		require.NoError(t, conn.Exec(t.Context(), `INSERT INTO notifications (brand, matter, recipient, claim, state, kind, at)
			SELECT 'tea', ?, 'chat', toString(number), ?, 'quota', now64(3) - toIntervalMinute(?) FROM numbers(?)`, "quota/"+c.channel+"/2026-11-21", c.state, c.minutes, c.tries))
	}
	w.Quotas = func(string) (all []notice.Quota) {
		for _, channel := range []string{"tried-eleven-times", "tried-twelve-times", "three-times-of-late", "three-times-before", "was-sent", "somebody-is-at-it", "nobody-is-any-more"} {
			all = append(all, notice.Quota{Channel: channel})
		}
		return all
	}
	require.NoError(t, w.Look(t.Context(), &w.Config.Brands[0]))
	require.Equal(t, before+3, at.counts()[1])
	for i, channel := range []string{"tried-eleven-times", "three-times-before", "nobody-is-any-more"} {
		require.Contains(t, at.posts[before+i], channel)
	}
	requireRuns(t, w)
}

// requireRuns lets a watch run until it looked at the brand that notifies somebody, and no
// other; a night that has a certificate is not asked for.
func requireRuns(t *testing.T, w *notice.Watch) {
	t.Helper()
	silent := w.Config.Brands[0]
	silent.Name, silent.Notify.To = "silent", nil
	w.Config.Brands = append([]config.Brand{silent}, w.Config.Brands...)
	ctx, stop := context.WithCancel(t.Context())
	var looked []string
	w.Quotas = func(brand string) []notice.Quota {
		looked = append(looked, brand)
		stop()
		return nil
	}
	w.Run(ctx)
	require.Equal(t, []string{"tea"}, looked)

	conn := schematest.Connect(t, w.DB)
	require.NoError(t, conn.Exec(t.Context(), `INSERT INTO certificates (brand, date, whole, shops, campaigns, reasons, at, version)
		VALUES ('tea', '2026-11-20', true, '[]', '[]', [], '2026-11-20 22:00:00', 1)`))
	w.Failed = func(context.Context, string, regulars.BusinessDate) (*notice.Failure, error) {
		t.Error("how a night ended is asked though it has a certificate")
		return nil, nil
	}
	w.Quotas = nil
	require.NoError(t, w.Look(t.Context(), &w.Config.Brands[1]))
}

// A test goes to each recipient, or to one; what failed is said of whom.
func TestATest(t *testing.T) {
	at := &inbox{broken: true}
	brand := at.open(t)
	tried, err := notice.Test(t.Context(), brand, "")
	require.NoError(t, err)
	require.Len(t, tried, 3)
	require.NoError(t, tried[0].Err)
	require.ErrorContains(t, tried[1].Err, "the webhook refuses it")
	require.NoError(t, tried[2].Err)
	require.Equal(t, [3]int{1, 0, 1}, at.counts())
	require.Contains(t, at.mails[0], "Subject: =?")
	require.Contains(t, at.mails[0], "To: <mei@tea.example>")
	require.Contains(t, at.pushes[0], `[tea] 測試\n看到這則訊息`, "a chat has no subject: the title stands in the text")
	tried, err = notice.Test(t.Context(), brand, "mei")
	require.NoError(t, err)
	require.Len(t, tried, 1)
	_, err = notice.Test(t.Context(), brand, "mai")
	require.ErrorContains(t, err, "did you mean mei?")
	brand.Notify.To = nil
	_, err = notice.Test(t.Context(), brand, "")
	require.ErrorContains(t, err, "notify.to")
}
