package workflows

import (
	"regulars/schema/ledger"
)

// Books are the sums of a campaign as people see them. Held are those not tried
// yet, also while the campaign still sends.
type Books struct {
	Planned, Sent, Failed, Unknown, Excluded, Held int64
}

// booksOf are the ledger's books of a campaign in a state: while it is not over,
// those still open count as held. Whether the books close is for the ledger to say.
func booksOf(b ledger.Books, state ledger.RunState) Books {
	return Books{
		Planned: int64(b.Planned), Sent: int64(b.Sent), Failed: int64(b.Failed), Unknown: int64(b.Unknown),
		Excluded: int64(b.Excluded), Held: int64(b.NotTried(state)),
	}
}

// tried is how many messages were handed over, whatever became of them.
func (b Books) tried() int64 { return b.Sent + b.Failed + b.Unknown }

// add counts what a block did as no longer held.
func (b *Books) add(sent, failed, unknown int) {
	b.Sent += int64(sent)
	b.Failed += int64(failed)
	b.Unknown += int64(unknown)
	b.Held -= int64(sent + failed + unknown)
}
