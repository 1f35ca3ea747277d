package workflows

import "regulars/schema/ledger"

// Closed reports whether every planned member has an outcome.
func (b Books) Closed() bool { return b.Planned == b.sum() }

func (b Books) sum() int64 { return b.Sent + b.Failed + b.Unknown + b.Excluded + b.Held }

// booksOf are the ledger's books of a campaign in a state: while it is not over,
// those still open count as held.
func booksOf(b ledger.Books, state ledger.RunState) Books {
	return Books{
		Planned: int64(b.Planned), Sent: int64(b.Sent), Failed: int64(b.Failed), Unknown: int64(b.Unknown),
		Excluded: int64(b.Excluded), Held: int64(b.NotTried(state)),
	}
}
