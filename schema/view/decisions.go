package view

import (
	"context"
	"time"

	"regulars/schema"
)

// Decision is what a person decided about a campaign.
type Decision struct {
	Campaign string    `ch:"campaign"` // empty: all of the brand's
	Date     time.Time `ch:"date"`     // the business date; without meaning where Campaign is empty
	Decision string    `ch:"decision"` // as ledger.Decision has it
	By       string    `ch:"by"`
	Note     string    `ch:"note"`
	First    uint32    `ch:"first"` // of approve: so many messages only; 0: all
	At       time.Time `ch:"at"`
}

type decisionsParams struct {
	Brand, Campaign string
	Limit           int
}

var decisionsScript = schema.NewScript[decisionsParams]("view", files, "decisions.sql")

// Decisions lists what people decided about a brand's campaigns, the newest first; of one
// campaign where its name is given, with what was decided about all.
func Decisions(ctx context.Context, db *schema.DB, brand, campaign string, limit int) ([]Decision, error) {
	var rows []Decision
	err := decisionsScript.Select(ctx, db, &rows, decisionsParams{brand, campaign, limit})
	return rows, err
}
