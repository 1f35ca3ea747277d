package history

import (
	"context"
	"fmt"

	"regulars"
	"regulars/schema"
)

type toldParams struct {
	Brand  string
	Last   regulars.BusinessDate
	Nights uint64
}

// toldScripts are in the order in which one needs the other.
var toldScripts = []schema.Script[toldParams]{
	schema.NewStep[toldParams]("bench", files, "consents.sql"),
	schema.NewStep[toldParams]("bench", files, "visits.sql"),
	schema.NewStep[toldParams]("bench", files, "deliveries.sql"),
	schema.NewStep[toldParams]("bench", files, "answers.sql"),
	schema.NewStep[toldParams]("bench", files, "runs.sql"),
	schema.NewStep[toldParams]("bench", files, "certificates.sql"),
}

// Tell makes what the derived members of a brand allowed, did and got within so many nights up
// to the last.
func Tell(ctx context.Context, db *schema.DB, brand string, last regulars.BusinessDate, nights int) error {
	for _, script := range toldScripts {
		if err := script.Exec(ctx, db, toldParams{brand, last, uint64(nights)}); err != nil {
			return fmt.Errorf("what members of %s were sent: %w", brand, err)
		}
	}
	return nil
}
