package deliver

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
)

// batches is a sender of batches of some size.
type batches struct {
	channel.Sender
	size       int
	idempotent bool
}

func (b batches) BatchSize() int { return b.size }
func (b batches) KeyLife() time.Duration {
	if b.idempotent {
		return time.Hour
	}
	return 0
}

// What may be in flight without a key is bounded: by batches of half of it at most, so
// that one is sent while the next is claimed.
func TestAccountBoundsWhatIsInFlight(t *testing.T) {
	for _, c := range []struct{ size, inFlight, batch, slots int }{
		{100, 50, 25, 2}, {10, 50, 10, 5}, {100, 1, 1, 1}, {1, 3, 1, 3}, {25, 0, min(25, DefaultInFlight/2), DefaultInFlight / min(25, DefaultInFlight/2)},
	} {
		a := NewAccount(batches{size: c.size}, c.inFlight)
		require.Equal(t, [2]int{c.batch, c.slots}, [2]int{a.batchSize(), cap(a.slots)}, "%+v", c)
		require.LessOrEqual(t, a.batchSize()*cap(a.slots), max(1, c.inFlight, DefaultInFlight))
	}
	free := NewAccount(batches{size: 500, idempotent: true}, 50)
	require.Equal(t, 500, free.batchSize())
	require.Nil(t, free.slots, "a provider with keys needs no bound")
}

// A fast provider's batches grow to what it takes in half a second, up to a bound;
// a slow one's stay small, and a bound that is given holds.
func TestBatchesFollowTheProvider(t *testing.T) {
	a := NewAccount(batches{size: 5000}, 0)
	require.Equal(t, 25, a.batchSize())
	a.handed(25, 10*time.Millisecond)
	require.Equal(t, 50, a.batchSize(), "it grows step by step")
	a.handed(50, 20*time.Millisecond)
	a.handed(100, 40*time.Millisecond)
	require.Equal(t, 200, a.batchSize())
	a.handed(200, 500*time.Millisecond)
	require.Equal(t, 200, a.batchSize(), "it takes as long as it may")
	a.handed(200, 8*time.Second)
	require.Equal(t, 25, a.batchSize(), "a provider that becomes slow has small batches at once")
	for range 20 {
		a.handed(a.batchSize(), time.Millisecond)
	}
	require.LessOrEqual(t, a.batchSize()*cap(a.slots), MostInFlight)
	require.Equal(t, MostInFlight, a.batchSize()*cap(a.slots))
	a.handed(0, 0)
	require.Equal(t, MostInFlight, a.batchSize()*cap(a.slots))

	small := NewAccount(batches{size: 1000}, 0)
	for range 20 {
		small.handed(small.batchSize(), time.Millisecond)
	}
	require.Equal(t, 1000, small.batchSize(), "no more than the provider takes at once")

	given := NewAccount(batches{size: 5000}, 50)
	keys := NewAccount(batches{size: 500, idempotent: true}, 0)
	for range 20 {
		given.handed(25, time.Millisecond)
		keys.handed(500, time.Minute)
	}
	require.Equal(t, 25, given.batchSize())
	require.Equal(t, 500, keys.batchSize())

	many := NewAccount(batches{size: 2000, idempotent: true}, 50)
	require.Equal(t, 500, many.batchSize())
	many.handed(500, time.Second)
	require.Equal(t, 1000, many.batchSize(), "with keys it may take two seconds")
	many.handed(1000, 2*time.Second)
	require.Equal(t, 1000, many.batchSize())
	many.handed(1000, time.Millisecond)
	require.Equal(t, 2000, many.batchSize())
	many.handed(2000, time.Minute)
	require.Equal(t, 500, many.batchSize())
}

// More is picked at once while all of it is used before it is asked again, and less where
// some isn't.
func TestPicksFollowWhatIsUsed(t *testing.T) {
	a := NewAccount(batches{size: 5000}, 0)
	require.Equal(t, 200, a.pickSize(0, 0, time.Hour), "nothing was picked yet")
	require.Equal(t, 400, a.pickSize(200, 0, freshFor/4))
	require.Equal(t, 400, a.pickSize(400, 0, freshFor-1), "it was used just in time")
	require.Equal(t, 400, a.pickSize(400, 100, freshFor/4), "it isn't used up")
	require.Equal(t, 200, a.pickSize(400, 100, freshFor+1))
	require.Equal(t, mostPicked, a.pickSize(mostPicked, 0, 0))
	a.batch.Store(1000)
	require.Equal(t, MostInFlight, a.pickSize(200, 0, freshFor-1), "a fast provider")
	require.Equal(t, MostInFlight/2, a.pickSize(200, 100, freshFor+1))
	vast := NewAccount(batches{size: 20_000}, 40_000)
	require.Equal(t, 20_000, vast.pickSize(0, 0, 0), "a batch is picked in any case")
	keys := NewAccount(batches{size: 500, idempotent: true}, 0)
	require.Equal(t, 4000, keys.pickSize(0, 0, time.Hour), "with keys, too")
	require.Equal(t, 8000, keys.pickSize(4000, 0, 0))
}

func TestHaltedBy(t *testing.T) {
	broken := errors.New("broken")
	require.Equal(t, errHalted, haltedBy(nil))
	require.Equal(t, broken, haltedBy(broken))
	require.NoError(t, unlessHalted(haltedBy(nil)))
	require.Equal(t, broken, unlessHalted(broken))
}
