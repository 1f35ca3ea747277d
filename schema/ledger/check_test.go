package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

func TestCheckPredicate(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	for _, good := range []string{"purchases >= 3 AND revenue > 1000", "has(tags, 'vip') -- who pays", "stage IN ('sleep', 'lost')"} {
		require.NoError(t, ledger.CheckPredicate(t.Context(), db, "acme", good), good)
	}
	for bad, says := range map[string]string{
		"purchaces >= 3":           "purchaces` (maybe you meant purchases); the columns are member_id",
		"purchases > 'many'":       "Cannot convert string",
		"purchases >":              "Syntax error",
		"likes_tea(member_id)":     "likes_tea",
		"1 = 1) OR (1 = 1":         "closes a parenthesis",
		"purchases; DROP TABLE x":  "holds a ;",
		"(SELECT max(email)) = ''": "email",
	} {
		err := ledger.CheckPredicate(t.Context(), db, "acme", bad)
		require.ErrorContains(t, err, says, bad)
		require.NotContains(t, err.Error(), "scope", bad)
	}
}

func TestCheckPredicateBeforeThereAreTables(t *testing.T) {
	db, err := schema.Open(t.Context(), schematest.Options(t))
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	defer func() { _ = db.Drop(t.Context()) }()
	require.ErrorIs(t, ledger.CheckPredicate(t.Context(), db, "acme", "1 = 1"), ledger.ErrNoTables)
}
