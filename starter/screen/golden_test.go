package screen

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform/file"
	"regulars/platform/file/proposal"
	"regulars/schema/erase"
	"regulars/schema/fit"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/trace"
	"regulars/schema/view"
	"regulars/workflows"
)

var update = flag.Bool("update", false, "write what is drawn again")

// Each drawing as a person sees it, to the letter: what is left out, misplaced or said of the
// wrong thing shows. After a change of a drawing read the difference, and write it with
// go test ./starter/screen -run TestDrawings -update.
func TestDrawings(t *testing.T) {
	const golden = "testdata/drawings.txt"
	text.DisableColors() // also where a person runs the tests in a terminal
	var all bytes.Buffer
	for _, d := range drawings {
		fmt.Fprintf(&all, "---- %s\n", d.name)
		var out bytes.Buffer
		d.draw(&out)
		for line := range strings.Lines(out.String()) {
			fmt.Fprintln(&all, strings.TrimRight(line, " \n"))
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(golden, all.Bytes(), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), all.String())
	require.NotContains(t, all.String(), "≈", "something is cut away")
}

var (
	tea   = &config.Brand{Name: "tea", Currency: "TWD", Zone: time.FixedZone("CST", 8*60*60)}
	night = time.Date(2026, 11, 20, 18, 30, 0, 0, time.UTC)
)

func lines(out io.Writer, drawn []string) { fmt.Fprintln(out, strings.Join(drawn, "\n")) }

var drawings = []struct {
	name string
	draw func(io.Writer)
}{
	{"a backtest", func(out io.Writer) {
		group := func(name string, members, actual uint64, expected float64) fit.BacktestGroup {
			of := func(times float64) fit.Forecast { return fit.Forecast{Expected: expected * times, MAE: times / 8} }
			return fit.BacktestGroup{Group: name, Members: members, Actual: actual, Model: of(1), LastPeriod: of(2), CycleRule: of(3)}
		}
		Backtest(out, tea, fit.Backtest{
			AsOf: "2026-10-23", Until: "2026-11-20", State: "flat", Reason: "it ran to a bound", CycleDays: 31,
			All: group("all", 100, 50, 40), Groups: []fit.BacktestGroup{group("0", 90, 0, 4), group("1", 0, 0, 0), group("2", 10, 50, 36)}, Deciles: []fit.BacktestGroup{group("10", 10, 30, 33)},
		})
	}},
	{"decisions", func(out io.Writer) {
		at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		rows := []view.Decision{
			{Campaign: "wake-up", Date: at, Decision: "approve", By: "mei", Note: "a\x1b[2Jb", First: 50, At: night},
			{Decision: "stop", By: "jun", Date: at, At: night.Add(time.Minute)},
		}
		Decisions(out, nil, tea.Zone)
		Decisions(out, rows, tea.Zone)
		Decisions(out, rows[1:], nil)
	}},
	{"who was erased", func(out io.Writer) {
		r := erase.Report{Identifiers: 1, Orders: 12, Lines: []erase.Line{{Table: "orders", Before: 12}, {Table: "events"}, {Table: "links", After: 2}, {Table: "customers", Before: 1, After: 1}}}
		Erased(out, r, true)
		Erased(out, r, false)
	}},
	{"what a number is", func(out io.Writer) {
		d, err := metric.DefinitionOf("aov", "brand")
		if err != nil {
			fmt.Fprintln(out, err)
		}
		d.Title, d.Defined, d.Source, d.Restates, d.Reads = "Sales", "revenue / orders", "", metric.ReachAsOf, nil
		Definition(out, "aov", d)
		d.Defined, d.Restates = "", metric.ReachTwice
		Definition(out, "aov", d)
		d.Restates = metric.ReachWindows
		Definition(out, "aov", d)
		command := ExportCommand("aov", "brand", "", "2026-11-20", nil)
		Parts(out, trace.Evidence{Numerator: "revenue", Denominator: "orders"}, command)
		Parts(out, trace.Evidence{Instead: "the table loads"}, command)
		fmt.Fprintln(out, ExportCommand("aov", "shop:*", "28d", "2026-11-20", nil))
		fmt.Fprintln(out, ExportCommand("aov", "shop:*", "", "2026-11-20", []trace.Edition{{Scope: "shop:the web", Window: "day"}, {Scope: "shop:till", Window: "28d"}}))
	}},
	{"editions of a number", func(out io.Writer) {
		ten, three := decimal.NewFromInt(10), decimal.RequireFromString("3.25")
		late := []trace.LateChange{{Kind: "member", Was: "1", Is: "2", Records: 3, Since: "2026-11-18", Until: "2026-11-20"}}
		e := func(window string, before, orders uint64, late []trace.LateChange, settings bool) trace.Edition {
			return trace.Edition{Scope: "brand", Metric: "aov", Window: window, Value: value(1234.5), Numerator: &ten, Denominator: &three, Before: before, Kind: "night",
				PublishedAt: night, Derivation: 7, DerivedAt: night.Add(-time.Hour), Orders: orders, Late: late, SettingsChanged: settings}
		}
		first := e("28d", 0, 1, nil, false)
		first.Value, first.Denominator = nil, nil
		Editions(out, tea, "2026-11-20", []trace.Edition{
			e("day", 6, 2, nil, false), e("day", 5, 0, late, false), e("day", 4, 0, nil, true), e("day", 3, 0, nil, false), e("28d", 2, 1, append(late, late[0], late[0], late[0]), false), first,
		})
		wide := e("day", 3, 0, nil, false)
		wide.Scope, wide.Value = "campaign:welcome-back/channel:line/variant:story", value(1234567890)
		Editions(out, &config.Brand{Currency: "TWD"}, "2026-11-20", []trace.Edition{wide})
	}},
	{"restatements", func(out io.Writer) {
		late := trace.LateChange{Kind: "events", Shop: "web", Load: "l1", Since: "2026-11-18", Until: "2026-11-20", Records: 9}
		rows := []trace.Restatement{
			{Date: "2026-11-19", Scope: "brand", Metric: "revenue", Window: "day", Was: value(100), Is: value(90), PublishedAt: night, Late: []trace.LateChange{late}, AllLate: 3, AllChanges: 2},
			{Date: "2026-11-18", Scope: "shop:web", Metric: "repeat_order_rate", Window: "28d", Is: value(0.25), PublishedAt: night},
		}
		Restatements(out, tea, trace.RestatedQuery{}, nil)
		Restatements(out, tea, trace.RestatedQuery{Since: night}, rows)
		var many bytes.Buffer
		for len(rows) <= shownRestatements {
			rows = append(rows, rows[1])
		}
		Restatements(&many, tea, trace.RestatedQuery{}, rows)
		drawn := strings.Split(strings.TrimSpace(many.String()), "\n")
		fmt.Fprintln(out, strings.Count(many.String(), "\n2026-11-"), "of them;", drawn[len(drawn)-1])
	}},
	{"what was sent", func(out io.Writer) {
		Sent(out, nil, nil)
		Sent(out, []ledger.CampaignBooks{
			{Campaign: "wake-up", State: ledger.RunHeld, Reason: "too many failures", Books: ledger.Books{Planned: 1300, Sent: 900, Failed: 2, Unknown: 1, Excluded: 397}}, {Campaign: "thanks", State: ledger.RunDone},
		}, []view.DeliveryLine{
			{Campaign: "wake-up", State: "excluded", Reason: "no_consent", Members: 397}, {Campaign: "wake-up", Channel: "line", State: "sent", Members: 900},
			{Campaign: "wake-up", Channel: "line", State: "failed", Reason: "refused", Members: 2}, {Campaign: "wake-up", Channel: "line", State: "planned", Members: 40},
			{Campaign: "wake-up", Channel: "sms", State: "unknown", Members: 1}, {Campaign: "wake-up", Channel: "sms", State: "reserved", Members: 5}, {Campaign: "other", Channel: "sms", State: "sent", Members: 77},
		})
	}},
	{"how far a night is", func(out io.Writer) {
		p := &workflows.NightProgress{
			Step: "address", Waits: "for ClickHouse", Missed: "2026-11-19", Notes: []string{"a note"}, Troubles: []string{"a trouble"},
			Shops:     map[string]workflows.ShopProgress{"web": {State: "done", Received: 1200, Rejected: 3}, "till": {State: "done", Unchanged: true}, "app": {State: "failed", Reason: "HTTP 401"}},
			Campaigns: map[string]workflows.CampaignProgress{"wake-up": {State: "waiting", Waits: "until 10:00", Books: workflows.Books{Planned: 1200, Excluded: 200, Sent: 340}}, "back": {State: "done"}},
		}
		p.Report.Path, p.Report.Trouble, p.Report.Lacks = "reports/x.html", "no report", "no suggestion"
		lines(out, NightLines(p, "", "12s"))
		lines(out, NightLines(nil, "no worker polls", ""))
		lines(out, SweepLines(nil, "no worker polls", ""))
		for _, s := range []*workflows.SweepProgress{{Step: "compare", Received: 1200}, {Step: "done", Received: 1200}, {Step: "compare", Waits: "for the shop"}} {
			lines(out, SweepLines(s, "", "12s"))
		}
	}},
	{"how far a backfill is", func(out io.Writer) {
		left := 20*time.Minute + 29*time.Second
		p := &workflows.BackfillProgress{Days: 90, DaysDone: 30, Step: "measure", Remaining: &left, Waits: "for ClickHouse", Troubles: []string{"a trouble"},
			Campaigns: map[string]workflows.CampaignProgress{"back": {State: "done"}}}
		lines(out, BackfillLines(p, "", "12s"))
		left = 2*time.Minute + 29*time.Second
		lines(out, BackfillLines(p, "", ""))
		left = 119 * time.Second
		lines(out, BackfillLines(p, "", ""))
		lines(out, BackfillLines(&workflows.BackfillProgress{Days: 90, DaysDone: 90, DoneTo: "2026-11-20", Step: "done", Remaining: &left}, "", ""))
		lines(out, BackfillLines(&workflows.BackfillProgress{Step: "pull"}, "", ""))
		lines(out, BackfillLines(nil, "no worker polls", ""))
	}},
	{"numbers of the brand and of a shop", func(out io.Writer) {
		k := func(scope, name, window string, v float64) view.KPI {
			return view.KPI{Scope: scope, Metric: name, Window: window, Value: &v, DeltaDay: value(1), ChangeDay: value(0.1), DeltaWeek: value(-2), ChangeWeek: value(-0.2), DeltaMonth: value(0), ChangeMonth: value(0)}
		}
		odd, near, reached, stage := k("shop:web", "orders", "day", 9), k("brand", "revenue", "day", 900), k("brand", "orders", "day", 12), k("brand", "stage_new", "day", 3)
		odd.Anomaly, odd.Median8W, stage.Anomaly = true, value(90), true
		near.Target, near.TargetGap, reached.Target, reached.TargetGap = value(1000), value(-100), value(12), value(0)
		rows := []view.KPI{stage, odd, reached, near, k("brand", "revenue", "28d", 9000), k("brand", "revenue", "365d", 90000), k("shop:web", "revenue", "365d", 70000), k("brand", "retention_rate", "90d", 0.25)}
		KPIs(out, tea, "2026-11-20", slices.Clone(rows), Choice{})
		KPIs(out, tea, "2026-11-20", rows[:1:1], Choice{Metric: "stage_new"})
		KPIs(out, tea, "2026-11-20", rows[5:6:6], Choice{Window: "365d"})
	}},
	{"stages and classes", func(out io.Writer) {
		var rows []view.KPI
		for i, metric := range []string{"stage_new", "stage_share_new", "stage_due_new_7d", "stage_revenue_new", "cycle_median", "rfm_best", "rfm_revenue_best"} {
			rows = append(rows, view.KPI{Scope: "brand", Metric: metric, Window: "asof", Value: value(float64(i)), DeltaDay: value(1), ChangeDay: value(0.5), DeltaMonth: value(-1), ChangeMonth: value(-0.5)})
			rows = append(rows, view.KPI{Scope: "shop:web", Metric: metric, Window: "asof", Value: value(777)})
		}
		for i, metric := range []string{"rfm_vip", "rfm_general_retention"} {
			rows = append(rows, view.KPI{Scope: "brand", Metric: metric, Window: "day", Value: value(float64(3 - 2*i))})
		}
		Segments(out, tea, rows)
		Segments(out, tea, nil)
	}},
	{"what a file holds", func(out io.Writer) {
		order := func(id string, cents int64) proposal.Order {
			return proposal.Order{ID: id, At: night, Total: decimal.New(cents, -2), Lines: 2, Person: "m○", Status: "paid", Line: 7}
		}
		proposalFiles(out, []proposal.File{
			{Name: "a.csv", Rows: 1200, Blank: 3, Totals: 2, BadRows: 1, Bad: []proposal.Bad{{Line: 9, Problem: "too few cells"}}, Dialect: file.Dialect{Format: "csv", Encoding: "utf-8", Delimiter: ";"}},
			{Name: "b.xlsx", Broken: "b.xlsx is no workbook", Dialect: file.Dialect{Format: "xlsx", Sheet: "Orders"}},
		})
		refused := proposal.Refused{Reason: "amount is empty"}
		refused.At.Line = 12
		proposalOrders(out, &proposal.Orders{
			Orders: 600, Rows: 1200, Total: decimal.New(123450, -2), From: night.AddDate(0, -1, 0), To: night, First: order("1", 9900), Largest: order("2", 123450), Bad: 1, Refused: []proposal.Refused{refused},
		})
		proposalOrders(out, &proposal.Orders{})
		proposalQuestions(out, nil)
		proposalQuestions(out, []proposal.Question{
			{Key: "dates", Ask: "which comes first?", Choices: []string{"month first", "DMY"}}, {Key: "columns.amount", Ask: "which column?"}, {Key: "path", Ask: "where is it?"},
			{Key: "statuses.x", Ask: "what does it mean?", Choices: strings.Split("abcdefghi", "")},
		})
		fmt.Fprintln(out, heldWords(map[string]int64{"paid": 3, "open": 3, "void": 1200, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}))
		fmt.Fprintln(out, heldWords(map[string]int64{"a text that is much too long to be shown": 1}))
	}},
	{"a listing", func(out io.Writer) {
		row := func(scope, metric, window string, v float64) view.KPI {
			return view.KPI{Scope: scope, Metric: metric, Window: window, Value: &v}
		}
		KPIs(out, tea, "2026-11-20", []view.KPI{
			row("product:a/b", "revenue", "28d", 10), row("product:c", "revenue", "28d", 30), row("product:c", "revenue", "day", 77), row("category:x", "revenue", "28d", 99), row("product:a/b", "orders", "28d", 2),
			row("product:none", "orders", "28d", 1),
		}, Choice{Scope: "product:*"})
		KPIs(out, tea, "2026-11-20", []view.KPI{row("product:c", "revenue", "day", 77), row("product:c", "revenue", "28d", 30)}, Choice{Scope: "product:*", Window: "day"})
	}},
}
