package recheck

import (
	"context"

	"regulars/schema"
)

// Claim is what was just claimed: a batch of one claimant, of members whose ids are from
// From to To.
type Claim struct {
	Run
	From, To   uint64
	Claimant   string
	Batch      string
	Idempotent bool // the provider knows a repeated key
}

// Standing is how a member of a claim stands.
type Standing string

// The standings.
const (
	Erased  Standing = ""        // there is no delivery any more
	Open    Standing = "open"    // it is the claimant's
	Over    Standing = "over"    // settled since it was picked
	Claimed Standing = "claimed" // by another one, too, or in another batch
)

var (
	contestedScript = schema.NewScript[Claim]("ledger/recheck", files, "contested.sql").OneThread()
	forgetScript    = schema.NewScript[Run]("ledger/recheck", files, "forget.sql")
)

// Standings returns how the members of a claim stand, and others of the range.
func Standings(ctx context.Context, db *schema.DB, c Claim) (map[uint64]Standing, error) {
	var rows []struct {
		What    string   `ch:"what"`
		Members []uint64 `ch:"members"`
	}
	if err := contestedScript.Select(ctx, db, &rows, c); err != nil {
		return nil, err
	}
	all := map[uint64]Standing{}
	for _, standing := range []Standing{Open, Over, Claimed} { // the last one counts
		for _, row := range rows {
			for _, member := range row.Members {
				if Standing(row.What) == standing {
					all[member] = standing
				}
			}
		}
	}
	return all, nil
}

// Forget deletes what a run claimed of members who have no delivery any more.
func Forget(ctx context.Context, db *schema.DB, r Run) error {
	return forgetScript.Exec(ctx, db, r)
}
