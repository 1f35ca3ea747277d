package console

import (
	"net/http"

	"regulars/console/journeys/draft"
)

// draftPage shows a journey as it is written.
type draftPage struct {
	Base
	Edit *draft.Edit
}

// draft is the pages on which journeys are written, and what is posted to them.
func (c *Console) draft(w http.ResponseWriter, r *http.Request, a *asked) error {
	d, err := c.draftOf(r, a)
	if err != nil {
		return err
	}
	done, edit, err := d.Serve(r)
	if taken, err := c.taken(w, r, a, done, err); taken {
		return err
	}
	a.Title, a.Nav = done.Title, "journeys"
	c.render(w, http.StatusOK, "journey-draft.html", &draftPage{a.Base, edit})
	return nil
}

// draftOf is the brand's journeys as somebody writes them.
func (c *Console) draftOf(r *http.Request, a *asked) (*draft.Asked, error) {
	s, err := c.studioOf(r, a)
	return draft.New(s, a.journeysShown(), a.pathTo("/write-journeys")), err
}
