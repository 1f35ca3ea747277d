package console

import (
	"net/http"

	"regulars/console/hide"
	"regulars/schema/desk"
)

// shownDeeds are listed of what people did.
const shownDeeds = 40

// did records what somebody did, unless it was refused, and leads to a page that shows it.
func (c *Console) did(w http.ResponseWriter, r *http.Request, a *asked, to string, d desk.Deed, refused error) error {
	if refused == nil {
		if err := c.record(r, a, d); err != nil {
			return err
		}
	}
	return c.answer(w, r, a, to, d.Action, refused)
}

func (c *Console) record(r *http.Request, a *asked, d desk.Deed) error {
	d.Brand, d.By, d.At = a.brand.Name, a.Who, c.now()
	d.Note = hide.Note(r.PostFormValue("note"))
	return desk.Record(r.Context(), a.db(), d)
}
