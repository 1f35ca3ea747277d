package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// What Temporal UI shows of a backfill.
func TestBackfillPanel(t *testing.T) {
	in := BackfillInput{Brand: "tea", From: "2026-01-01", To: "2026-01-10", Campaigns: true}
	left := 90 * time.Second
	for name, c := range map[string]struct {
		change func(*BackfillProgress)
		in     func(*BackfillInput)
		want   string
	}{
		"begins":           {want: "**tea, 2026-01-01 to 2026-01-10**: step\n\n4 of 10 days.\n"},
		"sends nothing":    {in: func(i *BackfillInput) { i.Campaigns = false }, want: "4 of 10 days. Nothing is sent.\n"},
		"guesses its rest": {change: func(p *BackfillProgress) { p.Remaining = &left }, want: "4 of 10 days, about 1m30s left.\n"},
		"has no rest":      {change: func(p *BackfillProgress) { p.Remaining, p.DaysDone = &left, 10 }, want: "10 of 10 days.\n"},
		"is paused":        {change: func(p *BackfillProgress) { p.Paused = true }, want: "4 of 10 days. Paused: the update `resume` lets it go on.\n"},
		"waits":            {change: func(p *BackfillProgress) { p.Waits = "for a shop" }, want: "4 of 10 days. Waits for a shop.\n"},
		"isn't whole":      {change: func(p *BackfillProgress) { p.Troubles = []string{"shop web: HTTP 401"} }, want: "4 of 10 days.\n\n**Not whole**\n\n- shop web: HTTP 401\n"},
	} {
		p, input := BackfillProgress{From: in.From, To: in.To, Days: 10, DaysDone: 4, Step: "step"}, in
		if c.change != nil {
			c.change(&p)
		}
		if c.in != nil {
			c.in(&input)
		}
		panel := backfillPanel(p, input)
		require.Equal(t, c.want, panel[len(panel)-len(c.want):], name)
	}
}

// What Temporal UI shows of a night: each line only where there is something to say.
func TestNightPanel(t *testing.T) {
	const begin = "**tea, business date 2026-11-20**: \n"
	shops := "\n| shop | state | received | stored | rejected |\n| --- | --- | ---: | ---: | ---: |\n| web | done | 5 | 4 | 1 |\n"
	loads := "\n| shop | what | platform | received | stored | rejected | |\n| --- | --- | ---: | ---: | ---: | ---: | --- |\n| web | orders | can't count | 5 | 4 | 1 | unchanged |\n"
	campaigns := "\n| campaign | state | planned | sent | failed | unknown | excluded | held |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n| hello | held (for a person) | 6 | 1 | 2 | 3 | 4 | 5 |\n"
	fill := func(n *nightlyImpl) {
		n.pulls.progress["web"] = ShopProgress{State: "done", Received: 5, Stored: 4, Rejected: 1}
		n.pulls.loads = []activities.LoadResult{{LoadRef: activities.LoadRef{ShopRef: activities.ShopRef{Shop: "web"}, Entity: "orders"}, Received: 5, Stored: 4, Rejected: 1, Unchanged: true}}
		n.campaigns.progress["hello"] = CampaignProgress{State: "held", Waits: "for a person", Books: Books{Planned: 6, Sent: 1, Failed: 2, Unknown: 3, Excluded: 4, Held: 5}}
	}
	for name, c := range map[string]struct {
		change func(*nightlyImpl)
		want   string
	}{
		"begins":               {func(*nightlyImpl) {}, ""},
		"waits":                {func(n *nightlyImpl) { n.progress.Waits = "for a measuring" }, "\nWaits for a measuring.\n"},
		"waits for a puller":   {func(n *nightlyImpl) { n.pulls.waits["web"] = "for a puller" }, "\nWaits for a puller.\n"},
		"suggests nothing":     {func(n *nightlyImpl) { n.progress.Report.Lacks = "why" }, "\n**Report without suggestions**\n\n- why\n"},
		"has tables":           {fill, shops + loads + campaigns},
		"has its certificate":  {func(n *nightlyImpl) { fill(n); n.certificate.Text = "whole" }, "\nwhole"},
		"has its numbers":      {func(n *nightlyImpl) { n.certificate.Numbers = "12 orders" }, "\n12 orders"},
		"sends nothing":        {func(n *nightlyImpl) { n.input.NoCampaigns = true }, "\nNo campaigns, as asked.\n"},
		"has paused campaigns": {func(n *nightlyImpl) { n.brand.Paused = []string{"a", "b"} }, "\nPaused in the config: a, b.\n"},
		"isn't whole":          {func(n *nightlyImpl) { n.progress.Troubles = []string{"x", "y"} }, "\n**Not whole**\n\n- x\n- y\n"},
		"has a report":         {func(n *nightlyImpl) { n.progress.Report.Path = "r.html" }, "\nReport: `r.html`\n"},
		"has no report":        {func(n *nightlyImpl) { n.progress.Report.Trouble = "no space" }, "\nNo report: no space.\n"},
		"measured": {func(n *nightlyImpl) {
			n.measured = MeasureResult{From: "2026-11-20", To: "2026-11-20", Derived: activities.Derived{Members: 3, Orders: 2}}
		},
			"\nMembers touched: 3. Orders changed: 2. Numbers of 2026-11-20.\n"},
		"restated": {func(n *nightlyImpl) {
			n.measured = MeasureResult{From: "2026-11-18", To: "2026-11-20", Derived: activities.Derived{ChangedFrom: "2026-11-18"}}
		},
			"\nMembers touched: 0. Orders changed: 0. Numbers of 2026-11-18 to 2026-11-20. The earliest date that changed: 2026-11-18.\n"},
	} {
		n := newNight(NightlyInput{Brand: "tea", Date: "2026-11-20"})
		c.change(n)
		require.Equal(t, begin+c.want, n.panel(), name)
	}
}

// A backfill waits for its measuring, or else for a puller.
func TestBackfillWaits(t *testing.T) {
	b := newBackfill(BackfillInput{Brand: "tea", From: "2026-01-01", To: "2026-01-10"})
	require.Empty(t, b.progress().Waits)
	require.Nil(t, b.progress().Remaining)
	b.pulls.waits["web"] = "for a puller"
	require.Equal(t, "for a puller", b.progress().Waits)
	b.waits = "for a measuring"
	require.Equal(t, "for a measuring", b.progress().Waits)
	b.state.DaysDone, b.state.Measured = 4, time.Hour
	require.Equal(t, 90*time.Minute, *b.progress().Remaining, "six days are left")
}

// A shop is as an earlier night left it where every one of its loads is, and there
// are some.
func TestPulledShop(t *testing.T) {
	changed := activities.LoadResult{Received: 5, Stored: 4, Rejected: 1}
	same := activities.LoadResult{Received: 2, Stored: 2, Unchanged: true}
	for name, c := range map[string]struct {
		loads []activities.LoadResult
		want  ShopProgress
	}{
		"nothing came":    {nil, ShopProgress{State: shopDone}},
		"all as before":   {[]activities.LoadResult{same, same}, ShopProgress{State: shopDone, Received: 4, Stored: 4, Unchanged: true}},
		"the first moved": {[]activities.LoadResult{changed, same}, ShopProgress{State: shopDone, Received: 7, Stored: 6, Rejected: 1}},
		"the last moved":  {[]activities.LoadResult{same, changed}, ShopProgress{State: shopDone, Received: 7, Stored: 6, Rejected: 1}},
	} {
		require.Equal(t, c.want, pulledShop(PullResult{Loads: c.loads}), name)
	}
}

// What a pull signals after its end is late.
func TestPullsReceive(t *testing.T) {
	shown := 0
	p := newPulls("tea", func(workflow.Context) { shown++ })
	for state, received := range map[string]int64{shopPulling: 5, shopDone: 0, shopFailed: 0, shopWaiting: 0} {
		p.progress["web"] = ShopProgress{State: state}
		p.receive(nil, PullProgress{Shop: "web", Received: 5})
		require.Equal(t, ShopProgress{State: state, Received: received}, p.progress["web"])
	}
	require.Equal(t, 1, shown)
}
