package gate

import (
	"context"

	"regulars"
	"regulars/schema"
)

// Lacks returns what a date's numbers lack, in words: what did not come of its shops, or
// differs from what they have. None: its gate was passed.
func Lacks(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]string, error) {
	lines, err := Reconciliation(ctx, db, brand, date)
	if err != nil {
		return nil, err
	}
	stores, err := Stores(ctx, db, brand, date)
	if err != nil {
		return nil, err
	}
	var reasons []string
	for _, line := range lines {
		if !line.OK {
			reasons = append(reasons, line.Sentence())
		}
	}
	for _, store := range stores {
		if !store.OK {
			reasons = append(reasons, store.Sentence())
		}
	}
	if len(lines) == 0 {
		reasons = append(reasons, "no night has compared what came with what the shops have")
	}
	return reasons, nil
}
