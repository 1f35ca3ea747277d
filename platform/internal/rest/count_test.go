package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/platform/internal/rest"
)

// A count asks for one row of the window, from the beginning of the list, and reads the
// number that the shop says: under a key, in a header, or in a request of its own.
func TestCount(t *testing.T) {
	all := some(7)
	w := platform.Window{From: all[1].changed, To: all[4].changed}
	for name, list := range map[string]func() *rest.List{
		"under a key":          func() *rest.List { return listed(rest.ByKey) },
		"of numbered pages":    func() *rest.List { return listed(rest.ByNumber) },
		"in a header":          func() *rest.List { l := listed(rest.ByOffset); l.Total = "X-total"; return l },
		"in its own request":   func() *rest.List { l := listed(rest.ByKey); l.Total, l.CountPath = "", "/count"; return l },
		"by the walk, by size": func() *rest.List { l := listed(rest.ByOffset); l.Size = 1; return l },
	} {
		shop := newShop(t, all...)
		shop.saysAll()
		shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/count" {
				require.Equal(t, "1", r.URL.Query().Get("size"), name)
				return false
			}
			require.NotEmpty(t, r.URL.Query().Get("changed_min"), name)
			_, _ = fmt.Fprint(w, `{"other":4,"count":3}`)
			return true
		}
		n, err := shop.source(list()).Count(t.Context(), platform.Orders, w)
		require.NoError(t, err, name)
		require.EqualValues(t, 3, n, name)
	}
	shop := newShop(t, all...)
	shop.saysAll()
	_, err := shop.source(listed(rest.ByNumber)).Count(t.Context(), platform.Orders, w)
	require.NoError(t, err)
	require.Equal(t, []string{"1"}, shop.questions("/orders", "page"))
	_, err = shop.source(listed(rest.ByOffset)).Count(t.Context(), platform.Orders, w)
	require.NoError(t, err)
	require.Equal(t, []string{"", "0"}, shop.questions("/orders", "offset"))
}

// A shop that doesn't say how many, or of all only, counts nothing; that it doesn't answer is another
// error.
func TestNoCount(t *testing.T) {
	shop := newShop(t, some(3)...)
	w := platform.Window{From: begin}
	counts := func(l *rest.List, w platform.Window) error {
		_, err := shop.source(l).Count(t.Context(), platform.Orders, w)
		return err
	}
	require.ErrorIs(t, counts(listed(rest.ByKey), w), platform.ErrNoCount, "it says nothing")
	l := listed(rest.ByKey)
	l.Total = ""
	require.ErrorIs(t, counts(l, w), platform.ErrNoCount, "it never does")
	shop.saysAll()
	l = listed(rest.ByKey)
	l.CountsAll = true
	require.ErrorIs(t, counts(l, w), platform.ErrNoCount, "it counts no window")
	require.NoError(t, counts(l, platform.Window{}))
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		_, _ = fmt.Fprint(w, map[string]string{"/odd": `{"count":"many"}`, "/none": `{}`}[r.URL.Path])
		return true
	}
	for _, path := range []string{"/odd", "/none"} {
		l = listed(rest.ByKey)
		l.CountPath = path
		require.ErrorIs(t, counts(l, w), platform.ErrNoCount, path)
	}
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(http.StatusForbidden); return true }
	for _, l := range []*rest.List{l, listed(rest.ByKey)} {
		err := counts(l, w)
		require.True(t, rest.IsStatus(err, http.StatusForbidden))
		require.False(t, errors.Is(err, platform.ErrNoCount))
	}
}

// The total of a span is asked for along creation. Where the list can't be, what was created
// later is among what changed since, and is taken off, each record once.
func TestTotal(t *testing.T) {
	all := some(7)
	all[6].changed = all[0].made // it can't be among what changed since: the shop says so of none
	all[1].changed = begin.Add(30 * time.Hour)
	shop := newShop(t, all...)
	shop.saysAll()
	total := func(l *rest.List, w platform.Window) int64 {
		n, err := shop.source(l).Total(t.Context(), platform.Orders, w)
		require.NoError(t, err)
		return n
	}
	require.EqualValues(t, 3, total(listed(rest.ByOffset), platform.Window{From: all[1].made, To: all[4].made}))
	all[6].changed = all[6].made
	shop.lists["/orders"] = all
	for name, change := range map[string]func(*rest.List){
		"no filter by creation": func(l *rest.List) { l.Created = rest.Bounds{} }, "counts all only": func(l *rest.List) { l.CountsAll = true },
	} {
		l := listed(rest.ByOffset)
		change(l)
		require.EqualValues(t, 4, total(l, platform.Window{To: all[4].made}), name)
		require.EqualValues(t, 7, total(l, platform.Window{}), name)
	}
	l := listed(rest.ByOffset)
	l.Created, l.Changed = rest.Bounds{}, rest.Bounds{}
	require.EqualValues(t, 7, total(l, platform.Window{To: all[4].made}), "nothing bounds it")
}

// Check says how many orders there are, and -1 where nobody counts; a list that may not be
// read fails it.
func TestCheck(t *testing.T) {
	shop := newShop(t, some(3)...)
	shop.lists["/people"] = some(5)
	people := listed(rest.ByKey)
	people.Entity, people.Path = platform.Customers, "/people"
	s := shop.source(listed(rest.ByKey), people)
	s.Facts = func(context.Context) (platform.Facts, error) { return platform.Facts{Name: "Tea"}, nil }
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, platform.Facts{Name: "Tea", Orders: -1}, facts)
	shop.saysAll()
	facts, err = s.Check(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, facts.Orders)
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/people" {
			w.WriteHeader(http.StatusForbidden)
		}
		return r.URL.Path == "/people"
	}
	_, err = s.Check(t.Context())
	require.True(t, rest.IsStatus(err, http.StatusForbidden))
	s.Facts = func(context.Context) (platform.Facts, error) { return platform.Facts{}, errors.New("away") }
	_, err = s.Check(t.Context())
	require.ErrorContains(t, err, "away")
}

// Rows and their number are found on their ways into an answer.
func TestWaysIntoAnAnswer(t *testing.T) {
	for name, c := range map[string]struct{ rows, inner, total, body string }{
		"side by side":     {"data.list", "", "data.sum.all", `{"x":[],"data":{"sum":{"all":2,"of":9},"list":[%s],"listing":[1]}}`},
		"inside":           {"Data", "List", "Data.Total", `{"Data":{"Listed":3,"List":[%s]}}`},
		"inside, but bare": {"Data", "List", "", `{"Data":[%s]}`},
		"the answer":       {"", "", "", `[%s]`},
	} {
		shop := newShop(t)
		shop.fault = func(w http.ResponseWriter, _ *http.Request) bool {
			_, _ = fmt.Fprintf(w, c.body, some(1)[0].json())
			return true
		}
		l := listed(rest.ByOffset)
		l.Rows, l.Inner, l.Total = c.rows, c.inner, c.total
		ids, _ := pull(t, shop.source(l), platform.Window{}, "")
		require.Equal(t, []string{"o00"}, ids, name)
		if name == "side by side" {
			n, err := shop.source(l).Count(t.Context(), platform.Orders, platform.Window{})
			require.NoError(t, err)
			require.EqualValues(t, 2, n)
		}
	}
}

// What an answer means: what passes is asked for again, what is refused is not.
func TestAnswers(t *testing.T) {
	inside := func(r *rest.Reader) (code string, refused bool) {
		r.Keys(func(key string) {
			if key == "error" {
				code, refused = r.Word(), true
			}
		})
		return code, refused
	}
	for name, c := range map[string]struct {
		status int
		body   string
		tries  int // more than one: it is asked for again
		want   string
	}{
		"a list":                  {200, `{"rows":[]}`, 1, ""},
		"with a mark of its kind": {200, "\ufeff" + `{"rows":[]}`, 1, ""},
		"too many":                {429, `{"code":"Slow"}`, 3, "429"},
		"too late":                {408, `{"code":"Late"}`, 3, "408"},
		"broken":                  {500, `{"code":"Broken"}`, 3, "500"},
		"refused":                 {401, `{"other":"Text","code":"Unknown","message":"Never"}`, 1, "the shop refuses the request: Unknown (look at the token)"},
		"refused twice over":      {400, `{"code":"First","error":"Second"}`, 1, "First"},
		"refused with an object":  {403, `{"code":{"a":1},"error":"Word"}`, 1, "Word"},
		"not moved":               {304, ``, 1, "the shop refuses"},
		"refused inside":          {200, `{"error":"Unknown"}`, 1, "the shop refuses the request: Unknown"},
		"cut off":                 {200, `{"rows":[`, 3, "proxy"},
		"another shape":           {200, `{"rows":5}`, 3, "another shape"},
		"a web page":              {200, `<html>`, 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			shop := newShop(t)
			shop.fault = func(w http.ResponseWriter, _ *http.Request) bool {
				w.WriteHeader(c.status)
				_, _ = fmt.Fprint(w, c.body)
				return true
			}
			s := shop.source(listed(rest.ByKey))
			s.Client.Refusals = rest.Refusals{Codes: []string{"code", "error"}, Hints: map[string]string{"401": "look at the token"}, Inside: inside}
			err := s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { return nil })
			require.Equal(t, c.tries > 1, len(shop.questions("/orders", "size")) > 1)
			require.Equal(t, name == "a list" || name == "with a mark of its kind", err == nil, err)
			if err != nil {
				require.ErrorContains(t, err, c.want)
				require.NotContains(t, err.Error(), "Never")
			}
		})
	}
}

// A platform that is asked by POST gets the question as a body, and is asked again like any
// other.
func TestPost(t *testing.T) {
	shop := newShop(t)
	tries := 0
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		require.Equal(t, []string{http.MethodPost, "", "Yes"}, []string{r.Method, r.URL.RawQuery, r.Header.Get("Key")})
		body := make([]byte, 100)
		n, _ := r.Body.Read(body)
		require.Equal(t, "asks for 2", string(body[:n]))
		if tries++; tries == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		_, _ = fmt.Fprint(w, `{"rows":[]}`)
		return true
	}
	s := shop.source(listed(rest.ByKey))
	s.Client.Header = http.Header{"Key": {"Yes"}}
	s.Client.Post = func(q url.Values) []byte { return []byte("asks for " + q.Get("size")) }
	pull(t, s, platform.Window{}, "")
	require.Equal(t, 2, tries)
}
