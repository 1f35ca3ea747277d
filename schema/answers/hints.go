package answers

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/config"
)

// Hint names a record of a shop that changed, was made or was deleted.
type Hint struct {
	Entity string // orders or customers
	ID     string // of the shop
}

// hinted is a row of shop_hints as it comes in.
type hinted struct {
	brand, shop string
	hint        Hint
	version     uint64
}

// RecordHints stores of which records a shop says that they changed: the next night asks for
// them. It returns what ClickHouse answers where it fails: then the same may be recorded again.
func (s *Store) RecordHints(ctx context.Context, brand *config.Brand, shop *config.Shop, hints []Hint) error {
	rows := make([]hinted, 0, len(hints))
	for _, h := range hints {
		rows = append(rows, hinted{brand.Name, shop.Name, h, uint64(s.Now().UnixNano())})
	}
	return s.hints.write(ctx, rows)
}

func (s *Store) insertHints(ctx context.Context, rows []hinted) error {
	return s.insert(ctx, "INSERT INTO shop_hints (brand, shop, entity, id, asked, version)", len(rows), func(b driver.Batch, i int) error {
		r := rows[i]
		return b.Append(r.brand, r.shop, r.hint.Entity, r.hint.ID, false, r.version)
	})
}
