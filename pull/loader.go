package pull

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/platform"
)

// Store keeps blocks, whole or with an error. The same block, or one that overlaps it,
// may come again.
type Store interface {
	// AddBlock takes a block and reports whether it and all before it are stored. The
	// others are stored by StoreBlock, and none of them after an error.
	AddBlock(ctx context.Context, b Block) (stored bool, err error)
	// StoreBlock stores a block, which may be empty, and all that AddBlock took before.
	StoreBlock(ctx context.Context, b Block) error
}

// Read hands the pages of a shop to yield, in order, until the list's end or an
// error of either side: platform.Source's Pull or Reread with their arguments.
type Read func(yield func(platform.Page) error) error

// Run stores everything that read yields. It returns the errors of the shop and of
// the store; what is stored by then is tracked.
func Run(ctx context.Context, read Read, store Store, tracker Tracker) error {
	l := &loader{
		store: store, tracker: tracker, askedAt: time.Now(),
		blocks: make(chan Block), ended: make(chan struct{}),
	}
	go l.storeAll(ctx)
	err := read(l.add)
	storeErr := l.finish()
	if errors.Is(err, errStoreFailed) {
		return storeErr
	}
	return errors.Join(err, storeErr)
}

// loader fills one block while another is being stored.
type loader struct {
	store   Store
	tracker Tracker
	askedAt time.Time // not later than the page under way was asked for
	block   Block
	blocks  chan Block
	ended   chan struct{} // closed when the storing has ended
	err     error         // why; read after ended
}

// add takes a page; it blocks while the block before is still being stored.
func (l *loader) add(page platform.Page) error {
	if l.block.Pages == 0 {
		l.block.ReadAt = l.askedAt
	}
	l.askedAt = time.Now()
	l.block.add(page)
	if !l.block.full(l.askedAt) {
		return nil
	}
	return l.flush()
}

// errStoreFailed ends the reading; finish returns why.
var errStoreFailed = errors.New("the rows can't be stored")

func (l *loader) flush() error {
	if l.block.Pages == 0 {
		return nil
	}
	select {
	case l.blocks <- l.block:
		l.block = Block{Orders: make([]regulars.Order, 0, len(l.block.Orders))} // of about as many
		return nil
	case <-l.ended:
		return errStoreFailed
	}
}

// finish stores the last block and waits for it.
func (l *loader) finish() error {
	_ = l.flush() // its only error is that the store failed, which l.err says
	close(l.blocks)
	<-l.ended
	return l.err
}
