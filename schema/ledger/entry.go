package ledger

import (
	"context"

	"regulars"
	"regulars/config/journey"
	"regulars/schema"
)

// Entered is the journey whose step sends a campaign, where it is known at any moment how members
// came into it, or whether they have reached its goal.
type Entered struct {
	Journey string
	Bought  bool     // an order reaches its goal
	Did     []string // events by which its goal is reached; empty: by none
	Same    string   // their property that is the key by which the member came in; empty: not asked
}

// EnteredBy is what a campaign has to know of the journey that sends it; zero where no event
// lets in, and no order or event reaches its goal. A goal that asks for more than these is left
// to the walks.
func EnteredBy(j *journey.Journey) Entered {
	switch {
	case j == nil || !j.ByEvent() && !j.Goal.Dated():
		return Entered{}
	case !j.Goal.Dated():
		return Entered{Journey: j.Name, Did: []string{}}
	}
	return Entered{j.Name, j.Goal.Bought, append([]string{}, j.Goal.Did...), j.Goal.Same}
}

type entriesParams struct {
	Brand, Of, Run string
	AnyRun         bool // of a resend
	Date           regulars.BusinessDate
	Members        []uint64
	Entered
}

var entriesScript = schema.NewScript[entriesParams](room, files, "entries.sql")

// entries adds to these members what the event said by which they came into the journey, if one
// did, and marks those who have reached its goal since: the message is no longer for them.
func (l *Ledger) entries(ctx context.Context, r Run, c Claimant, rows []Recipient) error {
	if c.Entered.Journey == "" || len(rows) == 0 {
		return nil
	}
	places, members := map[uint64]int{}, make([]uint64, len(rows))
	for i, row := range rows {
		places[row.MemberID], members[i] = i, row.MemberID
	}
	of := regulars.CampaignOf(r.Campaign)
	p := entriesParams{Brand: r.Brand, Of: of, Date: r.Date, Members: members, Entered: c.Entered}
	switch _, tick := regulars.TickOf(r.Campaign); {
	case tick:
		p.Run = r.Campaign
	case of != r.Campaign:
		p.AnyRun = true
	}
	var found []struct {
		MemberID uint64            `ch:"member_id"`
		Entry    map[string]string `ch:"entry"`
		Key      string            `ch:"entry_key"`
		Reached  bool              `ch:"reached"`
	}
	if err := entriesScript.Select(ctx, l.db, &found, p); err != nil {
		return err
	}
	for _, f := range found {
		row := &rows[places[f.MemberID]]
		row.Entry = Entry{f.Key, f.Entry}
		if f.Reached && row.Verdict == "" {
			row.Verdict = "goal"
		}
	}
	return nil
}

// Entry is how a member came into a journey.
type Entry struct {
	Key  string            // of the event; empty: by none
	Said map[string]string // its properties
}
