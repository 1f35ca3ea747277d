package ledger

import (
	"context"
	"fmt"

	"regulars"
	"regulars/schema"
)

// CampaignBooks are the sums of one campaign of one date.
type CampaignBooks struct {
	Campaign string `ch:"campaign"`
	State    string `ch:"state"`  // of the campaign's run
	Reason   string `ch:"reason"` // of that state
	Planned  uint64 `ch:"planned"`
	Sent     uint64 `ch:"sent"`
	Failed   uint64 `ch:"failed"`
	Unknown  uint64 `ch:"unknown"`
	Excluded uint64 `ch:"excluded"`
	Held     uint64 `ch:"held"`
	Open     uint64 `ch:"open"` // neither tried nor left out yet
}

// AllBooks reads the books of every campaign of a date.
func AllBooks(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]CampaignBooks, error) {
	var books []CampaignBooks
	err := db.Select(ctx, &books, "ledger/all_books.sql", schema.Params{"brand": brand, "date": date})
	return books, err
}

// over tells whether the campaign will send nothing more.
func (b CampaignBooks) over() bool { return b.State == "done" || b.State == "cancelled" }

// held are those not tried: held back, or still to come while it is not over.
func (b CampaignBooks) NotTried() uint64 {
	if b.over() {
		return b.Held
	}
	return b.Held + b.Open
}

// gap is how many members of the plan have no outcome although they should.
func (b CampaignBooks) Gap() uint64 {
	sum := b.Sent + b.Failed + b.Unknown + b.Excluded + b.NotTried()
	return max(b.Planned, sum) - min(b.Planned, sum)
}

func (b CampaignBooks) Trouble() string {
	if b.State == RunBegun || b.State == RunPlanning {
		return fmt.Sprintf("campaign %s: its plan is not written: see why in its workflow, then run the night again", b.Campaign)
	}
	if b.Gap() == 0 {
		return ""
	}
	return fmt.Sprintf("campaign %s: %d of %d planned have no outcome although it is over: run the night again, which closes the books",
		b.Campaign, b.Gap(), b.Planned)
}
