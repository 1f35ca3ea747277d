package ledger

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger/clock"
	"regulars/schema/ledger/product"
	"regulars/schema/ledger/recheck"
)

type pickParams struct {
	blockParams
	Channel    string
	Claimant   string
	Limit      int
	Now        time.Time
	QuietZones []string // of Claimant.Quiet
	Claimed    bool     // all that are open, claimed or not
}

type overCapParams struct {
	runParams
	Channel string
	Members []uint64
	capParams
}

var (
	pickScript    = schema.NewScript[pickParams](room, files, "pick.sql").OneThread()
	overCapScript = schema.NewScript[overCapParams](room, files, "over_cap.sql")
)

// Recipient is a delivery with the person it goes to. It holds personal data
// and never leaves the activity that asked for it.
type Recipient struct {
	MemberID     uint64        `ch:"member_id"`
	State        DeliveryState `ch:"state"`
	Channel      string        `ch:"channel"`
	Variant      string        `ch:"variant"` // which text it is; empty where the campaign has one
	Trial        string        `ch:"trial"`   // of which comparison of variants it is a part; or empty
	Coupon       string        `ch:"coupon"`  // the code that is theirs; or empty
	AddressHash  string        `ch:"address_hash"`
	Nodes        []uint64      `ch:"nodes"`
	Stage        string        `ch:"stage"`
	StageBefore  string        `ch:"stage_before"`
	RFMClass     string        `ch:"rfm_class"`
	LastPurchase *time.Time    `ch:"last_purchase"`
	RecencyDays  int32         `ch:"recency_days"`
	Purchases    uint32        `ch:"purchases"`
	Revenue      float64       `ch:"revenue"`
	PlannedAt    time.Time     `ch:"planned_at"`
	Name         string        `ch:"name"`
	Address      string        `ch:"address"`
	Language     string        `ch:"language"`    // in which they want to be written to; empty: not said
	DueAt        *time.Time    `ch:"due_at"`      // not before; nil: with the others
	Zone         string        `ch:"zone"`        // whose clocks count; empty: the brand's
	Recommended  []string      `ch:"recommended"` // products by their codes, the best first
	Derived      bool          `ch:"derived"`     // members may have been merged since the plan
	Verdict      string        `ch:"verdict"`     // why it may not go; empty: it may

	Products []product.Product // of Recommended, those that can be shown

	Entry   Entry  // into the journey that sends the campaign
	Content uint64 // keyed hash of the message that is claimed; 0 where it is never repeated
}

// Claimant is who reserves: one attempt of one activity. Two that may run at
// once must differ.
type Claimant struct {
	ID      string
	Channel string
	Purpose string        // the consent that is needed
	KeyLife time.Duration // for how long the provider drops a repeated key; 0: it knows none
	Caps    []config.Cap
	Coupons bool          // nobody goes without a code
	Quiet   []clock.Quiet // where the channel carries nothing for now
	Entered Entered       // the journey that sends the campaign, where events let members in
}

// Idempotent reports whether the provider knows a repeated key.
func (c Claimant) Idempotent() bool { return c.KeyLife > 0 }

// knows reports whether the provider surely knows a key that it got so long ago.
func (c Claimant) knows(age time.Duration) bool { return c.Idempotent() && age < c.KeyLife-keyMargin }

// Batch is what one claimant hands over together. A batch that an earlier attempt
// left open is reclaimed as it was, since a multicast's key is made of it.
type Batch struct {
	ID         string
	Way        string // how it is handed over; empty where it is never repeated
	Recipients []Recipient
	Reclaimed  bool // an earlier attempt may have sent it
	Incomplete bool // reclaimed, and some of it may no longer be written to
}

// Members are the batch's member ids.
func (b Batch) Members() []uint64 {
	members := make([]uint64, len(b.Recipients))
	for i, r := range b.Recipients {
		members[i] = r.MemberID
	}
	return members
}

// Picked are open deliveries that nobody had claimed when they were read, and
// whose members might be written to at that moment.
type Picked struct {
	Recipients []Recipient
	Seen       int // how many deliveries were considered; 0: nothing is left
	Excluded   int // how many of them may no longer be written to
	At         time.Time
}

// Pick reads the next deliveries of a block, at most limit. Consent, suppression
// and address are checked again; who may no longer be written to is excluded here.
// Nothing is claimed yet.
func (l *Ledger) Pick(ctx context.Context, b Block, c Claimant, limit int) (Picked, error) {
	picked := Picked{At: l.Now()}
	quiet := clock.QuietParamsOf(c.Quiet).QuietZones
	rows := make([]Recipient, 0, limit)
	err := pickScript.Select(ctx, l.db, &rows, pickParams{blockParams: b.params(), Channel: c.Channel, Claimant: c.ID, Limit: limit, Now: l.Now(), QuietZones: quiet})
	if err != nil || len(rows) == 0 {
		return picked, err
	}
	picked.Seen = len(rows)
	if err := l.recheck(ctx, b.Run, c, rows); err != nil {
		return picked, err
	}
	picked.Recipients = allowed(rows)
	picked.Excluded = len(rows) - len(picked.Recipients)
	return picked, l.exclude(ctx, b.Run, rows, false)
}

// Claim claims a batch of picked deliveries for the claimant alone, and records how
// it goes: those that another one claims too, or that are no longer open, are left out
// of it.
func (l *Ledger) Claim(ctx context.Context, r Run, c Claimant, batch Batch) (Batch, error) {
	if len(batch.Recipients) == 0 {
		return batch, nil
	}
	if err := l.writeAttempts(ctx, r, c, batch, attemptsOf(batch.Recipients, AttemptClaimed)); err != nil {
		return batch, err
	}
	var err error
	batch.Recipients, err = l.withdraw(ctx, r, c, batch)
	return batch, err
}

// Reclaim claims a batch again that an earlier attempt left open. Its way and its
// contents are those of the first claim: only the very same may be handed over.
func (l *Ledger) Reclaim(ctx context.Context, b Block, c Claimant, open OpenBatch) (Batch, error) {
	rows, err := l.open(ctx, b.Run, c, open.Members)
	if err != nil {
		return Batch{}, err
	}
	if err := l.exclude(ctx, b.Run, rows, true); err != nil {
		return Batch{}, err
	}
	batch, err := l.Claim(ctx, b.Run, c, Batch{ID: open.ID, Way: open.Way, Reclaimed: true, Recipients: open.contents(allowed(rows))})
	batch.Incomplete = len(batch.Recipients) < len(open.Members)
	return batch, err
}

func allowed(rows []Recipient) []Recipient {
	return slices.DeleteFunc(slices.Clone(rows), func(row Recipient) bool { return row.Verdict != "" })
}

type memberRow struct {
	MemberID uint64 `ch:"member_id"`
}

// span is from the first to the last of some members, of whom there is one. A list of
// thousands costs ClickHouse more than to read those between them, who are left out here.
func span(r Run, members []uint64) blockParams {
	return blockParams{r.params(), slices.Min(members), slices.Max(members)}
}

// open reads the open deliveries of these members as they may be sent now, claimed or not.
func (l *Ledger) open(ctx context.Context, r Run, c Claimant, members []uint64) ([]Recipient, error) {
	var rows []Recipient
	p := pickParams{blockParams: span(r, members), Channel: c.Channel, Limit: math.MaxUint32, Now: l.Now(), QuietZones: []string{}, Claimed: true}
	if err := pickScript.Select(ctx, l.db, &rows, p); err != nil {
		return nil, err
	}
	members = slices.Sorted(slices.Values(members))
	rows = slices.DeleteFunc(rows, func(row Recipient) bool {
		_, asked := slices.BinarySearch(members, row.MemberID)
		return !asked
	})
	return rows, l.recheck(ctx, r, c, rows)
}

// recheck adds to open deliveries, in the order of their members' ids, with whom they go to,
// and marks those that may no longer go.
func (l *Ledger) recheck(ctx context.Context, r Run, c Claimant, rows []Recipient) error {
	if len(rows) == 0 {
		return nil
	}
	asked := make([]recheck.Delivery, len(rows))
	for i, row := range rows {
		asked[i] = recheck.Delivery{Member: row.MemberID, Nodes: row.Nodes, AddressHash: row.AddressHash, Coupon: row.Coupon, PlannedAt: row.PlannedAt}
	}
	answers, err := recheck.Ask(ctx, l.db, recheck.Params{
		Brand: r.Brand, From: rows[0].MemberID, To: rows[len(rows)-1].MemberID, Channel: c.Channel, Purpose: c.Purpose, Coupons: c.Coupons, K0: l.k0, K1: l.k1,
	}, asked)
	if err != nil {
		return err
	}
	for i, a := range answers {
		row := &rows[i]
		row.Name, row.Language, row.Address, row.Derived, row.Verdict = a.Name, a.Language, a.Address, a.Derived, a.Verdict
	}
	if err := errors.Join(l.merged(ctx, r, rows), l.entries(ctx, r, c, rows), l.overCap(ctx, r, c, rows)); err != nil {
		return err
	}
	return l.describe(ctx, r.Brand, rows)
}

// merged marks those whose person gets the message under the id of another member, since
// the two were merged after the plan.
func (l *Ledger) merged(ctx context.Context, r Run, rows []Recipient) error {
	if !slices.ContainsFunc(rows, func(row Recipient) bool { return row.Derived }) {
		return nil
	}
	again, err := recheck.Merged(ctx, l.db, recheck.Run(r), Batch{Recipients: rows}.Members())
	for i, row := range rows {
		if row.State == DeliveryPlanned && slices.Contains(again, row.MemberID) {
			rows[i].Verdict = "already_in"
		}
	}
	return err
}

// overCap marks those whom a cap keeps back. An address that can't be used matters less.
func (l *Ledger) overCap(ctx context.Context, r Run, c Claimant, rows []Recipient) error {
	places := map[uint64]int{}
	var members []uint64
	for i, row := range rows {
		switch row.Verdict {
		case "", "no_address", "address_changed":
			places[row.MemberID] = i
			members = append(members, row.MemberID)
		}
	}
	if len(c.Caps) == 0 || len(members) == 0 {
		return nil
	}
	var over []memberRow
	err := overCapScript.Select(ctx, l.db, &over, overCapParams{
		runParams: r.params(), Channel: c.Channel, Members: members, capParams: capsOf(c.Caps, r.Date),
	})
	for _, row := range over {
		rows[places[row.MemberID]].Verdict = "cap"
	}
	return err
}

// withdraw gives up what another one claims too, or what is open no more, and returns the rest.
// Of who was erased since they were picked nothing stays.
func (l *Ledger) withdraw(ctx context.Context, r Run, c Claimant, batch Batch) ([]Recipient, error) {
	p := span(r, batch.Members())
	standings, err := recheck.Standings(ctx, l.db, recheck.Claim{
		Run: recheck.Run(r), From: p.From, To: p.To, Claimant: c.ID, Batch: batch.ID, Idempotent: c.Idempotent(),
	})
	if err != nil {
		return batch.Recipients, err
	}
	var mine, lost []Recipient
	for _, recipient := range batch.Recipients {
		switch standings[recipient.MemberID] {
		case recheck.Open:
			mine = append(mine, recipient)
		case recheck.Claimed, recheck.Over:
			lost = append(lost, recipient)
		}
	}
	if len(mine)+len(lost) < len(batch.Recipients) {
		err = recheck.Forget(ctx, l.db, recheck.Run(r))
	}
	return mine, errors.Join(err, l.writeAttempts(ctx, r, c, batch, attemptsOf(lost, AttemptWithdrawn)))
}

// exclude writes the verdicts. Nobody is excluded from a batch that may have been
// sent: they are unknown.
func (l *Ledger) exclude(ctx context.Context, r Run, rows []Recipient, maybeSent bool) error {
	var reports []Report
	for _, row := range rows {
		switch {
		case row.Verdict == "":
		case maybeSent:
			reports = append(reports, Report{Recipient: row, State: DeliveryUnknown, Reason: "no_answer", Detail: "may have been sent; not tried again: " + row.Verdict})
		case row.State == DeliveryPlanned:
			reports = append(reports, Report{Recipient: row, State: DeliveryExcluded, Reason: row.Verdict})
		default:
			// Reserved before and surely not handed over: the rank of excluded is
			// below reserved, so it fails with the reason instead.
			reports = append(reports, Report{Recipient: row, State: DeliveryFailed, Reason: row.Verdict})
		}
	}
	return l.writeDeliveries(ctx, r, reports)
}
