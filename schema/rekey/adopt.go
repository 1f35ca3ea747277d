package rekey

import (
	"context"
	"fmt"
	"slices"

	"regulars/identity"
	"regulars/schema"
)

// adopting is the state of a brand whose rows are still being copied from an earlier
// database.
const adopting = 1

// Adopting says that the ledger of another database, whose nodes are unkeyed, is about to
// be copied. It reports false where that was done already: another copy would bring back
// unkeyed rows. Without a secret it may be done again at any time.
func Adopting(ctx context.Context, db *schema.DB, secret, from string) (bool, error) {
	if secret == "" {
		return true, nil
	}
	brands, err := adopted(ctx, db, from)
	if err != nil {
		return false, err
	}
	for _, brand := range brands {
		stored, keyed, err := db.ReadNodeKey(ctx, brand)
		if err != nil {
			return false, err
		}
		if keyed && stored.Rekeying != adopting {
			return false, nil
		}
		key := schema.NodeKey{Check: schema.CheckOfNodes(identity.NodeKey(secret, brand)), Rekeying: adopting}
		if err := db.PutNodeKey(ctx, brand, key); err != nil {
			return false, err
		}
	}
	return true, nil
}

// adopted lists the brands whose ledger another database holds.
func adopted(ctx context.Context, db *schema.DB, from string) ([]string, error) {
	var brands []string
	for _, table := range []string{"deliveries", "consent_facts"} {
		var there uint64
		if err := db.Conn().QueryRow(ctx, "SELECT count() FROM system.tables WHERE database = ? AND name = ?", from, table).Scan(&there); err != nil {
			return nil, fmt.Errorf("list the tables of %s: %w", from, schema.Redact(err))
		}
		if there == 0 {
			continue
		}
		var found []struct {
			Brand string `ch:"brand"`
		}
		if err := db.Conn().Select(ctx, &found, "SELECT DISTINCT toString(brand) AS brand FROM "+schema.QuoteName(from)+"."+table); err != nil {
			return nil, fmt.Errorf("list the brands of %s: %w", from, schema.Redact(err))
		}
		for _, f := range found {
			brands = append(brands, f.Brand)
		}
	}
	slices.Sort(brands)
	return slices.Compact(brands), nil
}
