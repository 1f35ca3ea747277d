package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger/clock"
	"regulars/schema/ledger/product"
)

type pickParams struct {
	blockParams
	Channel    string
	Claimant   string
	Limit      int
	Now        time.Time
	QuietZones []string // of Claimant.Quiet
}

type recheckParams struct {
	blockParams      // from the first to the last of the members
	Channel, Purpose string
	Coupons          bool
	K0, K1           uint64
}

type mergedParams struct {
	runParams
	Members []uint64
}

type overCapParams struct {
	runParams
	Channel string
	Members []uint64
	capParams
}

type contestedParams struct {
	blockParams
	Claimant   string
	Batch      string
	Idempotent bool
}

var (
	pickScript      = schema.NewScript[pickParams](room, files, "pick.sql")
	recheckScript   = schema.NewScript[recheckParams](room, files, "recheck.sql")
	mergedScript    = schema.NewScript[mergedParams](room, files, "merged.sql")
	overCapScript   = schema.NewScript[overCapParams](room, files, "over_cap.sql")
	contestedScript = schema.NewScript[contestedParams](room, files, "contested.sql")
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
	members, err := l.pick(ctx, b, c, limit)
	if err != nil || len(members) == 0 {
		return picked, err
	}
	picked.Seen = len(members)
	rows, err := l.recheck(ctx, b.Run, c, members)
	if err != nil {
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
	rows, err := l.recheck(ctx, b.Run, c, open.Members)
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
	var kept []Recipient
	for _, row := range rows {
		if row.Verdict == "" {
			kept = append(kept, row)
		}
	}
	return kept
}

func (l *Ledger) pick(ctx context.Context, b Block, c Claimant, limit int) ([]uint64, error) {
	var rows []memberRow
	err := pickScript.Select(ctx, l.db, &rows, pickParams{b.params(), c.Channel, c.ID, limit, l.Now(), clock.QuietParamsOf(c.Quiet).QuietZones})
	return membersOf(rows), err
}

type memberRow struct {
	MemberID uint64 `ch:"member_id"`
}

func membersOf(rows []memberRow) []uint64 {
	members := make([]uint64, len(rows))
	for i, row := range rows {
		members[i] = row.MemberID
	}
	return members
}

// span is from the first to the last of some members, of whom there is one. A list of
// thousands costs ClickHouse more than to read those between them, who are left out here.
func span(r Run, members []uint64) blockParams {
	return blockParams{r.params(), slices.Min(members), slices.Max(members)}
}

// recheck reads the open deliveries of these members as they may be sent now.
func (l *Ledger) recheck(ctx context.Context, r Run, c Claimant, members []uint64) (rows []Recipient, err error) {
	err = recheckScript.Select(ctx, l.db, &rows, recheckParams{
		blockParams: span(r, members), Channel: c.Channel, Purpose: c.Purpose, Coupons: c.Coupons, K0: l.k0, K1: l.k1,
	})
	if err != nil {
		return nil, err
	}
	members = slices.Sorted(slices.Values(members))
	rows = slices.DeleteFunc(rows, func(row Recipient) bool {
		_, asked := slices.BinarySearch(members, row.MemberID)
		return !asked
	})
	if err := errors.Join(l.merged(ctx, r, rows), l.entries(ctx, r, c, rows), l.overCap(ctx, r, c, rows)); err != nil {
		return nil, err
	}
	return rows, l.describe(ctx, r.Brand, rows)
}

// merged marks those whose person gets the message under the id of another member, since
// the two were merged after the plan.
func (l *Ledger) merged(ctx context.Context, r Run, rows []Recipient) error {
	if !slices.ContainsFunc(rows, func(row Recipient) bool { return row.Derived }) {
		return nil
	}
	var twice []memberRow
	err := mergedScript.Select(ctx, l.db, &twice, mergedParams{r.params(), Batch{Recipients: rows}.Members()})
	again := membersOf(twice)
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

// withdraw gives up what another one claims too, and returns the rest.
func (l *Ledger) withdraw(ctx context.Context, r Run, c Claimant, batch Batch) ([]Recipient, error) {
	var rows []memberRow
	err := contestedScript.Select(ctx, l.db, &rows, contestedParams{
		blockParams: span(r, batch.Members()), Claimant: c.ID, Batch: batch.ID, Idempotent: c.Idempotent(),
	})
	if err != nil || len(rows) == 0 {
		return batch.Recipients, err
	}
	contested := map[uint64]bool{}
	for _, row := range rows {
		contested[row.MemberID] = true
	}
	var mine, lost []Recipient
	for _, recipient := range batch.Recipients {
		if contested[recipient.MemberID] {
			lost = append(lost, recipient)
			continue
		}
		mine = append(mine, recipient)
	}
	return mine, l.writeAttempts(ctx, r, c, batch, attemptsOf(lost, AttemptWithdrawn))
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
