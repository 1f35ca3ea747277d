package vendure

import (
	"context"
	"time"
)

// walk reads a list to its end, page by page, and hands what is new of each to emit with
// where the next one begins.
func (s *Source) walk(ctx context.Context, l list, at position, emit func([]row, position) error) error {
	seen := map[string]row{}
	for {
		found, err := s.page(ctx, l, &at)
		if err != nil {
			return err
		}
		next, done := l.next(at, found)
		if fresh := unseen(found.rows, seen); len(fresh) > 0 {
			if err := emit(fresh, next); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		forget(seen, next.At)
		at = next
	}
}

// next is where the list goes on behind a page: at the instant that the page reached,
// behind what it held of that. Where records have left the list, the unread ones have
// moved forward by as many places, and it steps back that far.
func (l list) next(at position, found answer) (next position, done bool) {
	size := l.size(at)
	if left := at.Total - found.total; left > 0 {
		return position{At: at.At, Skip: max(0, at.Skip-left), Total: found.total, Size: at.Size}, false
	}
	if at.Skip+size >= found.total {
		return position{At: at.At, Skip: at.Skip, Size: at.Size}, true
	}
	reached, read := reached(found.rows)
	if !reached.After(at.At) {
		return position{At: at.At, Skip: at.Skip + size, Total: found.total, Size: at.Size}, false
	}
	return position{At: reached, Skip: read, Total: found.total - at.Skip - size + read, Size: at.Size}, false
}

// reached is the last instant of a page, in milliseconds as the shop shows it, and how
// many of the records at its end are of it.
func reached(rows []row) (last time.Time, read int) {
	for _, r := range rows {
		if r.created.After(last) {
			last, read = r.created, 0
		}
		if r.created.Equal(last) {
			read++
		}
	}
	return last, read
}

// unseen returns the rows that were not handed on before in their present state.
func unseen(rows []row, seen map[string]row) []row {
	fresh := rows[:0:0]
	for _, r := range rows {
		if before, ok := seen[r.id]; ok && r.id != "" && string(before.raw) == string(r.raw) {
			continue
		}
		seen[r.id] = r
		fresh = append(fresh, r)
	}
	return fresh
}

func forget(seen map[string]row, before time.Time) {
	for id, r := range seen {
		if r.created.Before(before) {
			delete(seen, id)
		}
	}
}
