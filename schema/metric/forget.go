package metric

import (
	"context"
	"fmt"
	"regulars/schema"
)

// forget drops the rows of generations that were opened more than a day ago and
// never published: a run that was killed left them, and nobody can see them. What
// is being dropped can't be published any more.
func forget(ctx context.Context, db *schema.DB, brand string) error {
	var abandoned []struct {
		Generation uint64 `ch:"generation"`
	}
	if err := db.Select(ctx, &abandoned, "metric/publish/abandoned.sql", schema.Params{"brand": brand}); err != nil || len(abandoned) == 0 {
		return err
	}
	generations := make([]uint64, len(abandoned))
	for i, a := range abandoned {
		generations[i] = a.Generation
	}
	p := schema.Params{"brand": brand, "generations": generations, "state": "forgotten"}
	if err := db.Exec(ctx, "metric/publish/state.sql", p); err != nil {
		return err
	}
	var tables []struct {
		Table string `ch:"table"`
	}
	if err := db.Select(ctx, &tables, "metric/publish/tables.sql", nil); err != nil {
		return err
	}
	for _, t := range tables {
		p["table"] = t.Table
		if err := db.Exec(ctx, "metric/publish/forget.sql", p); err != nil {
			return fmt.Errorf("forget what was never published of brand %s: %w", brand, err)
		}
	}
	p["state"] = "dropped"
	return db.Exec(ctx, "metric/publish/state.sql", p)
}

// mustBePublished is an error for a generation that was forgotten meanwhile.
func mustBePublished(ctx context.Context, db *schema.DB, brand string, generation uint64) error {
	var state string
	p := schema.Params{"brand": brand, "generation": generation}
	if err := db.Row(ctx, "metric/publish/state_of.sql", p, &state); err != nil {
		return fmt.Errorf("publish generation %d of brand %s: %w", generation, brand, err)
	}
	if state != "published" {
		return fmt.Errorf("generation %d of brand %s is %s, since it waited for more than a day: compute it again", generation, brand, state)
	}
	return nil
}
