package gate

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

// Kept is a cycle or a fit that holds on a date and was made of far less than there is of
// the same time by now, as when a small history was loaded first. It stays until a person
// remakes it. Its JSON is stored with the certificate.
type Kept struct {
	What Remade                `json:"what"`
	From regulars.BusinessDate `json:"from"` // the day from which it holds
	Then uint64                `json:"then"` // gaps of a cycle, members of a fit
	Now  uint64                `json:"now"`
}

// Remade is what `starter backfill --remake` makes again.
type Remade string

// What is kept until it is remade.
const (
	KeptCycle Remade = "cycles"
	KeptFit   Remade = "fits"
)

// Far fewer is less than half; below so many more a remake would change nothing.
const (
	fewestGaps    = 3
	fewestMembers = 100
)

var keptScript = schema.NewScript[nightParams]("gate", files, "kept.sql")

// readKept returns what of a date stands on a small first history.
func readKept(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]Kept, error) {
	var month, fitted time.Time
	var gapsThen, gapsNow, membersThen, membersNow uint64
	if err := keptScript.Row(ctx, db, nightParams{brand, date}, &month, &gapsThen, &gapsNow, &fitted, &membersThen, &membersNow); err != nil {
		return nil, err
	}
	var kept []Kept
	if gapsNow > 2*gapsThen && gapsNow-gapsThen >= fewestGaps {
		kept = append(kept, Kept{KeptCycle, regulars.DateOf(month, time.UTC), gapsThen, gapsNow})
	}
	if membersNow > 2*membersThen && membersNow >= fewestMembers {
		kept = append(kept, Kept{KeptFit, regulars.DateOf(fitted, time.UTC), membersThen, membersNow})
	}
	return kept, nil
}
