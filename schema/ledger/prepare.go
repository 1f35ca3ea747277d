package ledger

import (
	"context"
	"time"

	"regulars/schema"
)

// keyMargin is by how much less a provider is trusted to know an idempotency key
// than it says: its clock is another one, and a batch takes its time.
const keyMargin = time.Hour

type doublesParams struct {
	blockParams
	Now     time.Time
	Version uint64
}

type openBatchesParams struct {
	blockParams
	Channel  string
	Claimant string
}

var (
	doublesScript     = schema.NewScript[doublesParams](room, files, "doubles.sql").OneThread()
	openBatchesScript = schema.NewScript[openBatchesParams](room, files, "open_batches.sql").OneThread()
)

// OpenBatch is a batch that an earlier attempt claimed and that has no outcome.
type OpenBatch struct {
	ID      string    `ch:"batch"`
	Members []uint64  `ch:"members"`
	Since   time.Time `ch:"since"` // when it was claimed first

	Way      string   `ch:"way"`      // as it was claimed first
	Contents []uint64 `ch:"contents"` // of the members, in their order
}

// contents puts what was claimed first to the recipients.
func (o OpenBatch) contents(recipients []Recipient) []Recipient {
	of := make(map[uint64]uint64, len(o.Members))
	for i, member := range o.Members {
		of[member] = o.Contents[i]
	}
	for i := range recipients {
		recipients[i].Content = of[recipients[i].MemberID]
	}
	return recipients
}

// Prepare readies a block for one claimant: members who would get a second
// message are excluded, and what earlier attempts left open is settled. Where the
// provider still knows the keys of an open batch it is returned, to be tried again
// with Reclaim; the others become unknown.
func (l *Ledger) Prepare(ctx context.Context, b Block, c Claimant) ([]OpenBatch, error) {
	now := l.Now()
	err := doublesScript.Exec(ctx, l.db, doublesParams{b.params(), now, versionOf(DeliveryExcluded, now)})
	if err != nil {
		return nil, err
	}
	var open []OpenBatch
	if err := openBatchesScript.Select(ctx, l.db, &open, openBatchesParams{b.params(), c.Channel, c.ID}); err != nil {
		return nil, err
	}
	var reclaimable []OpenBatch
	for _, batch := range open {
		if c.knows(now.Sub(batch.Since)) {
			reclaimable = append(reclaimable, batch)
			continue
		}
		if err := l.giveUp(ctx, b, c, batch); err != nil {
			return nil, err
		}
	}
	return reclaimable, nil
}

// giveUp makes what is open of a batch unknown.
func (l *Ledger) giveUp(ctx context.Context, b Block, c Claimant, open OpenBatch) error {
	rows, err := l.open(ctx, b.Run, c, open.Members)
	if err != nil {
		return err
	}
	reports := make([]Report, len(rows))
	for i, r := range rows {
		reports[i] = Report{Recipient: r, State: DeliveryUnknown, Reason: "no_answer", Detail: "an earlier attempt ended before the outcome was known"}
	}
	return l.writeDeliveries(ctx, b.Run, reports)
}
