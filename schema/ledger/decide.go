package ledger

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

// Decisions, as campaign_decisions holds them.
const (
	DecisionApprove = "approve"
	DecisionHold    = "hold"
	DecisionRelease = "release"
	DecisionCancel  = "cancel"
	DecisionVariant = "decide" // between variants, before the rule does
	DecisionStop    = "stop"   // of all the brand's campaigns
	DecisionResume  = "resume" // ends a stop
)

// StoppedEverything stands in State.Everything, behind who it was.
const StoppedEverything = "stopped everything"

// Decision is what a person decided about a campaign.
type Decision struct {
	Run
	Name  string // one of the constants
	By    string // who
	Note  string // why
	First int    // of approve: so many messages only, then it asks again; 0: all
	At    time.Time
}

type decideParams struct {
	runParams
	Decision, By, Note string
	First              uint32
	At                 time.Time
}

var decideScript = schema.NewScript[decideParams](room, files, "decide.sql")

// Decide records what a person decided. Recording the same again changes nothing.
func (l *Ledger) Decide(ctx context.Context, d Decision) error {
	if d.Date == "" {
		d.Date = regulars.FirstDate
	}
	return decideScript.Exec(ctx, l.db, decideParams{d.Run.params(), d.Name, d.By, d.Note, uint32(max(d.First, 0)), d.At.UTC()})
}
