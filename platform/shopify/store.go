package shopify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Sights declares what Shopify tells about a whole shop.
func (s *Source) Sights() []platform.Sight {
	all := []platform.Sight{
		{
			Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.OrdersDeleted, platform.OldOrdersHidden},
		},
		{
			Entity: platform.Customers, Total: true, List: true, ByID: true,
			Unseen: []platform.Unseen{platform.CustomersDeleted},
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

// errHidden says that a shop shows a part of its orders only.
var errHidden = fmt.Errorf("without the scope read_all_orders a shop shows the orders of 60 days only: %w", platform.ErrNoCount)

// Total counts the orders that were placed, or the customers who were created, within
// the span, or all products, in whatever status, for they are stored and compared whenever
// they were made. It returns ErrNoCount where the app may not see all orders.
func (s *Source) Total(ctx context.Context, e platform.Entity, created platform.Window) (int64, error) {
	switch e {
	case platform.Orders:
		if err := s.seesAll(ctx); err != nil {
			return 0, err
		}
		return s.counted(ctx, e, ordersCountQuery, "ordersCount", search("processed_at", created))
	case platform.Customers:
		return s.counted(ctx, e, customersCountQuery, "customersCount", search("created_at", created))
	case platform.Products:
		return s.counted(ctx, e, productsCountQuery, "productsCount", "")
	}
	return 0, fmt.Errorf("shopify has no %s: %w", e, platform.ErrNoCount)
}

// seesAll returns ErrNoCount where the app may see a part of the orders only. It is
// asked every time: a scope may be taken away.
func (s *Source) seesAll(ctx context.Context) error {
	var scopes []string
	_, err := s.client.query(ctx, "scopes", scopesQuery, nil, func(scan *jsonscan.Scanner) {
		scopes = nil
		scan.Object(func(key string) {
			if key == "currentAppInstallation" {
				scopes = readScopes(scan)
			}
		})
	})
	if err == nil && !slices.Contains(scopes, "read_all_orders") {
		err = errHidden
	}
	return err
}

// List reads the ids of all orders by the time at which they were placed, or of all
// customers or products.
func (s *Source) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	var k walk
	switch e {
	case platform.Orders:
		if err := s.seesAll(ctx); err != nil {
			return err
		}
		k = walk{entity: platform.Orders, op: "list of all orders", document: orderIDsQuery, field: "orders", sortKey: "PROCESSED_AT", time: "processed_at", window: created, read: readListed}
	case platform.Customers:
		k = customerWalk(platform.Window{})
		k.op, k.document, k.read, k.bulk = "list of all customers", customerIDsQuery, readListed, nil
	case platform.Products:
		k = productWalk(platform.Window{}, s.shop.Currency)
		k.op, k.document, k.read, k.nested, k.bulk = "list of all products", productIDsQuery, readListed, nested{}, nil
	default:
		return fmt.Errorf("shopify has no %s", e)
	}
	_, err := s.walk(ctx, k, k.start(from), func(page platform.Page) error {
		listed := platform.ListPage{Next: page.Next}
		for i := range page.Orders {
			listed.Records = append(listed.Records, platform.Listed{ID: page.Orders[i].ID, Modified: page.Orders[i].UpdatedAt})
		}
		return yield(listed)
	})
	return err
}

// readListed reads an order, a customer or a product of which only the id and the times
// were asked for; all are kept as orders.
func readListed(scan *jsonscan.Scanner) record {
	o := &regulars.Order{}
	var processed time.Time
	mark := scan.Mark()
	scan.Object(func(key string) {
		switch key {
		case "id":
			o.ID = tail(scan.Text())
		case "processedAt":
			processed, _ = time.Parse(time.RFC3339, scan.Text())
		case "updatedAt":
			o.UpdatedAt, _ = time.Parse(time.RFC3339, scan.Text())
		}
	})
	r := record{order: o, id: o.ID, at: processed, raw: scan.Since(mark)}
	if r.at.IsZero() {
		r.at = o.UpdatedAt
	}
	if o.ID == "" {
		r.reason = "the record has no id"
	}
	return r
}

// Read asks for records one by one: null is a deleted one, unless the app may not see
// all orders.
func (s *Source) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	var fate platform.Fate
	k, kind := customerWalk(platform.Window{}), "Customer"
	document := customerByIDQuery
	deleted := true
	switch e {
	case platform.Orders:
		k, kind, document = orderWalk("updated_at", platform.Window{}), "Order", orderByIDQuery
		switch err := s.seesAll(ctx); err {
		case nil:
		case errHidden:
			deleted = false
		default:
			return fate, err
		}
	case platform.Products:
		k, kind, document = productWalk(platform.Window{}, s.shop.Currency), "Product", productByIDQuery
	}
	var found []record
	for _, id := range ids {
		one, there, err := s.readOne(ctx, k, document, "gid://shopify/"+kind+"/"+id)
		switch {
		case err != nil:
			return fate, err
		case there:
			found = append(found, one)
		case deleted:
			fate.Deleted = append(fate.Deleted, id)
		}
	}
	if err := s.fillLines(ctx, found); err != nil {
		return fate, err
	}
	return fate, yield(pageOf(k, found, position{}))
}

func (s *Source) readOne(ctx context.Context, k walk, document, gid string) (one record, there bool, err error) {
	variables := map[string]any{"id": gid}
	if k.nested.variable != "" {
		variables[k.nested.variable] = linesOfPage
	}
	_, err = s.client.query(ctx, "one of the "+k.field, document, variables, func(scan *jsonscan.Scanner) {
		there = false
		scan.Object(func(key string) {
			if key == strings.TrimSuffix(k.field, "s") && !scan.IsNull() {
				one, there = k.read(scan), true
			}
		})
	})
	return one, there, err
}
