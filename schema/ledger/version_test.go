package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A higher rank holds whichever clocks wrote the rows, and of one rank the later row.
func TestVersionsPutTheRankBeforeTheTime(t *testing.T) {
	deliveries := []uint64{}
	for _, s := range []DeliveryState{
		DeliveryPlanned, DeliveryExcluded, DeliveryReserved, DeliveryHeld, DeliveryUnknown, DeliveryFailed, DeliverySent,
	} {
		deliveries = append(deliveries, s.rank())
	}
	attempts := []uint64{}
	for _, s := range []AttemptState{AttemptClaimed, AttemptReleased, AttemptUnknown, AttemptFailed, AttemptSent} {
		attempts = append(attempts, s.rank())
	}
	require.Equal(t, AttemptReleased.rank(), AttemptWithdrawn.rank())
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	clocks := []time.Time{
		now, now.Add(time.Hour), now.AddDate(17, 0, 0), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2299, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, ranks := range [][]uint64{deliveries, attempts} {
		for i := range ranks[1:] {
			for _, low := range clocks {
				for _, high := range clocks {
					require.Less(t, version(ranks[i], low), version(ranks[i+1], high), "%d at %s, %d at %s", ranks[i], low, ranks[i+1], high)
				}
			}
		}
		for _, rank := range ranks {
			for i := range clocks[1:] {
				require.Less(t, version(rank, clocks[i]), version(rank, clocks[i+1]))
			}
		}
	}
}

// A block never holds many more members than it should, a small plan is one block, and
// one of some thousand members has several.
func TestBlocksOfAPlan(t *testing.T) {
	for members, bits := range map[uint64]uint8{
		0: 0, 1: 0, leastBlock - 1: 0, leastBlock: 1, 2*leastBlock - 1: 1, 2 * leastBlock: 2, 10 * leastBlock: 2,
		4*blockMembers - 1: 2, 4 * blockMembers: 3, 8*blockMembers - 1: 3, 8 * blockMembers: 4, 2_000_000: 6,
	} {
		require.Equal(t, bits, blockBits(members), "%d members", members)
		require.LessOrEqual(t, members>>bits, uint64(blockMembers), "%d members", members)
	}
}
