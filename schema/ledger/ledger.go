package ledger

import (
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger/suppression"
)

// Ledger remembers what each campaign owes each member and what became of it.
// It is safe for concurrent use, also by several processes.
type Ledger struct {
	// Now is the clock; tests may set another one before the first use.
	Now func() time.Time

	db     *schema.DB
	k0, k1 uint64 // key of the address hashes
}

// New returns a ledger. The key (privacy.hash_key) hides addresses: another key
// finds none of the addresses hashed before. It fails without a key.
func New(db *schema.DB, hashKey string) (*Ledger, error) {
	if hashKey == "" {
		return nil, errors.New("privacy.hash_key is missing: it is needed to send; set it to ${REGULARS_HASH_KEY}")
	}
	key := suppression.KeyOf(hashKey)
	return &Ledger{Now: time.Now, db: db, k0: key.K0, k1: key.K1}, nil
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

// MaskedID is DeliveryID as it may leave the house, with the member's id of there.
func (r Run) MaskedID(member string) string {
	return fmt.Sprintf("%s/%s/%s/%s", r.Brand, r.Campaign, r.Date, member)
}

// runParams are the parameters that name a run.
type runParams struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
}

func (r Run) params() runParams { return runParams(r) }

// Block is one part of a run: the members whose ids begin with its number's
// bits. Bits comes from the plan.
type Block struct {
	Run
	Number uint32
	Bits   uint8 // the run has 2^Bits blocks
}

// blockParams are the parameters that name a block, by its first and last id.
type blockParams struct {
	runParams
	From, To uint64
}

func (b Block) params() blockParams {
	from, to := b.bounds()
	return blockParams{runParams: b.Run.params(), From: from, To: to}
}

func (b Block) bounds() (from, to uint64) {
	if b.Bits == 0 {
		return 0, ^uint64(0)
	}
	width := uint64(1) << (64 - b.Bits)
	from = uint64(b.Number) * width
	return from, from + width - 1
}

// rankShift leaves a version three bits for the rank, and 61 for microseconds, which
// last for 73,000 years.
const rankShift = 61

// version puts the rank before the time: whichever clock wrote a row, the higher rank
// holds.
func version(rank uint64, at time.Time) uint64 {
	return rank<<rankShift | uint64(at.UnixMicro())&(1<<rankShift-1)
}

func versionOf(state DeliveryState, at time.Time) uint64 { return version(state.rank(), at) }
