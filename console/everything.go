package console

import (
	"net/http"

	"regulars/config"
	"regulars/console/hide"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

type everythingPage struct {
	Base
	Ask *askForm
	Log []logLine
}

// everything is the page on which an operator stops and resumes all of a brand's campaigns.
func (c *Console) everything(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleOperate) {
		return errNotAllowed
	}
	do := r.URL.Query().Get("do")
	back := a.pathTo("/campaigns")
	form := &askForm{Name: do, Back: back, Post: a.pathTo("/everything"), Text: a.actionName(do)}
	switch do {
	case ledger.DecisionStop:
		form.Lead = a.T.StopAllLead
	case ledger.DecisionResume:
		form.Lead = a.T.ResumeAllLead
	default:
		return errNotFound
	}
	decisions, err := view.Decisions(r.Context(), a.db(), a.brand.Name, "", shownLog)
	if err != nil {
		return err
	}
	p := everythingPage{Ask: form}
	for _, d := range decisions {
		if d.Campaign == "" {
			p.Log = append(p.Log, logLine{At: a.stamp(d.At), Decision: a.T.DecisionName(d.Decision), By: d.By, Note: d.Note})
		}
	}
	a.Title, a.Nav = form.Text, "campaigns"
	p.Base = a.Base
	c.render(w, http.StatusOK, "everything.html", &p)
	return nil
}

func (c *Console) decideEverything(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleOperate) {
		return errNotAllowed
	}
	d := Decision{Brand: a.brand.Name, By: a.Who, Note: hide.Note(r.PostFormValue("note"))}
	act := a.open.actions.StopAll
	do := r.PostFormValue("do")
	switch do {
	case ledger.DecisionStop:
	case ledger.DecisionResume:
		act = a.open.actions.ResumeAll
	default:
		return errNotFound
	}
	return c.answer(w, r, a, a.pathTo("/campaigns"), do, act(r.Context(), d))
}
