package console

import (
	"net/http"

	"regulars/config"
	"regulars/console/setup"
	"regulars/schema/desk"
)

type setupPage struct {
	Base
	*setup.Page
}

// setup is what the brand stands on. What is posted asks everything that the config names, or
// sends every recipient a test.
func (c *Console) setup(w http.ResponseWriter, r *http.Request, a *asked) error {
	shown := setup.Shown{
		DB: a.db(), Brand: a.brand, Lines: a.workShown(""), Works: a.open.actions, Path: a.pathTo("/setup"), Fingerprint: c.config.Fingerprint(),
		Operates: a.Visitor.Operates(), Notes: a.Visitor.Decides(), Hidden: a.quoteless,
	}
	var p *setup.Page
	var err error
	switch {
	case r.Method != http.MethodPost:
		p, err = shown.Page(r.Context())
	case !a.Visitor.May(config.RoleOperate):
		return errNotAllowed
	case r.PostFormValue("do") == desk.NotifyTest:
		p, err = shown.Test(r.Context(), func(d desk.Deed) error { return c.record(r, a, d) })
	default:
		p, err = shown.Check(r.Context())
	}
	if err != nil {
		return err
	}
	a.Title, a.Nav = a.T.Setup, "setup"
	c.render(w, http.StatusOK, "setup.html", &setupPage{a.Base, p})
	return nil
}
