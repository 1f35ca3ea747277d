package rest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"regulars/platform"
)

// Source is a shop of a platform that is declared by its lists. A connector embeds it, and
// has methods of its own where the platform is odd.
type Source struct {
	Platform string // for errors
	Client   *Client
	Lists    []*List          // of orders and customers, in the order in which to pull
	Tells    []platform.Sight // about the whole shop
	Returns  *List            // of refunds, where they stand in a list of their own
	// Fill adds to orders what their list doesn't hold; nil: it holds all of them, but for
	// their refunds.
	Fill Filler
	// Facts asks the shop about itself, but for the number of its orders.
	Facts func(context.Context) (platform.Facts, error)
}

// Entities are those of the lists.
func (s *Source) Entities() []platform.Entity {
	var all []platform.Entity
	for _, l := range s.Lists {
		all = append(all, l.Entity)
	}
	return all
}

// Sights is what the connector declared.
func (s *Source) Sights() []platform.Sight { return s.Tells }

// list finds the list of an entity.
func (s *Source) list(e platform.Entity) (*List, error) {
	for _, l := range s.Lists {
		if l.Entity == e {
			return l, nil
		}
	}
	return nil, fmt.Errorf("%s has no %s: %w", s.Platform, e, platform.ErrNoCount)
}

// Along is the time along which a list is walked.
type Along int

// The times of records.
const (
	Changes Along = iota
	Creations
)

// along is a walk along one of a list's times. A list that can't be asked for along it is
// walked as a whole.
func (s *Source) along(l *List, along Along, w platform.Window) *walk {
	k := &walk{client: s.Client, list: l, bounds: l.Changed, timeOf: updated, from: w.From, to: w.To, now: time.Now}
	if along == Creations {
		k.bounds, k.timeOf = l.Created, created
	}
	if k.bounds.none() {
		k.from, k.to = time.Time{}, time.Time{}
	}
	if !k.from.IsZero() {
		k.from = floor(k.from)
	}
	k.fill = s.filler(l)
	return k
}

// filler makes the filler of one walk through a list; nil: its records are whole.
func (s *Source) filler(l *List) Filler {
	if l.Entity != platform.Orders || s.Fill == nil && s.Returns == nil {
		return nil
	}
	fill, join := s.Fill, s.joinRefunds()
	return func(ctx context.Context, rows []*Row, size *int) error {
		if fill != nil {
			if err := fill(ctx, rows, size); err != nil {
				return err
			}
		}
		if s.Returns == nil {
			return nil
		}
		return join(ctx, rows, size)
	}
}

// Pull yields what changed within the window, or all of a list that can't be asked for by
// the time of change.
func (s *Source) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	l, err := s.list(e)
	if err != nil {
		return err
	}
	k := s.along(l, Changes, w)
	return s.ahead(ctx, k, k.start(from), yield)
}

// ahead hands the pages of a walk to yield while the next is fetched.
func (s *Source) ahead(ctx context.Context, k *walk, at position, yield func(platform.Page) error) error {
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return k.pages(ctx, at, func(rows []*Row, next position) error {
			return emit(pageOf(k.list.Entity, rows, next.cursor()))
		})
	}, yield)
}

// Reread yields the orders created since then once more, and the older ones whose returns
// changed since then.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	l, err := s.list(platform.Orders)
	if err != nil {
		return err
	}
	k := s.along(l, Creations, platform.Window{From: since})
	if err := s.ahead(ctx, k, k.start(""), yield); err != nil || s.Returns == nil {
		return err
	}
	return s.rereadReturned(ctx, since, yield)
}

// Count returns the number of records that changed within the window, or of all where the
// list can't be asked for by it. It returns ErrNoCount where the platform counts nothing.
func (s *Source) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	l, err := s.list(e)
	if err != nil {
		return 0, err
	}
	if l.CountsAll && w != (platform.Window{}) {
		return 0, fmt.Errorf("%s doesn't count what changed of %s: %w", s.Platform, e, platform.ErrNoCount)
	}
	return s.count(ctx, l, l.Changed.query(w.From, w.To))
}

// count asks how many rows a list has.
func (s *Source) count(ctx context.Context, l *List, query url.Values) (int64, error) {
	if l.CountPath != "" {
		return s.countApart(ctx, l, query)
	}
	if l.Total == "" {
		return 0, fmt.Errorf("%s doesn't count %s: %w", s.Platform, l.Entity, platform.ErrNoCount)
	}
	asked := *l
	asked.Op, asked.Least = "count of "+string(l.Entity), 1
	switch l.Cut {
	case ByNumber:
		query.Set(l.CutKey, "1")
	case ByOffset:
		query.Set(l.CutKey, "0")
	}
	page, err := s.Client.page(ctx, &asked, query, 1)
	if err != nil {
		return 0, err
	}
	if page.total < 0 {
		return 0, fmt.Errorf("the shop doesn't say how many %s it has: %w", l.Entity, platform.ErrNoCount)
	}
	return int64(page.total), nil
}

func (s *Source) countApart(ctx context.Context, l *List, query url.Values) (int64, error) {
	count, given := int64(0), false
	_, err := s.Client.Ask(ctx, Request{Op: "count of " + string(l.Entity), Path: l.CountPath, Query: with(l.CountQuery, query)}, func(r *Reader) {
		count, given = 0, false
		r.Keys(func(key string) {
			if key == "count" {
				n, err := strconv.ParseInt(r.Word(), 10, 64)
				count, given = n, err == nil
			}
		})
	})
	if err == nil && !given {
		err = fmt.Errorf("the shop doesn't say how many %s it has: %w", l.Entity, platform.ErrNoCount)
	}
	return count, err
}

// Total counts the records that were created within the span. Where a list can't be asked
// for by creation, what was created after the span is taken from the number of all: it is
// among what changed since then.
func (s *Source) Total(ctx context.Context, e platform.Entity, span platform.Window) (int64, error) {
	l, err := s.list(e)
	if err != nil {
		return 0, err
	}
	if !l.Created.none() && !l.CountsAll {
		return s.count(ctx, l, l.Created.query(span.From, span.To))
	}
	all, err := s.count(ctx, l, url.Values{})
	if err != nil || l.Changed.none() || span.To.IsZero() {
		return all, err
	}
	k := s.along(l, Changes, platform.Window{From: span.To})
	k.fill = nil
	late := map[string]bool{}
	err = k.pages(ctx, k.start(""), func(rows []*Row, _ position) error {
		for _, r := range rows {
			if !r.Created.Before(span.To) {
				late[r.ID] = true
			}
		}
		return nil
	})
	return all - int64(len(late)), err
}

// List reads a whole list with what a stored record is compared by; what the platform shows
// as deleted is not in it.
func (s *Source) List(ctx context.Context, e platform.Entity, span platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	l, err := s.list(e)
	if err != nil {
		return err
	}
	whole := *l
	whole.Op = "list of all " + string(e)
	k := s.along(&whole, Creations, span)
	return k.pages(ctx, k.start(from), func(rows []*Row, next position) error {
		page := platform.ListPage{Next: next.cursor()}
		for _, r := range rows {
			if r.ID != "" && !r.gone() {
				page.Records = append(page.Records, r.listed())
			}
		}
		return yield(page)
	})
}

// Check asks the shop about itself, and how many orders it holds.
func (s *Source) Check(ctx context.Context) (platform.Facts, error) {
	facts, err := s.Facts(ctx)
	if err != nil {
		return facts, err
	}
	facts.Orders = -1
	for _, e := range s.Entities() {
		n, err := s.Count(ctx, e, platform.Window{})
		switch {
		case errors.Is(err, platform.ErrNoCount):
		case err != nil:
			return facts, err
		case e == platform.Orders:
			facts.Orders = n
		}
	}
	return facts, nil
}
