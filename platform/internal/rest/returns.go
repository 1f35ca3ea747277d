package rest

import (
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/platform"
)

// joinRefunds makes what adds the refunds that stand in a list of their own to orders: it
// reads them once, from the oldest order of the first page on, for nothing is returned
// before it is bought; a list that shows older orders later has them read again, from a month
// earlier.
func (s *Source) joinRefunds() Filler {
	var since time.Time
	var refunds map[string][]*Row
	return func(ctx context.Context, rows []*Row, size *int) error {
		first := oldest(rows)
		if first.IsZero() {
			return nil // none of them can be understood
		}
		if refunds == nil || first.Before(since) {
			if since = first; refunds != nil {
				since = first.AddDate(0, -1, 0)
			}
			read := map[string][]*Row{}
			err := s.each(ctx, s.Returns, Creations, platform.Window{From: since}, size, func(r *Row) {
				read[r.Refund.Order] = append(read[r.Refund.Order], r)
			})
			if err != nil {
				return err
			}
			refunds = read
		}
		for _, r := range rows {
			addRefunds(r, refunds[r.ID])
		}
		return nil
	}
}

// oldest is when the first of some orders was placed; one that doesn't say it is left out.
func oldest(rows []*Row) time.Time {
	var first time.Time
	for _, r := range rows {
		if first.IsZero() || !r.Created.IsZero() && r.Created.Before(first) {
			first = r.Created
		}
	}
	return first
}

// addRefunds gives an order the refunds of a list. What the order itself says to be given
// back beyond them is a refund of its own. An order of which a refund can't be read can't be
// understood.
func addRefunds(r *Row, found []*Row) {
	if r.Reason != "" || len(found) == 0 {
		return
	}
	o := r.Order
	whole := o.Refunds
	o.Refunds, o.Refunded = nil, 0
	add := func(f regulars.Refund, amount regulars.Money) {
		if f.Amount = amount; amount > 0 {
			o.Refunds, o.Refunded = append(o.Refunds, f), o.Refunded+amount
		}
	}
	for _, row := range found {
		f := row.Refund
		if row.Reason != "" {
			r.Reason = "one of its returns can't be read: " + row.Reason
			return
		}
		if !slices.ContainsFunc(o.Refunds, func(known regulars.Refund) bool { return known.ID == f.ID }) {
			add(f.Refund, f.Amount)
		}
	}
	slices.SortFunc(o.Refunds, func(a, b regulars.Refund) int { return a.At.Compare(b.At) })
	for _, f := range whole {
		add(f, f.Amount-o.Refunded)
	}
}

// rereadReturned yields the orders that were created before a moment, and whose returns
// changed since.
func (s *Source) rereadReturned(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	var ids []string
	size := s.Returns.Size
	err := s.each(ctx, s.Returns, Changes, platform.Window{From: since}, &size, func(r *Row) {
		if r.Refund.Order != "" {
			ids = append(ids, r.Refund.Order)
		}
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	slices.Sort(ids)
	_, err = s.Read(ctx, platform.Orders, slices.Compact(ids), func(page platform.Page) error {
		page.Orders = slices.DeleteFunc(page.Orders, func(o regulars.Order) bool { return !o.PlacedAt.Before(since) })
		if len(page.Orders)+len(page.Rejected) == 0 {
			return nil
		}
		return yield(page)
	})
	return err
}

// each calls take with each row of a list that changed, or was created, within the window.
// Size is how many rows a page has; it becomes smaller where the shop is too slow for it.
func (s *Source) each(ctx context.Context, l *List, along Along, w platform.Window, size *int, take func(*Row)) error {
	k := s.along(l, along, w)
	at := k.start("")
	if *size < l.Size {
		at.Size = *size
	}
	return k.pages(ctx, at, func(rows []*Row, next position) error {
		*size = min(*size, k.size(next))
		for _, r := range rows {
			take(r)
		}
		return nil
	})
}
