package outside

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/semaphore"

	"regulars"
	"regulars/answer"
	"regulars/channel"
	"regulars/config"
	"regulars/schema/answers"
)

const (
	hashKey   = "a key of the tests"
	serverKey = "the key of the shop's server"
	pageKey   = "the key of the shop's pages"
)

// kept is a store in memory.
type kept struct {
	mu      sync.Mutex
	fails   error
	answers []string // brand, source, type, event id
	touches []answers.Touch
	events  []answers.Behaviour
	shops   []string
	hints   []string // brand/shop entity id
}

func (k *kept) Record(_ context.Context, brand *config.Brand, source string, list []answer.Answer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, a := range list {
		if k.fails == nil {
			k.answers = append(k.answers, strings.Join([]string{brand.Name, source, string(a.Type), a.EventID}, " "))
		}
	}
	return k.fails
}

func (k *kept) RecordTouch(_ context.Context, t answers.Touch) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil {
		k.touches = append(k.touches, t)
	}
	return k.fails
}

func (k *kept) RecordBehaviour(_ context.Context, brand *config.Brand, shop *config.Shop, events []answers.Behaviour) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil {
		k.events = append(k.events, events...)
		k.shops = append(k.shops, brand.Name+"/"+shop.Name)
	}
	return k.fails
}

func (k *kept) RecordHints(_ context.Context, brand *config.Brand, shop *config.Shop, hints []answers.Hint) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, h := range hints {
		if k.fails == nil {
			k.hints = append(k.hints, fmt.Sprintf("%s/%s %s %s", brand.Name, shop.Name, h.Entity, h.ID))
		}
	}
	return k.fails
}

// world is a worker's outside, with what it stored and logged.
type world struct {
	t    *testing.T
	kept *kept
	log  strings.Builder
	at   string
	out  *Outside
}

func brandOf(name string) config.Brand {
	line := config.Channel{Provider: "line", Answers: config.Answers{Key: config.NewSecret("line of " + name)}}
	return config.Brand{
		Name: name, Zone: time.UTC, Shops: []config.Shop{
			{Name: "web", Platform: "woocommerce", WebhookKey: config.NewSecret("webhooks of " + name)},
			{Name: "store", Platform: "woocommerce"}, {Name: "lab", Platform: "medusa", WebhookKey: config.NewSecret("webhooks of " + name)},
		},
		Events: config.Events{Key: config.NewSecret(serverKey + name), PublicKey: pageKey + name, Shop: "web"},
		Channels: map[string]*config.Channel{
			"line": &line,
			"edm":  {Provider: "smtp", TrackURL: "https://hooks.test/t", Answers: config.Answers{Key: config.NewSecret("mailbox of " + name)}},
			"sms":  {Provider: "twilio", AuthToken: config.NewSecret("twilio of " + name)},
		},
	}
}

func newWorld(t *testing.T, opened bool) *world {
	t.Helper()
	w := &world{t: t, kept: &kept{}}
	other := brandOf("other")
	other.Channels["sms"] = &config.Channel{Provider: "mitake", Answers: config.Answers{Key: config.NewSecret("a secret path of ours")}}
	cfg := &config.Config{Brands: []config.Brand{brandOf("acme"), other}, Privacy: config.Privacy{HashKey: config.NewSecret(hashKey)}}
	teapot := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	w.out = New(cfg, teapot, slog.New(slog.NewTextHandler(&w.log, nil)))
	if opened {
		w.out.Open(w.kept)
	}
	server := httptest.NewServer(w.out)
	t.Cleanup(server.Close)
	w.at = server.URL
	return w
}

func (w *world) do(method, path, body string, headers ...string) (int, string, http.Header) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.at+path, strings.NewReader(body))
	require.NoError(w.t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r) // follows no redirect
	require.NoError(w.t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	return response.StatusCode, string(text), response.Header
}

func (w *world) status(method, path, body string, headers ...string) int {
	w.t.Helper()
	code, _, _ := w.do(method, path, body, headers...)
	return code
}

func lineSign(brand, body string) string {
	mac := hmac.New(sha256.New, []byte("line of "+brand))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

const follow = `{"events":[{"type":"follow","webhookEventId":"e1","timestamp":1763712000000,"source":{"type":"user","userId":"U0123456789abcdef0123456789abcdef"}}]}`

func TestWebhooks(t *testing.T) {
	w := newWorld(t, true)
	require.Equal(t, 200, w.status("POST", "/answers/acme/line", follow, "X-Line-Signature", lineSign("acme", follow)))
	require.Equal(t, []string{"acme line followed e1"}, w.kept.answers)

	for why, c := range map[string]struct {
		method, path, body, signature string
		want                          int
	}{
		"unsigned":              {"POST", "/answers/acme/line", follow, "", 401},
		"another body":          {"POST", "/answers/acme/line", follow + " ", lineSign("acme", follow), 403},
		"another brand's":       {"POST", "/answers/acme/line", follow, lineSign("other", follow), 403},
		"to another brand":      {"POST", "/answers/other/line", follow, lineSign("acme", follow), 403},
		"no JSON":               {"POST", "/answers/acme/line", "x", lineSign("acme", "x"), 400},
		"no brand":              {"POST", "/answers/nobody/line", follow, lineSign("acme", follow), 404},
		"no channel":            {"POST", "/answers/acme/pigeon", follow, lineSign("acme", follow), 404},
		"no such path":          {"POST", "/answers/acme/line/a/b", follow, lineSign("acme", follow), 404},
		"a brand alone":         {"POST", "/answers/acme", follow, lineSign("acme", follow), 404},
		"changed":               {"PUT", "/answers/acme/line", follow, lineSign("acme", follow), 405},
		"only a look":           {"GET", "/answers/acme/line", "", lineSign("acme", ""), 405},
		"longer than allowed":   {"POST", "/answers/acme/line", strings.Repeat(" ", maxBody+1), "x", 413},
		"somewhere else at all": {"POST", "/elsewhere", "", "", 418},
	} {
		require.Equal(t, c.want, w.status(c.method, c.path, c.body, "X-Line-Signature", c.signature), why)
	}
	require.Len(t, w.kept.answers, 1, "what is refused leaves nothing")

	_, _, header := w.do("GET", "/answers/acme/line", "")
	require.Equal(t, "POST", header.Get("Allow"))
	w.kept.fails = errors.New("ClickHouse is restarting")
	code, _, header := w.do("POST", "/answers/acme/line", follow, "X-Line-Signature", lineSign("acme", follow))
	require.Equal(t, 503, code)
	require.NotEmpty(t, header.Get("Retry-After"))
	require.Equal(t, 503, newWorld(t, false).status("POST", "/answers/acme/line", follow, "X-Line-Signature", lineSign("acme", follow)), "before the database is there")
	for _, personal := range []string{"U0123456789abcdef", "webhookEventId", "127.0.0.1:"} {
		require.NotContains(t, w.log.String(), personal)
	}
	require.Contains(t, w.log.String(), "ClickHouse is restarting")
	require.Contains(t, w.log.String(), "a webhook is refused", "a wrong key of ours shows so")
}

// A channel without a key takes no webhook, and an address that nobody can read counts no
// clicks; the others do.
func TestClosedChannels(t *testing.T) {
	brand := brandOf("acme")
	brand.Channels["line"] = &config.Channel{Provider: "line"}
	brand.Channels["edm"].TrackURL = "https://hooks.test/%zz"
	var log strings.Builder
	out := New(&config.Config{Brands: []config.Brand{brand}}, http.NotFoundHandler(), slog.New(slog.NewTextHandler(&log, nil)))
	require.Len(t, out.hooks, 2)
	require.Empty(t, out.tracks)
	answer := httptest.NewRecorder()
	out.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "POST", "/answers/acme/line", strings.NewReader(follow)))
	require.Equal(t, 404, answer.Code)
	require.Empty(t, log.String(), "it is closed because nobody opened it")
}

func TestMitakeIsAnswered(t *testing.T) {
	w := newWorld(t, true)
	code, text, _ := w.do("GET", "/answers/other/sms/a%20secret%20path%20of%20ours?msgid=7&statuscode=4", "")
	require.Equal(t, 200, code)
	require.Equal(t, "magicid=sms_gateway_rpack\nmsgid=7\n", text)
	require.Equal(t, 403, w.status("GET", "/answers/other/sms/guess?msgid=7&statuscode=4", ""))
	require.Equal(t, 401, w.status("GET", "/answers/other/sms?msgid=7&statuscode=4", ""))
	require.Equal(t, 405, w.status("PUT", "/answers/other/sms/a%20secret%20path%20of%20ours?msgid=7&statuscode=4", ""))
	require.Equal(t, []string{"other mitake delivered 4"}, w.kept.answers)
	require.NotContains(t, w.log.String(), "guess")
}

// Twilio signs the address that it called, which a proxy may not show.
func TestTwilioThroughAProxy(t *testing.T) {
	w := newWorld(t, true)
	form := "MessageSid=SM1&MessageStatus=delivered&To=%2B886912345678"
	sign := func(address string) string {
		mac := hmac.New(sha1.New, []byte("twilio of acme"))
		mac.Write([]byte(address + "MessageSidSM1MessageStatusdeliveredTo+886912345678"))
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	post := func(address string) int {
		return w.status("POST", "/answers/acme/sms?a=b", form, "Content-Type", "application/x-www-form-urlencoded", "X-Twilio-Signature", sign(address))
	}
	require.Equal(t, 200, post("https://"+strings.TrimPrefix(w.at, "http://")+"/answers/acme/sms?a=b"))
	require.Equal(t, 403, post("https://hooks.shop.test/answers/acme/sms?a=b"))
	w.out.publicURL = "https://hooks.shop.test/"
	require.Equal(t, 200, post("https://hooks.shop.test/answers/acme/sms?a=b"))
	require.Equal(t, []string{"acme twilio delivered delivered", "acme twilio delivered delivered"}, w.kept.answers)
}

// A body that comes a byte at a time, or never, is given up; meanwhile others are served.
func TestSlowBodies(t *testing.T) {
	w := newWorld(t, true)
	w.out.memory, w.out.patience = semaphore.NewWeighted(2*leastBody-1), time.Minute
	free := func() bool {
		if !w.out.memory.TryAcquire(leastBody) {
			return false
		}
		w.out.memory.Release(leastBody)
		return true
	}
	slow, err := net.Dial("tcp", strings.TrimPrefix(w.at, "http://"))
	require.NoError(t, err)
	defer func() { _ = slow.Close() }()
	_, err = fmt.Fprintf(slow, "POST /answers/acme/line HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return !free() }, time.Minute, time.Millisecond, "it is being read")
	w.out.patience = time.Millisecond
	require.Equal(t, 503, w.status("POST", "/answers/acme/line", follow, "X-Line-Signature", lineSign("acme", follow)), "only so much at once is in memory")
	require.NoError(t, slow.Close())
	require.Eventually(t, free, time.Minute, time.Millisecond, "it is given up")
	require.Equal(t, 200, w.status("POST", "/answers/acme/line", follow, "X-Line-Signature", lineSign("acme", follow)))
	require.Len(t, w.kept.answers, 1)

	w.out.readWithin = 10 * time.Millisecond
	never, err := net.Dial("tcp", strings.TrimPrefix(w.at, "http://"))
	require.NoError(t, err)
	defer func() { _ = never.Close() }()
	require.NoError(t, never.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = fmt.Fprintf(never, "POST /answers/acme/line HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
	require.NoError(t, err)
	answered, err := io.ReadAll(never)
	require.NoError(t, err, "it waits for nothing")
	require.Contains(t, string(answered), "408 Request Timeout")
}

const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"

func pathOf(link string) string { return strings.TrimPrefix(link, "https://hooks.test") }

func TestTouches(t *testing.T) {
	w := newWorld(t, true)
	click := channel.Touch{Brand: "acme", Campaign: "wake", Date: "2026-11-20", Channel: "edm", Member: 7, Target: "https://shop.test/a?b=c"}
	open := click
	open.Target = ""
	clickPath, openPath := pathOf(click.Link("https://hooks.test/t", hashKey)), pathOf(open.Link("https://hooks.test/t", hashKey))

	code, _, header := w.do("GET", clickPath, "", "User-Agent", iPhone)
	require.Equal(t, 302, code)
	require.Equal(t, "https://shop.test/a?b=c", header.Get("Location"))
	require.Equal(t, "no-referrer", header.Get("Referrer-Policy"))
	require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-store, private", header.Get("Cache-Control"), "the next click is counted, too")
	require.Equal(t, "noindex", header.Get("X-Robots-Tag"))
	code, text, header := w.do("GET", openPath, "", "User-Agent", "Mozilla/5.0")
	require.Equal(t, 200, code)
	require.Equal(t, "image/gif", header.Get("Content-Type"))
	require.True(t, strings.HasPrefix(text, "GIF89a"))
	require.Equal(t, 302, w.status("HEAD", clickPath, "", "User-Agent", iPhone))
	want := answers.Touch{Brand: "acme", Campaign: "wake", Date: "2026-11-20", Channel: "edm", Member: 7, Link: "https://shop.test/a?b=c"}
	byProxy, byHead := want, want
	byProxy.Link, byProxy.Machine = "", answer.Proxy
	byHead.Machine = answer.Head
	require.Equal(t, []answers.Touch{want, byProxy, byHead}, w.kept.touches)

	// Nothing leads elsewhere, whatever is added to the address.
	evil := click
	evil.Target = "https://evil.test/"
	stranger := click
	stranger.Brand = "stranger"
	for why, path := range map[string]string{
		"another key": pathOf(evil.Link("https://hooks.test/t", "guess")), "no key": pathOf(evil.Link("https://hooks.test/t", "")),
		"a brand that isn't ours": pathOf(stranger.Link("https://hooks.test/t", hashKey)), "a picture as a link": strings.Replace(openPath, "/o/", "/c/", 1),
		"a link as a picture": strings.Replace(clickPath, "/c/", "/o/", 1), "cut": clickPath[:len(clickPath)-1], "longer": clickPath + "A",
		"a bare target": "/t/c/?url=https://evil.test", "enumerated": "/t/c/1",
	} {
		code, _, header := w.do("GET", path, "", "User-Agent", iPhone)
		require.Equal(t, 404, code, why)
		require.Empty(t, header.Get("Location"), why)
	}
	_, _, header = w.do("GET", clickPath+"?url=https://evil.test&t=x", "", "User-Agent", iPhone)
	require.Equal(t, "https://shop.test/a?b=c", header.Get("Location"))
	code, _, header = w.do("POST", clickPath, "")
	require.Equal(t, 405, code)
	require.Equal(t, "GET, HEAD", header.Get("Allow"))
	require.Equal(t, 418, w.status("GET", strings.TrimPrefix(clickPath, "/t"), ""), "below track_url only")
	require.Len(t, w.kept.touches, 4)

	// Who reads a mail doesn't wait for our database.
	w.kept.fails = errors.New("away")
	require.Equal(t, 302, w.status("GET", clickPath, "", "User-Agent", iPhone))
	require.Equal(t, 200, w.status("GET", openPath, "", "User-Agent", iPhone))
	closed := newWorld(t, false)
	require.Equal(t, 302, closed.status("GET", clickPath, "", "User-Agent", iPhone))
	require.Contains(t, w.log.String(), "may not have been counted")
	require.NotContains(t, w.log.String(), "shop.test")
}

func TestEventsOfTheServer(t *testing.T) {
	w := newWorld(t, true)
	w.out.now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	post := func(body string) (int, string) {
		code, text, _ := w.do("POST", "/events", body, "Authorization", "Bearer "+serverKey+"acme")
		return code, text
	}
	code, text := post(`[
		{"event_id":"e1","type":"login","at":"2026-11-20T10:00:00+08:00","customer_id":"c1","email":"a@x.test","properties":{"n":1.50,"yes":true,"no":null,"t":"茶"}},
		{"type":"eats","at":"2026-11-20T10:00:00Z","visitor":"v"},
		{"type":"login","at":"yesterday","visitor":"v"},
		{"type":"login","at":"2026-11-20T13:00:00Z","visitor":"v"},
		{"type":"login","at":"2026-11-20T10:00:00Z"},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v","colour":"red"},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v","visitor":"w"},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":7},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v","properties":{"a":{}}},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v\u0000"},
		{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v","event_id":"page:1"},
		"login",
		{"type":"review","at":"2026-11-20T10:00:00Z","visitor":"v"}]`)
	require.Equal(t, 200, code)
	require.Contains(t, text, `"accepted":2`)
	require.Equal(t, 11, strings.Count(text, `"index":`))
	for i := 1; i <= 11; i++ {
		require.Contains(t, text, fmt.Sprintf(`{"index":%d,"reason":`, i))
	}
	require.Equal(t, []string{"acme/web"}, w.kept.shops)
	require.Equal(t, answers.Behaviour{
		ID: "e1", Type: "login", At: w.kept.events[0].At, CustomerID: "c1", Email: "a@x.test", Properties: map[string]string{"n": "1.50", "yes": "true", "t": "茶"},
	}, w.kept.events[0])
	require.Equal(t, "2026-11-20 02:00:00", w.kept.events[0].At.UTC().Format(time.DateTime))

	lines := `{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v"}` + "\n\nno json\n" + `{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"w"}`
	code, text = post(lines)
	require.Equal(t, 200, code)
	require.Contains(t, text, `{"accepted":2,"rejected":[{"index":1,"reason":"it is no JSON"}]}`)
	code, _ = post(`[{"type":"x"}]`)
	require.Equal(t, 422, code)
	code, text, header := w.do("POST", "/events", "\r\n []", "Authorization", "Bearer "+serverKey+"acme")
	require.Equal(t, 200, code, "nothing is wrong with none")
	require.Equal(t, `{"accepted":0,"rejected":[]}`, text)
	require.Equal(t, 200, newWorld(t, false).status("POST", "/events", "[]", "Authorization", "Bearer "+serverKey+"acme"), "nor is a database needed for it")
	require.Equal(t, "application/json", header.Get("Content-Type"))
	for _, broken := range []string{`[{"type":"login"}`, `[] []`, "[" + strings.Repeat("{},", 1000) + "{}]"} {
		code, _ = post(broken)
		require.Equal(t, 400, code)
	}
	code, _ = post(`[` + strings.Repeat(" ", maxEvents) + `]`)
	require.Equal(t, 413, code)
	require.Len(t, w.kept.events, 4)

	require.Equal(t, 401, w.status("POST", "/events", "[]"))
	require.Equal(t, 403, w.status("POST", "/events", "[]", "Authorization", "Bearer "+serverKey))
	require.Equal(t, 403, w.status("POST", "/events", "[]", "Authorization", "Bearer x"))
	require.Equal(t, 200, w.status("POST", "/events", `[{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v"}]`, "Authorization", "Bearer "+serverKey+"other"))
	require.Equal(t, "other/web", w.kept.shops[len(w.kept.shops)-1], "a key is one brand's")
	code, _, header = w.do("GET", "/events", "")
	require.Equal(t, 405, code)
	require.Equal(t, "POST, OPTIONS", header.Get("Allow"))
	w.kept.fails = errors.New("away")
	code, _ = post(`[{"type":"login","at":"2026-11-20T10:00:00Z","visitor":"v"}]`)
	require.Equal(t, 503, code)
	require.NotContains(t, w.log.String(), "a@x.test")
}

// What stands in a page can be read by anybody, and writes only what is worth nothing.
func TestEventsOfPages(t *testing.T) {
	w := newWorld(t, true)
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	w.out.now = func() time.Time { return now }
	post := func(event string) (int, string) {
		code, text, header := w.do("POST", "/events", "["+event+"]", "Authorization", "Bearer "+pageKey+"acme")
		require.Equal(t, "*", header.Get("Access-Control-Allow-Origin"))
		return code, text
	}
	for _, kind := range regulars.PublicEventTypes {
		code, text := post(`{"event_id":"e1","type":"` + kind + `","visitor":"v","properties":{"sku":"A"}}`)
		require.Equal(t, 200, code, text)
	}
	require.Len(t, w.kept.events, 4)
	require.Equal(t, answers.Behaviour{ID: "page:e1", Type: "page_view", At: now, Visitor: "v", Properties: map[string]string{"sku": "A"}}, w.kept.events[0])
	hash := customerHash(serverKey+"acme", "c1")
	code, text := post(`{"type":"add_to_cart","customer_id":"c1","customer_hash":"` + hash + `"}`)
	require.Equal(t, 200, code, text)
	require.Equal(t, "c1", w.kept.events[4].CustomerID)
	for why, event := range map[string]string{
		"a server's type":  `{"type":"review","visitor":"v"}`,
		"a login":          `{"type":"login","visitor":"v"}`,
		"somebody's mail":  `{"type":"add_to_cart","visitor":"v","email":"a@x.test"}`,
		"somebody's phone": `{"type":"add_to_cart","visitor":"v","phone":"+886912345678"}`,
		"somebody's LINE":  `{"type":"add_to_cart","visitor":"v","line_id":"U1"}`,
		"no proof":         `{"type":"add_to_cart","customer_id":"c1"}`,
		"another's proof":  `{"type":"add_to_cart","customer_id":"c2","customer_hash":"` + hash + `"}`,
		"a guessed proof":  `{"type":"add_to_cart","customer_id":"c1","customer_hash":"` + customerHash(pageKey+"acme", "c1") + `"}`,
		"its own time":     `{"type":"page_view","visitor":"v","at":"2020-01-01T00:00:00Z"}`,
		"of nobody":        `{"type":"page_view"}`,
	} {
		code, _ := post(event)
		require.Equal(t, 422, code, why)
	}
	require.Len(t, w.kept.events, 5)

	code, _, header := w.do("OPTIONS", "/events", "", "Origin", "https://shop.test", "Access-Control-Request-Method", "POST")
	require.Equal(t, 204, code)
	require.Contains(t, header.Get("Access-Control-Allow-Headers"), "Authorization")
	require.Equal(t, "POST", header.Get("Access-Control-Allow-Methods"))
	require.Equal(t, "86400", header.Get("Access-Control-Max-Age"))
	code, text, header = w.do("GET", "/events.js", "")
	require.Equal(t, 200, code)
	require.Contains(t, header.Get("Content-Type"), "javascript")
	require.Equal(t, "public, max-age=3600", header.Get("Cache-Control"))
	require.Contains(t, text, "page_view")
	w.out.keys = nil
	require.Equal(t, 404, w.status("GET", "/events.js", ""), "nobody wants events")
}

// A brand without a server's key takes no customers from its pages: anybody could sign.
func TestPagesWithoutAServersKey(t *testing.T) {
	w := newWorld(t, true)
	brand := brandOf("acme")
	brand.Events.Key = config.Secret{}
	w.out.keys = keysOf(&brand)
	require.Equal(t, 422, w.status("POST", "/events", `[{"type":"page_view","customer_id":"c1","customer_hash":"`+customerHash("", "c1")+`"}]`, "Authorization", "Bearer "+pageKey+"acme"))
	require.Equal(t, 401, w.status("POST", "/events", `[]`, "Authorization", "Bearer "))
}
