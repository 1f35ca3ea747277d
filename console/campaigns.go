package console

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"golang.org/x/sync/errgroup"

	"regulars/console/outcome"
	"regulars/present"
	"regulars/schema/view"
)

const (
	shownRuns = 40
	mostRuns  = 2000
)

type campaignsPage struct {
	Base
	Waiting  []waitingLine
	Runs     []runLine
	Older    string // where more of them are shown; empty: these are all
	Lead     string
	CountNow string // where the results are counted that the night counted
	Results  []outcome.Line
	Next     outcome.Next
}

// runLine is one campaign of one date.
type runLine struct {
	Campaign, Date, State, Tone, By, URL              string
	Planned, Sent, Failed, Unknown, LeftOut, HeldOpen string
}

func (c *Console) campaigns(w http.ResponseWriter, r *http.Request, a *asked) error {
	limit := shownRuns
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
		limit = min(max(n, 1), mostRuns)
	}
	asOf := a.ended()
	var rows []view.CampaignRow
	var results view.KeptResults
	var stored bool
	var next outcome.Next
	group, ctx := errgroup.WithContext(r.Context())
	group.Go(func() (err error) { rows, err = a.runs(ctx, limit+1); return err })
	group.Go(func() (err error) {
		results, stored, err = outcome.Asked{DB: a.db(), Kept: a.open.kept, Brand: a.brand, Date: asOf, Now: r.URL.Query().Has("now")}.Read(ctx)
		return err
	})
	group.Go(func() (err error) {
		next, err = outcome.NextOf(ctx, a.db(), a.brand, asOf, a.names, a.numbers)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	a.Title, a.Nav = a.T.Campaigns, "campaigns"
	p := campaignsPage{
		Base: a.Base, Waiting: a.waiting(rows), Results: outcome.Lines(results.Asked, results.Results, a.names, a.numbers), Next: next,
		Lead: fmt.Sprintf(a.T.ResultsLead, results.Asked.From, results.Asked.To) + " " + fmt.Sprintf(a.T.ResultsAsOf, a.stamp(results.At)),
	}
	if stored {
		p.CountNow = a.pathTo("/campaigns") + "?now=1"
	}
	for i, row := range rows {
		if i >= limit {
			p.Older = a.pathTo("/campaigns") + "?limit=" + strconv.Itoa(min(limit*4, mostRuns))
		}
		if i < limit || row.Waits() {
			p.Runs = append(p.Runs, a.run(row))
		}
	}
	c.render(w, http.StatusOK, "campaigns.html", &p)
	return nil
}

// runTables are of what the list of runs is made.
var runTables = []string{"deliveries", "campaign_runs"}

// runs are the newest runs of campaigns, and all that wait.
func (a *asked) runs(ctx context.Context, limit int) ([]view.CampaignRow, error) {
	return kept(ctx, a, fmt.Sprint("runs ", limit), runTables, func(ctx context.Context) ([]view.CampaignRow, error) {
		return view.Campaigns(ctx, a.db(), a.brand.Name, limit)
	})
}

func (a *asked) run(r view.CampaignRow) runLine {
	state := a.standing(r.State, r.Campaign, tried(r), left(r))
	date := dateOf(r.Date)
	return runLine{
		Campaign: r.Campaign, Date: date.String(), State: a.T.StateName(state), Tone: state, By: r.By, URL: a.pathTo("/campaigns/%s/%s", r.Campaign, date),
		Planned: present.Whole(r.Planned), Sent: present.Whole(r.Sent), Failed: present.Whole(r.Failed), Unknown: present.Whole(r.Unknown),
		LeftOut: present.Whole(r.Excluded), HeldOpen: present.Whole(left(r)),
	}
}

// numberURL leads to a metric over time.
func (a *asked) numberURL(metric, window, scope string) string {
	return a.pathTo("/numbers") + "?metric=" + queryEscape(metric) + "&window=" + queryEscape(window) + "&scope=" + queryEscape(scope)
}
