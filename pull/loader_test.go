package pull_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars"
	"regulars/platform"
	"regulars/pull"
)

// shelf is a store that remembers everything and may fail at one block. It keeps some
// blocks before it stores them.
type shelf struct {
	blocks []pull.Block
	failAt int // from 1; 0: never
	keeps  int
	kept   []pull.Block
	after  func()
}

var errShelf = errors.New("the shelf is full")

func (s *shelf) StoreBlock(_ context.Context, b pull.Block) error {
	if s.fails() {
		return errShelf
	}
	s.blocks = append(s.blocks, s.kept...)
	s.kept = nil
	if b.Pages > 0 {
		s.blocks = append(s.blocks, b)
	}
	if s.after != nil {
		s.after()
	}
	return nil
}

func (s *shelf) AddBlock(ctx context.Context, b pull.Block) (bool, error) {
	if len(s.kept) == s.keeps {
		return true, s.StoreBlock(ctx, b)
	}
	if s.fails() {
		return false, errShelf
	}
	s.kept = append(s.kept, b)
	return false, nil
}

func (s *shelf) fails() bool { return s.failAt > 0 && len(s.blocks)+len(s.kept)+1 >= s.failAt }

func (s *shelf) ids() (orders, customers, rejected []string) {
	for _, b := range s.blocks {
		for _, o := range b.Orders {
			orders = append(orders, o.ID)
		}
		for _, c := range b.Customers {
			customers = append(customers, c.ID)
		}
		for _, r := range b.Rejected {
			rejected = append(rejected, r.ID)
		}
	}
	return orders, customers, rejected
}

// board is a tracker that remembers the progress.
type board struct {
	mu       sync.Mutex
	progress pull.Progress
}

func (b *board) Update(change func(*pull.Progress)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.progress)
}

func (b *board) now() pull.Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.progress
}

var zeros = make([]byte, pull.BlockBytes)

// page n holds two orders, a customer and a record that can't be read.
func page(n, rawBytes int) platform.Page {
	raw := zeros[:rawBytes]
	return platform.Page{
		Orders: []regulars.Order{
			{ID: fmt.Sprintf("o%d", 2*n), Raw: raw}, {ID: fmt.Sprintf("o%d", 2*n+1), Raw: raw},
		},
		Customers: []regulars.Customer{{ID: fmt.Sprintf("c%d", n), Raw: raw}},
		Rejected:  []regulars.Rejected{{ID: fmt.Sprintf("r%d", n), Raw: raw}},
		Next:      platform.Cursor(fmt.Sprint(n + 1)),
	}
}

var errShop = errors.New("the shop is down")

// read yields the pages from..to and then ends with an error, or none.
func read(from, to, rawBytes int, end error) pull.Read {
	return func(yield func(platform.Page) error) error {
		for n := from; n < to; n++ {
			if err := yield(page(n, rawBytes)); err != nil {
				return err
			}
		}
		return end
	}
}

// Whatever breaks off where, everything behind the tracked cursor is stored, in
// order, and the next attempt stores the rest.
func TestEveryRecordIsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(0, 30).Draw(t, "pages")
		breakAt := rapid.IntRange(0, pages).Draw(t, "break at")
		rawBytes := rapid.SampledFrom([]int{1, pull.BlockBytes / 20, pull.BlockBytes}).Draw(t, "bytes")
		failAt := rapid.IntRange(0, 3).Draw(t, "block that can't be stored")
		keeps := rapid.IntRange(0, 3).Draw(t, "blocks that the store keeps")

		var b board
		first := &shelf{failAt: failAt, keeps: keeps}
		err := pull.Run(context.Background(), read(0, breakAt, rawBytes, errShop), first, &b)
		require.Error(t, err)
		done := b.now()
		require.EqualValues(t, done.Pages*2, len(ordersOf(first)))
		require.Equal(t, done.Rows, 3*done.Pages)
		require.Equal(t, done.Rejected, done.Pages)

		resumed := 0
		if done.Cursor != "" {
			_, err := fmt.Sscan(string(done.Cursor), &resumed)
			require.NoError(t, err)
		}
		require.EqualValues(t, resumed, done.Pages, "the cursor is not where the storing ended")
		second := &shelf{blocks: first.blocks, keeps: keeps}
		require.NoError(t, pull.Run(context.Background(), read(resumed, pages, rawBytes, nil), second, &b))
		orders, customers, rejected := second.ids()
		require.Len(t, orders, 2*pages)
		require.Len(t, customers, pages)
		require.Len(t, rejected, pages)
		for n := range pages {
			require.Equal(t, fmt.Sprintf("o%d", 2*n), orders[2*n])
			require.Equal(t, fmt.Sprintf("c%d", n), customers[n])
			require.Equal(t, fmt.Sprintf("r%d", n), rejected[n])
		}
		if pages > 0 {
			require.Equal(t, platform.Cursor(fmt.Sprint(pages)), b.now().Cursor)
		}
	})
}

func ordersOf(s *shelf) []string {
	orders, _, _ := s.ids()
	return orders
}

// The cursor is made known only after its rows are stored.
func TestCursorFollowsTheStore(t *testing.T) {
	var b board
	stored := 0
	s := &shelf{}
	s.after = func() {
		require.EqualValues(t, stored, b.now().Pages, "the cursor went ahead of the store")
		stored += int(s.blocks[len(s.blocks)-1].Pages)
	}
	require.NoError(t, pull.Run(t.Context(), read(0, 5, pull.BlockBytes, nil), s, &b))
	require.Equal(t, 5, stored)
	require.Len(t, s.blocks, 5, "a block went beyond its bytes, and beyond what is spare")
}

// A store that fails ends the reading, and says why.
func TestStoreFails(t *testing.T) {
	asked := 0
	endless := func(yield func(platform.Page) error) error {
		for {
			asked++
			if err := yield(page(asked, pull.BlockBytes)); err != nil {
				return err
			}
		}
	}
	err := pull.Run(t.Context(), endless, &shelf{failAt: 2}, &board{})
	require.ErrorIs(t, err, errShelf)
	require.LessOrEqual(t, asked, 2+2*pull.BlocksInFlight)
}

// What was read before the shop failed is stored all the same.
func TestShopFails(t *testing.T) {
	var b board
	s := &shelf{}
	b.Update(func(p *pull.Progress) { p.Waits = "for the shop's pace" })
	require.ErrorIs(t, pull.Run(t.Context(), read(0, 3, 1, errShop), s, &b), errShop)
	require.Len(t, ordersOf(s), 6)
	require.EqualValues(t, 3, b.now().Pages)
	require.Empty(t, b.now().Waits, "what is stored no longer waits")
}

// A row's version is not later than its page was asked for: what changed in the
// shop after that must win.
func TestReadAtIsBeforeThePage(t *testing.T) {
	var given []int64
	s, began := &shelf{}, time.Now()
	read := func(yield func(platform.Page) error) error {
		for n := range 3 {
			given = append(given, time.Now().UnixNano())
			if err := yield(page(n, pull.BlockBytes)); err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, pull.Run(t.Context(), read, s, &board{}))
	require.Len(t, s.blocks, 3)
	for i, block := range s.blocks {
		require.LessOrEqual(t, block.ReadAt.UnixNano(), given[i])
		require.False(t, block.ReadAt.Before(began))
	}
}

// signal is a tracker that says each cursor as it learns it.
type signal chan platform.Cursor

func (s signal) Update(change func(*pull.Progress)) {
	var p pull.Progress
	change(&p)
	s <- p.Cursor
}

// A page that is nothing but a place is tracked before the next one is asked for: the shop
// is about to do something that takes long, and a worker that dies meanwhile must find it.
func TestPlacesAreTrackedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tracked := make(signal, 10)
		read := func(yield func(platform.Page) error) error {
			require.NoError(t, yield(platform.Page{Next: "operation 7"}))
			select {
			case at := <-tracked:
				require.Equal(t, platform.Cursor("operation 7"), at)
			case <-time.After(time.Second):
				return errors.New("the place isn't tracked while the shop works")
			}
			return yield(page(1, 0))
		}
		require.NoError(t, pull.Run(t.Context(), read, &shelf{keeps: 1000}, tracked))
		require.Equal(t, platform.Cursor("2"), <-tracked)
	})
}

// What the store keeps is stored once it is large, and the cursor waits for it.
func TestKeptBlocksAreStoredByTheirBytes(t *testing.T) {
	var b board
	most := 0
	s := &shelf{keeps: 1000}
	s.after = func() {
		stored := len(s.blocks) - int(b.now().Pages)
		most = max(most, stored)
	}
	const large = 2 * pull.TogetherBytes / pull.BlockBytes / 4 // pages of four blocks' bytes each
	require.NoError(t, pull.Run(t.Context(), read(0, large, pull.BlockBytes, nil), s, &b))
	require.Len(t, s.blocks, large)
	require.EqualValues(t, large, b.now().Pages)
	require.Equal(t, pull.TogetherBytes/pull.BlockBytes/4, most, "blocks that were stored at once")
}

// What the store keeps is stored though the shop doesn't answer for long, and what the
// shop is waited for stays known.
func TestKeptBlocksDontWaitForTheShop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b board
		read := func(yield func(platform.Page) error) error {
			require.NoError(t, yield(page(0, pull.BlockBytes)))
			time.Sleep(time.Second)
			require.Zero(t, b.now().Pages)
			b.Update(func(p *pull.Progress) { p.Waits = "for the shop's pace" })
			time.Sleep(time.Minute)
			require.EqualValues(t, 1, b.now().Pages, "a block is kept while the shop is waited for")
			require.Equal(t, "for the shop's pace", b.now().Waits)
			return nil
		}
		require.NoError(t, pull.Run(t.Context(), read, &shelf{keeps: 1000}, &b))
	})
}
