package console

import (
	"fmt"
	"net/http"

	"regulars"
	"regulars/console/hide"
	"regulars/present"
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
	if d.Note == "" {
		d.Note = hide.Note(r.PostFormValue("note"))
	}
	return desk.Record(r.Context(), a.db(), d)
}

// deeds are what people did, as a log.
func (a *asked) deeds(all []desk.Deed) []logLine {
	lines := make([]logLine, len(all))
	for i, d := range all {
		what := d.What
		if d.Action == desk.Export {
			what = fmt.Sprintf(a.T.Counted, present.Whole(d.Members))
		}
		lines[i] = logLine{At: a.stamp(d.At), Decision: wordOf(a.T.Deeds, d.Action), By: d.By, Note: d.Note, Which: regulars.ErrorText(what)}
		if !a.Visitor.Decides() {
			lines[i].Note = ""
		}
	}
	return lines
}
