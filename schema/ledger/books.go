package ledger

import (
	"context"
	"time"

	"regulars/schema"
)

type unknownsParams struct {
	runParams
	K0, K1 uint64
	Limit  int
}

var (
	booksScript    = schema.NewScript[runParams](room, files, "books.sql")
	unknownsScript = schema.NewScript[unknownsParams](room, files, "unknowns.sql")
)

// Books are the sums of a run: every member of its audience counts once.
type Books struct {
	Planned  uint64 // every member of the audience
	Sent     uint64
	Failed   uint64
	Unknown  uint64
	Excluded uint64
	Held     uint64
	Open     uint64 // neither tried nor left out yet
	Lines    []BooksLine
}

// BooksLine is one sum.
type BooksLine struct {
	Channel string        `ch:"channel"` // empty where none could reach the member
	State   DeliveryState `ch:"state"`
	Reason  string        `ch:"reason"`
	Members uint64        `ch:"members"`
}

// Closed reports whether every member has an outcome:
// planned = sent + failed + unknown + excluded + held.
func (b Books) Closed() bool { return b.Open == 0 && b.outcomes() == b.Planned }

// NotTried counts those held back and, while the run is not over, those still to
// come.
func (b Books) NotTried(state RunState) uint64 {
	if state.Over() {
		return b.Held
	}
	return b.Held + b.Open
}

// Gap is how many members of the plan have no outcome although they should: only
// while the run is not over may some be open.
func (b Books) Gap(state RunState) uint64 {
	sum := b.outcomes() - b.Held + b.NotTried(state)
	return max(b.Planned, sum) - min(b.Planned, sum)
}

func (b Books) outcomes() uint64 { return b.Sent + b.Failed + b.Unknown + b.Excluded + b.Held }

// add counts a line.
func (b *Books) add(line BooksLine) {
	b.Lines = append(b.Lines, line)
	b.Planned += line.Members
	*b.sum(line.State) += line.Members
}

func (b *Books) sum(state DeliveryState) *uint64 {
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

// Books reads the books of a run.
func (l *Ledger) Books(ctx context.Context, r Run) (Books, error) {
	var lines []BooksLine
	if err := booksScript.Select(ctx, l.db, &lines, r.params()); err != nil {
		return Books{}, err
	}
	var books Books
	for _, line := range lines {
		books.add(line)
	}
	return books, nil
}

// Unknown is a delivery that may have arrived although no answer came.
type Unknown struct {
	MemberID   uint64    `ch:"member_id"`
	Channel    string    `ch:"channel"`
	Detail     string    `ch:"detail"`
	ProviderID string    `ch:"provider_id"`
	At         time.Time `ch:"at"`

	Tries  uint64    `ch:"tries"`  // on the channel, without those that handed nothing over as another one was at it
	States []string  `ch:"states"` // of the tries, each once
	Way    string    `ch:"way"`    // of the first try: push or multicast; empty where it is never repeated
	Since  time.Time `ch:"since"`  // the first try

	// Address is where it went, for asking the provider; empty where the member has
	// another one now. It is personal data.
	Address string `ch:"address"`
}

// NotSent reports whether every try says that nothing was handed over.
func (u Unknown) NotSent() bool {
	return len(u.States) == 1 && AttemptState(u.States[0]) == AttemptReleased
}

// Unknowns lists a run's unknown deliveries for a person to decide on, at most
// limit of them.
func (l *Ledger) Unknowns(ctx context.Context, r Run, limit int) ([]Unknown, error) {
	var rows []Unknown
	err := unknownsScript.Select(ctx, l.db, &rows, unknownsParams{r.params(), l.k0, l.k1, limit})
	return rows, err
}
