package console

import (
	"context"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/work"
	"regulars/schema/desk"
	"regulars/schema/notices"
	"regulars/schema/view"
)

type setupPage struct {
	Base
	Shops       []work.ShopLine
	Workers     []work.WorkerLine
	Unreachable string
	Findings    []work.FindingLine
	Checked     bool
	Recipients  []work.RecipientLine
	Notices     []work.NoticeLine
	Tests       []work.FindingLine
	Path        string
	Log         []work.Deed
}

// setup is what the brand stands on: its shops, and for operators the workers, the check of
// the config, who is notified, and what people did.
func (c *Console) setup(w http.ResponseWriter, r *http.Request, a *asked) error {
	p, err := c.setupPage(r, a)
	if err != nil {
		return err
	}
	c.render(w, http.StatusOK, "setup.html", p)
	return nil
}

// runCheck asks everything that the config names, or sends every recipient a test, and
// shows what each answered.
func (c *Console) runCheck(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleOperate) {
		return errNotAllowed
	}
	ask, notifies := a.open.actions.Check, r.PostFormValue("do") == desk.NotifyTest
	if notifies {
		ask = a.open.actions.TestNotices
	}
	findings, err := ask(r.Context(), a.brand.Name)
	if err != nil {
		return err
	}
	if notifies {
		if err := c.record(r, a, desk.Deed{Action: desk.NotifyTest}); err != nil {
			return err
		}
	}
	p, err := c.setupPage(r, a)
	if err != nil {
		return err
	}
	lines := a.workShown("").Findings(findings)
	if p.Tests = lines; !notifies {
		p.Tests, p.Findings, p.Checked = nil, lines, true
	}
	c.render(w, http.StatusOK, "setup.html", p)
	return nil
}

func (c *Console) setupPage(r *http.Request, a *asked) (*setupPage, error) {
	var shops []view.ShopRow
	var workers []view.Worker
	var polling []string
	var deeds []desk.Deed
	var notified []notices.Notice
	var unreachable error
	group, ctx := errgroup.WithContext(r.Context())
	ask := func(question func(context.Context) error) { group.Go(func() error { return question(ctx) }) }
	ask(func(ctx context.Context) (err error) { shops, err = view.Shops(ctx, a.db(), a.brand.Name); return err })
	if a.Visitor.Operates() {
		ask(func(ctx context.Context) (err error) { workers, err = view.Workers(ctx, a.db()); return err })
		ask(func(ctx context.Context) (err error) {
			deeds, err = desk.Newest(ctx, a.db(), a.brand.Name, shownDeeds)
			return err
		})
		ask(func(ctx context.Context) (err error) {
			notified, err = notices.Newest(ctx, a.db(), a.brand.Name, shownNotices)
			return err
		})
		ask(func(ctx context.Context) error { polling, unreachable = a.open.actions.Workers(ctx); return nil })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	a.Title, a.Nav = a.T.Setup, "setup"
	shown := a.workShown("")
	p := &setupPage{
		Base: a.Base, Path: a.pathTo("/setup"), Shops: shown.Shops(a.brand.Shops, shops, a.quoteless), Log: shown.Deeds(deeds, a.Visitor.Decides()),
		Workers: shown.Workers(polling, workers, c.config.Fingerprint()), Recipients: shown.Recipients(a.brand.Notify.To), Notices: shown.Notices(notified),
	}
	if unreachable != nil {
		p.Unreachable = fmt.Sprintf(a.T.Unreachable, regulars.ErrorText(unreachable.Error()))
	}
	return p, nil
}

// shownNotices are listed of what was sent to whom.
const shownNotices = 20
