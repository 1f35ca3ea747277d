package shopify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	largestPage = 100
	leastPage   = 10 // for a slow shop; a query that costs too much may become smaller
	linesOfPage = 20
	linesOfNext = 100
	// deepest is after how many records a walk starts again from the time it
	// reached: the API limits how deep one list may be paged.
	deepest = 20_000
)

// walk is one way through a kind of record, along one of its times.
type walk struct {
	entity   platform.Entity
	op       string
	document string
	field    string // of data: orders, customers, products, abandonedCheckouts
	sortKey  string
	time     string // the search field of the sort key
	window   platform.Window
	read     func(*jsonscan.Scanner) record
	nested   nested // what the records hold in pages of their own

	bulk func(search string) string // the document of a bulk operation; nil: pages only
}

// nested is a connection in each record, of which a page holds the first few.
type nested struct {
	field    string // of the record
	variable string // of the document: how many
}

// record is one node as it was read.
type record struct {
	order     *regulars.Order
	customer  *regulars.Customer
	products  []regulars.Product // one product, by its variants
	event     *regulars.Event
	id        string
	at        time.Time // the time that the walk goes along
	raw       []byte
	reason    string
	gid       string
	moreLines string // cursor of the lines, or variants, that are still to come
}

// rejected is a record that was not understood.
func (r *record) rejected(entity string) regulars.Rejected {
	one := regulars.Rejected{Entity: entity, ID: r.id, Reason: r.reason, Raw: r.raw}
	switch {
	case r.order != nil:
		one.CreatedAt, one.UpdatedAt = r.order.PlacedAt, r.order.UpdatedAt
	case r.customer != nil:
		one.CreatedAt, one.UpdatedAt = r.customer.RegisteredAt, r.customer.UpdatedAt
	}
	return one
}

func orderWalk(field string, w platform.Window) walk {
	k := walk{
		entity: platform.Orders, op: "orders page", document: ordersQuery, field: "orders", sortKey: "UPDATED_AT", time: field, window: w,
		nested: nested{"lineItems", "lines"},
	}
	k.read = func(scan *jsonscan.Scanner) record { return readOrder(scan, field == "created_at") }
	if field == "created_at" {
		k.op, k.sortKey = "page of young orders", "CREATED_AT"
		return k
	}
	k.bulk = bulkOrders
	return k
}

func customerWalk(w platform.Window) walk {
	return walk{
		entity: platform.Customers, op: "customers page", document: customersQuery, field: "customers", sortKey: "UPDATED_AT", time: "updated_at",
		window: w, read: readCustomer, bulk: bulkCustomers,
	}
}

// search is the window in Shopify's search syntax; its times count whole seconds.
func search(field string, w platform.Window) string {
	to := w.To.UTC().Add(time.Second - 1).Truncate(time.Second).Format(time.RFC3339)
	if w.To.IsZero() {
		to = time.Now().UTC().Add(24 * time.Hour).Format(time.RFC3339)
	}
	if w.From.IsZero() {
		return fmt.Sprintf("%s:<'%s'", field, to)
	}
	from := w.From.UTC().Truncate(time.Second).Format(time.RFC3339)
	return fmt.Sprintf("%s:>='%s' AND %s:<'%s'", field, from, field, to)
}

// position is where a walk stands: behind After in the list of what is at or
// after From.
type position struct {
	From  time.Time `json:"from"`
	After string    `json:"after,omitempty"`
	Depth int       `json:"depth"`
	Size  int       `json:"size,omitempty"` // records of a page; 0: largestPage

	Paged bool       `json:"paged,omitempty"` // to the end: no bulk operation did it
	Bulk  *operation `json:"bulk,omitempty"`  // under way, in place of pages

	seen map[string]time.Time // what pages held of the moment From, by id; lost with a restart
}

func (p position) size() int { return cmp.Or(p.Size, largestPage) }

// shrink makes the pages smaller, for the rest of the load, where err says that the
// shop has not the time for one or that it costs too much, and reports whether it did.
func (p *position) shrink(err error) bool {
	if errors.Is(err, errTooCostly) && p.size() > 1 {
		p.Size = p.size() / 2
		return true
	}
	size, smaller := platform.Smaller(err, p.size(), leastPage)
	if smaller {
		p.Size = size
	}
	return smaller
}

func (p position) cursor() platform.Cursor {
	text, _ := json.Marshal(p) // a struct of plain fields can't fail
	return platform.Cursor(text)
}

func (k walk) start(from platform.Cursor) position {
	var p position
	if json.Unmarshal([]byte(from), &p) == nil && from != "" {
		return p
	}
	return position{From: k.window.From}
}

func (s *Source) pull(ctx context.Context, k walk, from platform.Cursor, yield func(platform.Page) error) error {
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return s.read(ctx, k, k.start(from), emit)
	}, yield)
}

// read goes page by page, and leaves what a large window has left to a bulk operation.
func (s *Source) read(ctx context.Context, k walk, at position, emit func(platform.Page) error) error {
	if at.Bulk == nil {
		rest, err := s.walk(ctx, k, at, emit)
		if rest == nil || err != nil {
			return err
		}
		at = *rest
	}
	rest, err := s.bulk(ctx, k, at, emit)
	if rest == nil || err != nil {
		return err
	}
	_, err = s.walk(ctx, k, *rest, emit)
	return err
}

// walk goes page by page. It returns where a bulk operation shall go on, or nil at the
// list's end.
func (s *Source) walk(ctx context.Context, k walk, at position, emit func(platform.Page) error) (*position, error) {
	reached := at.From // the time up to which everything was read
	seen := map[string]time.Time{}
	for {
		if k.bulk != nil && !at.Paged && at.Depth >= s.bulkFrom {
			return &position{From: reached, Size: at.Size, Bulk: &operation{}, seen: seen}, nil
		}
		list, err := s.page(ctx, k, at)
		if at.shrink(err) {
			continue
		}
		if errors.Is(err, errCursor) && at.After != "" {
			at = position{From: reached, Size: at.Size, Paged: at.Paged}
			continue
		}
		if err != nil {
			return nil, err
		}
		fresh := unseen(list.records, seen)
		if err := s.fillLines(ctx, fresh); err != nil {
			return nil, err
		}
		for _, r := range list.records {
			if r.at.After(reached) {
				reached = r.at
			}
		}
		next, done := k.next(at, list, reached)
		if len(fresh) > 0 {
			if err := emit(pageOf(k, fresh, next)); err != nil {
				return nil, err
			}
		}
		if done {
			return nil, nil
		}
		forget(seen, reached)
		at = next
	}
}

// list is one page of a connection.
type list struct {
	records []record
	more    bool
	end     string
}

func (k walk) next(at position, l list, reached time.Time) (position, bool) {
	next := position{From: at.From, After: l.end, Depth: at.Depth + len(l.records), Size: at.Size, Paged: at.Paged}
	if next.Depth >= deepest && reached.After(at.From) {
		next = position{From: reached, Size: at.Size, Paged: at.Paged}
	}
	if !l.more || l.end == "" {
		return next, true
	}
	return next, false
}

func (s *Source) page(ctx context.Context, k walk, at position) (list, error) {
	window := k.window
	window.From = at.From
	variables := map[string]any{"first": at.size(), "after": nil, "sortKey": k.sortKey, "query": search(k.time, window)}
	if at.After != "" {
		variables["after"] = at.After
	}
	if k.nested.variable != "" {
		variables[k.nested.variable] = linesOfPage
	}
	var l list
	r := request{op: k.op, document: k.document, variables: variables, divisible: at.size() > leastPage}
	_, err := s.client.ask(ctx, r, func(scan *jsonscan.Scanner) {
		l = list{}
		given := false
		scan.Object(func(key string) {
			if key == k.field {
				given = !scan.IsNull()
				l = readList(scan, k.read)
			}
		})
		if !given {
			scan.Lacks("list of " + k.field)
		}
	})
	return l, err
}

func readList(scan *jsonscan.Scanner, read func(*jsonscan.Scanner) record) list {
	var l list
	scan.Object(func(key string) {
		switch key {
		case "pageInfo":
			l.more, l.end = readPageInfo(scan)
		case "nodes":
			scan.Array(func() { l.records = append(l.records, read(scan)) })
		}
	})
	return l
}

func readPageInfo(scan *jsonscan.Scanner) (more bool, end string) {
	scan.Object(func(key string) {
		switch key {
		case "hasNextPage":
			more = scan.Text() == "true"
		case "endCursor":
			end = scan.Text()
		}
	})
	return more, end
}

// fillLines asks for the lines and variants that had no place in the page.
func (s *Source) fillLines(ctx context.Context, records []record) error {
	for i := range records {
		r := &records[i]
		for r.moreLines != "" && r.reason == "" {
			more := s.moreLines
			if r.order == nil {
				more = s.moreVariants
			}
			if err := more(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Source) moreLines(ctx context.Context, r *record) error {
	variables := map[string]any{"id": r.gid, "first": linesOfNext, "after": r.moreLines}
	var f orderFields
	_, err := s.client.query(ctx, "lines of an order", orderLinesQuery, variables, func(scan *jsonscan.Scanner) {
		f = orderFields{scan: scan, order: &regulars.Order{}}
		scan.Object(func(key string) {
			if key == "order" {
				scan.Object(f.readLineItems)
			}
		})
	})
	if err != nil {
		return err
	}
	r.order.Lines = append(r.order.Lines, f.order.Lines...)
	r.moreLines, r.reason = f.moreLines, f.reason
	return nil
}

// unseen returns the records that were not yielded before in their present state.
func unseen(records []record, seen map[string]time.Time) []record {
	fresh := records[:0:0]
	for _, r := range records {
		if before, ok := seen[r.id]; ok && r.id != "" && before.Equal(r.at) {
			continue
		}
		seen[r.id] = r.at
		fresh = append(fresh, r)
	}
	return fresh
}

func forget(seen map[string]time.Time, before time.Time) {
	for id, at := range seen {
		if at.Before(before) {
			delete(seen, id)
		}
	}
}

func pageOf(k walk, records []record, next position) platform.Page {
	page := platform.Page{Next: next.cursor()}
	for _, r := range records {
		switch {
		case r.reason != "":
			page.Rejected = append(page.Rejected, r.rejected(string(k.entity)))
		case r.order != nil:
			page.Orders = append(page.Orders, *r.order)
		case r.event != nil:
			page.Events = append(page.Events, *r.event)
		case r.products != nil:
			page.Products = append(page.Products, r.products...)
		default:
			page.Customers = append(page.Customers, *r.customer)
		}
	}
	return page
}
