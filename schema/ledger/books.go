package ledger

import (
	"context"
	"regulars/schema"
	"time"
)

// Books are the sums of a run. They close when nothing is open:
// planned = sent + failed + unknown + excluded + held.
type Books struct {
	Planned  uint64 // every member of the audience
	Sent     uint64
	Failed   uint64
	Unknown  uint64
	Excluded uint64
	Held     uint64
	Open     uint64 // not sent yet
	Lines    []BooksLine
}

// BooksLine is one sum.
type BooksLine struct {
	Channel string `ch:"channel"` // empty where none could reach the member
	State   string `ch:"state"`
	Reason  string `ch:"reason"`
	Members uint64 `ch:"members"`
}

// Closed tells whether every member has an outcome.
func (b Books) Closed() bool {
	return b.Open == 0 && b.Planned == b.Sent+b.Failed+b.Unknown+b.Excluded+b.Held
}

// Books reads the books of a run.
func (l *Ledger) Books(ctx context.Context, r Run) (Books, error) {
	var books Books
	if err := l.db.Select(ctx, &books.Lines, "ledger/books.sql", r.params(nil)); err != nil {
		return books, err
	}
	for _, line := range books.Lines {
		books.Planned += line.Members
		*books.sum(line.State) += line.Members
	}
	return books, nil
}

func (b *Books) sum(state string) *uint64 {
	switch state {
	case DeliverySent:
		return &b.Sent
	case DeliveryFailed:
		return &b.Failed
	case DeliveryUnknown:
		return &b.Unknown
	case DeliveryExcluded:
		return &b.Excluded
	case DeliveryHeld:
		return &b.Held
	}
	return &b.Open
}

// Unknown is a delivery that may have arrived although no answer came.
type Unknown struct {
	MemberID   uint64    `ch:"member_id"`
	Channel    string    `ch:"channel"`
	Detail     string    `ch:"detail"`
	ProviderID string    `ch:"provider_id"`
	At         time.Time `ch:"at"`
}

// Unknowns lists a run's unknown deliveries for a person to decide on.
func (l *Ledger) Unknowns(ctx context.Context, r Run, limit int) ([]Unknown, error) {
	var rows []Unknown
	err := l.db.Select(ctx, &rows, "ledger/unknowns.sql", r.params(schema.Params{"limit": limit}))
	return rows, err
}
