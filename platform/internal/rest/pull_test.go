package rest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/platform/internal/rest"
)

// cuts are the ways in which lists are cut, with what each of them needs.
var cuts = map[string]func() *rest.List{
	"key":    func() *rest.List { return listed(rest.ByKey) },
	"offset": func() *rest.List { return listed(rest.ByOffset) },
	"number": func() *rest.List { l := listed(rest.ByNumber); l.Span = 4 * time.Hour; return l },
}

// A window holds its first moment and not its last one, however the list is cut; a pull that
// goes on from any of its cursors yields the rest.
func TestPullYieldsAWindow(t *testing.T) {
	for name, list := range cuts {
		t.Run(name, func(t *testing.T) {
			all := some(12)
			shop := newShop(t, all...)
			shop.saysAll()
			w := platform.Window{From: all[2].changed, To: all[9].changed}
			ids, cursors := pull(t, shop.source(list()), w, "")
			require.Equal(t, idsOf(all[2:9]), ids)
			seen := 0
			for _, cursor := range cursors {
				seen += 2
				rest, _ := pull(t, shop.source(list()), w, cursor)
				missing := slices.DeleteFunc(idsOf(all[min(2+seen, 9):9]), func(id string) bool { return slices.Contains(rest, id) })
				require.Empty(t, missing, "from %s", cursor)
				require.NotContains(t, rest, all[2].id, "it begins again")
			}
			// A window that begins or ends within a second holds what the platform's clock can't tell apart.
			ids, _ = pull(t, shop.source(list()), platform.Window{From: w.From.Add(time.Millisecond), To: w.To.Add(time.Millisecond)}, "")
			require.Equal(t, idsOf(all[2:10]), ids)
		})
	}
}

// A list of numbered pages is read in slices that the platform answers, from its beginning on
// and up to now, and each slice asks for its own bounds.
func TestSlicesOfAPull(t *testing.T) {
	shop := newShop(t)
	shop.saysAll()
	now := time.Now().UTC().Truncate(time.Second)
	l := listed(rest.ByNumber)
	l.Begin, l.Span = now.Add(-60*time.Hour), 24*time.Hour
	for i := range 5 {
		at := now.Add(time.Duration(i-5) * 12 * time.Hour)
		shop.lists["/orders"] = append(shop.lists["/orders"], record{id: fmt.Sprint("o", i), made: at, changed: at})
	}
	ids, _ := pull(t, shop.source(l), platform.Window{}, "")
	require.Equal(t, []string{"o0", "o1", "o2", "o3", "o4"}, ids)
	mins := shop.questions("/orders", "changed_min")
	require.Equal(t, l.Begin.Format(time.RFC3339), mins[0])
	for i, low := range mins {
		require.NotEmpty(t, shop.questions("/orders", "changed_max")[i], "a slice from %s without an end", low)
	}
}

// Rows that leave a list while it is read move the others forward: none of them is missed.
func TestRowsThatLeaveMeanwhile(t *testing.T) {
	for name, list := range cuts {
		t.Run(name, func(t *testing.T) {
			all := some(9)
			shop := newShop(t, all...)
			shop.saysAll()
			shop.after = func(s *store, r *http.Request) {
				if len(s.asked) == 2 { // behind the second page three rows of it and of the first have left
					s.lists["/orders"] = s.lists["/orders"][3:]
				}
			}
			l := list()
			l.Span *= 100
			ids, _ := pull(t, shop.source(l), platform.Window{From: begin, To: begin.Add(48 * time.Hour)}, "")
			for _, id := range idsOf(all) {
				require.Contains(t, ids, id)
			}
		})
	}
}

// A list by keys that shows a page that isn't full, and counts more, is read on by number.
func TestAListThatStopsTooEarly(t *testing.T) {
	all := some(7)
	shop := newShop(t, all...)
	shop.saysAll()
	short := true
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("behind") != all[1].id || !short {
			return false
		}
		short = false
		_, _ = fmt.Fprintf(w, `{"rows":[%s],"total":7}`, all[2].json())
		return true
	}
	ids, _ := pull(t, shop.source(listed(rest.ByKey)), platform.Window{}, "")
	for _, id := range idsOf(all) {
		require.Contains(t, ids, id)
	}
}

// The rest of such a list is not read where its rows have left it meanwhile.
func TestAListThatHasBecomeShorter(t *testing.T) {
	all := some(3)
	shop := newShop(t, all...)
	shop.saysAll()
	shop.after = func(s *store, r *http.Request) {
		if len(s.asked) == 1 {
			s.lists["/orders"] = s.lists["/orders"][:2]
		}
	}
	ids, _ := pull(t, shop.source(listed(rest.ByKey)), platform.Window{}, "")
	require.Equal(t, idsOf(all[:2]), ids)
	require.Equal(t, []string{"", "", "1"}, shop.questions("/orders", "page"), "one question for how many there are by now")
}

// A shop that doesn't take the filter, or reads its times in another zone, shows what changed
// before: the pull ends with an error instead of a load of everything.
func TestAFilterThatIsIgnored(t *testing.T) {
	all := some(6)
	shop := newShop(t, all...)
	shop.blind = "changed_min"
	err := shop.source(listed(rest.ByOffset)).Pull(t.Context(), platform.Orders, platform.Window{From: all[3].changed}, "", func(platform.Page) error { return nil })
	require.ErrorContains(t, err, "changed_min")
	require.ErrorContains(t, err, "timezone")
	// Records that don't say when they changed are taken as they come.
	shop.fault = func(w http.ResponseWriter, _ *http.Request) bool {
		_, _ = fmt.Fprintf(w, `{"rows":[%s]}`, record{id: "x", made: begin}.json())
		return true
	}
	ids, _ := pull(t, shop.source(listed(rest.ByOffset)), platform.Window{From: all[3].changed}, "")
	require.Equal(t, []string{"x"}, ids)
}

// A shop that has not the time for a page is asked for half of it, for the rest of the load,
// and no row is lost where the pages change their size.
func TestPagesOfASlowShop(t *testing.T) {
	for name, list := range cuts {
		t.Run(name, func(t *testing.T) {
			all := some(23)
			shop := newShop(t, all...)
			shop.saysAll()
			shop.after = func(s *store, r *http.Request) { s.slow = 2 } // from the second page on
			l := list()
			l.Size, l.Span = 8, 100*l.Span
			w := platform.Window{From: begin, To: begin.Add(48 * time.Hour)}
			ids, cursors := pull(t, shop.source(l), w, "")
			for _, id := range idsOf(all) {
				require.Contains(t, ids, id)
			}
			sizes := shop.questions("/orders", "size")
			require.Equal(t, []string{"8", "8", "4", "2", "2"}, sizes[:5])
			require.NotContains(t, sizes[5:], "8")
			before := len(sizes)
			pull(t, shop.source(l), w, cursors[len(cursors)-2])
			require.Equal(t, "2", shop.questions("/orders", "size")[before], "a cursor keeps the size")
		})
	}
}

// A link stands for the whole question: nothing but the size of the page goes with it.
func TestPagesByLink(t *testing.T) {
	shop := newShop(t)
	all := some(3)
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		if q.Get("token") == "next" {
			require.Equal(t, url.Values{"token": {"next"}, "size": {"2"}}, q)
			_, _ = fmt.Fprintf(w, `{"rows":[%s]}`, all[2].json())
			return true
		}
		require.Equal(t, url.Values{"size": {"2"}, "fixed": {"1"}, "changed_min": {begin.Format(time.RFC3339)}}, q)
		w.Header().Set("Link", `<https://x.test/orders?token=next>; rel="next"`)
		_, _ = fmt.Fprintf(w, `{"rows":[%s,%s]}`, all[0].json(), all[1].json())
		return true
	}
	l := listed(rest.ByLink)
	l.Query = url.Values{"fixed": {"1"}}
	ids, _ := pull(t, shop.source(l), platform.Window{From: begin}, "")
	require.Equal(t, idsOf(all), ids)
}

// A list in parts is read part by part, each within the window; a list that can't be asked
// for by the time of change is read as a whole.
func TestPartsAndLists(t *testing.T) {
	all := some(6)
	for i := range all {
		all[i].extra = `,"status":"` + []string{"open", "closed"}[i%2] + `"`
	}
	shop := newShop(t, all...)
	l := listed(rest.ByOffset)
	l.Parts = []url.Values{{"part": {"open"}}, {"part": {"closed"}}}
	ids, _ := pull(t, shop.source(l), platform.Window{From: all[2].changed}, "")
	require.Equal(t, []string{"o02", "o04", "o03", "o05"}, ids)
	l = listed(rest.ByOffset)
	l.Changed = rest.Bounds{}
	ids, _ = pull(t, shop.source(l), platform.Window{From: all[2].changed, To: all[3].changed}, "")
	require.Equal(t, idsOf(all), ids)
}

// What can't be read is rejected with its raw record, and the page goes on.
func TestRejected(t *testing.T) {
	shop := newShop(t, record{id: "bad", made: begin, changed: begin.Add(time.Hour), extra: `,"total":"x"`}, record{id: "b@d", made: begin, changed: begin}, some(3)[2])
	var page platform.Page
	l := listed(rest.ByKey)
	l.Size = 4
	require.NoError(t, shop.source(l).Pull(t.Context(), platform.Orders, platform.Window{}, "", func(p platform.Page) error {
		page.Orders, page.Rejected = append(page.Orders, p.Orders...), append(page.Rejected, p.Rejected...)
		return nil
	}))
	require.Len(t, page.Orders, 1)
	require.Len(t, page.Rejected, 2)
	bad := page.Rejected[0]
	require.Equal(t, []string{"orders", "bad", `field "rows.total" is not an amount`}, []string{bad.Entity, bad.ID, bad.Reason})
	require.JSONEq(t, shop.lists["/orders"][0].json(), string(bad.Raw))
	require.Equal(t, []time.Time{begin, begin.Add(time.Hour)}, []time.Time{bad.CreatedAt, bad.UpdatedAt})
	require.Empty(t, page.Rejected[1].ID, "what is no id is not shown")
}

func TestUnknownEntity(t *testing.T) {
	s := newShop(t).source(listed(rest.ByKey))
	require.Equal(t, []platform.Entity{platform.Orders}, s.Entities())
	for name, ask := range map[string]func() error{
		"pull":  func() error { return s.Pull(t.Context(), platform.Customers, platform.Window{}, "", nil) },
		"count": func() error { _, err := s.Count(t.Context(), platform.Customers, platform.Window{}); return err },
		"total": func() error { _, err := s.Total(t.Context(), platform.Customers, platform.Window{}); return err },
		"list":  func() error { return s.List(t.Context(), platform.Customers, platform.Window{}, "", nil) },
		"read":  func() error { _, err := s.Read(t.Context(), platform.Customers, []string{"1"}, nil); return err },
	} {
		require.ErrorIs(t, ask(), platform.ErrNoCount, name)
	}
}

// Pages of a single row have none that comes again, and a page of which only the first row can
// be read neither: the list is read to its end all the same.
func TestPagesByOffsetWithoutARowThatComesAgain(t *testing.T) {
	all := some(5)
	l := listed(rest.ByOffset)
	l.Size = 1
	ids, _ := pull(t, newShop(t, all...).source(l), platform.Window{From: begin}, "")
	require.Equal(t, idsOf(all), ids)
	all[1].id, all[2].id = "no@1", "no@2"
	l.Size = 3
	seen := map[string]bool{}
	require.NoError(t, newShop(t, all...).source(l).Pull(t.Context(), platform.Orders, platform.Window{From: begin}, "", func(p platform.Page) error {
		for _, o := range p.Orders {
			seen[o.ID] = true
		}
		return nil
	}))
	require.Equal(t, map[string]bool{"o00": true, "o03": true, "o04": true}, seen)
}
