package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/schema"
)

// States of a delivery.
const (
	DeliveryPlanned  = "planned"
	DeliveryExcluded = "excluded"
	DeliveryHeld     = "held"
	DeliveryReserved = "reserved"
	DeliverySent     = "sent"
	DeliveryFailed   = "failed"
	DeliveryUnknown  = "unknown"
)

// Ledger remembers what each campaign owes each member and what became of it.
// It is safe for concurrent use, also by several processes.
type Ledger struct {
	db     *schema.DB
	k0, k1 uint64 // key of the address hashes
}

// NewLedger makes a ledger. The key (privacy.hash_key) hides addresses: another
// key finds none of the addresses hashed before.
func New(db *schema.DB, hashKey string) (*Ledger, error) {
	if hashKey == "" {
		return nil, errors.New("privacy.hash_key is missing: it is needed to send; set it to ${REGULARS_HASH_KEY}")
	}
	sum := sha256.Sum256([]byte(hashKey))
	return &Ledger{db: db, k0: binary.LittleEndian.Uint64(sum[:8]), k1: binary.LittleEndian.Uint64(sum[8:16])}, nil
}

// Run names one campaign on one business date.
type Run struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
}

func (r Run) String() string { return fmt.Sprintf("campaign %s of %s", r.Campaign, r.Date) }

// DeliveryID names what the run owes a member, the same for ever.
func (r Run) DeliveryID(member uint64) string {
	return fmt.Sprintf("%s/%s/%s/%d", r.Brand, r.Campaign, r.Date, member)
}

func (r Run) params(more schema.Params) schema.Params {
	p := schema.Params{"brand": r.Brand, "campaign": r.Campaign, "date": r.Date}
	for name, value := range more {
		p[name] = value
	}
	return p
}

// Block is one part of a run: the members whose ids begin with its number's
// bits. Bits comes from the plan.
type Block struct {
	Run
	Number uint32
	Bits   uint8 // the run has 2^Bits blocks
}

func (b Block) params(more schema.Params) schema.Params {
	p := b.Run.params(more)
	p["from"], p["to"] = b.bounds()
	return p
}

func (b Block) bounds() (from, to uint64) {
	if b.Bits == 0 {
		return 0, ^uint64(0)
	}
	width := uint64(1) << (64 - b.Bits)
	from = uint64(b.Number) * width
	return from, from + width - 1
}

// rank orders the states of a delivery: a later one outranks an earlier one
// whenever it was written.
func rank(state string) uint64 {
	switch state {
	case DeliveryPlanned:
		return 1
	case DeliveryExcluded:
		return 2
	case DeliveryReserved, DeliveryHeld:
		return 3
	case DeliveryUnknown:
		return 4
	case DeliveryFailed:
		return 5
	case DeliverySent:
		return 6
	}
	panic(fmt.Sprintf("delivery state %q has no rank", state))
}

// versionOf puts the rank before the time: three bits, then 61 of nanoseconds.
func versionOf(state string, at time.Time) uint64 {
	return rank(state)<<61 | uint64(at.UnixNano())
}

// execText runs a statement of a .sql file whose marker is replaced by an SQL
// predicate from the config, the only text that is ever put into a statement.
func execText(ctx context.Context, db *schema.DB, file, predicate string, p schema.Params) error {
	statement, ctx, err := withPredicate(ctx, db, file, predicate, p)
	if err != nil {
		return err
	}
	if err := db.Conn().Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", file, schema.Redact(err))
	}
	return nil
}
