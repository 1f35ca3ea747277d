package rest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/platform/internal/rest"
)

// read returns the ids of the orders that a source finds by their ids.
func read(t *testing.T, s *rest.Source, ids ...string) (found []string, fate platform.Fate) {
	t.Helper()
	fate, err := s.Read(t.Context(), platform.Orders, ids, func(p platform.Page) error {
		for _, o := range p.Orders {
			found = append(found, o.ID)
		}
		return nil
	})
	require.NoError(t, err)
	return found, fate
}

// Where a list takes ids, they travel in one parameter or in several, no more at once than it
// takes, and what it doesn't show is deleted only where the platform says so.
func TestReadByTheList(t *testing.T) {
	for name, c := range map[string]struct {
		by      rest.ByID
		asked   []string
		deleted []string
	}{
		"joined and sure": {rest.ByID{Many: "ids", AtOnce: 3, Joined: true, Sure: true}, []string{"o00,o01", "none", "o02"}, []string{"none"}},
		"several":         {rest.ByID{Many: "ids", AtOnce: 2}, []string{"o00|o01", "none|o02"}, nil},
	} {
		shop := newShop(t, some(5)...)
		l := listed(rest.ByKey)
		l.ByID = c.by
		found, fate := read(t, shop.source(l), "o00", "o01", "none", "o02")
		require.Equal(t, []string{"o00", "o01", "o02"}, found, name)
		require.Equal(t, platform.Fate{Deleted: c.deleted}, fate, name)
		require.Equal(t, c.asked, shop.questions("/orders", "ids"), name)
	}
}

// A list that ignores the ids shows other records: then nothing is known of those that it
// doesn't show.
func TestReadByAListThatIgnoresIDs(t *testing.T) {
	shop := newShop(t, some(5)...)
	shop.blind = "ids"
	l := listed(rest.ByKey)
	l.ByID = rest.ByID{Many: "ids", Sure: true}
	found, fate := read(t, shop.source(l), "o01", "o04")
	require.Equal(t, []string{"o01"}, found)
	require.Zero(t, fate)
	// Asked for alone it is there, which doesn't make it hidden.
	l.ByID.One = "/orders/%s"
	found, fate = read(t, shop.source(l), "o01", "o04")
	require.Equal(t, []string{"o01", "o04"}, found)
	require.Zero(t, fate)
}

// What no list shows is asked for alone: it is deleted, hidden, or there and in no list.
func TestReadOne(t *testing.T) {
	shop := newShop(t, some(2)...)
	shop.lists["/one"] = []record{{id: "kept", made: begin, changed: begin}, {id: "binned", made: begin, changed: begin, extra: `,"deleted":true`}}
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/archived") {
			w.WriteHeader(http.StatusGone)
		}
		return strings.HasSuffix(r.URL.Path, "/archived")
	}
	l := listed(rest.ByKey)
	l.Query = url.Values{"fixed": {"1"}}
	l.ByID = rest.ByID{Many: "ids", Joined: true, One: "/one/%s", Gone: []int{http.StatusNotFound}, Hidden: []int{http.StatusGone}}
	found, fate := read(t, shop.source(l), "o00", "none", "archived", "kept", "binned", "a/b")
	require.Equal(t, []string{"o00", "kept", "binned"}, found)
	require.Equal(t, platform.Fate{Deleted: []string{"none", "a/b"}, Hidden: []string{"archived", "kept"}}, fate)
	require.Empty(t, shop.questions("/one/o00", "fixed"), "the list has shown it")
	require.Equal(t, []string{"1"}, shop.questions("/one/kept", "fixed"))
}

// Another refusal than that there is no such record says nothing of it.
func TestReadFails(t *testing.T) {
	shop := newShop(t, some(2)...)
	l := listed(rest.ByKey)
	l.ByID = rest.ByID{One: "/orders/%s", Gone: []int{http.StatusNotFound}}
	// Without a list of ids the shop is asked first whether it answers at all.
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusNotFound)
		return true
	}
	s := shop.source(l)
	fate, err := s.Read(t.Context(), platform.Orders, []string{"o00"}, func(platform.Page) error { return nil })
	require.Error(t, err)
	require.Zero(t, fate)
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/orders" {
			require.Equal(t, "1", r.URL.Query().Get("size"))
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		return true
	}
	fate, err = s.Read(t.Context(), platform.Orders, []string{"o00"}, func(platform.Page) error { return nil })
	require.True(t, rest.IsStatus(err, http.StatusForbidden))
	require.Zero(t, fate)
	// A failing store ends it.
	shop.fault = nil
	_, err = s.Read(t.Context(), platform.Orders, []string{"o00"}, func(platform.Page) error { return fmt.Errorf("full") })
	require.ErrorContains(t, err, "full")
}

// One record may stand under a key of the answer, whose null says that there is none; an answer
// without the key is of another API.
func TestReadOneUnderAKey(t *testing.T) {
	shop := newShop(t)
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		body := map[string]string{"/one/there": `{"other":1,"order":` + some(1)[0].json() + `}`, "/one/none": `{"order":null}`, "/one/odd": `{"data":{}}`}[r.URL.Path]
		_, _ = fmt.Fprint(w, body)
		return body != ""
	}
	l := listed(rest.ByKey)
	l.ByID = rest.ByID{One: "/one/%s", Row: "order"}
	s := shop.source(l)
	found, fate := read(t, s, "there", "none")
	require.Equal(t, []string{"o00"}, found)
	require.Equal(t, platform.Fate{Deleted: []string{"none"}}, fate)
	_, err := s.Read(t.Context(), platform.Orders, []string{"odd"}, func(platform.Page) error { return nil })
	require.ErrorContains(t, err, "another shape")
}

// A shop that has not the time for so many ids is asked for half of them; a list in parts is
// asked in each.
func TestReadOfASlowShop(t *testing.T) {
	all := some(9)
	for i := range all {
		all[i].extra = `,"status":"` + []string{"open", "closed"}[i%2] + `"`
	}
	shop := newShop(t, all...)
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		late := strings.Count(r.URL.Query().Get("ids"), ",") > 1
		if late {
			w.WriteHeader(http.StatusGatewayTimeout)
		}
		return late
	}
	l := listed(rest.ByKey)
	l.Size, l.Parts = 8, []url.Values{{"part": {"open"}}, {"part": {"closed"}}}
	l.ByID = rest.ByID{Many: "ids", Joined: true, Sure: true}
	found, fate := read(t, shop.source(l), append(idsOf(all), "none")...)
	require.ElementsMatch(t, idsOf(all), found)
	require.Equal(t, platform.Fate{Deleted: []string{"none"}}, fate)
}

// A list that holds nothing but ids is no way to read by them: what fills its rows is.
func TestReadBare(t *testing.T) {
	l := listed(rest.ByKey)
	l.ByID.Bare = true
	s := newShop(t).source(l)
	s.Fill = fill(func(row *rest.Row) {
		if row.ID != "none" {
			row.Raw, row.Order.PlacedAt = []byte("{}"), begin
		}
	})
	found, fate := read(t, s, "a", "none", "b")
	require.Equal(t, []string{"a", "b"}, found)
	require.Zero(t, fate)
}

// List shows what a stored record is compared by; what the platform shows as deleted, or
// without an id, is not in it, and what can't be read is compared by its id alone.
func TestList(t *testing.T) {
	changed := begin.Add(90 * time.Minute)
	shop := newShop(t,
		record{id: "o1", made: begin, changed: changed, extra: `,"status":"closed","total":7,"email":"a@b.tw","customer":5,"returned":2`},
		record{id: "o2", made: begin, changed: changed, extra: `,"deleted":true`},
		record{id: "o@3", made: begin, changed: changed},
		record{id: "o4", made: begin, changed: changed, extra: `,"total":"x"`},
		record{id: "late", made: begin.Add(time.Hour), changed: begin},
	)
	l := listed(rest.ByOffset)
	var all []platform.Listed
	var cursors []platform.Cursor
	require.NoError(t, shop.source(l).List(t.Context(), platform.Orders, platform.Window{To: begin.Add(time.Hour)}, "", func(p platform.ListPage) error {
		all, cursors = append(all, p.Records...), append(cursors, p.Next)
		return nil
	}))
	want := []platform.Listed{{ID: "o1", Modified: changed, Status: "closed", CustomerID: "5", Email: "a@b.tw", Total: 70_000, Refunded: 20_000}, {ID: "o4"}}
	require.Equal(t, want[0], all[0])
	require.Equal(t, want[1], all[len(all)-1])
	require.NotEqual(t, cursors[0], cursors[len(cursors)-1])
}
