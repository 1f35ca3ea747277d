package status

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/notices"
	"regulars/schema/view"
	"regulars/starter/notify"
	"regulars/starter/screen"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Show writes how a brand stands, and its nights, backfills, campaigns and holds: the
// newest of each, at most shown, and that there are older ones. What somebody waits for
// is always among them.
func Show(ctx context.Context, out io.Writer, c client.Client, db *schema.DB, cfg *config.Config, brand *config.Brand, shown int) error {
	if err := showState(ctx, out, c, db, cfg, brand); err != nil {
		return err
	}
	for _, show := range []func(context.Context, io.Writer, client.Client, *schema.DB, *config.Brand, int) error{
		showNights, showTicks, showBackfills, showCampaigns, showHolds, showNotices,
	} {
		if err := show(ctx, out, c, db, brand, shown); err != nil {
			return err
		}
	}
	return nil
}

// showState says in two lines how the brand stands.
func showState(ctx context.Context, out io.Writer, c client.Client, db *schema.DB, cfg *config.Config, brand *config.Brand) error {
	published, err := view.PublishedDates(ctx, db, brand.Name)
	if err != nil {
		return err
	}
	workers, err := runs.Polling(ctx, c, cfg.Worker.TaskQueue)
	if err != nil {
		return err
	}
	numbers := screen.Warn.Sprint("no numbers yet")
	if published.Dates > 0 {
		numbers = fmt.Sprintf("numbers from %s to %s", published.First, published.Last)
	}
	var releases []string
	for _, identity := range workers {
		releases = append(releases, runs.ReleaseOf(identity))
	}
	slices.Sort(releases)
	working := fmt.Sprintf("%s of release %s", present.Plural(len(workers), "worker"), strings.Join(slices.Compact(releases), ", "))
	if len(workers) == 0 {
		working = screen.Warn.Sprint("no worker: start one with `go run ./worker`")
	}
	fmt.Fprintf(out, "%s  %s, %s\n", screen.Bold.Sprint(brand.Name), numbers, working)
	configs, err := view.Workers(ctx, db)
	if err != nil {
		return err
	}
	configs = slices.DeleteFunc(configs, func(w view.Worker) bool { return !slices.Contains(workers, w.Identity) })
	for _, line := range workerLines(configs, cfg.Fingerprint(), brand.Zone) {
		fmt.Fprintln(out, line)
	}
	return nil
}

// workerLines say which config each worker serves, whether it is the one that was read
// here, and why a newer one is refused.
func workerLines(workers []view.Worker, here string, zone *time.Location) []string {
	var lines []string
	for _, w := range workers {
		line := fmt.Sprintf("  %s  %s (%s) since %s", w.Identity, w.Config, w.Fingerprint, w.At.In(zone).Format("Mon 02 Jan 15:04"))
		if w.Fingerprint != here && w.Refused == "" {
			line += screen.Warn.Sprintf("  not the config read here (%s)", here)
		}
		lines = append(lines, line)
		if w.Refused != "" {
			lines = append(lines, screen.Bad.Sprint("  ✗ ")+"the file as it is now is refused, the worker goes on with the one before: "+w.Refused)
		}
	}
	return lines
}

func showNights(ctx context.Context, out io.Writer, c client.Client, db *schema.DB, brand *config.Brand, shown int) error {
	found, err := runs.List(ctx, c, brand, workflows.KindNightly, false, shown+1)
	if err != nil {
		return err
	}
	certificates, err := view.Certificates(ctx, db, brand.Name, shown+1)
	if err != nil {
		return err
	}
	whole := map[string]view.CertificateRow{}
	for _, row := range certificates {
		whole[row.Date.Format(time.DateOnly)] = row
	}
	t := heading(out, "Nights", len(found), "business date", "state", "started", "took", "certificate")
	t.SetColumnConfigs([]table.ColumnConfig{screen.Wrap(5, 40)})
	for _, run := range firstOf(found, shown) {
		date := nightDate(brand.Name, run.GetExecution().GetWorkflowId())
		certificate, ok := whole[date]
		t.AppendRow(table.Row{date, stateOf(run), started(run, brand), took(run), certificateWord(run.GetStatus(), certificate, ok)})
	}
	render(t, len(found))
	sayMore(out, len(found), shown)
	return nil
}

// nightDate is the business date in the id of a brand's night; of a workflow that
// was started under another id it is that id.
func nightDate(brand, id string) string {
	date, _ := strings.CutPrefix(id, workflows.NightlyID(brand, ""))
	return date
}

// certificateWord is what the date's certificate says; a run that failed has no part in
// one that is whole.
func certificateWord(run enumspb.WorkflowExecutionStatus, c view.CertificateRow, ok bool) string {
	fine := run == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || run == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	switch {
	case !ok:
		return screen.Faint.Sprint("–")
	case c.Whole && !fine:
		return screen.Faint.Sprint("– (the date is whole by now)")
	}
	if c.Whole {
		return screen.Good.Sprint("✓ whole")
	}
	return screen.Bad.Sprint("✗ ") + strings.Join(c.Reasons, "\n")
}

func showBackfills(ctx context.Context, out io.Writer, c client.Client, _ *schema.DB, brand *config.Brand, shown int) error {
	found, err := runs.List(ctx, c, brand, workflows.KindBackfill, false, shown+1)
	if err != nil {
		return err
	}
	t := heading(out, "Backfills", len(found), "dates", "state", "started", "took", "")
	for _, run := range firstOf(found, shown) {
		id := run.GetExecution().GetWorkflowId()
		dates := strings.TrimPrefix(id, "backfill/"+brand.Name+"/")
		t.AppendRow(table.Row{strings.Replace(dates, "..", " to ", 1), stateOf(run), started(run, brand), took(run), backfillWord(ctx, c, run)})
	}
	render(t, len(found))
	sayMore(out, len(found), shown)
	return nil
}

// backfillWord says how far a running backfill is.
func backfillWord(ctx context.Context, c client.Client, run *workflowpb.WorkflowExecutionInfo) string {
	if run.GetCloseTime() != nil {
		return ""
	}
	p, answered := runs.Progress[workflows.BackfillProgress](ctx, c, run.GetExecution().GetWorkflowId())
	if !answered {
		return screen.Faint.Sprint("no worker answers")
	}
	text := fmt.Sprintf("%d of %d days", p.DaysDone, p.Days)
	if p.Paused {
		text += screen.Warn.Sprint(", paused")
	}
	return text
}

func showCampaigns(ctx context.Context, out io.Writer, c client.Client, db *schema.DB, brand *config.Brand, shown int) error {
	rows, err := view.Campaigns(ctx, db, brand.Name, shown+1)
	if err != nil {
		return err
	}
	t := heading(out, "Campaigns", len(rows), "business date", "campaign", "state", "audience", "sent", "failed", "unknown", "left out", "waiting")
	t.SetColumnConfigs(screen.Right(4, 5, 6, 7, 8, 9))
	for _, r := range newest(rows, shown) {
		t.AppendRow(table.Row{
			r.Date.Format(time.DateOnly), r.Campaign, r.State, present.Whole(r.Planned), present.Whole(r.Sent), present.Whole(r.Failed), present.Whole(r.Unknown),
			present.Whole(r.Excluded), present.Whole(r.Open + int64(r.Held)),
		})
	}
	render(t, len(rows))
	sayMore(out, len(rows), shown)
	Waiting(ctx, out, c, brand, rows)
	return nil
}

func showHolds(ctx context.Context, out io.Writer, _ client.Client, db *schema.DB, brand *config.Brand, shown int) error {
	holds, err := view.Holds(ctx, db, brand.Name, shown+1)
	if err != nil || len(holds) == 0 {
		return err
	}
	t := heading(out, "Holds", len(holds), "business date", "shop", "what", "why campaigns are held")
	t.SetColumnConfigs([]table.ColumnConfig{screen.Wrap(4, 56)})
	for _, h := range firstOf(holds, shown) {
		t.AppendRow(table.Row{h.Date.Format(time.DateOnly), h.Shop, h.Entity, h.Reason})
	}
	t.Render()
	sayMore(out, len(holds), shown)
	return nil
}

// firstOf are the first rows of a list, at most n.
func firstOf[T any](rows []T, n int) []T { return rows[:min(n, len(rows))] }

// newest are the first n campaigns, and of the others those with members left.
func newest(rows []view.CampaignRow, n int) []view.CampaignRow {
	shown := slices.Clone(firstOf(rows, n))
	for _, r := range rows[len(shown):] {
		if r.Waits() {
			shown = append(shown, r)
		}
	}
	return shown
}

// showNotices lists the notifications that could not be sent, where there are any.
func showNotices(ctx context.Context, out io.Writer, _ client.Client, db *schema.DB, brand *config.Brand, shown int) error {
	all, err := notices.Newest(ctx, db, brand.Name, shown)
	failed := slices.DeleteFunc(all, func(n notices.Notice) bool { return n.State != notices.Failed })
	if err != nil || len(failed) == 0 {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint("Notifications that were not sent"))
	notify.Table(out, brand, failed)
	return nil
}

// sayMore says that there are older rows than those shown.
func sayMore(out io.Writer, found, shown int) {
	if found > shown {
		fmt.Fprintln(out, screen.Faint.Sprintf("… and older ones: `go run ./starter status --all` lists up to %d", runs.All))
	}
}

// heading begins a part of the screen; an empty part says so.
func heading(out io.Writer, title string, rows int, columns ...string) table.Writer {
	fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint(title))
	if rows == 0 {
		fmt.Fprintln(out, screen.Faint.Sprint("none yet"))
	}
	return screen.NewTable(out, columns...)
}

func render(t table.Writer, rows int) {
	if rows > 0 {
		t.Render()
	}
}

func started(run *workflowpb.WorkflowExecutionInfo, brand *config.Brand) string {
	return run.GetStartTime().AsTime().In(brand.Zone).Format("Mon 02 Jan 15:04")
}

func took(run *workflowpb.WorkflowExecutionInfo) string {
	if run.GetCloseTime() == nil {
		return screen.Short(time.Since(run.GetStartTime().AsTime()).Round(time.Second))
	}
	return screen.Short(run.GetCloseTime().AsTime().Sub(run.GetStartTime().AsTime()).Round(time.Second))
}

// stateOf is a run's state as a mark and a word.
func stateOf(run *workflowpb.WorkflowExecutionInfo) string {
	switch run.GetStatus() {
	case enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
		return screen.Warn.Sprint("● running")
	case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		return screen.Good.Sprint("✓ done")
	case enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:
		return screen.Bad.Sprint("✗ failed")
	case enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
		return screen.Faint.Sprint("– cancelled")
	case enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:
		return screen.Bad.Sprint("✗ terminated")
	case enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:
		return screen.Bad.Sprint("✗ timed out")
	}
	return run.GetStatus().String()
}
