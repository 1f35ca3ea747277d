package intake

import (
	"context"
	"fmt"

	"regulars/schema"
)

var hintedRecords = schema.NewScript[hiddenParams]("intake", files, "hinted.sql")

// Hinted returns up to limit ids of records of which a webhook of the shop said that
// something became of them, and that were not read since, those first that wait the longest.
func Hinted(ctx context.Context, db *schema.DB, l Load, entity string, limit int) ([]string, error) {
	return idsOf(hintedRecords.Query(ctx, db, hiddenParams{shopParams{l.Brand.Name, l.Shop.Name}, entity, uint64(limit)}))
}

// Asked notes that the shop was asked for records at l.ReadAt: hints of before are done
// with, whatever it answered.
func Asked(ctx context.Context, db *schema.DB, l Load, entity string, ids []string) error {
	n := len(ids)
	if n == 0 {
		return nil
	}
	columns := []any{repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), repeat(entity, n), ids, repeat(true, n), repeat(l.Version(), n)}
	if err := InsertColumns(ctx, db, "INSERT INTO shop_hints (brand, shop, entity, id, asked, version)", columns); err != nil {
		return fmt.Errorf("note that %d %s of shop %s were asked for: %w", n, entity, l.Shop.Name, err)
	}
	return nil
}
