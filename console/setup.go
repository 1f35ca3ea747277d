package console

import (
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/work"
	"regulars/schema/desk"
	"regulars/schema/view"
)

type setupPage struct {
	Base
	Shops       []work.ShopLine
	Workers     []workerLine
	Unreachable string
	Findings    []findingLine
	Checked     bool
	Path        string
	Log         []work.Deed
}

type workerLine struct{ Identity, Config, Since, Other, Refused string }

type findingLine struct {
	What, Says, State, Tone string
	Warnings                []string
}

// setup is what the brand stands on: its shops, and for operators the workers, the check of
// the config, and what people did.
func (c *Console) setup(w http.ResponseWriter, r *http.Request, a *asked) error {
	p, err := c.setupPage(r, a)
	if err != nil {
		return err
	}
	c.render(w, http.StatusOK, "setup.html", p)
	return nil
}

// runCheck asks everything that the config names, and shows what each answered.
func (c *Console) runCheck(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.may(config.RoleOperate) {
		return errNotAllowed
	}
	findings, err := a.open.actions.Check(r.Context(), a.brand.Name)
	if err != nil {
		return err
	}
	p, err := c.setupPage(r, a)
	if err != nil {
		return err
	}
	p.Checked = true
	for _, f := range findings {
		line := findingLine{What: f.What, Says: f.Says, State: a.T.CheckFine, Tone: "done", Warnings: f.Warnings}
		switch {
		case f.Bad:
			line.State, line.Tone = a.T.CheckBad, "failed"
		case len(f.Warnings) > 0:
			line.State, line.Tone = a.T.CheckWarns, "held"
		}
		p.Findings = append(p.Findings, line)
	}
	c.render(w, http.StatusOK, "setup.html", p)
	return nil
}

func (c *Console) setupPage(r *http.Request, a *asked) (*setupPage, error) {
	var shops []view.ShopRow
	var workers []view.Worker
	var polling []string
	var deeds []desk.Deed
	var unreachable error
	operates := a.Visitor.Operates()
	group, ctx := errgroup.WithContext(r.Context())
	group.Go(func() (err error) { shops, err = view.Shops(ctx, a.db(), a.brand.Name); return err })
	if operates {
		group.Go(func() (err error) { workers, err = view.Workers(ctx, a.db()); return err })
		group.Go(func() (err error) { deeds, err = desk.Newest(ctx, a.db(), a.brand.Name, shownDeeds); return err })
		group.Go(func() error { polling, unreachable = a.open.actions.Workers(ctx); return nil })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	a.Title, a.Nav = a.T.Setup, "setup"
	p := &setupPage{Base: a.Base, Path: a.pathTo("/setup"), Shops: a.workShown("").Shops(a.brand.Shops, shops, a.quoteless), Log: a.workShown("").Deeds(deeds, a.Visitor.Decides())}
	if unreachable != nil {
		p.Unreachable = fmt.Sprintf(a.T.Unreachable, regulars.ErrorText(unreachable.Error()))
	}
	for _, identity := range polling {
		p.Workers = append(p.Workers, c.workerLine(a, identity, workers))
	}
	return p, nil
}

func (c *Console) workerLine(a *asked, identity string, configs []view.Worker) workerLine {
	line := workerLine{Identity: identity}
	i := slices.IndexFunc(configs, func(w view.Worker) bool { return w.Identity == identity })
	if i < 0 {
		return line
	}
	w := configs[i]
	line.Config, line.Since = w.Config+" ("+w.Fingerprint+")", a.stamp(w.At)
	if w.Fingerprint != c.config.Fingerprint() {
		line.Other = a.T.ConfigOther
	}
	if w.Refused != "" {
		line.Refused = fmt.Sprintf(a.T.ConfigRefused, w.Refused)
	}
	return line
}
