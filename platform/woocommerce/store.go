package woocommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Sights declares what WooCommerce tells about a whole shop.
func (s *Source) Sights() []platform.Sight {
	all := []platform.Sight{
		{
			Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.OrdersGone, platform.PostsEdited, platform.PostsLines, platform.CartsUntold},
		},
		{
			Entity: platform.Refunds, Total: true, List: true,
			Unseen: []platform.Unseen{platform.RefundsDeleted},
		},
		{
			Entity: platform.Customers, Total: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.CustomersDeleted, platform.GuestsUnlisted},
		},
	}
	if s.shop.AlsoPulls(config.AlsoProducts) {
		all = append(all, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	return all
}

// Total asks for X-WP-Total without a window of changes. Customers, products
// and refunds can't be asked for by creation: the newest ones are read, and those that came
// after the span are not counted.
func (s *Source) Total(ctx context.Context, e platform.Entity, created platform.Window) (int64, error) {
	switch e {
	case platform.Orders:
		statuses, err := s.present(ctx)
		if err != nil {
			return 0, err
		}
		return s.total(ctx, "count of all orders", "orders", byCreated(created.From, created.To).query(statuses, created.From))
	case platform.Customers:
		return s.totalBefore(ctx, "customers", url.Values{"role": {"all"}}, created.To)
	case platform.Products:
		return s.totalBefore(ctx, "products", url.Values{}, created.To)
	case platform.Refunds:
		n, err := s.totalBefore(ctx, "refunds", url.Values{}, created.To)
		if isMissing(err) {
			return 0, fmt.Errorf("WooCommerce before 9.0 has no list of all refunds: %w", platform.ErrNoCount)
		}
		return n, err
	}
	return 0, fmt.Errorf("woocommerce has no %s: %w", e, platform.ErrNoCount)
}

// totalBefore counts what a list held at a moment that lies shortly before now: all
// that it holds less what was created since, which stands first by falling id.
func (s *Source) totalBefore(ctx context.Context, path string, query url.Values, before time.Time) (int64, error) {
	query = withPaging(query, "desc")
	query.Set("_fields", "id,date_created_gmt")
	var late int64
	for at := (pager{Page: 1}); ; at.Page++ {
		rows, newer := 0, int64(0)
		list, err := s.getPage(ctx, "count of all "+path, path, query, &at, func(scan *jsonscan.Scanner) {
			rows, newer = 0, 0
			scan.Array(func() {
				rows++
				if at := readCreated(scan); !before.IsZero() && !at.Before(before) {
					newer++
				}
			})
		})
		if err != nil {
			return 0, err
		}
		if list.total < 0 {
			return 0, fmt.Errorf("the shop sends no X-WP-Total header: %w", platform.ErrNoCount)
		}
		late += newer
		if newer < int64(rows) || rows < at.size() {
			return int64(list.total) - late, nil
		}
	}
}

func readCreated(scan *jsonscan.Scanner) (at time.Time) {
	scan.Object(func(key string) {
		if key == "date_created_gmt" {
			at, _ = readTime(scan.Text()) // an unreadable date is not a late one
		}
	})
	return at
}

// withPaging asks for the largest pages, by id: new records come last, or first.
func withPaging(query url.Values, order string) url.Values {
	query.Set("per_page", strconv.Itoa(perPage))
	query.Set("orderby", "id")
	query.Set("order", order)
	return query
}

// present are the statuses of orders that a person would say the shop has: without
// the trash.
func (s *Source) present(ctx context.Context) ([]string, error) {
	statuses, err := s.statuses(ctx)
	return slices.DeleteFunc(statuses, func(status string) bool { return status == "trash" }), err
}

// listedFields are what a list of ids costs hardly more with: the server builds the
// whole record anyway.
const listedFields = "id,status,currency,total,customer_id,billing,refunds,date_created,date_created_gmt,date_modified_gmt"

// List reads the whole list, with only what a stored record is compared by.
func (s *Source) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	switch e {
	case platform.Orders:
		return s.listOrders(ctx, created, from, yield)
	case platform.Customers:
		return s.listCustomers(ctx, from, yield)
	case platform.Products:
		return s.listPages(ctx, "products", url.Values{"_fields": {"id"}}, from, yield)
	case platform.Refunds:
		return s.listRefunds(ctx, from, yield)
	}
	return fmt.Errorf("woocommerce has no %s", e)
}

func (s *Source) listOrders(ctx context.Context, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	statuses, err := s.present(ctx)
	if err != nil {
		return err
	}
	k := byCreated(created.From, created.To)
	k.op, k.fields = "list of all orders", listedFields
	return s.walkOrders(ctx, k, statuses, k.start(from), func(page platform.Page) error {
		listed := platform.ListPage{Next: page.Next}
		for i := range page.Orders {
			o := &page.Orders[i]
			listed.Records = append(listed.Records, platform.Listed{
				ID: o.ID, Modified: o.UpdatedAt, Status: o.Status, CustomerID: o.CustomerID, Email: o.Email, Total: o.Total, Refunded: o.Refunded,
			})
		}
		for _, r := range page.Rejected {
			if r.ID != "" {
				listed.Records = append(listed.Records, platform.Listed{ID: r.ID})
			}
		}
		return yield(listed)
	})
}

func (s *Source) listCustomers(ctx context.Context, from platform.Cursor, yield func(platform.ListPage) error) error {
	query := url.Values{"role": {"all"}, "_fields": {"id"}}
	return s.listPages(ctx, "customers", query, from, yield)
}

// listRefunds reads all refunds from the one list of them; where a shop has none
// their orders' own lists are compared only.
func (s *Source) listRefunds(ctx context.Context, from platform.Cursor, yield func(platform.ListPage) error) error {
	query := url.Values{"_fields": {"id,parent_id,amount"}}
	err := s.listPages(ctx, "refunds", query, from, yield)
	if isMissing(err) {
		return fmt.Errorf("WooCommerce before 9.0 has no list of all refunds: %w", platform.ErrNoCount)
	}
	return err
}

// listPages reads the numbered pages of a list by rising id.
func (s *Source) listPages(ctx context.Context, path string, query url.Values, from platform.Cursor, yield func(platform.ListPage) error) error {
	at := pager{Page: 1}
	var saved pager
	if json.Unmarshal([]byte(from), &saved) == nil && saved.Page > 0 {
		at = saved
	}
	query = withPaging(query, "asc")
	for {
		var page platform.ListPage
		list, err := s.getPage(ctx, "list of all "+path, path, query, &at, func(scan *jsonscan.Scanner) {
			page = platform.ListPage{}
			scan.Array(func() { page.Records = append(page.Records, readListed(scan)) })
		})
		if err != nil {
			return err
		}
		next, done := at.after(len(page.Records), list)
		text, _ := json.Marshal(next) // a struct of plain fields can't fail
		page.Next = platform.Cursor(text)
		if len(page.Records) > 0 {
			if err := yield(page); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		at = next
	}
}

func readListed(scan *jsonscan.Scanner) platform.Listed {
	var l platform.Listed
	scan.Object(func(key string) {
		switch key {
		case "id":
			l.ID = scan.Text()
		case "parent_id":
			l.Order = scan.Text()
		case "amount":
			amount, _ := platform.Money(scan.Text()) // an unreadable amount differs, and is read again
			l.Refunded = abs(amount)
		}
	})
	return l
}

// Read asks for records by their ids: a list of a hundred at a time, then each that
// the list doesn't show alone, for only that tells a deleted one (404) from one whose
// status no plugin knows any more.
func (s *Source) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	var fate platform.Fate
	statuses, err := s.statuses(ctx)
	if err != nil {
		return fate, err
	}
	for chunk := range slices.Chunk(ids, perPage) {
		page, err := s.readIncluded(ctx, e, chunk, statuses)
		if err != nil {
			return fate, err
		}
		for _, id := range chunk {
			if holds(page, id) {
				continue
			}
			if err := s.readOne(ctx, e, id, &page, &fate); err != nil {
				return fate, err
			}
		}
		if err := yield(page); err != nil {
			return fate, err
		}
	}
	return fate, nil
}

func (s *Source) readIncluded(ctx context.Context, e platform.Entity, ids, statuses []string) (platform.Page, error) {
	query := withPaging(url.Values{}, "asc")
	if e == platform.Products {
		return s.productsByID(ctx, query, ids)
	}
	if e == platform.Customers {
		query.Set("role", "all")
		var page, part platform.Page
		err := s.getByID(ctx, "customers by id", "customers", query, ids, func(scan *jsonscan.Scanner) {
			part = platform.Page{}
			scan.Array(func() { addCustomer(&part, scan) })
		}, func() {
			page.Customers, page.Rejected = append(page.Customers, part.Customers...), append(page.Rejected, part.Rejected...)
		})
		return page, err
	}
	query.Set("status", strings.Join(statuses, ","))
	var rows, part []*row
	err := s.getByID(ctx, "orders by id", "orders", query, ids, func(scan *jsonscan.Scanner) {
		part = part[:0]
		scan.Array(func() { part = append(part, readOrder(scan)) })
	}, func() { rows = append(rows, part...) })
	if err != nil {
		return platform.Page{}, err
	}
	err = s.fillRefunds(ctx, rows)
	return pageOf(rows, position{}), err
}

func holds(page platform.Page, id string) bool {
	return slices.ContainsFunc(page.Orders, func(o regulars.Order) bool { return o.ID == id }) ||
		slices.ContainsFunc(page.Customers, func(c regulars.Customer) bool { return c.ID == id }) ||
		slices.ContainsFunc(page.Products, func(p regulars.Product) bool { return p.ID == id }) ||
		slices.ContainsFunc(page.Rejected, func(r regulars.Rejected) bool { return r.ID == id })
}

// readOne asks for a record that no list shows.
func (s *Source) readOne(ctx context.Context, e platform.Entity, id string, page *platform.Page, fate *platform.Fate) error {
	if e == platform.Products {
		return s.oneProduct(ctx, id, page, fate)
	}
	var found platform.Page
	var rows []*row
	_, err := s.get(ctx, "one of the "+string(e), string(e)+"/"+url.PathEscape(id), nil, func(scan *jsonscan.Scanner) {
		found, rows = platform.Page{}, nil
		if e == platform.Customers {
			addCustomer(&found, scan)
			return
		}
		rows = []*row{readOrder(scan)}
	})
	if isDeleted(err) {
		fate.Deleted = append(fate.Deleted, id)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.fillRefunds(ctx, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if !r.order.Deleted {
			fate.Hidden = append(fate.Hidden, id)
		}
	}
	orders := pageOf(rows, position{})
	page.Orders = append(page.Orders, orders.Orders...)
	page.Customers = append(page.Customers, found.Customers...)
	page.Rejected = append(append(page.Rejected, orders.Rejected...), found.Rejected...)
	return nil
}
