package platform

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Ahead runs produce, which asks the shop, concurrently with yield, which stores:
// while one page is stored the next is fetched. No more than that one page waits.
// It returns the first error of either.
func Ahead(ctx context.Context, produce func(ctx context.Context, emit func(Page) error) error, yield func(Page) error) error {
	group, ctx := errgroup.WithContext(ctx)
	pages := make(chan Page)
	group.Go(func() error {
		defer close(pages)
		return produce(ctx, func(p Page) error {
			select {
			case pages <- p:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	group.Go(func() error {
		for p := range pages {
			if err := yield(p); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}
