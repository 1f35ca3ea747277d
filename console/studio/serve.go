package studio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"regulars/console/hide"
	"regulars/schema/desk"
	"regulars/schema/studio"
)

// Done is what came of a request: a page to show, or a deed and where to go after it.
type Done struct {
	Title string
	List  *List
	Edit  *Edit
	To    string
	Deed  desk.Deed
	Said  string // of what was done and is on record already: the key of its words
}

// Serve shows the campaigns, a new one or one of them, and does what is posted to them. It
// returns a *Refusal with where to go, ErrNone or ErrNotAllowed.
func (a *Asked) Serve(r *http.Request) (done Done, err error) {
	done.Title = a.T.Studio
	name, query := r.PathValue("name"), r.URL.Query()
	a.Exact, a.Self = query.Has("exact"), r.URL.RequestURI()
	switch {
	case r.Method == http.MethodPost:
		return a.take(r)
	case name != "":
		done.Title = name
		done.Edit, err = a.Open(r.Context(), name, query)
	case query.Has("new"):
		done.Edit, err = a.Begin(r.Context(), query)
	default:
		done.List, err = a.List(r.Context())
	}
	if errors.As(err, new(*Refusal)) {
		done.To = a.Root
	}
	return done, err
}

// take takes what somebody typed: it is shown with what is wrong with it, or saved, or a
// version is approved, rejected or removed.
func (a *Asked) take(r *http.Request) (Done, error) {
	if err := r.ParseForm(); err != nil {
		return Done{}, ErrNone
	}
	name, do := r.PathValue("name"), r.PostFormValue("do")
	number, _ := strconv.ParseUint(r.PostFormValue("base"), 10, 32) // none is 0
	d := Draft{Name: name, Base: uint32(number), Note: hide.Note(r.PostFormValue("note"))}
	done := Done{To: a.at(name), Deed: desk.Deed{What: fmt.Sprintf("%s: %d", name, number)}}
	switch do {
	case "test":
		return a.try(r, name, d.Base)
	case studio.Approved:
		done.Deed.Action = desk.CampaignYes
	case studio.Rejected:
		done.Deed.Action = desk.CampaignNo
	case "remove":
		done.Deed = desk.Deed{Action: desk.CampaignRemove, What: name}
		err := a.Remove(r.Context(), name, d.Base, d.Note)
		if err == nil {
			done.To = a.Root
		}
		return done, err
	default:
		return a.redraft(r, d, do)
	}
	return done, a.Say(r.Context(), studio.Review{Name: name, Number: d.Base, Mark: r.PostFormValue("mark"), Verdict: do, By: a.Who, Note: d.Note})
}

// redraft shows a draft again, or saves it.
func (a *Asked) redraft(r *http.Request, d Draft, do string) (Done, error) {
	asYAML := r.PostFormValue("as") == "yaml"
	a.Exact = do == "exact"
	d.Typed(r.PostForm, asYAML)
	trouble := ""
	if do == "save" {
		name, number, err := a.Save(r.Context(), d)
		if err == nil {
			return Done{To: a.at(name), Deed: desk.Deed{Action: desk.CampaignSave, What: fmt.Sprintf("%s: %d", name, number)}}, nil
		}
		var refused *Refusal
		if !errors.As(err, &refused) {
			return Done{}, err
		}
		trouble = refused.Words
	}
	if do == "form" || do == "yaml" {
		asYAML, d.Fields = do == "yaml", nil
	}
	edit, err := a.Draft(r.Context(), d, asYAML, trouble)
	return Done{Title: a.T.Studio, Edit: edit}, err
}

func (a *Asked) at(name string) string { return a.Root + "/" + url.PathEscape(name) }
