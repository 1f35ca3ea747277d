package rest

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/platform"
)

// Cut is how a platform cuts a list into pages.
type Cut int

// The ways of cutting. A page behind a key begins behind the row whose id is given, in the
// order of ids or of creation, so that no page moves when a row changes.
const (
	ByKey    Cut = iota // behind the id of the last row of the page before
	ByNumber            // the first page is 1
	ByOffset            // of the first row, from 0, where nothing says how many rows there are
	ByLink              // a token that stands in the header Link
)

// List is a list of a platform: where it stands, how its pages are cut, and how a record
// of it is read.
type List struct {
	Entity platform.Entity
	Op     string // for people: "orders page"
	Path   string
	Query  url.Values // of every page
	Read   func(*Reader) *Row

	Rows  string // the key of the rows in the answer, such as items or Data.List; empty: the answer is the rows
	Inner string // the key of the rows in what stands at Rows, where that is an object
	Total string // the key of the number of all rows, or the name of a header; empty: none is given

	Cut     Cut
	CutKey  string // the query parameter of the cut: previous_id, page
	SizeKey string // the query parameter of how many rows a page has
	Size    int    // the most to ask for
	Least   int    // smaller pages would cost a slow shop more than they spare it

	Changed Bounds // along the time of the last change
	Created Bounds // along the time of creation

	// Span is how long a window may be at most: a longer one is read in slices, from Begin
	// on where it has no beginning. Pages by number need it.
	Span  time.Duration
	Begin time.Time

	// Parts are the filters of a list that can't be asked for as a whole, such as each status;
	// it is read part by part, in the order in which records move from one to another.
	Parts []url.Values

	CountPath  string     // where the number of rows is asked for in a request of its own; empty: the list says it
	CountQuery url.Values // of that question, in the place of Query
	CountsAll  bool       // it counts all rows only, of no window

	ByID ByID
}

// part is the filter of a part; a list without parts has one.
func (l *List) part(at int) url.Values {
	if at < len(l.Parts) {
		return l.Parts[at]
	}
	return nil
}

// Bounds are the query parameters that bound a time, both of which include the moment that
// they name. The zero Bounds are none.
type Bounds struct {
	After, Before string
	Query         url.Values // of every question along this time
	Write         func(time.Time) string
	Grain         time.Duration // of the platform's clock in filters; default a second
}

func (b Bounds) none() bool { return b.After == "" }

// query bounds a window; what includes its bounds ends a grain before the window does.
func (b Bounds) query(from, to time.Time) url.Values {
	q := url.Values{}
	if b.none() {
		return q
	}
	maps.Copy(q, b.Query)
	grain := max(b.Grain, time.Nanosecond)
	if b.Grain == 0 {
		grain = time.Second
	}
	if !from.IsZero() {
		q.Set(b.After, b.Write(floor(from)))
	}
	if !to.IsZero() {
		q.Set(b.Before, b.Write(ceiling(to).Add(-grain)))
	}
	return q
}

func floor(t time.Time) time.Time   { return t.UTC().Truncate(time.Second) }
func ceiling(t time.Time) time.Time { return t.UTC().Add(time.Second - 1).Truncate(time.Second) }

// answer is one page of a list as it came.
type answer struct {
	rows  []*Row
	given bool   // the list is in the answer
	total int    // -1: not given
	link  string // of the next page
}

// page asks for one page of a list.
func (c *Client) page(ctx context.Context, l *List, query url.Values, size int) (answer, error) {
	if l.Cut != ByLink || !query.Has(l.CutKey) { // a link stands for all filters
		query = with(l.Query, query)
	}
	query.Set(l.SizeKey, strconv.Itoa(size))
	var page answer
	header, err := c.Ask(ctx, Request{Op: l.Op, Path: l.Path, Query: query, Divisible: size > l.Least}, func(r *Reader) {
		page = answer{total: -1}
		if l.read(r, "", l.Rows, &page); !page.given && page.total != 0 {
			r.scan.Lacks("list of " + string(l.Entity))
		}
	})
	if err != nil {
		return answer{}, err
	}
	if n, err := strconv.Atoi(header.Get(l.Total)); err == nil && l.Total != "" {
		page.total = n
	}
	if l.Cut == ByLink {
		page.link = nextLink(header, l.CutKey)
	}
	return page, nil
}

// read finds the rows and their number on their ways into the answer.
func (l *List) read(r *Reader, at, rows string, page *answer) {
	if at == rows {
		page.given = page.given || at != "" || !r.scan.IsNull() // some write null for an empty list, none for a whole answer
	}
	if at == rows && l.Inner != "" && r.IsObject() {
		r.Keys(func(key string) {
			if key == l.Inner {
				l.read(r, "", "", page)
			}
		})
		return
	}
	if at == rows {
		r.Each(func() { page.rows = append(page.rows, l.Read(r)) })
		return
	}
	r.Keys(func(key string) {
		way := strings.TrimPrefix(at+"."+key, ".")
		switch {
		case way == rows || strings.HasPrefix(rows, way+".") || strings.HasPrefix(l.Total, way+"."):
			l.read(r, way, rows, page)
		case way == l.Total:
			if n, err := strconv.Atoi(r.Word()); err == nil {
				page.total = n
			}
		}
	})
}

func with(all ...url.Values) url.Values {
	q := url.Values{}
	for _, one := range all {
		for name, values := range one {
			q[name] = slices.Clone(values)
		}
	}
	return q
}

// nextLink is the token of the next page in a header such as <https://…?page_info=x>; rel="next".
func nextLink(header http.Header, key string) string {
	for link := range strings.SplitSeq(strings.Join(header.Values("Link"), ","), ",") {
		address, relation, _ := strings.Cut(link, ";")
		if !strings.Contains(strings.ReplaceAll(relation, "'", `"`), `rel="next"`) {
			continue
		}
		next, err := url.Parse(strings.Trim(strings.TrimSpace(address), "<>"))
		if err == nil {
			return next.Query().Get(key)
		}
	}
	return ""
}
