package ledger

import (
	"context"
	"fmt"

	"regulars"
	"regulars/config/audience"
	"regulars/schema"
)

// Again says whom a resend reaches: the members who are named, and those whose last
// outcome of the campaign is one of Outcomes and to whom no message of it was sent.
type Again struct {
	Outcomes []DeliveryState
	Members  []uint64
}

func (a *Again) outcomes() []string {
	texts := []string{}
	if a != nil {
		for _, state := range a.Outcomes {
			texts = append(texts, string(state))
		}
	}
	return texts
}

func (a *Again) members() []uint64 {
	if a == nil || a.Members == nil {
		return []uint64{}
	}
	return a.Members
}

var resendsScript = schema.NewScript[runParams](room, files, "resends.sql")

// NextResend names the next resend of a run's campaign. A resend that isn't over is taken
// up again, as its workflow may have failed, before its plan or after it; where it is
// running, Temporal refuses a second one. It returns an error where the campaign itself
// isn't over: its outcomes may still change.
func (l *Ledger) NextResend(ctx context.Context, r Run) (Run, error) {
	var earlier []struct {
		Campaign string `ch:"campaign"`
		State    string `ch:"state"`
	}
	if err := resendsScript.Select(ctx, l.db, &earlier, r.params()); err != nil {
		return Run{}, err
	}
	if len(earlier) == 0 {
		return Run{}, fmt.Errorf("%s was never planned: there is nothing to send again", r)
	}
	next := r
	for _, run := range earlier {
		if RunState(run.State).Over() {
			continue
		}
		if run.Campaign == r.Campaign {
			return Run{}, fmt.Errorf("campaign %s of %s is %s: wait until it is done, or cancel it; until then its outcomes may change", run.Campaign, r.Date, run.State)
		}
		next.Campaign = run.Campaign
		return next, nil
	}
	next.Campaign = regulars.Resend(r.Campaign, len(earlier)+1)
	return next, nil
}

// ResendOf is the plan that sends a campaign again to some, under the name of a resend:
// the same channels and consents are asked, nobody is held out.
func ResendOf(p Plan, name string, whom Again) Plan {
	p.Campaign, p.Again = name, &whom
	p.Audience, p.Repetition, p.Holdout, p.Permanent, p.DailyMax, p.Budget = audience.Audience{}, audience.Repetition{}, 0, 0, 0, 0
	return p
}
