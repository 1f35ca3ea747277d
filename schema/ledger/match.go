package ledger

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// Match writes who is in the audience of a plan into journey_matches, under the name of its
// campaign and the number of this time of asking. It returns a *PredicateError for a
// predicate that can't be used.
func Match(ctx context.Context, db *schema.DB, p Plan, asked uint64) error {
	statement, err := matchesStatement.of(ctx, db, p)
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
