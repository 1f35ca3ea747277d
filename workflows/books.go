package workflows

import (
	"regulars/schema/ledger"
)

// Books are the sums of a campaign as people see them. Held are those not tried
// yet, also while the campaign still sends.
type Books struct {
	Planned, Sent, Failed, Unknown, Excluded, Held int64
}

// booksOf counts the ledger's open members as held: they are until they are
// tried. Whether the books close is for the ledger to say.
func booksOf(ledger ledger.Books) Books {
	return Books{
		Planned: int64(ledger.Planned), Sent: int64(ledger.Sent), Failed: int64(ledger.Failed), Unknown: int64(ledger.Unknown),
		Excluded: int64(ledger.Excluded), Held: int64(ledger.Held + ledger.Open),
	}
}

// add counts what a block did as no longer held.
func (b *Books) add(sent, failed, unknown int) {
	b.Sent += int64(sent)
	b.Failed += int64(failed)
	b.Unknown += int64(unknown)
	b.Held -= int64(sent + failed + unknown)
}
