package draft

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"regulars/console/form"
	"regulars/console/hide"
	"regulars/console/journeys/cards"
	"regulars/console/studio"
	"regulars/schema/desk"
	store "regulars/schema/studio"
)

// Serve shows a new journey or one of them, and does what is posted to them: what came of it is
// a page to show, or a deed and where to go after it. It returns a *studio.Refusal with where to
// go, studio.ErrNone or studio.ErrNotAllowed.
func (a *Asked) Serve(r *http.Request) (done studio.Done, edit *Edit, err error) {
	name, query := r.PathValue("name"), r.URL.Query()
	done.Title = a.T.Write
	a.Exact, a.Self = query.Has("exact"), r.URL.RequestURI()
	switch {
	case r.Method == http.MethodPost:
		return a.take(r)
	case name != "":
		done.Title = name
		edit, err = a.open(r.Context(), name, query)
	default:
		edit, err = a.start(r.Context(), query)
	}
	if errors.As(err, new(*studio.Refusal)) {
		done.To = a.Journeys
	}
	return done, edit, err
}

// take takes what somebody typed: it is shown with what is wrong with it, or saved, or a version
// is approved, rejected or removed.
func (a *Asked) take(r *http.Request) (studio.Done, *Edit, error) {
	if err := r.ParseForm(); err != nil {
		return studio.Done{}, nil, studio.ErrNone
	}
	number, _ := strconv.ParseUint(r.PostFormValue("base"), 10, 32) // none is 0
	do := r.PostFormValue("do")
	d := draft{
		Name: r.PathValue("name"), Base: uint32(number), Note: hide.Note(r.PostFormValue("note")),
		Document: form.Typed(r.PostFormValue("document")), AsYAML: r.PostFormValue("as") != "form", Focus: -1,
	}
	done := studio.Done{To: a.at(d.Name), Deed: desk.Deed{What: fmt.Sprintf("%s %d", d.Name, number)}}
	switch do {
	case store.Approved:
		done.Deed.Action = desk.JourneyYes
	case store.Rejected:
		done.Deed.Action = desk.JourneyNo
	case "remove":
		done.Deed = desk.Deed{Action: desk.JourneyDrop, What: d.Name}
		err := a.remove(r.Context(), d)
		if err == nil {
			done.To = a.Journeys
		}
		return done, nil, err
	default:
		return a.redraft(r, d, do)
	}
	return done, nil, a.say(r.Context(), store.Review{Name: d.Name, Number: d.Base, Mark: r.PostFormValue("mark"), Verdict: do, By: a.Who, Note: d.Note})
}

// redraft shows a draft again, or saves it.
func (a *Asked) redraft(r *http.Request, d draft, do string) (studio.Done, *Edit, error) {
	if !a.Edits {
		return studio.Done{}, nil, studio.ErrNotAllowed
	}
	a.Exact = do == "exact"
	if !d.AsYAML {
		laid := cards.Lay(d.Document, fieldsOf(r.PostForm), do)
		d.Document, d.Fields, d.Focus = laid.Document, laid.Fields, laid.Focus
	}
	trouble := ""
	if do == "save" {
		name, number, err := a.save(r.Context(), d)
		if err == nil {
			return studio.Done{To: a.at(name), Deed: desk.Deed{Action: desk.JourneySave, What: fmt.Sprintf("%s %d", name, number)}}, nil, nil
		}
		var refused *studio.Refusal
		if !errors.As(err, &refused) {
			return studio.Done{}, nil, err
		}
		trouble = refused.Words
	}
	if do == "form" || do == "yaml" {
		d.AsYAML, d.Fields = do == "yaml", nil
	}
	edit, err := a.edit(r.Context(), d)
	if err == nil {
		edit.Trouble = trouble
	}
	return studio.Done{Title: a.T.Write}, edit, err
}

// fieldsOf is what was posted of the document's fields.
func fieldsOf(posted url.Values) url.Values {
	fields := url.Values{}
	for path, values := range posted {
		if len(fields) < form.MostFields && !slices.Contains(controls, path) {
			fields[path] = values
		}
	}
	return fields
}

// controls are the fields of the page that are none of the document's.
var controls = []string{"do", "as", "base", "document", "note", "mark"}

func (a *Asked) at(name string) string { return a.Root + "/" + url.PathEscape(name) }
