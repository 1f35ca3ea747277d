package schema

import (
	"context"
	"fmt"

	"regulars"
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
func (db *DB) AllBooks(ctx context.Context, brand string, date regulars.BusinessDate) ([]CampaignBooks, error) {
	var books []CampaignBooks
	err := db.Select(ctx, &books, "certify/books.sql", Params{"brand": brand, "date": date})
	return books, err
}

// over tells whether the campaign will send nothing more.
func (b CampaignBooks) over() bool { return b.State == "done" || b.State == "cancelled" }

// held are those not tried: held back, or still to come while it is not over.
func (b CampaignBooks) held() uint64 {
	if b.over() {
		return b.Held
	}
	return b.Held + b.Open
}

// gap is how many members of the plan have no outcome although they should.
func (b CampaignBooks) gap() uint64 {
	sum := b.Sent + b.Failed + b.Unknown + b.Excluded + b.held()
	return max(b.Planned, sum) - min(b.Planned, sum)
}

func (b CampaignBooks) trouble() string {
	if b.State == RunBegun || b.State == RunPlanning {
		return fmt.Sprintf("campaign %s: its plan is not written: see why in its workflow, then run the night again", b.Campaign)
	}
	if b.gap() == 0 {
		return ""
	}
	return fmt.Sprintf("campaign %s: %d of %d planned have no outcome although it is over: run the night again, which closes the books",
		b.Campaign, b.gap(), b.Planned)
}
