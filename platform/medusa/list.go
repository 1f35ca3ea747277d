package medusa

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"time"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	largestPage = 100  // of 8 KB an order; there is no upper limit, and a page of thousands takes the shop a minute
	lightPage   = 1000 // where next to nothing is asked of a record
	leastPage   = 10
)

// list is one of the shop's lists, as we ask for it.
type list struct {
	op     string
	path   string // and the key of the answer that holds it
	fields string
	filter url.Values
	read   func(*jsonscan.Scanner) row

	byNumber bool // it can't be asked for behind an id
}

// within is the list of what has one of its times in a window. Parts of a second belong to
// the window in which the second begins.
func (l list) within(field string, w platform.Window) list {
	l.filter = maps.Clone(l.filter)
	if l.filter == nil {
		l.filter = url.Values{}
	}
	if !w.From.IsZero() {
		l.filter.Set(field+"[$gte]", w.From.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
	if !w.To.IsZero() {
		l.filter.Set(field+"[$lt]", w.To.UTC().Add(time.Second-1).Truncate(time.Second).Format(time.RFC3339))
	}
	return l
}

// position is where the reading of a list stands: behind an id, and of what comes behind
// it so many records further, where the shop counted records that it didn't show.
type position struct {
	After string `json:"after"`
	Skip  int    `json:"skip,omitempty"`
	Size  int    `json:"size,omitempty"`  // records of a page; 0: largestPage
	Count int    `json:"count,omitempty"` // of a list by number: its records when they were last counted
}

func (p position) size() int { return cmp.Or(p.Size, largestPage) }

func (p position) cursor() platform.Cursor {
	text, _ := json.Marshal(p) // a struct of plain fields can't fail
	return platform.Cursor(text)
}

// start is where a cursor stands; one that can't be read means the list's beginning.
func (l list) start(from platform.Cursor) position {
	var p position
	if json.Unmarshal([]byte(from), &p) != nil || p.Skip < 0 || !isID(p.After) && !l.byNumber {
		return position{}
	}
	return p
}

// startRefunds is where a cursor of the list of refunds stands, which has no ids.
func startRefunds(from platform.Cursor) position {
	p := position{Size: lightPage}
	if json.Unmarshal([]byte(from), &p) != nil || p.Skip < 0 {
		return position{Size: lightPage}
	}
	return p
}

// shrink makes the pages smaller, for the rest of the load, where err says that the shop
// had not the time for one, and reports whether it did.
func (p *position) shrink(err error) bool {
	size, smaller := platform.Smaller(err, p.size(), leastPage)
	if smaller {
		p.Size = size
	}
	return smaller
}

// query asks for one page.
func (l list) query(at position, size int) url.Values {
	q := url.Values{"limit": {strconv.Itoa(size)}, "order": {"id"}, "fields": {l.fields}}
	maps.Copy(q, l.filter)
	if at.After != "" {
		q.Set("id[$gt]", at.After)
	}
	if at.Skip > 0 {
		q.Set("offset", strconv.Itoa(at.Skip))
	}
	return q
}

// answer is one page of a list.
type answer struct {
	given bool // the list is in the answer
	rows  []row
	count int // of all that the list has behind the position; -1: not said
}

func (s *Source) page(ctx context.Context, l list, at *position) (answer, error) {
	for {
		found, err := s.ask(ctx, l, request{
			op: l.op, path: l.path, query: l.query(*at, at.size()), divisible: at.size() > leastPage,
		})
		if !at.shrink(err) {
			return found, err
		}
	}
}

func (s *Source) ask(ctx context.Context, l list, r request) (answer, error) {
	var found answer
	err := s.send(ctx, r, func(scan *jsonscan.Scanner) {
		found = answer{count: -1}
		scan.Object(func(key string) {
			switch key {
			case l.path:
				found.given = !scan.IsNull()
				scan.Array(func() { found.rows = append(found.rows, l.read(scan)) })
			case "count":
				if n, err := strconv.Atoi(scan.Text()); err == nil {
					found.count = n
				}
			}
		})
		if !found.given {
			scan.Lacks("list of " + l.path)
		}
	})
	return found, err
}

// walk reads a list to its end, page by page, and hands each to emit with where the next
// one begins.
func (s *Source) walk(ctx context.Context, l list, at position, emit func([]row, position) error) error {
	for {
		found, err := s.page(ctx, l, &at)
		if err != nil {
			return err
		}
		next, stepped := position{After: at.After, Skip: at.Skip + at.size(), Size: at.Size}, false
		if l.byNumber {
			next, stepped = found.behind(at)
		}
		for _, r := range found.rows {
			switch {
			case r.id == "" || l.byNumber:
			case r.id == at.After:
				return &platform.Error{Op: l.op, Err: errors.New("the shop ignores the filter id[$gt]"), Hint: "update Medusa to 2.21 or later"}
			default:
				next.After, next.Skip = r.id, 0
			}
		}
		if len(found.rows) > 0 {
			if err := emit(found.rows, next); err != nil {
				return err
			}
		}
		if !stepped && found.isLast(at) {
			return nil
		}
		at = next
	}
}

// behind is where a list that is read by number goes on. Where records have left it, the
// unread ones have moved forward by as many places, and it steps back that far.
func (a answer) behind(at position) (next position, stepped bool) {
	next = position{Skip: at.Skip + at.size(), Size: at.Size, Count: a.count}
	if left := at.Count - a.count; left > 0 && at.Skip > 0 && a.count >= 0 {
		next.Skip = max(0, at.Skip-left)
		return next, true
	}
	return next, false
}

// isLast reports whether nothing comes behind a page.
func (a answer) isLast(at position) bool {
	if a.count >= 0 {
		return a.count <= at.Skip+at.size()
	}
	return len(a.rows) < at.size()
}

func (s *Source) pull(ctx context.Context, l list, from platform.Cursor, yield func(platform.Page) error) error {
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return s.walk(ctx, l, l.start(from), func(rows []row, next position) error { return emit(pageOf(rows, next)) })
	}, yield)
}

// count is how many records a list has.
func (s *Source) count(ctx context.Context, l list) (int64, error) {
	l.fields, l.read = "id", skip
	found, err := s.ask(ctx, l, request{op: l.op, path: l.path, query: l.query(position{}, 1)})
	if err == nil && found.count < 0 {
		err = fmt.Errorf("the shop sends no count: %w", platform.ErrNoCount)
	}
	return int64(found.count), err
}

func skip(scan *jsonscan.Scanner) row {
	scan.Raw()
	return row{}
}
