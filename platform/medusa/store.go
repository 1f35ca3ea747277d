package medusa

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Sights declares what Medusa tells about a whole shop.
func (s *Source) Sights() []platform.Sight {
	all := []platform.Sight{
		{
			Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.PaymentsSilent, platform.CustomerGoneSilent, platform.CartsUntold},
		},
		{
			Entity: platform.Refunds, Total: true, List: true,
			Unseen: []platform.Unseen{platform.RefundOfTaken},
		},
		{
			Entity: platform.Customers, Total: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.CustomersDeleted, platform.AddressSilent, platform.ConsentInMetadata},
		},
	}
	if s.shop.AlsoPulls(config.AlsoProducts) {
		all = append(all, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	return all
}

// Total counts the orders or customers that were created within the span, or the refunds
// before its end.
func (s *Source) Total(ctx context.Context, e platform.Entity, created platform.Window) (int64, error) {
	if e == platform.Refunds {
		return s.totalRefunds(ctx, created.To)
	}
	l, err := s.listOf(e)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", err, platform.ErrNoCount)
	}
	l.op = "count of all " + string(e)
	return s.count(ctx, l.within("created_at", created))
}

// listedFields are what a stored order is compared by: they spare the shop nothing but
// bytes, since all of each item comes whatever is asked for.
const listedFields = "id,status,payment_status,canceled_at,currency_code,email,customer_id,created_at,updated_at,total,item_total,shipping_total," +
	"customer.id,customer.has_account,payment_collections.captured_amount,payment_collections.payments.refunds.amount"

// List reads the whole list, with only what a stored record is compared by.
func (s *Source) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	if e == platform.Refunds {
		return s.listRefunds(ctx, from, yield)
	}
	l, err := s.listOf(e)
	if err != nil {
		return err
	}
	l.op, l.fields = "list of all "+string(e), "id,updated_at"
	if e == platform.Orders {
		l.fields = listedFields
	}
	return s.walk(ctx, l.within("created_at", created), l.start(from), func(rows []row, next position) error {
		page := platform.ListPage{Next: next.cursor()}
		for _, r := range rows {
			if r.id != "" {
				page.Records = append(page.Records, r.listed())
			}
		}
		return yield(page)
	})
}

// listed is what a stored record is compared by; of one that wasn't understood its id.
func (r row) listed() platform.Listed {
	switch {
	case r.reason != "":
		return platform.Listed{ID: r.id}
	case r.products != nil: // a price that changes moves no time
		return platform.Listed{ID: r.id}
	case r.customer != nil:
		return platform.Listed{ID: r.id, Modified: r.customer.UpdatedAt}
	}
	o := r.order
	return platform.Listed{
		ID: o.ID, Modified: o.UpdatedAt, Status: o.Status, CustomerID: o.CustomerID, Email: o.Email, Total: o.Total, Refunded: o.Refunded,
	}
}

// Read asks for records by their ids: a page of them at a time, then each that the list
// doesn't show alone, for only that tells a deleted one (404) from a hidden one, such as a
// draft.
func (s *Source) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	var fate platform.Fate
	l, err := s.listOf(e)
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
		if err := yield(pageOf(rows, position{})); err != nil {
			return fate, err
		}
	}
	return fate, nil
}

// readChunk asks for the records of some ids, in as many parts as the shop needs.
func (s *Source) readChunk(ctx context.Context, l list, ids []string) ([]row, error) {
	var rows []row
	l.op, l.filter = l.path+" by id", maps.Clone(l.filter)
	if l.filter == nil {
		l.filter = url.Values{}
	}
	for size := largestPage; len(ids) > 0; {
		n := min(size, len(ids))
		l.filter["id[]"] = ids[:n]
		found, err := s.ask(ctx, l, request{op: l.op, path: l.path, query: l.query(position{}, n), divisible: n > leastPage})
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
	r := request{op: "one of the " + l.path, path: l.path + "/" + url.PathEscape(id), query: url.Values{"fields": {l.fields}}}
	err = s.send(ctx, r, func(scan *jsonscan.Scanner) {
		one = row{}
		scan.Object(func(key string) {
			if key+"s" == l.path {
				one = l.read(scan)
			}
		})
	})
	if isDeleted(err) {
		return row{}, true, nil
	}
	if err == nil && one.id == "" {
		err = &platform.Error{Op: r.op, Err: fmt.Errorf("the answer holds none of the %s", l.path), Hint: "check that the url is that of a Medusa v2 server"}
	}
	return one, false, err
}
