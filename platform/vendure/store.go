package vendure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// Sights declares what Vendure tells about a whole shop.
func (s *Source) Sights() []platform.Sight {
	all := []platform.Sight{
		{
			Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.OrdersSilent, platform.OlderSilent},
		},
		{
			Entity: platform.Refunds, Total: true, List: true,
			Unseen: []platform.Unseen{platform.RefundsSilent},
		},
		{
			Entity: platform.Customers, Total: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.CustomersDeleted, platform.ConsentInFields},
		},
	}
	if s.shop.AlsoPulls(config.AlsoProducts) {
		all = append(all, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	if s.shop.AlsoPulls(config.AlsoCheckouts) {
		all = append(all, platform.Sight{Entity: platform.Events, Unseen: []platform.Unseen{platform.CheckoutsKept}})
	}
	return all
}

// Total counts the orders that were placed, or the customers that were created, within the
// span, the refunds before its end, or all products.
func (s *Source) Total(ctx context.Context, e platform.Entity, created platform.Window) (int64, error) {
	if e == platform.Refunds {
		return s.totalRefunds(ctx, created.To)
	}
	l, err := s.listOf(ctx, e)
	if err != nil {
		return 0, err
	}
	l.op = "count of all " + string(e)
	return s.count(ctx, l.created(created))
}

// List reads the whole list, with only what a stored record is compared by.
func (s *Source) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	if e == platform.Refunds {
		return s.refunds(ctx, start(from), func(refunds []refundOf, next position) error {
			page := platform.ListPage{Next: next.cursor()}
			for _, r := range refunds {
				page.Records = append(page.Records, platform.Listed{ID: r.ID, Order: r.order, Refunded: r.Amount})
			}
			return yield(page)
		})
	}
	l, err := s.listOf(ctx, e)
	if err != nil {
		return err
	}
	l.op = "list of all " + string(e)
	switch e {
	case platform.Orders:
		l.document = orderIDsQuery
	case platform.Customers:
		l.document = customerIDsQuery
	case platform.Products:
		l.document, l.largest = productIDsQuery, lightPage
	}
	return s.walk(ctx, l.created(created), start(from), func(rows []row, next position) error {
		page := platform.ListPage{Next: next.cursor()}
		for _, r := range rows {
			if r.id != "" {
				page.Records = append(page.Records, r.listed())
			}
		}
		return yield(page)
	})
}

// refundOf is a refund and the id of its order.
type refundOf struct {
	regulars.Refund
	order string
}

// refunds reads the refunds of all orders that were placed.
func (s *Source) refunds(ctx context.Context, at position, emit func([]refundOf, position) error) error {
	l, err := s.listOf(ctx, platform.Orders)
	if err != nil {
		return err
	}
	digits, _, err := s.shaped(ctx)
	if err != nil {
		return err
	}
	l.op, l.document, l.largest = "list of all refunds", refundsQuery, lightPage
	l.read = func(scan *jsonscan.Scanner) row { return readRefunds(scan, digits) }
	return s.walk(ctx, l, at, func(rows []row, next position) error {
		var all []refundOf
		for _, r := range rows {
			for _, refund := range r.order.Refunds {
				all = append(all, refundOf{refund, r.order.ID})
			}
		}
		return emit(all, next)
	})
}

// readRefunds reads an order of which only the refunds were asked for.
func readRefunds(scan *jsonscan.Scanner, digits int) row {
	f := &orderReader{reader: record.Begin(scan), digits: digits, order: &regulars.Order{}}
	f.Object(f.read)
	return row{id: f.order.ID, created: f.created, order: f.order, raw: f.Raw()}
}

func (s *Source) totalRefunds(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := s.refunds(ctx, position{}, func(refunds []refundOf, _ position) error {
		for _, r := range refunds {
			if before.IsZero() || r.At.Before(before) {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Read asks for records by their ids: a page of them at a time, then each that the list
// doesn't show alone, for only that tells a deleted one (null) from a hidden one, such as a
// draft.
func (s *Source) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	var fate platform.Fate
	l, err := s.listOf(ctx, e)
	if err != nil {
		return fate, err
	}
	for chunk := range slices.Chunk(ids, largestPage) {
		rows, err := s.readChunk(ctx, l, chunk)
		if err != nil {
			return fate, err
		}
		for _, id := range chunk {
			if slices.ContainsFunc(rows, func(r row) bool { return r.id == id }) {
				continue
			}
			one, deleted, err := s.readOne(ctx, l, id)
			switch {
			case err != nil:
				return fate, err
			case deleted:
				fate.Deleted = append(fate.Deleted, id)
			default:
				fate.Hidden = append(fate.Hidden, id)
				rows = append(rows, one)
			}
		}
		if err := yield(pageOf(l, rows, position{})); err != nil {
			return fate, err
		}
	}
	return fate, nil
}

// readChunk asks for the records of some ids, in as many parts as the shop needs.
func (s *Source) readChunk(ctx context.Context, l list, ids []string) ([]row, error) {
	var rows []row
	for size := largestPage; len(ids) > 0; {
		n := min(size, len(ids))
		some := l.and(object{"id": object{"in": ids[:n]}})
		options := some.options(position{Size: n})
		found, err := s.ask(ctx, l, request{op: l.field + " by id", document: l.document, variables: object{"options": options}, divisible: n > leastPage})
		if smaller, ok := platform.Smaller(err, n, leastPage); ok {
			size = smaller
			continue
		}
		if err != nil {
			return nil, err
		}
		rows, ids = append(rows, found.rows...), ids[n:]
	}
	return rows, nil
}

// readOne asks for a record that no list shows.
func (s *Source) readOne(ctx context.Context, l list, id string) (one row, deleted bool, err error) {
	r := request{op: "one of the " + l.field, document: l.one, variables: object{"id": id}}
	given := false
	err = s.client.ask(ctx, r, func(scan *jsonscan.Scanner) {
		one, deleted, given = row{}, false, false
		scan.Object(func(key string) {
			if key+"s" != l.field {
				return
			}
			given, deleted = true, scan.IsNull()
			if !deleted {
				one = l.read(scan)
			}
		})
	})
	if err == nil && !given {
		err = &platform.Error{Op: r.op, Err: fmt.Errorf("the answer holds none of the %s", l.field), Hint: "check that the url is that of a Vendure server"}
	}
	return one, deleted, err
}
