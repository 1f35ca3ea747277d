package console

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/console/keep"
	"regulars/console/outcome"
	"regulars/present"
	"regulars/schema/view"
)

const (
	shownRuns  = 40
	mostRuns   = 2000
	resultDays = 28 // as kpi publishes them
)

type campaignsPage struct {
	Base
	Waiting []waitingLine
	Runs    []runLine
	Older   string // where more of them are shown; empty: these are all
	Lead    string
	Results []outcome.Line
	Next    outcome.Next
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
	q := view.ResultQuery{From: asOf.AddDays(1 - resultDays), To: asOf, AsOf: asOf}
	var rows []view.CampaignRow
	var results []view.Result
	var at time.Time
	var next outcome.Next
	group, ctx := errgroup.WithContext(r.Context())
	group.Go(func() (err error) { rows, err = a.runs(ctx, limit+1); return err })
	group.Go(func() (err error) {
		results, at, err = keep.Get(ctx, a.open.kept, keep.Question{Key: "results " + a.brand.Name + q.To.String(), Tables: resultTables, Age: resultAge}, func(ctx context.Context) ([]view.Result, error) {
			return view.Results(ctx, a.db(), a.brand, q)
		})
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
	p := campaignsPage{Base: a.Base, Waiting: a.waiting(rows), Lead: fmt.Sprintf(a.T.ResultsLead, q.From, q.To) + " " + fmt.Sprintf(a.T.ResultsAsOf, a.stamp(at)), Results: outcome.Lines(q, results, a.names, a.numbers), Next: next}
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

// resultAge is how old results may be: while a campaign is sent they change all the time, and
// are of weeks.
const resultAge = 30 * time.Second

// Of what answers are made that are kept.
var (
	resultTables = []string{"deliveries", "identity_nodes", "member_orders", "message_events", "campaign_costs", "orders"}
	runTables    = []string{"deliveries", "campaign_runs"}
)

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
