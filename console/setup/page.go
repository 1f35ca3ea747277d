package setup

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/work"
	"regulars/schema"
	"regulars/schema/desk"
	"regulars/schema/notices"
	"regulars/schema/view"
)

const (
	shownDeeds   = 40
	shownNotices = 20 // of what was sent to whom
)

// Shown is of which brand, and what the visitor may do.
type Shown struct {
	DB          *schema.DB
	Brand       *config.Brand
	Lines       work.Shown
	Works       work.Works
	Path        string // of the page
	Fingerprint string // of the config that the page is made of
	Operates    bool
	Notes       bool                // the visitor may read what people noted
	Hidden      func(string) string // what a sentence quotes may be a person's
}

// Page is what is shown.
type Page struct {
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

// Check asks everything that the config names, and returns the page with what each answered.
func (s Shown) Check(ctx context.Context) (*Page, error) {
	findings, err := s.Works.Check(ctx, s.Brand.Name)
	if err != nil {
		return nil, err
	}
	p, err := s.Page(ctx)
	if err == nil {
		p.Findings, p.Checked = s.Lines.Findings(findings), true
	}
	return p, err
}

// Test sends every recipient a test, puts that on record, and returns the page with what
// became of each.
func (s Shown) Test(ctx context.Context, record func(desk.Deed) error) (*Page, error) {
	findings, err := s.Works.TestNotices(ctx, s.Brand.Name)
	if err != nil {
		return nil, err
	}
	if err := record(desk.Deed{Action: desk.NotifyTest}); err != nil {
		return nil, err
	}
	p, err := s.Page(ctx)
	if err == nil {
		p.Tests = s.Lines.Findings(findings)
	}
	return p, err
}

// Page returns the page as it stands.
func (s Shown) Page(ctx context.Context) (*Page, error) {
	var shops []view.ShopRow
	var workers []view.Worker
	var polling []string
	var deeds []desk.Deed
	var notified []notices.Notice
	var unreachable error
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { shops, err = view.Shops(ctx, s.DB, s.Brand.Name); return err })
	if s.Operates {
		group.Go(func() (err error) { workers, err = view.Workers(ctx, s.DB); return err })
		group.Go(func() (err error) { deeds, err = desk.Newest(ctx, s.DB, s.Brand.Name, shownDeeds); return err })
		group.Go(func() (err error) {
			notified, err = notices.Newest(ctx, s.DB, s.Brand.Name, shownNotices)
			return err
		})
		group.Go(func() error { polling, unreachable = s.Works.Workers(ctx); return nil })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	p := &Page{
		Path: s.Path, Shops: s.Lines.Shops(s.Brand.Shops, shops, s.Hidden), Log: s.Lines.Deeds(deeds, s.Notes),
		Workers: s.Lines.Workers(polling, workers, s.Fingerprint), Recipients: s.Lines.Recipients(s.Brand.Notify.To), Notices: s.Lines.Notices(notified),
	}
	if unreachable != nil {
		p.Unreachable = fmt.Sprintf(s.Lines.T.Unreachable, regulars.ErrorText(unreachable.Error()))
	}
	return p, nil
}
