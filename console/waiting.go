package console

import (
	"fmt"
	"strings"

	"regulars/config"
	"regulars/console/hide"
	"regulars/present"
	"regulars/present/cause"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// Where a campaign stands, in addition to what its run says.
const (
	standsApproval = "approval" // waits for a person
	standsSending  = "sending"
)

// waitingLine is a campaign that waits for a person.
type waitingLine struct {
	Campaign, Date, People, Why, URL string
	Held                             bool
	Actions                          []actionLink
}

// actionLink leads to the form of a decision.
type actionLink struct {
	Name, Text, URL string
	Main, Danger    bool
}

// holdLine is a reason why a night holds its campaigns.
type holdLine struct{ Date, Shop, Reason, URL string }

// standing returns where a run stands for people: one that its config lets wait for
// approval does so while it is planned.
func (a *asked) standing(state, campaign string, tried, left uint64) string {
	switch ledger.RunState(state) {
	case ledger.RunPlanned:
		if left > 0 && a.asksFirst(campaign) {
			return standsApproval
		}
	case ledger.RunApproved:
	default:
		return state
	}
	if tried > 0 && left > 0 {
		return standsSending
	}
	return state
}

// asksFirst reports whether a campaign waits for approval, by the config; what is sent
// again was approved by who asked for it.
func (a *asked) asksFirst(name string) bool {
	if strings.Contains(name, "#") {
		return false
	}
	campaign, err := a.brand.Campaign(name)
	return err == nil && campaign.Approve
}

// tried counts the members of a row to whom something was handed over, or may have been.
func tried(r view.CampaignRow) uint64 { return r.Sent + r.Failed + r.Unknown }

func left(r view.CampaignRow) uint64 { return r.Held + uint64(max(r.Open, 0)) }

// waiting are the campaigns that wait for a person, the newest first, none left out.
func (a *asked) waiting(rows []view.CampaignRow) []waitingLine {
	var lines []waitingLine
	for _, r := range rows {
		state := a.standing(r.State, r.Campaign, tried(r), left(r))
		if state != standsApproval && state != string(ledger.RunHeld) || !r.Waits() {
			continue
		}
		date := dateOf(r.Date)
		line := waitingLine{
			Campaign: r.Campaign, Date: date.String(), People: fmt.Sprintf(a.T.People, present.Whole(left(r))), Why: a.why(state, r.Reason, tried(r)),
			Held: state == string(ledger.RunHeld), URL: a.pathTo("/campaigns/%s/%s", r.Campaign, date),
		}
		if a.Visitor.Decides() {
			line.Actions = a.actionsOf(state, line.URL)
		}
		lines = append(lines, line)
	}
	return lines
}

func (a *asked) why(state, reason string, tried uint64) string {
	switch {
	case state == string(ledger.RunHeld):
		return fmt.Sprintf(a.T.IsHeld, a.quoteless(cause.OfHold(reason).Text(a.names.Lang)))
	case tried > 0:
		return fmt.Sprintf(a.T.FirstSent, present.Whole(tried))
	}
	return a.T.WaitsApproval
}

// actionsOf are the decisions that mean something for where a campaign stands. Whether one
// is allowed decides its workflow.
func (a *asked) actionsOf(state, url string) []actionLink {
	var names []string
	switch state {
	case standsApproval:
		names = []string{ledger.DecisionApprove, decideFirst, ledger.DecisionHold, ledger.DecisionCancel}
	case string(ledger.RunHeld):
		names = []string{ledger.DecisionRelease, ledger.DecisionCancel}
	case string(ledger.RunDone), string(ledger.RunCancelled):
		return nil
	default:
		names = []string{ledger.DecisionHold, ledger.DecisionCancel}
	}
	links := make([]actionLink, len(names))
	for i, name := range names {
		links[i] = actionLink{Name: name, Text: a.actionName(name), URL: url + "?do=" + name, Main: i == 0 && name != ledger.DecisionHold}
	}
	return links
}

func (a *asked) actionName(name string) string {
	switch name {
	case ledger.DecisionApprove:
		return a.T.Approve
	case decideFirst:
		return fmt.Sprintf(a.T.ApproveFirst, firstMessages)
	case ledger.DecisionHold:
		return a.T.Hold
	case ledger.DecisionRelease:
		return a.T.Release
	case ledger.DecisionCancel:
		return a.T.Cancel
	case ledger.DecisionStop:
		return a.T.StopAll
	}
	return a.T.ResumeAll
}

func (a *asked) holds(found []view.Hold) []holdLine {
	lines := make([]holdLine, len(found))
	for i, h := range found {
		date := dateOf(h.Date)
		lines[i] = holdLine{Date: date.String(), Shop: h.Shop, Reason: a.quoteless(h.Why(a.names.Lang)), URL: a.pathTo("/nights/%s", date)}
	}
	return lines
}

// quoteless hides what a sentence quotes from who sees names masked: it may be a person's.
func (a *asked) quoteless(sentence string) string {
	if a.Visitor.May(config.RoleApprove) {
		return sentence
	}
	return hide.Quotes(sentence)
}
