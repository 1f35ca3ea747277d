package console_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"

	"regulars"
	"regulars/channel"
	"regulars/config"
	hashing "regulars/config/password"
	"regulars/console"
	"regulars/console/work"
	"regulars/deliver/trial"
	"regulars/schema"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
)

const (
	today    = regulars.BusinessDate("2026-11-20")
	password = "correct horse battery"
	secret   = "a key of the tests"
)

// now is a morning in Taipei on which the business date has just ended.
var now = time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)

// hash is of password, as cheap as a config takes it.
var hash = func() string {
	h := hashing.Hash{Memory: 19 << 10, Time: 1, Threads: 1, Salt: []byte("a salt of tests.")}
	h.Key = argon2.IDKey([]byte(password), h.Salt, h.Time, h.Memory, h.Threads, 32)
	return h.String()
}()

// world is a console over two brands with a user for every role.
type world struct {
	t        *testing.T
	db       *schema.DB // nil where no page needs one
	config   *config.Config
	actions  *recorder
	clock    time.Time
	patience time.Duration // 0: pages wait for what is counted
	link     console.Link
	server   *httptest.Server
}

// recorder records what is decided, and refuses it where it is to.
type recorder struct {
	mu      sync.Mutex
	calls   []string
	refuses error
	result  channel.Result // of a test
	away    error          // of what is only asked
}

func (r *recorder) add(name string, d console.Decision) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, strings.TrimSpace(fmt.Sprintf("%s %s/%s/%s by %s first %d: %s", name, d.Brand, d.Campaign, d.Date, d.By, d.First, d.Note)))
	return r.refuses
}

func (r *recorder) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.calls
	r.calls = nil
	return calls
}

func (r *recorder) Approve(_ context.Context, d console.Decision) error { return r.add("approve", d) }
func (r *recorder) Hold(_ context.Context, d console.Decision) error    { return r.add("hold", d) }
func (r *recorder) Release(_ context.Context, d console.Decision) error { return r.add("release", d) }
func (r *recorder) Cancel(_ context.Context, d console.Decision) error  { return r.add("cancel", d) }
func (r *recorder) StopAll(_ context.Context, d console.Decision) error { return r.add("stop", d) }
func (r *recorder) ResumeAll(_ context.Context, d console.Decision) error {
	return r.add("resume", d)
}

// works are what a page may start, as if Temporal were there.
func (r *recorder) say(format string, args ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, fmt.Sprintf(format, args...))
	return r.refuses
}

func (r *recorder) StartBackfill(_ context.Context, brand string, from, to regulars.BusinessDate) error {
	return r.say("backfill %s %s..%s", brand, from, to)
}
func (r *recorder) PauseBackfill(_ context.Context, brand, id string) error {
	return r.say("pause %s %s", brand, id)
}
func (r *recorder) ResumeBackfill(_ context.Context, brand, id string) error {
	return r.say("resume %s %s", brand, id)
}
func (r *recorder) CancelBackfill(_ context.Context, brand, id string) error {
	return r.say("cancel %s %s", brand, id)
}
func (r *recorder) Backfills(context.Context, string) ([]work.Backfill, error) {
	left := 95 * time.Second
	return []work.Backfill{
		{ID: "backfill/tea/2026-01-01..2026-03-31", From: "2026-01-01", To: "2026-03-31", State: work.BackfillRuns, Started: now.Add(-time.Minute), Done: 30, Days: 90, Left: &left, Step: "measure"},
		{ID: "backfill/tea/2025-01-01..2025-03-31", From: "2025-01-01", To: "2025-03-31", State: work.BackfillPaused, Started: now.Add(-time.Hour), Done: 31, Days: 90},
		{ID: "backfill/tea/2024-01-01..2024-01-31", From: "2024-01-01", To: "2024-01-31", State: work.BackfillFailed, Started: now.Add(-time.Hour), Ended: now, Trouble: "shop web: <b>unreachable</b>"},
	}, r.away
}
func (r *recorder) TestNotices(_ context.Context, brand string) ([]work.Finding, error) {
	return []work.Finding{{What: "mei"}, {What: "chat", Says: "HTTP 404 <b>", Bad: true}}, r.say("test notices %s", brand)
}
func (r *recorder) RunNight(_ context.Context, brand string, date regulars.BusinessDate, campaigns bool) error {
	return r.say("night %s %s campaigns %t", brand, date, campaigns)
}
func (r *recorder) Schedule(context.Context, string) (work.Schedule, error) {
	return work.Schedule{Known: true, Next: []time.Time{now.Add(24 * time.Hour), now.Add(48 * time.Hour)}}, r.away
}
func (r *recorder) PauseSchedule(_ context.Context, brand, note string) error {
	return r.say("pause schedule %s: %s", brand, note)
}
func (r *recorder) ResumeSchedule(_ context.Context, brand, note string) error {
	return r.say("resume schedule %s: %s", brand, note)
}
func (r *recorder) Erase(_ context.Context, brand string, member uint64) (work.Erased, error) {
	return work.Erased{Identifiers: 3, Orders: 2}, r.say("erase %s %d", brand, member)
}
func (r *recorder) Workers(context.Context) ([]string, error) {
	return []string{"regulars 0.2.0 1@host"}, r.away
}
func (r *recorder) SendTest(_ context.Context, q trial.Request) (channel.Result, error) {
	err := r.say("test %s/%s of %s to %s in %q", q.Brand.Name, q.Campaign.Name, q.Date, q.To, q.Variant)
	return r.result, err
}
func (r *recorder) Check(_ context.Context, brand string) ([]work.Finding, error) {
	findings := []work.Finding{{What: "shop web", Says: "answers"}, {What: "channel line", Says: "<i>refused</i>", Bad: true}, {What: "campaign wake-up", Says: "fine", Warnings: []string{"no unsubscribe link"}}}
	return findings, r.say("check %s", brand)
}

// newWorld serves a console without a database.
func newWorld(t *testing.T, change ...func(*config.Config)) *world {
	t.Helper()
	w := &world{t: t, actions: &recorder{}, clock: now, link: console.Link{Dir: t.TempDir()}}
	w.config = &config.Config{
		Brands: []config.Brand{*schematest.Brand(t, "tea"), *schematest.Brand(t, "coffee")},
		Console: config.Console{Users: []config.ConsoleUser{
			{Name: "lin", Password: config.NewSecret(hash), Role: config.RoleLook, Brands: []string{"tea"}},
			{Name: "mei", Password: config.NewSecret(hash), Role: config.RoleApprove, Brands: []string{"tea"}},
			{Name: "ed", Password: config.NewSecret(hash), Role: config.RoleEdit, Brands: []string{"tea"}},
			{Name: "ops", Password: config.NewSecret(hash), Role: config.RoleOperate, Brands: []string{"tea", "coffee"}},
		}},
	}
	w.config.WithDefaults()
	for i := range w.config.Brands {
		w.config.Brands[i].HashKey = config.NewSecret(secret)
	}
	w.config.Brands[0].Margin, w.config.Brands[1].Margin = 0.4, 0.4
	w.config.Brands[0].Campaigns = []config.Campaign{{Name: "wake-up", Approve: true}, {Name: "<b>bold"}}
	for _, c := range change {
		c(w.config)
	}
	w.serve()
	return w
}

// serve begins again with the config, and nobody signed in.
func (w *world) serve() {
	w.t.Helper()
	page := console.New(console.Options{Config: w.config, Link: w.link, Person: "root", Logger: slog.New(slog.NewTextHandler(w.t.Output(), nil)), Now: func() time.Time { return w.clock }, Patience: w.patience})
	if w.db != nil {
		page.Open(w.db, w.actions)
	}
	w.server = httptest.NewServer(page)
	w.t.Cleanup(w.server.Close)
}

// openWorld is a world whose brand tea has a night behind it.
func openWorld(t *testing.T) *world {
	t.Helper()
	return openWorldWith(t, func(*schema.DB) {})
}

// openWorldWith is openWorld with more in its tables.
func openWorldWith(t *testing.T, fill func(*schema.DB)) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	db := schematest.Open(t)
	fill(db) // who is in the ledger must be known by keyed ids
	conn := schematest.Connect(t, db)
	for _, statement := range night {
		require.NoError(t, conn.Exec(t.Context(), statement), statement)
	}
	require.NoError(t, snapshot.Write(t.Context(), db, "tea"))
	w := newWorld(t)
	w.db = db
	w.serve()
	return w
}

// night is what stands in the tables: 81 days of numbers, of which the last is out of the
// ordinary; campaigns that wait, are held, are being sent and are done; a certificate, and a
// record of a person that was rejected.
var night = []string{
	"INSERT INTO generations VALUES ('tea', 1, 'backfill', '2026-09-01', '2026-11-20', 'published', 0, now(), now(), 1), ('coffee', 2, 'night', '2026-11-20', '2026-11-20', 'published', 0, now(), now(), 1)",
	`INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation)
	 SELECT 'tea', toDate('2026-09-01') + number, arrayJoin(['brand', 'shop:web']), m.1, m.2, if(number = 80, 9 * m.3, m.3 * (1 + number % 5 / 100)), 1
	 FROM numbers(81) ARRAY JOIN [('revenue', 'day', 12345.), ('buyers', 'day', 100.), ('new_buyers', 'day', 20.),
	   ('repeat_order_rate', '28d', 0.031), ('retention_rate', '28d', 0.045), ('stage_active', 'day', 700.), ('stage_due_sleep_7d', 'day', 4.), ('stage_due_sleep_14d', 'day', 9.)] AS m`,
	"INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation) VALUES ('coffee', '2026-11-20', 'brand', 'revenue', 'day', 777777, 2)",
	run("wake-up", "2026-11-20", "planned", ""), run("birthday", "2026-11-20", "held", "the night is not whole: \"王小明\" is missing"),
	run("welcome", "2026-11-20", "approved", ""), run("wake-up", "2026-11-19", "done", ""), run("<b>bold", "2026-11-20", "held", "<script>alert(1)</script>"),
	deliveries("wake-up", "2026-11-20", 0, 60, "planned", "", "line"), deliveries("wake-up", "2026-11-20", 60, 15, "excluded", "no_consent", ""), deliveries("wake-up", "2026-11-20", 75, 5, "excluded", "holdout", ""),
	deliveries("birthday", "2026-11-20", 0, 7, "planned", "", "edm"), deliveries("<b>bold", "2026-11-20", 0, 1, "planned", "", "edm"),
	deliveries("welcome", "2026-11-20", 0, 40, "sent", "", "sms"), deliveries("welcome", "2026-11-20", 40, 50, "planned", "", "sms"), deliveries("welcome", "2026-11-20", 90, 3, "failed", "no_such_address", "sms"), deliveries("welcome", "2026-11-20", 93, 1, "unknown", "no_answer", "sms"),
	deliveries("wake-up", "2026-11-19", 0, 1200, "sent", "", "line"), deliveries("wake-up", "2026-11-19", 1200, 300, "excluded", "holdout", "line"),
	"INSERT INTO campaign_decisions (brand, campaign, date, decision, by, note, first, at) VALUES ('tea', 'welcome', '2026-11-20', 'approve', 'mei', 'fine <i>so far</i>', 50, '2026-11-20 21:00:00'), ('tea', '', '2000-01-01', 'resume', 'ops', '', 0, '2026-11-20 20:00:00')",
	`INSERT INTO certificates (brand, date, whole, reasons, shops, stores, campaigns, at, version) VALUES
	 ('tea', '2026-11-20', false, ['shop web: one order is missing'], '[{"shop":"web","entity":"orders","platform":120,"received":119,"stored":119,"ok":false}]', '[]', '[]', '2026-11-20 21:12:00', 1),
	 ('tea', '2026-11-19', true, [], '[]', '[]', '[]', '2026-11-19 21:12:00', 1)`,
	`INSERT INTO suggestions (brand, date, shown, at) VALUES ('tea', '2026-11-20', '{"From":"2026-05-25","To":"2026-11-20","Days":28,"Margin":0.4,
	  "Lines":[{"Campaign":"<b>bold","Stage":"sleep","Channel":"line","Hours":[8,12],"Net":{"Estimate":12.5,"Low":3.25,"High":21.75},"Pays":0.99,"Messages":4000,"Send":3000}],
	  "Unknown":[{"Campaign":"welcome","Stage":"new","Channel":"sms","Why":"nobody_held_out","Assigned":93}]}', now())`,
	"INSERT INTO reconciliation (brand, date, shop, entity, load_id, ok, reason, version) VALUES ('tea', '2026-11-20', 'web', 'orders', 'l1', false, 'one order is missing', 1)",
	`INSERT INTO rejected (brand, shop, entity, load_id, record, reason, raw, at, version) VALUES ('tea', 'web', 'orders', 'l1', '1007', 'the amount "Wang Xiao" is not a number', '{"name":"王小明","phone":"+886912345678"}', now(), 1)`,
}

func run(campaign, date, state, reason string) string {
	return fmt.Sprintf("INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, at, version, planned) VALUES ('tea', '%s', '%s', '%s', '%s', 'ann', 0, now(), 1, 1)", campaign, date, state, reason)
}

func deliveries(campaign, date string, from, members int, state, reason, channel string) string {
	return fmt.Sprintf(`INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel, planned_at, version)
		SELECT 'tea', '%s', '%s', %d + number, '%s', '%s', '%s', '2026-11-20 21:00:00', 1 FROM numbers(%d)`, campaign, date, from, state, reason, channel, members)
}

// person is a browser.
type person struct {
	w      *world
	client *http.Client
}

// nobody is a browser in which nobody is signed in.
func (w *world) nobody() *person {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	return &person{w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser in which a user is signed in.
func (w *world) as(name string) *person {
	w.t.Helper()
	p := w.nobody()
	a := p.post("/sign-in", "name", name, "password", password)
	require.Equal(w.t, http.StatusSeeOther, a.status, a.text)
	return p
}

// answer is what a browser got.
type answer struct {
	status int
	header http.Header
	text   string
}

// read is the text as a reader has it.
func (a answer) read() string { return html.UnescapeString(a.text) }

func (a answer) location() string { return a.header.Get("Location") }

func (p *person) get(path string) answer { return p.do(p.request(http.MethodGet, path, nil)) }

func (p *person) post(path string, pairs ...string) answer {
	return p.do(p.request(http.MethodPost, path, pairs))
}

func (p *person) request(method, path string, pairs []string) *http.Request {
	p.w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(p.w.t.Context(), method, p.w.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(p.w.t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Language", "en")
	return r
}

// noNumber is a number that is none: a word of its own, since random tokens hold any letters.
var noNumber = regexp.MustCompile(`(^|[^\w-])NaN([^\w-]|$)`)

func (p *person) do(r *http.Request) answer {
	p.w.t.Helper()
	got, err := p.client.Do(r)
	require.NoError(p.w.t, err)
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	require.NoError(p.w.t, err)
	for _, wrong := range []string{"%!", "ZgotmplZ", "<nil>"} {
		require.NotContains(p.w.t, string(text), wrong, r.URL.Path)
	}
	require.NotRegexp(p.w.t, noNumber, string(text), r.URL.Path)
	return answer{got.StatusCode, got.Header, string(text)}
}
