package ledger

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
	"regulars/schema/snapshot"
)

// Match writes who is in the audience of a plan into journey_matches, under the name of its
// campaign and the number of this time of asking; of the staged members, where they are of the
// plan's date. It returns a *PredicateError for a predicate that can't be used.
func Match(ctx context.Context, db *schema.DB, p Plan, asked uint64, members *snapshot.Staged) error {
	of := matchesStatement.of
	if members.Of(p.Brand, p.Date) {
		of = func(ctx context.Context, db *schema.DB, p Plan) (string, error) {
			return matchesStatement.over(ctx, db, p, members.Over)
		}
	}
	statement, err := of(ctx, db, p)
	if err != nil {
		return err
	}
	params := (&Ledger{Now: time.Now}).planParams(p)
	params.Asked = asked
	if err := db.Conn().Exec(schema.WithParams(ctx, params), statement); err != nil {
		return fmt.Errorf("condition %s of %s: %w", p.Campaign, p.Date, schema.Redact(err))
	}
	return nil
}
