package pull

import (
	"context"
	"time"

	"regulars/platform"
)

// together are blocks that the store has taken since it last stored all.
type together struct {
	since                 time.Time // the first one came
	bytes                 int
	cursor                platform.Cursor // behind the last one
	pages, rows, rejected int64
}

func (t *together) add(b Block, now time.Time) {
	if t.pages == 0 {
		t.since = now
	}
	t.bytes += b.bytes
	t.cursor = b.Cursor
	t.pages += b.Pages
	t.rows += int64(b.rows() - len(b.Rejected))
	t.rejected += int64(len(b.Rejected))
}

// full reports whether they are to be stored, rather than to wait for the next block.
func (t *together) full(now time.Time) bool {
	return t.bytes+BlockBytes > TogetherBytes || now.Sub(t.since) >= togetherAge
}

// due is when they are to be stored though no other block comes: never while there are none.
func (t *together) due() <-chan time.Time {
	if t.pages == 0 {
		return nil
	}
	return time.After(time.Until(t.since.Add(togetherAge)))
}

// storeAll hands the blocks to the store as they come, until they end.
func (l *loader) storeAll(ctx context.Context) {
	defer close(l.ended)
	var kept together
	for l.err == nil {
		select {
		case b, more := <-l.blocks:
			if !more {
				l.err = l.storeKept(ctx, &kept)
				return
			}
			l.err = l.take(ctx, &kept, b)
		case <-kept.due():
			l.err = l.storeKept(ctx, &kept)
		}
	}
}

// take hands a block to the store: to be stored at once with all before it, or to wait.
func (l *loader) take(ctx context.Context, kept *together, b Block) error {
	now := time.Now()
	kept.add(b, now)
	if kept.full(now) || b.place {
		if err := l.store.StoreBlock(ctx, b); err != nil {
			return err
		}
		l.track(kept, true)
		return nil
	}
	stored, err := l.store.AddBlock(ctx, b)
	if err != nil {
		return err
	}
	if stored {
		l.track(kept, true)
	}
	return nil
}

// storeKept stores what waits for another block. The shop may be waited for meanwhile.
func (l *loader) storeKept(ctx context.Context, kept *together) error {
	if kept.pages == 0 {
		return nil
	}
	if err := l.store.StoreBlock(ctx, Block{ReadAt: kept.since}); err != nil {
		return err
	}
	l.track(kept, false)
	return nil
}

// track moves the progress behind what is stored now. A block that has just come means
// that nothing is waited for.
func (l *loader) track(stored *together, came bool) {
	l.tracker.Update(func(p *Progress) {
		p.Cursor = stored.cursor
		p.Pages += stored.pages
		p.Rows += stored.rows
		p.Rejected += stored.rejected
		if came {
			p.Waits = ""
		}
	})
	*stored = together{}
}
