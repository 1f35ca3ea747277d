package console

import (
	"context"
	"errors"
	"net/http"

	"regulars/config"
	"regulars/console/hide"
	"regulars/console/journeys"
	"regulars/console/journeys/draft"
	"regulars/console/keep"
	"regulars/console/outcome"
	"regulars/console/studio"
	"regulars/console/work"
	"regulars/schema/walk"
)

type journeysPage struct {
	Base
	Items   []journeys.Item
	Written *draft.List
}

type journeyPage struct {
	Base
	*journeys.Page
	Log     []work.Deed
	Texts   studio.Texts // of what its steps send
	Words   *studio.Text
	Written string // where its text stands
	Draft   *draft.Text
}

// journeyTables are what results of a journey are made of.
var journeyTables = append([]string{"journey_moves", "events"}, outcome.Tables...)

func (a *asked) journeysShown() journeys.Shown {
	return journeys.Shown{
		DB: a.db(), Brand: a.brand, T: a.T, Names: a.names, Numbers: a.numbers, Now: a.now, Today: a.ended(), Path: a.pathTo("/journeys"), Members: a.pathTo("/members"),
		IDs: a.masks(), Masked: !a.Visitor.Decides(), Waiting: a.halts, May: a.Visitor.May, Stamp: a.stamp,
	}
}

// journeys is the list of the brand's journeys.
func (c *Console) journeys(w http.ResponseWriter, r *http.Request, a *asked) error {
	a.Title, a.Nav = a.T.Journeys.Title, "journeys"
	items, err := a.journeysShown().List(r.Context())
	if err != nil {
		return err
	}
	d, err := c.draftOf(r, a)
	if err != nil {
		return err
	}
	written, err := d.List(r.Context())
	if err != nil {
		return err
	}
	c.render(w, http.StatusOK, "journeys.html", &journeysPage{a.Base, items, written})
	return nil
}

// journey is one journey with who is where.
func (c *Console) journey(w http.ResponseWriter, r *http.Request, a *asked) error {
	query := r.URL.Query()
	shown, q := a.journeysShown(), journeys.Query{Journey: r.PathValue("name"), Step: query.Get("step"), Do: query.Get("do"), Member: query.Get("member")}
	a.Title, a.Nav = q.Journey, "journeys"
	p, err := shown.Page(r.Context(), q, func(ctx context.Context, w *walk.Walker) (walk.Results, error) {
		about := keep.Question{Key: a.brand.Name + " journey " + w.Journey() + a.ended().String(), Tables: journeyTables, Age: outcome.Age}
		results, _, err := keep.Get(ctx, a.open.kept, about, func(ctx context.Context) (walk.Results, error) { return w.Results(ctx, a.ended()) })
		return results, err
	})
	if err == nil {
		p.Ask, err = shown.Ask(q, p)
	}
	if err != nil {
		return err
	}
	d, err := c.draftOf(r, a)
	if err != nil {
		return err
	}
	j := journeyPage{Base: a.Base, Page: p, Log: a.workShown("").Deeds(p.Deeds, a.Visitor.Decides()), Words: d.Texts.T, Written: a.pathTo("/write-journeys/%s", q.Journey), Draft: d.T}
	if j.Texts, err = d.Texts.TextsOf(r.Context(), a.brand, q.Journey); err != nil {
		return err
	}
	c.render(w, http.StatusOK, "journey.html", &j)
	return nil
}

// actJourney does what is asked about a journey, or a member in it.
func (c *Console) actJourney(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleApprove) {
		return errNotAllowed
	}
	form := journeys.Form{
		Journey: r.PathValue("name"), Do: r.PostFormValue("do"), Member: r.PostFormValue("member"), To: r.PostFormValue("to"), By: a.Who, Note: hide.Note(r.PostFormValue("note")),
	}
	deed, err := a.journeysShown().Act(r.Context(), a.open.actions, form)
	var refused *walk.RefusedError
	switch {
	case errors.As(err, &refused):
		err = &Refusal{refused.Code}
	case errors.Is(err, errNotFound), errors.Is(err, errNotAllowed):
		return err
	}
	deed.Action = form.Do
	return c.did(w, r, a, a.pathTo("/journeys/%s", form.Journey), deed, err)
}
