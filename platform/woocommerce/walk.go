package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const naiveUTC = "2006-01-02T15:04:05" // fractional seconds and zones are misread by some shops

// walk is one way through the orders: along the time of their last change, or
// along the time of their creation.
type walk struct {
	op            string
	orderby       string
	after, before string // names of the query parameters
	from, to      time.Time
	timesOf       func(*row) (utc, local time.Time)
	fields        string // only these of each order; empty: whole ones, with their refunds' dates
}

func byModified(w platform.Window) walk {
	return walk{
		op: "orders page", orderby: "modified", after: "modified_after", before: "modified_before", from: w.From, to: w.To,
		timesOf: func(r *row) (time.Time, time.Time) { return r.order.UpdatedAt, r.modifiedLocal },
	}
}

func byCreated(since, until time.Time) walk {
	return walk{
		op: "page of young orders", orderby: "date", after: "after", before: "before", from: since, to: until,
		timesOf: func(r *row) (time.Time, time.Time) { return r.order.PlacedAt, r.createdLocal },
	}
}

// position is where a walk stands: everything before At was read, and of what is
// at or after At the pages before Page.
type position struct {
	At time.Time `json:"at"`
	fold
	pager
}

func (p position) cursor() platform.Cursor {
	text, _ := json.Marshal(p) // a struct of plain fields can't fail
	return platform.Cursor(text)
}

// start is where a pull begins; a cursor that can't be read means from
// the beginning of the window.
func (k walk) start(from platform.Cursor) position {
	var p position
	if json.Unmarshal([]byte(from), &p) == nil && p.Page > 0 {
		return p
	}
	return position{At: k.from.Truncate(time.Second), fold: fold{High: noOffset}, pager: pager{Page: 1}}
}

// query lists what is at or after a time: the filters are strict and count whole
// seconds.
func (k walk) query(statuses []string, at time.Time) url.Values {
	q := url.Values{
		"orderby":       {k.orderby},
		"order":         {"asc"},
		"status":        {strings.Join(statuses, ",")},
		"dates_are_gmt": {"true"},
	}
	if !at.IsZero() {
		q.Set(k.after, at.UTC().Truncate(time.Second).Add(-time.Second).Format(naiveUTC))
	}
	if !k.to.IsZero() {
		q.Set(k.before, k.to.UTC().Add(time.Second-1).Truncate(time.Second).Format(naiveUTC))
	}
	return q
}

func (s *Source) pullOrders(ctx context.Context, k walk, from platform.Cursor, yield func(platform.Page) error) error {
	statuses, err := s.statuses(ctx)
	if err != nil {
		return err
	}
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return s.walkOrders(ctx, k, statuses, k.start(from), emit)
	}, yield)
}

func (s *Source) walkOrders(ctx context.Context, k walk, statuses []string, at position, emit func(platform.Page) error) error {
	seen := map[string]time.Time{} // what was yielded of the rows at or after at.At
	for {
		rows, list, err := s.ordersPage(ctx, k, statuses, &at)
		if err != nil {
			return err
		}
		if err := k.filtered(rows, at); err != nil {
			return err
		}
		fresh := k.unseen(rows, seen)
		if k.fields == "" {
			if err := s.fillRefunds(ctx, fresh); err != nil {
				return err
			}
		}
		next, done := k.next(at, rows, list)
		if page := pageOf(fresh, next); len(fresh) > 0 {
			if err := emit(page); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		if next.At.After(at.At) {
			forget(seen, next.At)
		}
		at = next
	}
}

func (s *Source) ordersPage(ctx context.Context, k walk, statuses []string, at *position) ([]*row, listing, error) {
	query := k.query(statuses, at.At)
	if k.fields != "" {
		query.Set("_fields", k.fields)
	}
	var rows []*row
	list, err := s.getPage(ctx, k.op, "orders", query, &at.pager, func(scan *jsonscan.Scanner) {
		rows = make([]*row, 0, at.size())
		scan.Array(func() { rows = append(rows, readOrder(scan)) })
	})
	return rows, list, err
}

// filtered checks that the shop honoured the lower bound; old versions ignore
// filters that they don't know.
func (k walk) filtered(rows []*row, at position) error {
	for _, r := range rows {
		utc, _ := k.timesOf(r)
		if !at.At.IsZero() && !utc.IsZero() && utc.Before(at.At.Truncate(time.Second)) {
			return &platform.Error{Op: k.op, Err: fmt.Errorf("the shop ignores %s", k.after), Hint: "update WooCommerce to 5.8 or later"}
		}
	}
	return nil
}

// unseen returns the rows that were not yielded before in their present state.
func (k walk) unseen(rows []*row, seen map[string]time.Time) []*row {
	fresh := rows[:0:0]
	for _, r := range rows {
		utc, _ := k.timesOf(r)
		if before, ok := seen[r.order.ID]; ok && r.order.ID != "" && before.Equal(utc) {
			continue
		}
		seen[r.order.ID] = utc
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

// next is where the walk goes on after a page: at a later time where the page
// reached one, else at the next page of the same time.
func (k walk) next(at position, rows []*row, list listing) (position, bool) {
	pages, done := at.after(len(rows), list)
	if pages.Page <= at.Page {
		at.pager = pages
		return at, done
	}
	reached, fold := k.watermark(at, rows)
	if reached.After(at.At) {
		return position{At: reached, fold: fold, pager: at.first()}, done
	}
	return position{At: at.At, fold: fold, pager: pages}, done
}

// watermark is the time before which nothing unread can stand. Where the list is
// sorted by local time, rows to come may have an earlier UTC time than the last
// one: by as much as the zone's offset fell.
func (k walk) watermark(at position, rows []*row) (time.Time, fold) {
	f := at.fold
	var last time.Time
	for _, r := range rows {
		utc, local := k.timesOf(r)
		if utc.IsZero() {
			continue
		}
		if local.IsZero() {
			local = utc.Add(f.offset())
		}
		f = f.pass(local, local.Sub(utc))
		last = local
	}
	if last.IsZero() {
		return at.At, f
	}
	return last.Add(-f.High), f
}

func pageOf(rows []*row, next position) platform.Page {
	page := platform.Page{Next: next.cursor()}
	for _, r := range rows {
		if r.reason != "" {
			page.Rejected = append(page.Rejected, r.rejected())
			continue
		}
		page.Orders = append(page.Orders, r.order)
	}
	return page
}

// statuses are the shop's own, plugins' included, and trash: a list of any
// status leaves trash out.
func (s *Source) statuses(ctx context.Context) ([]string, error) {
	var found []string
	_, err := s.get(ctx, "order statuses", "reports/orders/totals", nil, func(scan *jsonscan.Scanner) {
		found = found[:0]
		scan.Array(func() {
			scan.Object(func(key string) {
				if key == "slug" {
					found = append(found, scan.Text())
				}
			})
		})
	})
	if err != nil {
		return nil, err
	}
	listed := []string{"trash"}
	for _, status := range found {
		if status != "" && status != "trash" && !isDraft(status) {
			listed = append(listed, status)
		}
	}
	if len(listed) == 1 {
		return nil, &platform.Error{Op: "order statuses", Err: errors.New("the shop names no order status"), Hint: "the key's user must be allowed to see WooCommerce reports"}
	}
	return listed, nil
}

func isDraft(status string) bool {
	return status == "checkout-draft" || status == "auto-draft" || status == "draft"
}
