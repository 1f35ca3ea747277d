package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/console"
	"regulars/schema/schematest"
)

// paths are every page of a brand, and what is posted to it.
var (
	shown  = []string{"/b/tea/", "/b/tea/campaigns", "/b/tea/campaigns/wake-up/2026-11-20", "/b/tea/everything?do=stop", "/b/tea/nights", "/b/tea/nights/2026-11-20", "/b/tea/numbers?metric=revenue", "/b/tea/members", "/b/tea/members?stage=active", "/b/tea/setup", "/b/tea/studio", "/b/tea/studio?new=welcome", "/b/tea/journeys", "/b/tea/write-journeys?new=welcome"}
	posted = []string{"/b/tea/campaigns/wake-up/2026-11-20", "/b/tea/everything", "/b/tea/members", "/b/tea/members/export", "/b/tea/members/find", "/b/tea/members/1", "/b/tea/work", "/b/tea/setup", "/b/tea/studio", "/b/tea/studio/welcome", "/b/tea/write-journeys", "/b/tea/write-journeys/welcome"}
)

// Who isn't signed in sees no page, and decides nothing.
func TestNothingWithoutSigningIn(t *testing.T) {
	w := newWorld(t)
	p := w.nobody()
	for _, path := range append(shown, "/", "/b/nobody/", "/elsewhere") {
		a := p.get(path)
		assert.Equal(t, http.StatusSeeOther, a.status, path)
		assert.True(t, strings.HasPrefix(a.location(), "/sign-in"), path)
		assert.NotContains(t, a.text, "tea\"", path)
	}
	for _, path := range posted {
		assert.Equal(t, http.StatusUnauthorized, p.post(path, "do", "approve").status, path)
	}
	assert.Empty(t, w.actions.taken())
	assert.Equal(t, http.StatusNotFound, w.as("ops").get("/elsewhere").status)
}

// A role does what it is for and no more.
func TestRoles(t *testing.T) {
	w := openWorld(t)
	const campaign, everything = "/b/tea/campaigns/wake-up/2026-11-20", "/b/tea/everything"
	for name, may := range map[string][2]bool{"lin": {false, false}, "mei": {true, false}, "ops": {true, true}} {
		p := w.as(name)
		for i, act := range []struct {
			path string
			do   []string
		}{{campaign, []string{"approve", "hold", "release", "cancel"}}, {everything, []string{"stop", "resume"}}} {
			for _, do := range act.do {
				a := p.post(act.path, "do", do, "note", "why")
				asked := p.get(act.path + "?do=" + do)
				calls := w.actions.taken()
				if may[i] {
					assert.Equal(t, http.StatusSeeOther, a.status, "%s %s", name, do)
					assert.Len(t, calls, 1)
					assert.Equal(t, http.StatusOK, asked.status)
					continue
				}
				assert.Equal(t, http.StatusForbidden, a.status, "%s %s", name, do)
				assert.Equal(t, http.StatusForbidden, asked.status, "%s %s", name, do)
				assert.Empty(t, calls, "%s %s", name, do)
			}
		}
	}
	lin := w.as("lin")
	assert.NotContains(t, lin.get("/b/tea/").text, "?do=")
	assert.NotContains(t, w.as("mei").get("/b/tea/campaigns").text, "everything?do=")
	assert.NotContains(t, lin.get("/b/tea/nights/2026-11-20").text, "Wang")
	assert.NotContains(t, lin.get("/b/tea/").text, "王小明")
	assert.Equal(t, http.StatusNotFound, w.as("ops").post(campaign, "do", "erase").status)
	assert.Empty(t, w.actions.taken())
}

// What is done about members, backfills and the setup takes its role: nobody below does it,
// or sees the form of it.
func testRolesOfWork(t *testing.T, w *world) {
	member := "/b/tea/members/" + w.idOf("ming@shop.test")
	ranks := map[string]int{"lin": 0, "mei": 1, "ed": 2, "ops": 3}
	people := map[string]*person{}
	for name := range ranks {
		people[name] = w.as(name)
	}
	for _, act := range []struct {
		least int
		path  string
		form  []string
		page  string // that asks for it
	}{
		{1, "/b/tea/members/find", []string{"who", "bold@shop.test"}, ""},
		{2, "/b/tea/members", []string{"do", "segment_save", "name", "a", "stage", "new"}, "/b/tea/members?stage=new&do=segment_save"},
		{2, "/b/tea/members", []string{"do", "segment_remove", "name", "a"}, "/b/tea/members?do=segment_remove&name=a"},
		{2, "/b/tea/members/export", []string{"as", "csv"}, "/b/tea/members?do=export"},
		{2, member, []string{"do", "opt_out"}, member + "?do=opt_out"},
		{3, member, []string{"do", "erase", "typed", w.idOf("ming@shop.test")}, member + "?do=erase"},
		{3, "/b/tea/work", []string{"do", "backfill_start", "from", "2026-10-01", "to", "2026-10-02"}, "/b/tea/work"},
		{3, "/b/tea/work", []string{"do", "night_run", "date", "2026-11-19"}, "/b/tea/work?do=night_run"},
		{3, "/b/tea/work", []string{"do", "schedule_pause"}, "/b/tea/work?do=schedule_pause"},
		{3, "/b/tea/setup", nil, ""},
	} {
		for name, rank := range ranks {
			status := people[name].post(act.path, act.form...).status
			assert.Equal(t, rank < act.least, status == http.StatusForbidden, "%s %s %v: %d", name, act.path, act.form, status)
			if act.page != "" {
				assert.Equal(t, rank < act.least, people[name].get(act.page).status == http.StatusForbidden, "%s %s", name, act.page)
			}
		}
	}
	did := w.actions.taken()
	assert.Len(t, did, 5, "what operators started: %v", did)
	deeds := schematest.Query[struct{ By string }](t, w.db, "SELECT DISTINCT by By FROM console_actions")
	for _, d := range deeds {
		assert.Contains(t, []string{"ed", "ops"}, d.By)
	}
}

// A member of one brand is nobody in another, by their id in addresses as by that of the
// tables, also for who sees both.
func testMembersOfAnotherBrand(t *testing.T, w *world) {
	ops, mei := w.as("ops"), w.as("mei")
	tea, coffee := w.idOf("ming@shop.test"), w.idOf("else@coffee.test")
	plain := schematest.Query[struct{ ID uint64 }](t, w.db, "SELECT member_id ID FROM members WHERE brand = 'coffee'")[0].ID
	require.Equal(t, http.StatusOK, ops.get("/b/coffee/members/"+coffee).status)
	for _, id := range []string{coffee, fmt.Sprint(plain), "0", "1", "%00", "a%2Fb", "<b>", strings.Repeat("a", 26)} {
		a := ops.get("/b/tea/members/" + url.PathEscape(id))
		assert.Equal(t, http.StatusNotFound, a.status, id)
		assert.NotContains(t, a.text, "Somebody Else")
		assert.Equal(t, http.StatusNotFound, ops.post("/b/tea/members/"+url.PathEscape(id), "do", "erase", "typed", id).status, id)
	}
	assert.Equal(t, http.StatusNotFound, ops.get("/b/coffee/members/"+tea).status)
	for _, path := range []string{"/b/coffee/members", "/b/coffee/members/" + coffee} {
		assert.Equal(t, http.StatusNotFound, mei.get(path).status)
	}
	for _, path := range []string{"/b/coffee/members/export", "/b/coffee/members/find", "/b/coffee/members/" + coffee} {
		assert.Equal(t, http.StatusNotFound, mei.post(path, "as", "csv", "do", "opt_out").status)
	}
	assert.Contains(t, ops.post("/b/coffee/members/export", "as", "csv").text, "Somebody Else")
	assert.NotContains(t, ops.post("/b/tea/members/export", "as", "csv").text, "Somebody Else")
	assert.Empty(t, w.actions.taken())
}

// Another brand is not there, whether it exists or not.
func TestAnotherBrand(t *testing.T) {
	w := openWorld(t)
	mei := w.as("mei")
	there, not := mei.get("/b/coffee/"), mei.get("/b/nobody/")
	require.Equal(t, http.StatusNotFound, there.status)
	require.Equal(t, strings.ReplaceAll(there.text, "coffee", "x"), strings.ReplaceAll(not.text, "nobody", "x"))
	for _, path := range shown {
		a := mei.get(strings.Replace(path, "tea", "coffee", 1))
		assert.Equal(t, http.StatusNotFound, a.status, path)
		assert.NotContains(t, a.text, "777")
	}
	for _, path := range posted {
		assert.Equal(t, http.StatusNotFound, mei.post(strings.Replace(path, "tea", "coffee", 1), "do", "approve").status)
	}
	assert.Empty(t, w.actions.taken())
	assert.Contains(t, w.as("ops").get("/b/coffee/").text, "777,777")
	assert.NotContains(t, w.as("ops").get("/b/tea/").text, "777,777")
	assert.Equal(t, http.StatusNotFound, w.as("ops").post("/b/tea/campaigns/a%2Fb/2026-11-20", "do", "approve").status, "a name that leads to another workflow")
	assert.Empty(t, w.actions.taken())
}

// What another site's page posts is refused, with the visitor's cookie.
func TestCrossOriginPosts(t *testing.T) {
	w := openWorld(t)
	p := w.as("ops")
	const path = "/b/tea/campaigns/wake-up/2026-11-20"
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		r := p.request(http.MethodPost, path, []string{"do", "approve"})
		r.Header.Del("Sec-Fetch-Site")
		r.Header.Set(header[0], header[1])
		assert.Equal(t, http.StatusForbidden, p.do(r).status, header)
	}
	assert.Empty(t, w.actions.taken())
	assert.Equal(t, http.StatusSeeOther, p.post(path, "do", "approve").status)
	assert.Len(t, w.actions.taken(), 1)
	for _, change := range []string{"?do=approve&note=x", "?do=stop"} {
		p.get(path + change)
	}
	assert.Empty(t, w.actions.taken(), "a GET changed something")
}

// Every answer forbids frames, scripts and what isn't ours, also where it is an error.
func TestHeaders(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/sign-in", "/", "/b/tea/", "/static/style.css", "/static/nothing.js", "/elsewhere"} {
		h := w.nobody().get(path).header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			assert.Contains(t, policy, part, path)
		}
		assert.NotContains(t, policy, "unsafe", path)
		assert.Contains(t, policy, "script-src 'self';", path)
		assert.Contains(t, policy, "connect-src 'self';", path)
		assert.Equal(t, "DENY", h.Get("X-Frame-Options"), path)
		assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		assert.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
	}
	assert.Equal(t, "no-store", w.as("mei").get("/sign-in").header.Get("Cache-Control"))
	files, err := filepath.Glob("page/*.html")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.NotContains(t, withoutLibrary(string(text)), "<script", file)
		for _, inline := range []string{"hx-on", "js:", "style=", "<style", "onclick", "javascript:", "http://", "https://"} {
			assert.NotContains(t, string(text), inline, file)
		}
	}
}

// After the sign-in nobody is led off the console, and no header is split.
func TestOpenRedirects(t *testing.T) {
	w := newWorld(t)
	for _, next := range []string{
		"https://evil.example/", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "/a\r\nSet-Cookie: x=y", "javascript:alert(1)", "evil.example", "", " /b", "/\x00",
	} {
		p := w.nobody()
		a := p.post("/sign-in", "name", "mei", "password", password, "next", next)
		assert.Equal(t, "/", a.location(), "%q", next)
		assert.Equal(t, "/", p.get("/sign-in?next="+url.QueryEscape(next)).location(), "%q", next)
		for _, cookie := range a.header.Values("Set-Cookie") {
			assert.False(t, strings.HasPrefix(cookie, "x="))
		}
	}
	a := w.nobody().post("/sign-in", "name", "mei", "password", password, "next", "/b/tea/campaigns?limit=3")
	assert.Equal(t, "/b/tea/campaigns?limit=3", a.location())
	assert.Equal(t, "/sign-in?next="+url.QueryEscape("/b/tea/?date=2026-11-20"), w.nobody().get("/b/tea/?date=2026-11-20").location())
	h := w.nobody().get("/sign-in?lang=en%0d%0aX-Evil:%201").header
	assert.Empty(t, h.Get("X-Evil"))
}

// withoutLibrary is a page without the one script that every page loads.
func withoutLibrary(text string) string {
	return strings.Replace(text, `<script src="/static/htmx.min.js" defer></script>`, "", 1)
}

// What members, shops and colleagues wrote is text on a page, whatever it is.
func TestStoredHTML(t *testing.T) {
	w := openWorld(t)
	p := w.as("ops")
	bold := "/b/tea/campaigns/" + url.PathEscape("<b>bold") + "/2026-11-20"
	seen := 0
	for _, path := range append(shown, bold, "/b/tea/numbers?metric="+url.QueryEscape(`"><script>alert(1)</script>`), "/b/tea/numbers?metric=revenue&scope="+url.QueryEscape(`"><script>alert(1)</script>`), "/b/tea/campaigns/welcome/2026-11-20") {
		a := p.get(path)
		require.Equal(t, http.StatusOK, a.status, path)
		for _, raw := range []string{"<script", "<b>bold", "<i>so far"} {
			assert.NotContains(t, withoutLibrary(a.text), raw, path)
		}
		seen += strings.Count(a.text, "&lt;script") + strings.Count(a.text, "&lt;b&gt;bold") + strings.Count(a.text, "&lt;i&gt;so far")
	}
	assert.Greater(t, seen, 5)
	require.Equal(t, http.StatusSeeOther, p.post(bold, "do", "hold", "note", "<script>alert(1)</script>\r\nand more\x00").status)
	require.Equal(t, []string{"hold tea/<b>bold/2026-11-20 by ops first 0: <script>alert(1)</script> and more"}, w.actions.taken())
	w.actions.refuses = &console.Refusal{Words: "<script>alert(2)</script>"}
	p.post(bold, "do", "hold")
	assert.NotContains(t, withoutLibrary(p.get(bold).text), "<script")
	wrong := w.nobody().post("/sign-in", "name", `"><script>alert(1)</script>`, "password", "x", "next", `"><script>`)
	assert.NotContains(t, withoutLibrary(wrong.text), "<script")
}

// Ten wrong passwords lock a name, also for who knows the password, and also one that
// doesn't exist; the answers are the same.
func TestBruteForce(t *testing.T) {
	w := newWorld(t)
	texts := map[string][]string{}
	for _, name := range []string{"mei", "nobody"} {
		for range 10 {
			a := w.nobody().post("/sign-in", "name", name, "password", "wrong")
			require.Equal(t, http.StatusUnauthorized, a.status)
			texts[name] = append(texts[name], strings.ReplaceAll(a.text, name, "NAME"))
		}
		a := w.nobody().post("/sign-in", "name", name, "password", password)
		require.Equal(t, http.StatusTooManyRequests, a.status, name)
		require.NotEmpty(t, a.header.Get("Retry-After"))
		texts[name] = append(texts[name], strings.ReplaceAll(a.text, name, "NAME"))
	}
	require.Equal(t, texts["mei"], texts["nobody"])
	w.as("lin") // another name from the same address

	for i := range 10 {
		w.nobody().post("/sign-in", "name", "guess"+string(rune('a'+i)), "password", "wrong")
	}
	require.Equal(t, http.StatusTooManyRequests, w.nobody().post("/sign-in", "name", "lin", "password", password).status, "an address that guesses names")
	w.clock = w.clock.Add(16 * time.Minute)
	w.as("mei")
}

// A session that was planted before the sign-in is worth nothing after it, and one that
// was ended is over.
func TestSessionFixation(t *testing.T) {
	w := openWorld(t)
	p := w.nobody()
	planted := &http.Cookie{Name: "regulars", Value: "planted", Path: "/"}
	at, err := url.Parse(w.server.URL)
	require.NoError(t, err)
	p.client.Jar.SetCookies(at, []*http.Cookie{planted})
	a := p.post("/sign-in", "name", "mei", "password", password)
	require.Equal(t, http.StatusSeeOther, a.status)
	cookie := p.client.Jar.Cookies(at)[0]
	require.NotEqual(t, "planted", cookie.Value)
	set := a.header.Get("Set-Cookie")
	require.Contains(t, set, "HttpOnly")
	require.Contains(t, set, "SameSite=Lax")

	first := cookie.Value
	p.post("/sign-in", "name", "lin", "password", password)
	require.NotEqual(t, first, p.client.Jar.Cookies(at)[0].Value, "a second sign-in kept the token")
	old := w.nobody()
	old.client.Jar.SetCookies(at, []*http.Cookie{{Name: "regulars", Value: first, Path: "/"}})
	require.Equal(t, http.StatusSeeOther, old.get("/b/tea/").status, "the token of before still holds")

	kept := p.client.Jar.Cookies(at)[0].Value
	require.Equal(t, http.StatusOK, p.get("/b/tea/nights").status)
	require.Equal(t, http.StatusSeeOther, p.post("/sign-out").status)
	again := w.nobody()
	again.client.Jar.SetCookies(at, []*http.Cookie{{Name: "regulars", Value: kept, Path: "/"}})
	require.Equal(t, http.StatusSeeOther, again.get("/b/tea/nights").status, "a session that was ended")
}

// A session ends with the user, and with their password; over TLS its cookie is for TLS.
func TestSessionsFollowTheConfig(t *testing.T) {
	w := newWorld(t)
	sessions := console.NewSessions()
	serve := func() *httptest.Server {
		server := httptest.NewServer(console.New(console.Options{Config: w.config, Sessions: sessions, Now: func() time.Time { return now }}))
		t.Cleanup(server.Close)
		return server
	}
	w.server = serve()
	mei := w.as("mei")
	signedIn := func() bool {
		a := mei.get("/b/tea/")
		return a.status == http.StatusServiceUnavailable // the worker is starting
	}
	require.True(t, signedIn())
	hold := w.server.URL
	move := func() { // the cookie is for the host, whatever its port
		w.server = serve()
		require.NotEqual(t, hold, w.server.URL)
	}
	move()
	require.True(t, signedIn(), "a change of the config ended the session")
	w.config.Console.Users[1].Password = config.NewSecret(console.HashPassword("another password"))
	move()
	require.False(t, signedIn(), "another password")

	w.config.Console.PublicURL = "https://console.tea.example"
	move()
	a := w.nobody().post("/sign-in", "name", "lin", "password", password)
	require.Contains(t, a.header.Get("Set-Cookie"), "__Host-regulars=")
	require.Contains(t, a.header.Get("Set-Cookie"), "Secure")
	require.NotEmpty(t, a.header.Get("Strict-Transport-Security"))
}

// A link signs in once, from this machine, and its token doesn't stay in the address.
func TestLinks(t *testing.T) {
	w := newWorld(t, func(c *config.Config) { c.Console.Users = nil })
	_, err := w.link.New()
	require.ErrorContains(t, err, "no console is up here")
	require.NoError(t, w.link.Announce(w.server.URL))
	link := func() string {
		text, err := w.link.New()
		require.NoError(t, err)
		return strings.TrimPrefix(text, w.server.URL)
	}
	for _, name := range []string{"token", "address"} {
		link()
		info, err := os.Stat(filepath.Join(w.link.Dir, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	first := link()
	p := w.nobody()
	require.Equal(t, http.StatusForbidden, p.get("/?token=guess").status)
	second := link()
	require.Equal(t, http.StatusForbidden, p.get(first).status, "the link before")
	a := p.get(second)
	require.Equal(t, http.StatusSeeOther, a.status)
	require.Equal(t, "/", a.location())
	require.Equal(t, "/b/tea/", p.get("/").location())
	require.Equal(t, http.StatusServiceUnavailable, p.get("/b/coffee/").status, "all brands are theirs")
	require.Equal(t, http.StatusForbidden, w.nobody().get(second).status, "a token was used twice")
	require.Equal(t, http.StatusUnauthorized, w.nobody().post("/sign-in", "name", "root", "password", "").status, "a name without a password")

	third := link()
	require.NoError(t, os.Chtimes(filepath.Join(w.link.Dir, "token"), time.Time{}, time.Now().Add(-25*time.Hour)))
	require.Equal(t, http.StatusForbidden, w.nobody().get(third).status, "a day old")
}

// A token holds for this machine only: not from another, past no proxy, and not by the
// name of a page that leads here.
func TestLinksFromElsewhere(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.link.Announce(w.server.URL))
	text, err := w.link.New()
	require.NoError(t, err)
	ask := func(from, host string, header ...string) int {
		r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(text, w.server.URL), nil)
		r.RemoteAddr, r.Host = from, host
		if len(header) == 2 {
			r.Header.Set(header[0], header[1])
		}
		rec := httptest.NewRecorder()
		w.server.Config.Handler.ServeHTTP(rec, r)
		return rec.Code
	}
	for _, c := range [][]string{
		{"192.0.2.7:1234", "127.0.0.1:8090"}, {"127.0.0.1:1234", "evil.example:8090"}, {"127.0.0.1:1234", "127.0.0.1.evil.example"},
		{"127.0.0.1:1234", "localhost", "X-Forwarded-For", "192.0.2.7"}, {"127.0.0.1:1234", "localhost", "Forwarded", "for=192.0.2.7"},
	} {
		assert.Equal(t, http.StatusForbidden, ask(c[0], c[1], c[2:]...), c)
	}
	assert.Equal(t, http.StatusSeeOther, ask("[::1]:1234", "localhost:8090"))
}
