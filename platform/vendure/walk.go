package vendure

import "context"

// walk reads a list to its end, page by page, and hands each to emit with where the next
// one begins.
func (s *Source) walk(ctx context.Context, l list, at position, emit func([]row, position) error) error {
	for {
		found, err := s.page(ctx, l, &at)
		if err != nil {
			return err
		}
		next, done := l.next(at, found)
		if len(found.rows) > 0 {
			if err := emit(found.rows, next); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		at = next
	}
}

// next is where the list goes on behind a page. Where records have left the list, the
// unread ones have moved forward by as many places, and it steps back that far.
func (l list) next(at position, found answer) (next position, done bool) {
	next = position{Skip: at.Skip + l.size(at), Total: found.total, Size: at.Size}
	if left := at.Total - found.total; left > 0 && at.Skip > 0 {
		next.Skip = max(0, at.Skip-left)
		return next, false
	}
	return next, next.Skip >= found.total
}
