package woocommerce

import (
	"context"
	"maps"
	"net/url"
	"time"

	"regulars"
	"regulars/platform/internal/jsonscan"
)

// fillRefunds sets the dates of the orders' refunds, which an order does
// not carry: one request for a page of orders, and one more per order whose
// refunds the list does not know.
func (s *Source) fillRefunds(ctx context.Context, rows []*row) error {
	for _, r := range rows {
		if !r.showsRefunds && r.reason == "" {
			if err := s.askRefunds(ctx, r); err != nil {
				return err
			}
		}
	}
	var ids []string
	for _, r := range rows {
		for _, refund := range r.order.Refunds {
			ids = append(ids, refund.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	dates := map[string]time.Time{}
	if err := s.datesFromList(ctx, ids, dates); err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.dateRefunds(ctx, r, dates); err != nil {
			return err
		}
	}
	return nil
}

func (s *Source) datesFromList(ctx context.Context, ids []string, dates map[string]time.Time) error {
	var part map[string]time.Time
	err := s.getByID(ctx, "refunds", "refunds", url.Values{}, ids,
		func(scan *jsonscan.Scanner) { part = readRefundDates(scan) },
		func() { maps.Copy(dates, part) })
	if isMissing(err) {
		return nil // WooCommerce before 9.0 has no such list
	}
	return err
}

func (s *Source) dateRefunds(ctx context.Context, r *row, dates map[string]time.Time) error {
	if missing(r, dates) {
		err := s.refundPages(ctx, "refunds", r, url.Values{}, func(scan *jsonscan.Scanner) (int, func()) {
			part := readRefundDates(scan)
			return len(part), func() { maps.Copy(dates, part) }
		})
		if err != nil && !isMissing(err) {
			return err
		}
	}
	for i := range r.order.Refunds {
		refund := &r.order.Refunds[i]
		refund.At = dates[refund.ID]
		if refund.At.IsZero() {
			refund.At = r.order.UpdatedAt
		}
	}
	return nil
}

// askRefunds asks for the refunds of an order that doesn't show them: a plugin may strip
// them from orders.
func (s *Source) askRefunds(ctx context.Context, r *row) error {
	var refunds []regulars.Refund
	err := s.refundPages(ctx, "refunds of an order", r, url.Values{"_fields": {"id,amount"}}, func(scan *jsonscan.Scanner) (int, func()) {
		var part []regulars.Refund
		scan.Array(func() {
			one := readListed(scan)
			part = append(part, regulars.Refund{ID: one.ID, Amount: one.Refunded})
		})
		return len(part), func() { refunds = append(refunds, part...) }
	})
	if err != nil && !isMissing(err) {
		return err
	}
	r.order.Refunds = refunds
	for _, refund := range refunds {
		r.order.Refunded += refund.Amount
	}
	return nil
}

func missing(r *row, dates map[string]time.Time) bool {
	for _, refund := range r.order.Refunds {
		if dates[refund.ID].IsZero() {
			return true
		}
	}
	return false
}

// refundPages reads the pages of the refunds of an order. Parse returns how many an answer
// has, and what takes them.
func (s *Source) refundPages(ctx context.Context, op string, r *row, query url.Values, parse func(*jsonscan.Scanner) (int, func())) error {
	path := "orders/" + url.PathEscape(r.order.ID) + "/refunds"
	query.Set("orderby", "id")
	query.Set("order", "asc")
	for at := (pager{Page: 1}); ; {
		var rows int
		var take func()
		list, err := s.getPage(ctx, op, path, query, &at, func(scan *jsonscan.Scanner) { rows, take = parse(scan) })
		if err != nil {
			return err
		}
		take()
		next, done := at.after(rows, list)
		if done {
			return nil
		}
		at = next
	}
}

func readRefundDates(scan *jsonscan.Scanner) map[string]time.Time {
	dates := map[string]time.Time{}
	scan.Array(func() {
		var id string
		var at time.Time
		scan.Object(func(key string) {
			switch key {
			case "id":
				id = scan.Text()
			case "date_created_gmt":
				at, _ = readTime(scan.Text()) // an unreadable date counts as missing
			}
		})
		dates[id] = at
	})
	return dates
}
