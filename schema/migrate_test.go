package schema_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/schematest"
)

func TestMigrateByManyAtOnce(t *testing.T) {
	ctx, options := context.Background(), schematest.Options(t)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			db, err := schema.Open(ctx, options)
			require.NoError(t, err)
			defer func() { _ = db.Close() }()
			require.NoError(t, db.Migrate(ctx))
			require.NoError(t, db.Migrate(ctx))
		})
	}
	workers.Wait()
	db, err := schema.Open(ctx, options)
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	require.NoError(t, db.Drop(ctx))
}
