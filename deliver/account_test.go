package deliver

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
)

// batches is a sender of batches of some size.
type batches struct {
	channel.Sender
	size       int
	idempotent bool
}

func (b batches) BatchSize() int   { return b.size }
func (b batches) Idempotent() bool { return b.idempotent }

// What may be in flight without a key is bounded: by batches of half of it at most, so
// that one is sent while the next is claimed.
func TestAccountBoundsWhatIsInFlight(t *testing.T) {
	for _, c := range []struct{ size, inFlight, batch, slots int }{
		{100, 50, 25, 2}, {10, 50, 10, 5}, {100, 1, 1, 1}, {1, 3, 1, 3}, {25, 0, min(25, DefaultInFlight/2), DefaultInFlight / min(25, DefaultInFlight/2)},
	} {
		a := NewAccount(batches{size: c.size}, c.inFlight)
		require.Equal(t, [2]int{c.batch, c.slots}, [2]int{a.batch, cap(a.slots)}, "%+v", c)
		require.LessOrEqual(t, a.batch*cap(a.slots), max(1, c.inFlight, DefaultInFlight))
	}
	free := NewAccount(batches{size: 500, idempotent: true}, 50)
	require.Equal(t, 500, free.batch)
	require.Nil(t, free.slots, "a provider with keys needs no bound")
}

func TestHaltedBy(t *testing.T) {
	broken := errors.New("broken")
	require.Equal(t, errHalted, haltedBy(nil))
	require.Equal(t, broken, haltedBy(broken))
	require.NoError(t, unlessHalted(haltedBy(nil)))
	require.Equal(t, broken, unlessHalted(broken))
}
