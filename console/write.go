package console

import (
	"errors"
	"net/http"
	"time"

	"regulars/console/studio"
	"regulars/schema/desk"
)

// studioPage shows the campaigns that are written here, or one of them.
type studioPage struct {
	Base
	List *studio.List
	Edit *studio.Edit
}

// write is the pages on which campaigns are written, and what is posted to them.
func (c *Console) write(w http.ResponseWriter, r *http.Request, a *asked) error {
	s, err := c.studioOf(r, a)
	if err != nil {
		return err
	}
	done, err := s.Serve(r)
	if taken, err := c.taken(w, r, a, done, err); taken {
		return err
	}
	a.Title, a.Nav = done.Title, "campaigns"
	c.render(w, http.StatusOK, "studio.html", &studioPage{a.Base, done.List, done.Edit})
	return nil
}

// taken answers what was posted to pages on which campaigns and journeys are written; false: a
// page is to be shown.
func (c *Console) taken(w http.ResponseWriter, r *http.Request, a *asked, done studio.Done, err error) (bool, error) {
	var refused *studio.Refusal
	switch {
	case errors.Is(err, studio.ErrNone):
		return true, errNotFound
	case errors.Is(err, studio.ErrNotAllowed):
		return true, errNotAllowed
	case errors.As(err, &refused):
		return true, c.answer(w, r, a, done.To, "", &Refusal{refused.Words})
	case err != nil:
		return true, err
	case done.Said != "":
		return true, c.answer(w, r, a, done.To, done.Said, nil)
	case done.To != "":
		return true, c.did(w, r, a, done.To, done.Deed, nil)
	}
	return false, nil
}

// studioOf is the brand's campaigns as somebody looks at them.
func (c *Console) studioOf(r *http.Request, a *asked) (*studio.Asked, error) {
	published, err := a.published(r.Context())
	return &studio.Asked{
		T: studio.TextOf(a.names), Words: a.T, Names: a.names, File: a.file, Brand: a.brand, Path: c.config.Path, DB: a.db(), Kept: a.open.kept, Date: published.Last, Root: a.pathTo("/studio"),
		Who: a.Who, Edits: a.Visitor.Edits(), Decides: a.Visitor.Decides(), Stamp: a.stamp, Now: a.now, Campaigns: a.pathTo("/campaigns"),
		Turn:   func() time.Duration { wait, _ := c.trials.Begin(a.Brand+"/"+a.Who, c.addressOf(r)); return wait },
		Record: func(d desk.Deed) error { return c.record(r, a, d) }, Send: a.open.actions.SendTest,
	}, err
}
