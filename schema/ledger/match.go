package ledger

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config/audience"
	"regulars/schema"
)

// journeyDays is how many business dates a step of a journey waits for a night that plans
// its message; an older one would come out of nowhere.
const journeyDays = 7

// Question is a condition of a journey that is asked of all members at once.
type Question struct {
	Brand     string
	Name      string // under which journey_matches has the answer
	Date      regulars.BusinessDate
	Since     regulars.BusinessDate // who qualified from this date on; empty: on the date
	Asked     uint64                // names this time of asking
	Condition audience.Audience
}

// Match writes who meets a condition into journey_matches. It returns a *PredicateError for
// a predicate that can't be used.
func Match(ctx context.Context, db *schema.DB, q Question) error {
	l := &Ledger{Now: time.Now, db: db}
	p := Plan{Run: Run{Brand: q.Brand, Campaign: q.Name, Date: q.Date}, Audience: q.Condition, Since: q.Since}
	statement, err := matchesStatement.of(ctx, db, p)
	if err != nil {
		return err
	}
	params := l.planParams(p, 0)
	params.Asked = q.Asked
	if err := db.Conn().Exec(schema.WithParams(ctx, params), statement); err != nil {
		return fmt.Errorf("condition %s of %s: %w", q.Name, q.Date, schema.Redact(err))
	}
	return nil
}
