package vendure

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	largestPage = 100
	lightPage   = 500 // where next to nothing is asked of a record
	leastPage   = 10
)

// list is one of the shop's lists, as we ask for it.
type list struct {
	entity   platform.Entity
	op       string
	document string
	count    string        // the document that only counts
	one      string        // the document that asks for one by its id
	field    string        // of data
	filters  []any         // of which each holds
	placed   bool          // the records have orderPlacedAt
	whole    bool          // no time shows all changes: it is always read as a whole
	quiet    time.Duration // the records must not have changed for so long
	read     func(*jsonscan.Scanner) row
	largest  int
}

func (s *Source) listOf(ctx context.Context, e platform.Entity) (list, error) {
	digits, custom, err := s.shaped(ctx)
	if err != nil {
		return list{}, err
	}
	switch e {
	case platform.Orders:
		return list{
			entity: e, op: "orders page", document: ordersQuery, count: ordersCountQuery, one: orderQuery, field: "orders", placed: true, largest: largestPage,
			filters: []any{placedOnly, noSellers}, read: func(scan *jsonscan.Scanner) row { return readOrder(scan, digits) },
		}, nil
	case platform.Customers:
		return list{
			entity: e, op: "customers page", document: fmt.Sprintf(customersQuery, custom), count: customersCountQuery, one: fmt.Sprintf(customerQuery, custom),
			field: "customers", largest: largestPage, read: readCustomer,
		}, nil
	case platform.Products:
		return list{
			entity: e, op: "products page", document: productsQuery, count: productsCountQuery, one: productQuery, field: "products", largest: largestPage, whole: true,
			read: func(scan *jsonscan.Scanner) row { return readProduct(scan, digits) },
		}, nil
	case platform.Events:
		return list{
			entity: e, op: "carts page", document: cartsQuery, count: ordersCountQuery, field: "orders", largest: largestPage, quiet: quiet,
			filters: []any{openOnly, noSellers}, read: func(scan *jsonscan.Scanner) row { return readCart(scan, digits) },
		}, nil
	}
	return list{}, fmt.Errorf("vendure has no %s: %w", e, platform.ErrNoCount)
}

type object = map[string]any

var (
	placedOnly = object{"orderPlacedAt": object{"isNull": false}}
	noSellers  = object{"type": object{"notEq": "Seller"}}
	openOnly   = object{"active": object{"eq": true}}
)

// quiet is for how long nobody has touched a cart that was left: one that is being filled
// is of the next window.
const quiet = time.Hour

const stamp = "2006-01-02T15:04:05.000Z"

// span is a filter of a half-open window; nil: of all times. Parts of a second belong to
// the window in which the second begins. The shop's after and before are strict, and stand
// in filters of their own: two in one would be joined by or, below _or.
func span(field string, w platform.Window) any {
	var bounds []any
	if !w.From.IsZero() {
		bounds = append(bounds, object{field: object{"after": w.From.UTC().Truncate(time.Second).Add(-time.Millisecond).Format(stamp)}})
	}
	if !w.To.IsZero() {
		bounds = append(bounds, object{field: object{"before": w.To.UTC().Add(time.Second - 1).Truncate(time.Second).Format(stamp)}})
	}
	if len(bounds) == 0 {
		return nil
	}
	return object{"_and": bounds}
}

// and is the list of what a filter holds for, too; nil leaves it as it is.
func (l list) and(filter any) list {
	if filter != nil {
		l.filters = append(l.filters[:len(l.filters):len(l.filters)], filter)
	}
	return l
}

// changed is the list of what changed within a window: of orders also what was placed in
// it, for placing an order doesn't move updatedAt.
func (l list) changed(w platform.Window) list {
	if l.whole {
		return l
	}
	if l.quiet > 0 {
		w = l.earlier(w)
	}
	filter := span("updatedAt", w)
	if filter != nil && l.placed {
		filter = object{"_or": []any{filter, span("orderPlacedAt", w)}}
	}
	return l.and(filter)
}

// earlier is the window of what has been quiet since its end.
func (l list) earlier(w platform.Window) platform.Window {
	if w.To.IsZero() {
		w.To = time.Now()
	}
	w.To = w.To.Add(-l.quiet)
	if !w.From.IsZero() {
		w.From = w.From.Add(-l.quiet)
	}
	return w
}

// created is the list of what was created within a window; of products all, for they are
// stored and compared whenever they were made.
func (l list) created(w platform.Window) list {
	switch {
	case l.whole:
		return l
	case l.placed:
		return l.and(span("orderPlacedAt", w))
	}
	return l.and(span("createdAt", w))
}

// position is where the reading of a list stands: behind so many records.
type position struct {
	Skip  int `json:"skip"`
	Total int `json:"total,omitempty"` // records of the list when they were last counted; 0: they were not
	Size  int `json:"size,omitempty"`  // records of a page; 0: the list's largest
}

func (p position) cursor() platform.Cursor {
	text, _ := json.Marshal(p) // a struct of plain fields can't fail
	return platform.Cursor(text)
}

// start is where a cursor stands; one that can't be read means the list's beginning.
func start(from platform.Cursor) position {
	var p position
	if json.Unmarshal([]byte(from), &p) != nil || p.Skip < 0 {
		return position{}
	}
	return p
}

func (l list) size(at position) int { return cmp.Or(at.Size, l.largest) }

// options ask for one page, by id: where two fields are given, the shop sorts by id first,
// in whatever order they stand.
func (l list) options(at position) object {
	options := object{"take": l.size(at), "skip": at.Skip, "sort": object{"id": "ASC"}}
	if len(l.filters) > 0 {
		options["filter"] = object{"_and": l.filters}
	}
	return options
}

// answer is one page of a list.
type answer struct {
	rows  []row
	total int // of all that the list has
}

// page asks for the page at a position. Where the shop has not the time for one so large,
// the pages become smaller, for the rest of the load.
func (s *Source) page(ctx context.Context, l list, at *position) (answer, error) {
	for {
		size := l.size(*at)
		r := request{op: l.op, document: l.document, variables: object{"options": l.options(*at)}, divisible: size > leastPage}
		found, err := s.ask(ctx, l, r)
		smaller, ok := platform.Smaller(err, size, leastPage)
		if !ok {
			return found, err
		}
		at.Size = smaller
	}
}

func (s *Source) ask(ctx context.Context, l list, r request) (answer, error) {
	var found answer
	given := false
	err := s.client.ask(ctx, r, func(scan *jsonscan.Scanner) {
		found, given = answer{}, false
		scan.Object(func(key string) {
			if key != l.field {
				return
			}
			given = !scan.IsNull()
			scan.Object(func(key string) {
				switch key {
				case "totalItems":
					_, _ = fmt.Sscan(scan.Text(), &found.total) // an unreadable one ends the list
				case "items":
					scan.Array(func() { found.rows = append(found.rows, l.read(scan)) })
				}
			})
		})
		if !given {
			scan.Lacks("list of " + l.field)
		}
	})
	return found, err
}

// count is how many records a list has.
func (s *Source) count(ctx context.Context, l list) (int64, error) {
	options := l.options(position{})
	options["take"] = 1
	found, err := s.ask(ctx, l, request{op: l.op, document: l.count, variables: object{"options": options}})
	return int64(found.total), err
}

func (s *Source) pull(ctx context.Context, l list, from platform.Cursor, yield func(platform.Page) error) error {
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return s.walk(ctx, l, start(from), func(rows []row, next position) error { return emit(pageOf(l, rows, next)) })
	}, yield)
}
