package ledger

import (
	"context"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
)

type dateParams struct {
	Brand string
	Date  regulars.BusinessDate
}

var campaignBooksScript = schema.NewScript[dateParams](room, files, "campaign_books.sql")

// CampaignBooks are the books of one campaign of a date, with where it stands.
type CampaignBooks struct {
	Campaign string
	State    RunState
	Reason   string // of that state
	Expected uint64 // how many deliveries its plan came to; the ledger must hold as many
	Books
}

// AllBooks reads the books of every campaign of a date, by name.
func AllBooks(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]CampaignBooks, error) {
	var rows []struct {
		Campaign   string   `ch:"campaign"`
		RunState   RunState `ch:"run_state"`
		RunReason  string   `ch:"run_reason"`
		RunPlanned uint64   `ch:"run_planned"`
		BooksLine
	}
	if err := campaignBooksScript.Select(ctx, db, &rows, dateParams{brand, date}); err != nil {
		return nil, err
	}
	var all []CampaignBooks
	for _, row := range rows {
		if n := len(all); n == 0 || all[n-1].Campaign != row.Campaign {
			all = append(all, CampaignBooks{
				Campaign: row.Campaign, State: row.RunState, Reason: row.RunReason, Expected: row.RunPlanned,
			})
		}
		if row.Members > 0 {
			all[len(all)-1].add(row.BooksLine)
		}
	}
	return all, nil
}

// NotTried counts those held back and, while the campaign is not over, those still
// to come.
func (b CampaignBooks) NotTried() uint64 { return b.Books.NotTried(b.State) }

// Gap is how many members of the plan have no outcome although they should.
func (b CampaignBooks) Gap() uint64 { return b.Books.Gap(b.State) }

// Trouble is what is wrong with the books; without a code where nothing is.
func (b CampaignBooks) Trouble() cause.Cause {
	switch {
	case b.State.Unplanned() && b.Reason != "":
		why := cause.OfHold(b.Reason)
		if why.Code == "" {
			why.Code = cause.PlanRefused
		}
		why.Campaign = b.Campaign
		return why
	case b.State.Unplanned():
		return cause.Cause{Code: cause.PlanMissing, Campaign: b.Campaign}
	case b.Planned < b.Expected:
		return cause.Cause{Code: cause.PlanLost, Campaign: b.Campaign, Stored: b.Planned, Expected: b.Expected}
	case b.Gap() > 0:
		return cause.Cause{Code: cause.BooksOpen, Campaign: b.Campaign, Open: b.Gap(), Planned: b.Planned}
	}
	return cause.Cause{}
}
