package schema_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"regulars/schema"
	"regulars/schema/schematest"
)

func TestMigrateByManyAtOnce(t *testing.T) {
	ctx, options := context.Background(), schematest.Options(t)
	var workers errgroup.Group
	for range 4 {
		workers.Go(func() error {
			db, err := schema.Open(ctx, options)
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			return errors.Join(db.Migrate(ctx), db.Migrate(ctx))
		})
	}
	require.NoError(t, workers.Wait())
	db, err := schema.Open(ctx, options)
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	require.NoError(t, db.Drop(ctx))
}

// A migration that was edited after it ran would leave two databases of one name
// that differ.
func TestMigrateRefusesAnEditedMigration(t *testing.T) {
	e := openEngine(t)
	ctx := t.Context()
	require.NoError(t, e.conn.Exec(ctx, `INSERT INTO schema_migrations
		SELECT name, 'another text', state, at, version + 1 FROM schema_migrations FINAL WHERE name = '0002_orders.sql'`))
	err := e.db.Migrate(ctx)
	require.ErrorContains(t, err, "migration 0002_orders.sql was changed after it was applied")
	require.ErrorContains(t, err, "write the change as a new migration")
}
