package intake

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"regulars"
	"regulars/schema"
)

type forgetParams struct {
	shopParams
	Sweep, Entity string
	Version       uint64
	Whole         bool
	Froms, Tos    []uint64
}

var forgetRejected = schema.NewScript[forgetParams]("intake", files, "forget_rejected.sql")

// noteRejected notes which records of a platform came and are stored nowhere: they are
// neither missed in its totals nor read again until they or the rules change.
func noteRejected(ctx context.Context, db *schema.DB, l Load, rejected []regulars.Rejected) error {
	var entities, ids []string
	var created, modified []time.Time
	for _, r := range rejected {
		whose := r.Entity == EntityOrders || r.Entity == EntityCustomers || r.Entity == EntityProducts
		if !whose || r.ID == "" || strings.HasPrefix(r.ID, erasedPrefix) {
			continue
		}
		entities, ids = append(entities, r.Entity), append(ids, r.ID)
		created, modified = append(created, storable(r.CreatedAt)), append(modified, storable(r.UpdatedAt))
	}
	n := len(ids)
	if n == 0 {
		return nil
	}
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), entities, ids, created, modified,
		repeat(Rules(l), n), repeat(l.Version(), n), repeat(uint8(0), n),
	}
	if err := InsertColumns(ctx, db, "INSERT INTO store_rejected", columns); err != nil {
		return fmt.Errorf("note %d rejected records of shop %s: %w", n, l.Shop.Name, err)
	}
	return nil
}

// storable is a time within what DateTime64 holds; the epoch stands for the others
// before it.
func storable(t time.Time) time.Time {
	last := time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC)
	switch {
	case t.Unix() <= 0:
		return epochOr(time.Time{})
	case t.After(last):
		return last
	}
	return t.UTC()
}

// Rules is the hash of what decides whether a record of a shop can be stored: another
// release, currency, rate or time zone may judge it otherwise. It is never 0.
func Rules(l Load) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, regulars.Version, l.Brand.Currency, l.Brand.Zone, l.Brand.Rates, l.Shop.Currency, l.Shop.Zone, l.Shop.Version)
	return max(h.Sum64(), 1)
}

// ForgetRejected forgets the rejected records that the list of a sweep doesn't show, of
// the whole shop or of the spans that were listed: the shop has deleted them.
func ForgetRejected(ctx context.Context, db *schema.DB, l Load, entity string, whole bool, spans []Span) error {
	p := forgetParams{shopParams: shopParams{l.Brand.Name, l.Shop.Name}, Sweep: l.ID, Entity: entity, Version: l.Version(), Whole: whole}
	for _, s := range spans {
		p.Froms, p.Tos = append(p.Froms, milliseconds(s.From)), append(p.Tos, milliseconds(s.To))
	}
	return forgetRejected.Exec(ctx, db, p)
}
