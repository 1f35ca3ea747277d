package ledger

import (
	"context"
	"regulars/schema"
	"time"
)

// KeyLife is how long a provider is trusted to know an idempotency key; LINE
// says 24 hours.
const KeyLife = 23 * time.Hour

// Recipient is a delivery with the person it goes to. It holds personal data
// and never leaves the activity that asked for it.
type Recipient struct {
	MemberID     uint64     `ch:"member_id"`
	State        string     `ch:"state"`
	Channel      string     `ch:"channel"`
	BlockNumber  uint32     `ch:"block"`
	AddressHash  string     `ch:"address_hash"`
	Nodes        []uint64   `ch:"nodes"`
	Stage        string     `ch:"stage"`
	StageBefore  string     `ch:"stage_before"`
	RFMClass     string     `ch:"rfm_class"`
	LastPurchase *time.Time `ch:"last_purchase"`
	RecencyDays  int32      `ch:"recency_days"`
	Purchases    uint32     `ch:"purchases"`
	Revenue      float64    `ch:"revenue"`
	PlannedAt    time.Time  `ch:"planned_at"`
	Name         string     `ch:"name"`
	Address      string     `ch:"address"`
	Verdict      string     `ch:"verdict"` // why it may not go; empty: it may
}

// Claimant is who reserves: one attempt of one activity. Two that may run at
// once must differ.
type Claimant struct {
	ID         string
	Channel    string
	Purpose    string // the consent that is needed
	Idempotent bool   // the provider knows a repeated key
}

// Batch is what one claimant hands over together. A batch that an earlier
// attempt left comes again as it was, since a multicast's key is made of it.
type Batch struct {
	ID         string
	Recipients []Recipient
	Again      bool // an earlier attempt may have sent it
	Incomplete bool // and somebody of it may not be written to any more
}

// Members are the batch's member ids.
func (b Batch) Members() []uint64 {
	members := make([]uint64, len(b.Recipients))
	for i, r := range b.Recipients {
		members[i] = r.MemberID
	}
	return members
}

// Prepare readies a block for one claimant: members who would get a second
// message are excluded, and what earlier attempts left open is settled. With a
// provider that knows its keys the left batches are given back, by id, to be
// tried again with Retake; with others they become unknown.
func (l *Ledger) Prepare(ctx context.Context, b Block, c Claimant) ([]Left, error) {
	now := time.Now()
	err := l.db.Exec(ctx, "ledger/doubles.sql", b.params(schema.Params{
		"now": now, "version": versionOf(DeliveryExcluded, now),
	}))
	if err != nil {
		return nil, err
	}
	var left []Left
	if err := l.db.Select(ctx, &left, "ledger/left.sql", b.params(schema.Params{"channel": c.Channel, "claimant": c.ID})); err != nil {
		return nil, err
	}
	retake := left[:0]
	for _, batch := range left {
		if c.Idempotent && time.Since(batch.Since) < KeyLife {
			retake = append(retake, batch)
			continue
		}
		if err := l.giveUp(ctx, b, c, batch); err != nil {
			return nil, err
		}
	}
	return retake, nil
}

// Left is a batch that an earlier attempt claimed and that has no outcome.
type Left struct {
	Batch   string    `ch:"batch"`
	Members []uint64  `ch:"members"`
	Since   time.Time `ch:"since"`
}

func (l *Ledger) giveUp(ctx context.Context, b Block, c Claimant, left Left) error {
	rows, err := l.recheck(ctx, b.Run, c, left.Members)
	if err != nil {
		return err
	}
	reports := make([]Report, len(rows))
	for i, r := range rows {
		reports[i] = Report{Recipient: r, State: DeliveryUnknown, Reason: "no_answer", Detail: "an earlier attempt ended before the outcome was known"}
	}
	return l.writeDeliveries(ctx, b.Run, reports, time.Now())
}

// Picked are open deliveries that nobody claimed when they were looked at, and
// whose members may be written to at that moment.
type Picked struct {
	Recipients []Recipient
	Looked     int // at how many deliveries was looked; 0: nothing is left
	Excluded   int // how many of them may not be written to any more
	At         time.Time
}

// Pick looks at the next deliveries of a block, at most limit. Consent,
// suppression and address are asked again; who may not be written to any more
// is excluded here. Nothing is claimed yet.
func (l *Ledger) Pick(ctx context.Context, b Block, c Claimant, limit int) (Picked, error) {
	picked := Picked{At: time.Now()}
	members, err := l.pick(ctx, b, c, limit)
	if err != nil || len(members) == 0 {
		return picked, err
	}
	picked.Looked = len(members)
	rows, err := l.recheck(ctx, b.Run, c, members)
	if err != nil {
		return picked, err
	}
	picked.Recipients = allowed(rows)
	picked.Excluded = len(rows) - len(picked.Recipients)
	return picked, l.exclude(ctx, b.Run, rows, false)
}

// Claim claims picked deliveries for the claimant alone, as one batch: those
// that somebody else claims too are left out of it.
func (l *Ledger) Claim(ctx context.Context, r Run, c Claimant, batch string, recipients []Recipient) (Batch, error) {
	return l.claim(ctx, r, c, Batch{ID: batch, Recipients: recipients})
}

// Retake claims a batch again that an earlier attempt left.
func (l *Ledger) Retake(ctx context.Context, b Block, c Claimant, left Left) (Batch, error) {
	rows, err := l.recheck(ctx, b.Run, c, left.Members)
	if err != nil {
		return Batch{}, err
	}
	if err := l.exclude(ctx, b.Run, rows, true); err != nil {
		return Batch{}, err
	}
	batch, err := l.claim(ctx, b.Run, c, Batch{ID: left.Batch, Again: true, Recipients: allowed(rows)})
	batch.Incomplete = len(batch.Recipients) < len(left.Members)
	return batch, err
}

func allowed(rows []Recipient) []Recipient {
	var kept []Recipient
	for _, row := range rows {
		if row.Verdict == "" {
			kept = append(kept, row)
		}
	}
	return kept
}

func (l *Ledger) pick(ctx context.Context, b Block, c Claimant, limit int) ([]uint64, error) {
	var rows []struct {
		MemberID uint64 `ch:"member_id"`
	}
	err := l.db.Select(ctx, &rows, "ledger/pick.sql", b.params(schema.Params{"channel": c.Channel, "limit": limit}))
	members := make([]uint64, len(rows))
	for i, row := range rows {
		members[i] = row.MemberID
	}
	return members, err
}

// recheck reads the open deliveries of these members as they may be sent now.
func (l *Ledger) recheck(ctx context.Context, r Run, c Claimant, members []uint64) ([]Recipient, error) {
	var rows []Recipient
	err := l.db.Select(ctx, &rows, "ledger/recheck.sql", r.params(schema.Params{
		"channel": c.Channel, "purpose": c.Purpose, "members": members, "k0": l.k0, "k1": l.k1,
	}))
	return rows, err
}

// claim claims, and reads back: only those whom nobody else claims are the
// batch's.
func (l *Ledger) claim(ctx context.Context, r Run, c Claimant, batch Batch) (Batch, error) {
	if len(batch.Recipients) == 0 {
		return batch, nil
	}
	if err := l.writeAttempts(ctx, r, c, batch.ID, attemptsOf(batch.Recipients, AttemptClaimed)); err != nil {
		return batch, err
	}
	var err error
	batch.Recipients, err = l.withdraw(ctx, r, c, batch)
	return batch, err
}

// exclude writes the verdicts. Of a batch that may have been sent nobody is
// excluded any more: they are unknown.
func (l *Ledger) exclude(ctx context.Context, r Run, rows []Recipient, again bool) error {
	var reports []Report
	for _, row := range rows {
		switch {
		case row.Verdict == "":
		case again:
			reports = append(reports, Report{Recipient: row, State: DeliveryUnknown, Reason: "no_answer", Detail: "may have been sent; not tried again: " + row.Verdict})
		case row.State == DeliveryPlanned:
			reports = append(reports, Report{Recipient: row, State: DeliveryExcluded, Reason: row.Verdict})
		default:
			// Reserved before and surely not handed over: the rank of excluded is
			// below reserved, so it fails with the reason instead.
			reports = append(reports, Report{Recipient: row, State: DeliveryFailed, Reason: row.Verdict})
		}
	}
	return l.writeDeliveries(ctx, r, reports, time.Now())
}

// withdraw gives back what somebody else claims too.
func (l *Ledger) withdraw(ctx context.Context, r Run, c Claimant, batch Batch) ([]Recipient, error) {
	var rows []struct {
		MemberID uint64 `ch:"member_id"`
	}
	err := l.db.Select(ctx, &rows, "ledger/others.sql", r.params(schema.Params{
		"members": batch.Members(), "claimant": c.ID, "batch": batch.ID, "idempotent": c.Idempotent,
	}))
	if err != nil || len(rows) == 0 {
		return batch.Recipients, err
	}
	claimed := map[uint64]bool{}
	for _, row := range rows {
		claimed[row.MemberID] = true
	}
	var mine, lost []Recipient
	for _, recipient := range batch.Recipients {
		if claimed[recipient.MemberID] {
			lost = append(lost, recipient)
			continue
		}
		mine = append(mine, recipient)
	}
	return mine, l.writeAttempts(ctx, r, c, batch.ID, attemptsOf(lost, AttemptWithdrawn))
}
