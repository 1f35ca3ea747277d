package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
	"regulars/schema/intake"
)

// StoreLine is one kind of record of a shop as a whole: what the platform says that it
// has now, and what is stored and present now. Its JSON is stored.
type StoreLine struct {
	Shop      string    `json:"shop"`
	Entity    string    `json:"entity"`
	Platform  *uint64   `json:"platform,omitempty"` // nil: the platform can't count
	Stored    uint64    `json:"stored"`             // and present, without what the shop hides
	Hidden    uint64    `json:"hidden"`             // stored, there by their id, and in no list of the shop
	Rejected  uint64    `json:"rejected"`           // the shop has them, and they could not be understood or stored
	Unsure    uint64    `json:"unsure,omitempty"`   // the platform may count them or not: refunds of orders that no list shows, people who were erased here
	OK        bool      `json:"ok"`
	Reason    string    `json:"reason,omitempty"`   // why it is not ok, and what to do
	SweptAt   time.Time `json:"swept_at,omitzero"`  // the last sweep of the whole shop; zero: none yet
	Healed    uint64    `json:"healed"`             // by that sweep
	Tells     string    `json:"tells"`              // what the platform can tell
	Unseen    string    `json:"unseen,omitempty"`   // what it can't, and what is done instead, as earlier releases wrote it
	HealedNow uint64    `json:"healed_now"`         // by a sweep of this very pull
	Compared  string    `json:"compared,omitempty"` // what was compared this time, and what was not, likewise

	Notes []cause.Cause `json:"notes,omitempty"` // what was compared this time, and what was not
	Blind []cause.Cause `json:"blind,omitempty"` // what the platform can't tell, and what is done instead
	Cause cause.Cause   `json:"cause,omitzero"`  // of Reason; of lines that an earlier release wrote there is none
}

// Sentence says what is wrong with a line, and what to do.
func (l StoreLine) Sentence() string { return l.Why().Sentence(cause.English) }

// Why is the cause of a line that is not right; of one that an earlier release wrote, what
// it says.
func (l StoreLine) Why() cause.Cause {
	if l.Cause.Code == "" {
		return cause.Cause{Code: cause.ShopDiffers, Shop: l.Shop, Entity: l.Entity, Says: l.Reason}
	}
	return l.Cause
}

// Fail notes why the line is not right.
func (l *StoreLine) Fail(why cause.Cause) {
	why.Shop, why.Entity = l.Shop, l.Entity
	l.OK, l.Cause, l.Reason = false, why, why.Text(cause.English)
}

// Differs reports whether the platform's total and what is known of it don't agree.
func (l StoreLine) Differs() bool {
	known := l.Stored + l.Rejected
	return l.Platform != nil && (*l.Platform < known || *l.Platform > known+l.Unsure)
}

var (
	storeGate     = schema.NewScript[nightParams]("gate", files, "store_gate.sql")
	detachedParts = schema.NewScript[schema.NoParams]("gate", files, "detached.sql")
)

// PutStores records how a night's gate found the stores.
func PutStores(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, lines []StoreLine) error {
	text, err := json.Marshal(append([]StoreLine{}, lines...))
	if err != nil {
		return fmt.Errorf("record the stores of %s: %w", date, err)
	}
	now := time.Now().UTC()
	err = db.Conn().Exec(ctx, "INSERT INTO store_gates (brand, date, stores, at, version) VALUES (?, ?, ?, ?, ?)",
		brand, date.Time(), string(text), now, uint64(now.UnixNano()))
	if err != nil {
		return fmt.Errorf("record the stores of %s: %w", date, schema.Redact(err))
	}
	return nil
}

// Stores reads how a night's gate found the stores; none where it didn't look.
func Stores(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]StoreLine, error) {
	var text string
	err := storeGate.Row(ctx, db, nightParams{brand, date}, &text)
	if errors.Is(err, schema.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readStores(text)
}

func readStores(text string) (lines []StoreLine, err error) {
	if text == "" {
		return nil, nil // of a certificate before stores were compared
	}
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		return nil, fmt.Errorf("the stored lines of the stores: %w", err)
	}
	return lines, nil
}

// OnDisk counts every partition again that the certificate vouches for, and looks for
// parts that ClickHouse put aside. It returns the cause of each that isn't whole.
func OnDisk(ctx context.Context, db *schema.DB, brand string) ([]cause.Cause, error) {
	losses, err := intake.Losses(ctx, db, brand)
	if err != nil {
		return nil, err
	}
	var found []cause.Cause
	for _, l := range losses {
		found = append(found, cause.Cause{Code: cause.PartitionLost, Shop: l.Shop, Entity: l.Entity, Stored: l.Stored, Expected: l.Expected})
	}
	var aside []detached
	if err := detachedParts.Select(ctx, db, &aside, schema.NoParams{}); err != nil {
		return nil, err
	}
	for _, d := range aside {
		found = append(found, cause.Cause{Code: cause.PartsDetached, Table: d.Table, Parts: d.Parts, Says: d.Reason})
	}
	return found, nil
}

// detached are parts of a table that ClickHouse put aside.
type detached struct {
	Table  string `ch:"table"`
	Parts  uint64 `ch:"parts"`
	Reason string `ch:"reason"`
}
