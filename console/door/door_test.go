package door_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/password"
	"regulars/console/door"
)

// Behind a proxy of ours only what that proxy wrote last is believed; without one, nothing is.
func TestAddressOf(t *testing.T) {
	for _, c := range []struct {
		forwarded []string
		proxied   bool
		want      string
	}{
		{nil, false, "10.0.0.7"}, {nil, true, "10.0.0.7"}, {[]string{"1.1.1.1"}, false, "10.0.0.7"}, {[]string{"1.1.1.1"}, true, "1.1.1.1"},
		{[]string{"1.1.1.1, 2.2.2.2 , 3.3.3.3"}, true, "3.3.3.3"}, {[]string{"1.1.1.1", "2.2.2.2"}, true, "2.2.2.2"}, {[]string{"1.1.1.1", "2.2.2.2,3.3.3.3"}, true, "3.3.3.3"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "10.0.0.7:4711"
		r.Header["X-Forwarded-For"] = c.forwarded
		require.Equal(t, c.want, door.AddressOf(r, c.proxied), "%v", c)
	}
}

// The eleventh sign-in of a name within a quarter of an hour waits, and so does the 31st of an
// address; each until the oldest no longer counts.
func TestTooManyAttempts(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	a := door.NewAttempts(func() time.Time { return now })
	fail := func(name, address string) time.Duration {
		wait, _ := a.Begin(name, address)
		return wait
	}
	for i := range 10 {
		require.Zero(t, fail("mei", fmt.Sprint("address ", i)))
		now = now.Add(time.Minute)
	}
	require.Equal(t, 5*time.Minute, fail("mei", "elsewhere"), "ten minutes ago was the first")
	require.Zero(t, fail("jun", "elsewhere"), "another name isn't locked")
	now = now.Add(5*time.Minute - time.Nanosecond)
	require.Equal(t, time.Nanosecond, fail("mei", "elsewhere"), "who is locked isn't counted")
	now = now.Add(time.Nanosecond)
	require.Zero(t, fail("mei", "elsewhere"))
	require.Equal(t, time.Minute, fail("mei", "elsewhere"), "the second is the oldest now")

	for i := range 30 {
		require.Zero(t, fail(fmt.Sprint("name ", i), "one address"))
	}
	require.Equal(t, 15*time.Minute, fail("name 30", "one address"))
	require.Zero(t, fail("name 30", "another address"))
	now = now.Add(15 * time.Minute)
	require.Zero(t, fail("name 31", "one address"))
}

// The right password takes the attempts of its name back, and of the address only its own.
func TestTheRightPasswordIsForgotten(t *testing.T) {
	a := door.NewAttempts(func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) })
	for range 9 {
		_, _ = a.Begin("mei", "home")
	}
	_, forget := a.Begin("mei", "home")
	forget()
	for range 10 {
		wait, _ := a.Begin("mei", "away")
		require.Zero(t, wait)
	}
	wait, forget := a.Begin("mei", "away")
	require.Positive(t, wait)
	forget() // of one that waits takes nothing back
	wait, _ = a.Begin("mei", "away")
	require.Positive(t, wait)
	for i := range 21 {
		wait, _ := a.Begin(fmt.Sprint("name ", i), "home")
		require.Zero(t, wait, "nine failed from there")
	}
	wait, _ = a.Begin("name 21", "home")
	require.Positive(t, wait)
}

// A sign-in may take longer than its attempt counts: there is nothing left to take back.
func TestASlowSignInIsForgotten(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	a := door.NewAttempts(func() time.Time { return now })
	_, first := a.Begin("mei", "home")
	_, second := a.Begin("jun", "home")
	first()
	second()
	now = now.Add(time.Minute)
	wait, _ := a.Begin("mei", "home")
	require.Zero(t, wait)
	first() // of an attempt that isn't there any more
	first()
	wait, _ = a.Begin("mei", "home")
	require.Zero(t, wait)
}

// What no longer counts is forgotten when much is remembered, and what does is kept.
func TestManyAttempts(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	a := door.NewAttempts(func() time.Time { return now })
	for i := range 9_980 {
		_, _ = a.Begin(fmt.Sprint("old ", i), fmt.Sprint("old ", i))
	}
	now = now.Add(14 * time.Minute)
	for range 10 {
		_, _ = a.Begin("mei", "home")
	}
	now = now.Add(time.Minute)
	for i := range 100 {
		_, _ = a.Begin(fmt.Sprint("new ", i), fmt.Sprint("new ", i))
	}
	wait, _ := a.Begin("mei", "home")
	require.Equal(t, 14*time.Minute, wait)
	for i := range 20_000 {
		_, _ = a.Begin(fmt.Sprint("flood ", i), fmt.Sprint("flood ", i))
	}
	wait, _ = a.Begin("mei", "home")
	require.Zero(t, wait, "a flood isn't remembered without bound")
}

// Each answer says what browsers are to keep to, and a form has a bound: a large one only
// where campaigns are written.
func TestGuarded(t *testing.T) {
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	post := func(secure bool, path string, size int) *http.Response {
		w := httptest.NewRecorder()
		door.Guarded(secure, read).ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(strings.Repeat("x", size))))
		return w.Result()
	}
	for path, most := range map[string]int{"/": 64 << 10, "/b/tea/studio/wake": 2 << 20, "/b/tea/members": 64 << 10, "/studio": 64 << 10} {
		require.Equal(t, http.StatusOK, post(false, path, most).StatusCode, path)
		require.Equal(t, http.StatusRequestEntityTooLarge, post(false, path, most+1).StatusCode, path)
	}
	h := post(false, "/", 0).Header
	require.Empty(t, h.Get("Strict-Transport-Security"))
	for name, holds := range map[string]string{
		"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=()", "X-Robots-Tag": "noindex", "Cache-Control": "no-store",
	} {
		require.Contains(t, h.Get(name), holds)
	}
	require.Equal(t, "max-age=31536000", post(true, "/", 0).Header.Get("Strict-Transport-Security"))
}

// A link works from this machine only: by its address, its name, and past no proxy.
func TestFromHere(t *testing.T) {
	for _, c := range []struct {
		remote, host, header string
		here                 bool
	}{
		{"127.0.0.1:4711", "localhost:8080", "", true}, {"[::1]:4711", "127.0.0.1", "", true}, {"10.0.0.7:4711", "localhost", "", false}, {"127.0.0.1:4711", "evil.example:8080", "", false},
		{"127.0.0.1:4711", "localhost", "Forwarded", false}, {"127.0.0.1:4711", "localhost", "X-Forwarded-For", false}, {"127.0.0.1:4711", "localhost", "X-Forwarded-Host", false},
		{"127.0.0.1:4711", "localhost", "X-Real-Ip", false}, {"127.0.0.1:4711", "localhost", "Via", false}, {"127.0.0.1:4711", "localhost", "Accept", true},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		if c.header != "" {
			r.Header.Set(c.header, "x")
		}
		require.Equal(t, c.here, door.FromHere(r), "%v", c)
	}
	for next, want := range map[string]string{"/b/tea?x=1": "/b/tea?x=1", "": "/", "b": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example": "/", "/a\r\nb": "/", "/a\tb": "/", "/a\x00": "/"} {
		require.Equal(t, want, door.OurPath(next), "%q", next)
	}
}

// A link signs in once, on the day it was made, and one of before no longer does.
func TestALinkSignsInOnce(t *testing.T) {
	link := door.Link{Dir: filepath.Join(t.TempDir(), "console")}
	require.True(t, link.On())
	_, err := link.New()
	require.ErrorContains(t, err, "no console is up here")
	require.NoError(t, link.Announce("http://127.0.0.1:8080\n"))
	token := func() string {
		address, err := link.New()
		require.NoError(t, err)
		u, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1:8080", u.Host)
		return u.Query().Get("token")
	}
	first := token()
	second := token()
	require.NotEqual(t, first, second)
	require.False(t, link.Spend(first))
	require.False(t, link.Spend(""))
	require.False(t, link.Spend(second+"x"))
	require.True(t, link.Spend(second))
	require.False(t, link.Spend(second))

	third := token()
	old := time.Now().Add(-24*time.Hour - time.Minute)
	require.NoError(t, os.Chtimes(filepath.Join(link.Dir, "token"), old, old))
	require.False(t, link.Spend(third), "it is a day old")
	info, err := os.Stat(filepath.Join(link.Dir, "token"))
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077, "others of the machine can read it")
	require.False(t, door.Link{}.On())
	require.False(t, door.Link{}.Spend("x"))
}

// A password matches its own hash, which has a salt of its own.
func TestPasswords(t *testing.T) {
	hash := door.HashPassword("right")
	require.NotEqual(t, hash, door.HashPassword("right"))
	parsed, err := password.Parse(hash)
	require.NoError(t, err)
	require.True(t, door.Matches(parsed, "right"))
	require.False(t, door.Matches(parsed, "wrong"))
}

// The cookie of a session is for this host and its own pages only, and goes with the browser.
func TestSessions(t *testing.T) {
	for secure, name := range map[bool]string{false: "regulars", true: "__Host-regulars"} {
		broken := false
		s := door.NewSessions(memstore.New(), time.Hour, secure, func(http.ResponseWriter, *http.Request, error) { broken = true })
		s.ErrorFunc(nil, nil, nil)
		require.True(t, broken, "an error of the store is shown by the console")
		w := httptest.NewRecorder()
		s.LoadAndSave(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { s.Put(r.Context(), "who", "mei") })).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		cookie := w.Result().Cookies()[0]
		require.Equal(t, name, cookie.Name)
		require.Equal(t, secure, cookie.Secure)
		require.True(t, cookie.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		require.Zero(t, cookie.MaxAge, "it outlives the browser")
		require.True(t, cookie.Expires.IsZero())
		require.Equal(t, time.Hour, s.Lifetime)
		require.True(t, s.HashTokenInStore)
	}
}

// What a role may do, it may in the brands of a visitor only; a greater role may what a
// smaller one does, and a role of nobody nothing.
func TestRolesOfVisitors(t *testing.T) {
	tea := config.Brand{Name: "tea"}
	for i, role := range append([]string{""}, config.ConsoleRoles...) {
		v := door.VisitorOf(config.ConsoleUser{Name: "mei", Role: role, Brands: []string{"tea"}})
		for j, needed := range config.ConsoleRoles {
			require.Equal(t, i > j, v.May(needed), "%s for %s", role, needed)
		}
		require.Equal(t, []bool{v.May(config.RoleEdit), v.May(config.RoleApprove), v.May(config.RoleOperate)}, []bool{v.Edits(), v.Decides(), v.Operates()})
		require.True(t, v.Sees("tea"))
		require.False(t, v.Sees("nuts"))
		require.Equal(t, role, v.In("nuts").Role)
	}
	v := door.Visitor{Name: "jun", Brands: []string{"tea", "nuts"}, Roles: map[string]string{"tea": config.RoleOperate, "nuts": config.RoleLook}}
	require.True(t, v.In("tea").Operates())
	require.False(t, v.In("nuts").Edits())
	require.False(t, v.In("salt").May(config.RoleLook))

	both := &config.Config{Brands: []config.Brand{tea, {Name: "nuts"}}}
	require.False(t, v.OperatesAll(both))
	require.True(t, v.OperatesAll(&config.Config{Brands: []config.Brand{tea}}))
	require.False(t, v.OperatesAll(&config.Config{}))
	require.False(t, door.Visitor{Role: config.RoleOperate, Brands: []string{"tea"}}.OperatesAll(both), "a brand isn't theirs")
	v.Roles["nuts"] = config.RoleOperate
	require.True(t, v.OperatesAll(both))
	require.False(t, v.OperatesAll(&config.Config{Brands: []config.Brand{tea, {Name: "salt"}}}))
	here := door.Local("me", both)
	require.True(t, here.OperatesAll(both))
	require.Equal(t, "me", here.Name)
}
