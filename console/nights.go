package console

import (
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/calendar"
	"regulars/console/work"
	"regulars/present"
	"regulars/report"
	"regulars/schema/gate"
	"regulars/schema/view"
)

const (
	shownNights   = 190 // six months and a bit
	shownRejected = 50
)

type nightsPage struct {
	Base
	Months []calendar.Month
}

func (c *Console) nights(w http.ResponseWriter, r *http.Request, a *asked) error {
	var certificates []view.CertificateRow
	var campaigns []view.CampaignRow
	group, ctx := errgroup.WithContext(r.Context())
	group.Go(func() (err error) {
		certificates, err = view.Certificates(ctx, a.db(), a.brand.Name, shownNights)
		return err
	})
	group.Go(func() (err error) { campaigns, err = a.runs(ctx, 0); return err })
	if err := group.Wait(); err != nil {
		return err
	}
	waits := map[regulars.BusinessDate]bool{}
	for _, row := range campaigns {
		waits[dateOf(row.Date)] = waits[dateOf(row.Date)] || row.Waits()
	}
	a.Title, a.Nav = a.T.Nights, "nights"
	c.render(w, http.StatusOK, "nights.html", &nightsPage{Base: a.Base, Months: a.calendar(certificates, waits)})
	return nil
}

func (a *asked) calendar(certificates []view.CertificateRow, waits map[regulars.BusinessDate]bool) []calendar.Month {
	return calendar.Shown{T: a.T, URL: func(day regulars.BusinessDate) string { return a.pathTo("/nights/%s", day) }}.Months(a.ended(), certificates, waits)
}

type nightPage struct {
	Base
	Date, Before, After string
	Badge               badge
	Tables              []table
	Notes               []string
	Rejected            []work.RejectedLine
	RejectedMore        string
}

// table is rows under headings, the first Texts columns of them words.
type table struct {
	Title string
	Head  []string
	Rows  [][]string
	Texts int
}

// IsText reports whether a column is of words.
func (t table) IsText(column int) bool { return column < t.Texts || column == len(t.Head)-1 }

func (c *Console) night(w http.ResponseWriter, r *http.Request, a *asked) error {
	date, err := dateIn(r.PathValue("date"), "")
	if err != nil || date == "" {
		return errNotFound
	}
	var certificate *gate.Certificate
	var rows []view.RejectedRow
	group, ctx := errgroup.WithContext(r.Context())
	group.Go(func() (err error) { certificate, err = readCertificate(ctx, a.db(), a.brand.Name, date); return err })
	group.Go(func() (err error) {
		rows, err = view.RejectedRows(ctx, a.db(), a.brand.Name, date, shownRejected)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	a.Title, a.Nav = fmt.Sprintf(a.T.NightOf, date), "nights"
	p := nightPage{Base: a.Base, Date: date.String(), Before: a.pathTo("/nights/%s", date.AddDays(-1)), Badge: a.badge(certificate, date), Rejected: work.Rejected(rows, a.quoteless, a.Visitor.May(config.RoleApprove))}
	if date < a.ended() {
		p.After = a.pathTo("/nights/%s", date.AddDays(1))
	}
	if certificate != nil {
		shown := report.CertificateOf(*certificate)
		p.Notes = shown.Notes(a.names)
		for _, t := range shown.Tables(a.names) {
			p.Tables = append(p.Tables, table{t.Title, t.Head, t.Rows, t.Texts()})
		}
	}
	if len(rows) > 0 {
		p.RejectedMore = fmt.Sprintf(a.T.RejectedMore, present.Whole(rows[0].All))
	}
	p.Badge.URL = ""
	c.render(w, http.StatusOK, "night.html", &p)
	return nil
}
