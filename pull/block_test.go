package pull

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// A block is full by its records of all kinds, by the bytes of their raw forms, or by
// its age, whichever comes first.
func TestBlockIsFull(t *testing.T) {
	now := time.Now()
	of := func(orders, customers, rejected int) *Block {
		b := &Block{ReadAt: now}
		b.add(platform.Page{
			Orders: make([]regulars.Order, orders), Customers: make([]regulars.Customer, customers), Rejected: make([]regulars.Rejected, rejected),
		})
		return b
	}
	require.False(t, of(10_000, 5_000, 4_999).full(now))
	require.True(t, of(10_000, 5_000, 5_000).full(now))
	require.True(t, of(0, 0, BlockRows).full(now))
	require.Equal(t, 18, of(10, 5, 3).rows())

	raw := func(bytes int) *Block {
		b := &Block{ReadAt: now}
		b.add(platform.Page{
			Orders:    []regulars.Order{{Raw: make([]byte, bytes-2)}},
			Customers: []regulars.Customer{{Raw: make([]byte, 1)}},
			Rejected:  []regulars.Rejected{{Raw: make([]byte, 1)}},
		})
		return b
	}
	none := newTokens(0)
	defer func(before *tokens) { spare = before }(spare)
	spare = none
	require.False(t, raw(BlockBytes-1).full(now))
	require.True(t, raw(BlockBytes).full(now))

	// As long as something is spare a block takes it, up to its own share; what it gives
	// back, another takes.
	spare = newTokens(3)
	large := raw(BlockBytes)
	require.False(t, large.full(now))
	large.bytes = 3*BlockBytes - 1
	require.False(t, large.full(now))
	require.EqualValues(t, 1, spare.left.Load())
	large.bytes++
	require.True(t, large.full(now), "its share")
	second := raw(2*BlockBytes - 1)
	require.False(t, second.full(now))
	second.bytes++
	require.True(t, second.full(now), "nothing is left")
	large.release()
	require.False(t, second.full(now))
	second.release()
	require.EqualValues(t, 3, spare.left.Load())

	require.False(t, of(1, 0, 0).full(now.Add(blockAge-time.Nanosecond)))
	require.True(t, of(1, 0, 0).full(now.Add(blockAge)))
}

// keeper stores blocks until one that it can't, and sees the most bytes that one held.
type keeper struct {
	failAt, stored, most int
}

func (k *keeper) StoreBlock(_ context.Context, b Block) error {
	if k.stored++; k.stored == k.failAt {
		return errors.New("no space")
	}
	k.most = max(k.most, b.bytes)
	return nil
}

type nobody struct{}

func (nobody) Update(change func(*Progress)) { change(&Progress{}) }

// Where little runs blocks are larger, and however a load ends it gives back what it took.
func TestSpareIsGivenBack(t *testing.T) {
	raw := make([]byte, BlockBytes/4)
	for _, failAt := range []int{0, 1, 2} {
		for _, shopFails := range []bool{false, true} {
			read := func(yield func(platform.Page) error) error {
				for range 50 {
					if err := yield(platform.Page{Orders: []regulars.Order{{ID: "1", Raw: raw}}}); err != nil {
						return err
					}
				}
				if shopFails {
					return errors.New("the shop is down")
				}
				return nil
			}
			k := &keeper{failAt: failAt}
			err := Run(t.Context(), read, k, nobody{})
			require.Equal(t, failAt > 0 || shopFails, err != nil)
			require.EqualValues(t, SpareBytes/BlockBytes, spare.left.Load())
			if failAt != 1 {
				require.Equal(t, (1+blockSpare)*BlockBytes, k.most, "bytes of the largest block")
			}
		}
	}
}
