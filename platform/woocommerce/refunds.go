package woocommerce

import (
	"context"
	"net/url"
	"strconv"
	"strings"
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
	for len(ids) > 0 {
		n := min(len(ids), perPage)
		query := url.Values{"include": {strings.Join(ids[:n], ",")}, "per_page": {strconv.Itoa(perPage)}}
		err := s.refundDates(ctx, "refunds", query, dates)
		if isMissing(err) {
			return nil // WooCommerce before 9.0 has no such list
		}
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (s *Source) dateRefunds(ctx context.Context, r *row, dates map[string]time.Time) error {
	if missing(r, dates) {
		query := url.Values{"per_page": {strconv.Itoa(perPage)}}
		err := s.refundDates(ctx, "orders/"+url.PathEscape(r.order.ID)+"/refunds", query, dates)
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
	query := url.Values{"per_page": {strconv.Itoa(perPage)}, "_fields": {"id,amount"}}
	var refunds []regulars.Refund
	_, err := s.get(ctx, "refunds of an order", "orders/"+url.PathEscape(r.order.ID)+"/refunds", query, func(scan *jsonscan.Scanner) {
		refunds = refunds[:0]
		scan.Array(func() {
			one := readListed(scan)
			refunds = append(refunds, regulars.Refund{ID: one.ID, Amount: one.Refunded})
		})
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

func (s *Source) refundDates(ctx context.Context, path string, query url.Values, dates map[string]time.Time) error {
	_, err := s.get(ctx, "refunds", path, query, func(scan *jsonscan.Scanner) {
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
	})
	return err
}
