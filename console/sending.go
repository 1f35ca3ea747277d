package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/books"
	"regulars/console/hide"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

const (
	decideFirst   = "first" // approve, but only the first messages
	firstMessages = 50      // so many unless somebody writes another number
	shownLog      = 100
	refreshEvery  = "5" // seconds
)

type sendingPage struct {
	Base
	Campaign, Date, State, Tone, Why string
	Written                          string // where its campaign is
	Done, All, Progress, Equation    string
	Closes                           bool
	Bar                              []books.Part
	Channels                         []books.Channel
	LeftOut, Failed                  []books.Reason
	Log                              []logLine
	Actions                          []actionLink
	Ask                              *askForm // a decision that is about to be made
	Live                             string   // how the refreshing is switched; empty: nothing moves
	Moves                            bool
	URL                              string
}

type logLine struct{ At, Decision, By, Note, Which string }

// askForm is the form of one decision.
type askForm struct {
	Name, Text, Lead, Back, Post string
	First                        int         // how many messages; 0: it isn't asked
	Hidden                       [][2]string // fields that go along
	Named                        bool        // a name is asked for
	Typed                        bool        // the member's id is asked for, as a confirmation
	Kinds                        bool        // Excel or CSV is asked for
	Danger                       bool
	Campaigns                    string // whether a night's campaigns go, too
	Warning                      string
}

func (c *Console) sending(w http.ResponseWriter, r *http.Request, a *asked) error {
	p, running, err := a.sendingPage(r.Context(), r.PathValue("name"), r.PathValue("date"))
	if err != nil {
		return err
	}
	p.Ask, err = a.ask(r.URL.Query().Get("do"), p.URL, p.Actions)
	if err != nil {
		return err
	}
	if still := r.URL.Query().Has("still"); running && p.Ask == nil {
		p.Moves, p.Live = !still, p.URL
		if !still {
			w.Header().Set("Refresh", refreshEvery)
			p.Live += "?still"
		}
	}
	c.render(w, http.StatusOK, "sending.html", p)
	return nil
}

// sendingPage returns the page of a run, and reports whether it is moving. It returns
// errNotFound where there is no such run.
func (a *asked) sendingPage(ctx context.Context, name, dateText string) (p *sendingPage, running bool, err error) {
	date, err := dateIn(dateText, "")
	if err != nil || date == "" {
		return nil, false, errNotFound
	}
	var all []ledger.CampaignBooks
	var decisions []view.Decision
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { all, err = ledger.AllBooks(ctx, a.db(), a.brand.Name, date); return err })
	group.Go(func() (err error) {
		decisions, err = view.Decisions(ctx, a.db(), a.brand.Name, name, shownLog)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, false, err
	}
	i := slices.IndexFunc(all, func(b ledger.CampaignBooks) bool { return b.Campaign == name })
	if i < 0 {
		return nil, false, errNotFound
	}
	b := all[i]
	tried := b.Sent + b.Failed + b.Unknown
	state := a.standing(string(b.State), name, tried, b.NotTried())
	a.Title, a.Nav = name+" · "+date.String(), "campaigns"
	p = &sendingPage{
		Base: a.Base, Campaign: name, Written: a.pathTo("/studio/%s", regulars.CampaignOf(name)), Date: date.String(), State: a.T.StateName(state), Tone: state, URL: a.pathTo("/campaigns/%s/%s", name, date),
		Done: strconv.FormatUint(tried, 10), All: strconv.FormatUint(b.Planned-b.Excluded, 10), Progress: fmt.Sprintf(a.T.Progress, present.Whole(tried), present.Whole(b.Planned-b.Excluded)),
		Equation: fmt.Sprintf(a.T.Equation, present.Whole(b.Planned), present.Whole(b.Sent), present.Whole(b.Failed), present.Whole(b.Unknown), present.Whole(b.Excluded), present.Whole(b.NotTried())),
		Closes:   b.Gap() == 0 && b.Planned == b.Sent+b.Failed+b.Unknown+b.Excluded+b.NotTried(),
		Bar:      books.Bar(a.T, b), Channels: books.Channels(a.T, b), Log: a.log(decisions, name, date),
		LeftOut: books.Reasons(a.T, b, ledger.DeliveryExcluded), Failed: books.Reasons(a.T, b, ledger.DeliveryFailed, ledger.DeliveryUnknown),
	}
	if state == standsApproval || state == string(ledger.RunHeld) {
		p.Why = a.why(state, b.Reason, tried)
	}
	if a.Visitor.Decides() {
		p.Actions = a.actionsOf(state, p.URL)
	}
	running = b.State.Unplanned() || b.State == ledger.RunApproved && b.NotTried() > 0 || state == string(ledger.RunPlanned) && b.NotTried() > 0
	return p, running, nil
}

// log is what was decided about the run, and about all of the brand's on its way.
func (a *asked) log(decisions []view.Decision, name string, date regulars.BusinessDate) []logLine {
	var lines []logLine
	for _, d := range decisions {
		which := ""
		switch {
		case d.Campaign == "":
			which = a.T.Everything
		case d.Campaign != name || dateOf(d.Date) != date:
			continue
		}
		text := a.T.DecisionName(d.Decision)
		if d.First > 0 {
			text = fmt.Sprintf(a.T.ApproveFirst, d.First)
		}
		lines = append(lines, logLine{At: a.stamp(d.At), Decision: text, By: d.By, Note: d.Note, Which: which})
	}
	return lines
}

// ask returns the form of a decision; none where none is asked for, or where it no longer
// means anything. It returns errNotAllowed where the visitor may not decide.
func (a *asked) ask(do, back string, actions []actionLink) (*askForm, error) {
	if do == "" {
		return nil, nil
	}
	if !a.Visitor.Decides() {
		return nil, errNotAllowed
	}
	if !slices.ContainsFunc(actions, func(l actionLink) bool { return l.Name == do }) {
		return nil, nil
	}
	form := &askForm{Name: do, Text: a.actionName(do), Lead: a.T.Asks[do], Back: back, Post: back}
	if do == decideFirst {
		form.First, form.Text = firstMessages, a.T.Approve
	}
	return form, nil
}

// decide hands on a decision, and leads back to the run.
func (c *Console) decide(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleApprove) {
		return errNotAllowed
	}
	date, err := dateIn(r.PathValue("date"), "")
	if err != nil || date == "" {
		return errNotFound
	}
	name := r.PathValue("name")
	if strings.Contains(name, "/") { // it would lead to another workflow
		return errNotFound
	}
	d := Decision{Brand: a.brand.Name, Campaign: name, Date: date, By: a.Who, Note: hide.Note(r.PostFormValue("note"))}
	act := map[string]func(context.Context, Decision) error{
		ledger.DecisionApprove: a.open.actions.Approve, decideFirst: a.open.actions.Approve, ledger.DecisionHold: a.open.actions.Hold,
		ledger.DecisionRelease: a.open.actions.Release, ledger.DecisionCancel: a.open.actions.Cancel,
	}
	do := r.PostFormValue("do")
	if act[do] == nil {
		return errNotFound
	}
	if do == decideFirst {
		if d.First, err = strconv.Atoi(r.PostFormValue("first")); err != nil || d.First < 1 || d.First > 1_000_000 {
			return c.answer(w, r, a, a.pathTo("/campaigns/%s/%s", name, date), do, &Refusal{a.T.FirstWrong})
		}
	}
	return c.answer(w, r, a, a.pathTo("/campaigns/%s/%s", name, date), do, act[do](r.Context(), d))
}

// troubleMark begins what is said where nothing came of a form.
const troubleMark = "!"

// answer notes what came of a decision, and leads to a page that shows it.
func (c *Console) answer(w http.ResponseWriter, r *http.Request, a *asked, to, do string, err error) error {
	says := a.T.Dones[do]
	var refused *Refusal
	switch {
	case errors.As(err, &refused):
		says = troubleMark + fmt.Sprintf(a.T.Refused, a.T.Refusal(refused.Words))
	case err != nil:
		c.logger.Error("a decision of the console reached nobody", "brand", a.Brand, "decision", do, "by", a.Who, "error", err)
		says = troubleMark + fmt.Sprintf(a.T.Unreachable, regulars.ErrorText(err.Error()))
	default:
		c.logger.Info("somebody decided in the console", "brand", a.Brand, "path", r.URL.Path, "decision", do, "by", a.Who)
	}
	c.sessions.Put(r.Context(), sessionSays, says)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
