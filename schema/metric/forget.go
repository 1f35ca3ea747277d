package metric

import (
	"context"
	"fmt"

	"regulars/schema"
)

type stateParams struct {
	Brand       string
	Generations []uint64
	State       string
}

type forgetParams struct {
	Brand       string
	Generations []uint64
	Table       schema.Identifier
}

var (
	abandonedScript = schema.NewScript[brandParams]("metric", files, "publish/abandoned.sql")
	stateScript     = schema.NewScript[stateParams]("metric", files, "publish/state.sql")
	tablesScript    = schema.NewScript[schema.NoParams]("metric", files, "publish/tables.sql")
	forgetScript    = schema.NewScript[forgetParams]("metric", files, "publish/forget.sql")
)

// forget drops the rows of generations that were opened more than a day ago and
// never published: a run that was killed left them, and nobody can see them. What
// is being dropped can't be published any more.
func forget(ctx context.Context, db *schema.DB, brand string) error {
	var abandoned []struct {
		Generation uint64 `ch:"generation"`
	}
	if err := abandonedScript.Select(ctx, db, &abandoned, brandParams{Brand: brand}); err != nil || len(abandoned) == 0 {
		return err
	}
	generations := make([]uint64, len(abandoned))
	for i, a := range abandoned {
		generations[i] = a.Generation
	}
	if err := stateScript.Exec(ctx, db, stateParams{Brand: brand, Generations: generations, State: "forgotten"}); err != nil {
		return err
	}
	if err := dropRows(ctx, db, brand, generations); err != nil {
		return fmt.Errorf("forget what was never published of brand %s: %w", brand, err)
	}
	return stateScript.Exec(ctx, db, stateParams{Brand: brand, Generations: generations, State: "dropped"})
}

func dropRows(ctx context.Context, db *schema.DB, brand string, generations []uint64) error {
	var tables []struct {
		Table string `ch:"table"`
	}
	if err := tablesScript.Select(ctx, db, &tables, schema.NoParams{}); err != nil {
		return err
	}
	for _, t := range tables {
		p := forgetParams{Brand: brand, Generations: generations, Table: schema.Identifier(t.Table)}
		if err := forgetScript.Exec(ctx, db, p); err != nil {
			return err
		}
	}
	return nil
}
