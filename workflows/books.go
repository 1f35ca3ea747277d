package workflows

import "regulars/activities"

// Closed tells whether every planned member has an outcome.
func (b Books) Closed() bool { return b.Planned == b.sum() }

func (b Books) sum() int64 { return b.Sent + b.Failed + b.Unknown + b.Excluded + b.Held }

// ledgerBooks are the books as the ledger gives them: those still open stand
// apart from those held.
type ledgerBooks struct {
	Books
	Open int64
}

// shown counts those still open as held, which they are as long as the campaign
// is not over.
func (b ledgerBooks) shown() Books {
	shown := b.Books
	shown.Held += b.Open
	return shown
}

func plannedBooks(plan activities.CampaignPlan) Books {
	b := plan.Books
	return Books{
		Planned: int64(b.Planned), Sent: int64(b.Sent), Failed: int64(b.Failed), Unknown: int64(b.Unknown),
		Excluded: int64(b.Excluded), Held: int64(b.Held + b.Open),
	}
}
