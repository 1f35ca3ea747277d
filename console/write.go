package console

import (
	"errors"
	"net/http"

	"regulars/console/studio"
)

// studioPage shows the campaigns that are written here, or one of them.
type studioPage struct {
	Base
	List *studio.List
	Edit *studio.Edit
}

// write is the pages on which campaigns are written, and what is posted to them.
func (c *Console) write(w http.ResponseWriter, r *http.Request, a *asked) error {
	published, err := a.published(r.Context())
	if err != nil {
		return err
	}
	s := studio.Asked{
		T: studio.TextOf(a.names), Words: a.T, Names: a.names, File: a.file, Path: c.config.Path, DB: a.db(), Kept: a.open.kept, Date: published.Last, Root: a.pathTo("/studio"),
		Who: a.Who, Edits: a.Visitor.Edits(), Decides: a.Visitor.Decides(), Stamp: a.stamp,
	}
	done, err := s.Serve(r)
	var refused *studio.Refusal
	switch {
	case errors.Is(err, studio.ErrNone):
		return errNotFound
	case errors.Is(err, studio.ErrNotAllowed):
		return errNotAllowed
	case errors.As(err, &refused):
		return c.answer(w, r, a, done.To, "", &Refusal{refused.Words})
	case err != nil:
		return err
	case done.To != "":
		return c.did(w, r, a, done.To, done.Deed, nil)
	}
	a.Title, a.Nav = done.Title, "campaigns"
	c.render(w, http.StatusOK, "studio.html", &studioPage{a.Base, done.List, done.Edit})
	return nil
}
