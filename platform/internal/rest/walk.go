package rest

import (
	"context"
	"fmt"
	"time"

	"regulars/platform"
)

// walk is one way through a list, along one of its times.
type walk struct {
	client   *Client
	list     *List
	bounds   Bounds
	timeOf   func(*Row) time.Time
	from, to time.Time
	now      func() time.Time
	fill     Filler
}

// Filler adds to rows what their list doesn't hold, such as an order's refunds. Size is how
// many rows a page has at the moment; a filler that the shop is too slow for makes it smaller.
type Filler func(ctx context.Context, rows []*Row, size *int) error

func created(r *Row) time.Time { return r.Created }
func updated(r *Row) time.Time { return r.Updated }

// pages walks from a position to the end and calls emit with each page's rows, and with
// where a new walk goes on behind them.
func (k *walk) pages(ctx context.Context, p position, emit func(rows []*Row, next position) error) error {
	for {
		page, err := k.client.page(ctx, k.list, k.query(p), k.size(p))
		if size, smaller := platform.Smaller(err, k.size(p), k.list.Least); smaller {
			p = k.resized(p, size)
			continue
		}
		if err != nil {
			return err
		}
		rows, err := k.within(page.rows, p)
		if err != nil {
			return err
		}
		next, done := k.next(p, page)
		if next.Page > 0 && p.Page == 0 {
			if done, err = k.showsAll(ctx, next); err != nil {
				return err
			}
		}
		if done {
			next, done = k.nextSlice(p)
		}
		if k.fill != nil && len(rows) > 0 {
			size := k.size(p)
			if err := k.fill(ctx, rows, &size); err != nil {
				return err
			}
			next = k.resized(next, size)
		}
		if len(rows) > 0 {
			if err := emit(rows, next); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		p = next
	}
}

// within leaves out what belongs to the next slice, since bounds of filters are included,
// and the row whose key was given. A row from before the slice shows that the shop didn't
// take the filter.
func (k *walk) within(rows []*Row, p position) ([]*Row, error) {
	kept := rows[:0:0]
	for _, r := range rows {
		at := k.timeOf(r)
		switch {
		case p.Key != "" && r.ID == p.Key && k.list.Cut != ByLink:
			continue
		case k.bounds.none() || at.IsZero():
		case !p.Since.IsZero() && at.Before(floor(p.Since)):
			return nil, &platform.Error{
				Op: k.list.Op, Err: fmt.Errorf("the shop shows records from before the time that %s names", k.bounds.After),
				Hint: "see that the shop's timezone in the config is the one that the shop is set to",
			}
		case !p.Until.IsZero() && !at.Before(ceiling(p.Until)):
			continue
		}
		kept = append(kept, r)
	}
	return kept, nil
}

// showsAll reports whether a list that was read by its keys counts no more rows, by now,
// than it has shown: rows may have left it meanwhile.
func (k *walk) showsAll(ctx context.Context, p position) (bool, error) {
	p.Key, p.Page = "", 1
	page, err := k.client.page(ctx, k.list, k.query(p), 1)
	return page.total <= p.Seen, err
}
