package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"regulars/schema"
)

type brandParams struct{ Brand string }

var (
	holdingsNow  = schema.NewScript[brandParams]("intake", files, "holdings_now.sql")
	holdingsThen = schema.NewScript[brandParams]("intake", files, "holdings.sql")
)

// Holding is how many records of a shop one partition of a table holds, tombstones
// included: nothing takes a record away but a loss.
type Holding struct {
	Shop    string `ch:"shop"`
	Entity  string `ch:"entity"`
	Part    uint8  `ch:"part"`
	Records uint64 `ch:"records"`
}

// place is one partition of a shop's records.
type place struct {
	shop, entity string
	part         uint8
}

func (h Holding) place() place { return place{h.Shop, h.Entity, h.Part} }

// Loss is what a table held when a shop was compared last, and holds no longer.
type Loss struct {
	Shop, Entity     string
	Expected, Stored uint64 // records of the partitions that lost some
}

// Losses counts every partition of a brand's records again and compares it with what
// KeepHoldings kept.
func Losses(ctx context.Context, db *schema.DB, brand string) ([]Loss, error) {
	var now, then []Holding
	if err := holdingsNow.Select(ctx, db, &now, brandParams{brand}); err != nil {
		return nil, err
	}
	if err := holdingsThen.Select(ctx, db, &then, brandParams{brand}); err != nil {
		return nil, err
	}
	return lost(now, then), nil
}

// lost sums up the partitions that hold fewer records than before, by shop and entity.
func lost(now, then []Holding) []Loss {
	holds := map[place]uint64{}
	for _, h := range now {
		holds[h.place()] = h.Records
	}
	var losses []Loss
	at := map[place]int{}
	for _, h := range then {
		stored := holds[h.place()]
		if stored >= h.Records {
			continue
		}
		of := place{shop: h.Shop, entity: h.Entity}
		i, known := at[of]
		if !known {
			i = len(losses)
			at[of] = i
			losses = append(losses, Loss{Shop: h.Shop, Entity: h.Entity})
		}
		losses[i].Expected += h.Records
		losses[i].Stored += stored
	}
	return losses
}

// Holdings counts what every partition of a brand's records holds now.
func Holdings(ctx context.Context, db *schema.DB, brand string) (now []Holding, err error) {
	return now, holdingsNow.Select(ctx, db, &now, brandParams{brand})
}

// LowerHoldings takes from what is expected of every partition what was removed on
// purpose: what they held before, less what they hold now.
func LowerHoldings(ctx context.Context, db *schema.DB, brand string, before []Holding) error {
	now, err := Holdings(ctx, db, brand)
	if err != nil {
		return err
	}
	var expected []Holding
	if err := holdingsThen.Select(ctx, db, &expected, brandParams{brand}); err != nil {
		return err
	}
	removed := map[place]uint64{}
	for _, h := range before {
		removed[h.place()] += h.Records
	}
	for _, h := range now {
		removed[h.place()] -= min(removed[h.place()], h.Records)
	}
	for i, h := range expected {
		expected[i].Records -= min(h.Records, removed[h.place()])
	}
	return putHoldings(ctx, db, brand, expected)
}

// KeepHoldings notes what a shop's partitions hold now, for the next comparison.
func KeepHoldings(ctx context.Context, db *schema.DB, brand, shop string) error {
	now, err := Holdings(ctx, db, brand)
	if err != nil {
		return err
	}
	return putHoldings(ctx, db, brand, slices.DeleteFunc(now, func(h Holding) bool { return h.Shop != shop }))
}

func putHoldings(ctx context.Context, db *schema.DB, brand string, holdings []Holding) error {
	if len(holdings) == 0 {
		return nil
	}
	at := time.Now().UTC()
	batch, err := db.PrepareBatch(ctx, "INSERT INTO holdings")
	if err != nil {
		return fmt.Errorf("note what brand %s holds: %w", brand, schema.Redact(err))
	}
	for _, h := range holdings {
		if err := batch.Append(brand, h.Shop, h.Entity, h.Part, h.Records, at, uint64(at.UnixNano())); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("note what brand %s holds: %w", brand, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("note what brand %s holds: %w", brand, schema.Redact(err))
	}
	return nil
}
