package ledger

import (
	"context"
	"errors"
	"fmt"

	"regulars/schema"
	"regulars/schema/ledger/criteria"
	"regulars/schema/predicate"
	"regulars/schema/snapshot"
)

// PredicateError says why a campaign's predicate (audience.where) can't be used.
type PredicateError = predicate.Error

// CheckPredicate reports what is wrong with a campaign's where over the columns of
// member_asof, and nil if nothing is. It only explains the query, and reads no
// member. It returns ErrNoTables where no worker has made the tables yet.
func CheckPredicate(ctx context.Context, db *schema.DB, brand, where string) error {
	text, err := snapshot.Members.Shape(put(explainStatement.first, "conditions", ""))
	if err != nil {
		return err
	}
	query, err := with(ctx, db, text, where)
	if err != nil {
		return err
	}
	const someDate = "2000-01-01"
	params := planParams{runParams: runParams{Brand: brand, Date: someDate}, criteriaParams: criteriaParams{When: criteria.When{Since: someDate}}}
	columns, err := memberColumns(ctx, db, params)
	if err != nil {
		return err
	}
	rows, err := db.Conn().Query(schema.WithParams(predicate.Parsing(ctx), params), query)
	if err == nil {
		err = errors.Join(rows.Close(), rows.Err())
	}
	if _, answered := schema.CodeOf(err); answered {
		return fmt.Errorf("%s; the columns are %s", schema.Explain(err), schema.NamesOf(columns))
	}
	return err
}
