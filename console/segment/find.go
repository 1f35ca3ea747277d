package segment

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	"regulars/schema/view"
)

// Found is whom a plan selects, and whom of them a message could reach.
type Found struct {
	Lines   []ledger.BooksLine
	Members []view.SegmentMember // who spent most
	At      time.Time            // when that was stored; zero: it is of now
}

// Find asks what was stored of all members after the night. Where that can't answer, or where
// exactly is asked for, it asks the planner: the very SQL that a night plans with, which takes
// the longer the more members there are.
func Find(ctx context.Context, db *schema.DB, l *ledger.Ledger, p ledger.Plan, shown int, exactly bool) (Found, error) {
	var stored *reach.Stored
	if !exactly {
		var err error
		if stored, err = reach.Of(ctx, db, l, p); err != nil {
			return Found{}, err
		}
	}
	var f Found
	group, ctx := errgroup.WithContext(ctx)
	if stored == nil {
		group.Go(func() (err error) { f.Lines, err = l.Preview(ctx, p); return err })
		group.Go(func() error {
			return l.EachOfSegment(ctx, p, shown, func(m view.SegmentMember) error { f.Members = append(f.Members, m); return nil })
		})
		err := group.Wait()
		return f, err
	}
	f.At = stored.At
	group.Go(func() error {
		funnel, err := stored.Count(ctx)
		if err == nil {
			f.Lines = funnel.Lines
		}
		return err
	})
	group.Go(func() (err error) { f.Members, err = stored.List(ctx, shown); return err })
	err := group.Wait() // before f is read: within one return either may come first
	return f, err
}
