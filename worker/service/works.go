package service

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/channel"
	"regulars/console"
	desk "regulars/console/work"
	"regulars/deliver/trial"
	"regulars/deploy/local/address"
	"regulars/notice"
	"regulars/schema/erase"
	"regulars/schema/intake"
	"regulars/schema/ledger"
	"regulars/worker/check"
	"regulars/worker/runs"
	"regulars/workflows"
)

// shownNights is how many coming nights a page shows.
const shownNights = 5

// StartBackfill starts a backfill, or joins the one of these dates that runs. It sends nothing.
func (a actions) StartBackfill(ctx context.Context, brand string, from, to regulars.BusinessDate) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	input := workflows.BackfillInput{Brand: brand, From: from, To: to}
	options := workflows.BackfillStart(input, a.config.Worker.TaskQueue)
	if _, err := a.client.ExecuteWorkflow(ctx, options, workflows.BackfillName, input); err != nil {
		return fmt.Errorf("the backfill %s can't be started: %w", options.ID, err)
	}
	return nil
}

func (a actions) PauseBackfill(ctx context.Context, brand, id string) error {
	return a.updateBackfill(ctx, brand, id, workflows.PauseUpdate)
}

func (a actions) ResumeBackfill(ctx context.Context, brand, id string) error {
	return a.updateBackfill(ctx, brand, id, workflows.ResumeUpdate)
}

func (a actions) updateBackfill(ctx context.Context, brand, id, update string) error {
	if _, _, ours := backfillDates(brand, id); !ours {
		return &console.Refusal{Words: console.NotRunning}
	}
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	return refusal(runs.Update(ctx, a.client, id, update))
}

func (a actions) CancelBackfill(ctx context.Context, brand, id string) error {
	if _, _, ours := backfillDates(brand, id); !ours {
		return &console.Refusal{Words: console.NotRunning}
	}
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	err := a.client.CancelWorkflow(ctx, id, "")
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return &console.Refusal{Words: console.NotRunning}
	}
	return err
}

// backfillDates are the dates in the id of a brand's backfill; false where it is none.
func backfillDates(brand, id string) (from, to regulars.BusinessDate, ours bool) {
	dates, ours := strings.CutPrefix(id, strings.TrimSuffix(workflows.BackfillID(brand, "", ""), ".."))
	first, last, both := strings.Cut(dates, "..")
	from, err := regulars.ParseBusinessDate(first)
	if err != nil || !ours || !both {
		return "", "", false
	}
	to, err = regulars.ParseBusinessDate(last)
	return from, to, err == nil
}

func (a actions) Backfills(ctx context.Context, brand string) ([]desk.Backfill, error) {
	b, err := a.config.Brand(brand)
	if err != nil {
		return nil, err
	}
	found, err := runs.List(ctx, a.client, b, workflows.KindBackfill, false, runs.Shown)
	if err != nil {
		return nil, err
	}
	var all []desk.Backfill
	for _, run := range found {
		from, to, ours := backfillDates(brand, run.GetExecution().GetWorkflowId())
		if !ours {
			continue
		}
		all = append(all, a.backfill(ctx, run, from, to))
	}
	return all, nil
}

func (a actions) backfill(ctx context.Context, run *workflowpb.WorkflowExecutionInfo, from, to regulars.BusinessDate) desk.Backfill {
	b := desk.Backfill{
		ID: run.GetExecution().GetWorkflowId(), From: from, To: to, State: desk.BackfillFailed, Started: run.GetStartTime().AsTime(),
	}
	if run.GetCloseTime() != nil {
		b.Ended = run.GetCloseTime().AsTime()
	}
	switch run.GetStatus() {
	case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		b.State = desk.BackfillDone
	case enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
		b.State = desk.BackfillCancelled
	case enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
		b.State = desk.BackfillRuns
		p, answers := runs.Progress[workflows.BackfillProgress](ctx, a.client, b.ID)
		if !answers {
			return b
		}
		b.Done, b.Days, b.Left, b.Step, b.Waits = p.DaysDone, p.Days, p.Remaining, p.Step, p.Waits
		if p.Paused {
			b.State = desk.BackfillPaused
		}
	default:
		b.Trouble = a.endOf(ctx, run)
	}
	return b
}

// endOf is why a workflow failed.
func (a actions) endOf(ctx context.Context, run *workflowpb.WorkflowExecutionInfo) string {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	return workflows.Reason(a.client.GetWorkflow(ctx, run.GetExecution().GetWorkflowId(), run.GetExecution().GetRunId()).Get(ctx, nil))
}

// RunNight starts the night of a date, or joins the one that runs.
func (a actions) RunNight(ctx context.Context, brand string, date regulars.BusinessDate, campaigns bool) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	input := workflows.NightlyInput{Brand: brand, Date: date, NoCampaigns: !campaigns}
	options := workflows.NightlyStart(input, a.config.Worker.TaskQueue)
	if _, err := a.client.ExecuteWorkflow(ctx, options, workflows.NightlyName, input); err != nil {
		return fmt.Errorf("the night %s can't be started: %w", options.ID, err)
	}
	return nil
}

func (a actions) Schedule(ctx context.Context, brand string) (desk.Schedule, error) {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	d, err := a.client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand)).Describe(ctx)
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return desk.Schedule{}, nil
	}
	if err != nil {
		return desk.Schedule{}, err
	}
	s := desk.Schedule{Known: true, Next: d.Info.NextActionTimes[:min(len(d.Info.NextActionTimes), shownNights)]}
	if state := d.Schedule.State; state != nil && state.Paused {
		s.Paused, s.Note = true, state.Note
	}
	return s, nil
}

func (a actions) PauseSchedule(ctx context.Context, brand, note string) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	return a.client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand)).Pause(ctx, client.SchedulePauseOptions{Note: note})
}

func (a actions) ResumeSchedule(ctx context.Context, brand, note string) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	return a.client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand)).Unpause(ctx, client.ScheduleUnpauseOptions{Note: note})
}

// Erase removes a person as `starter erase` does, and keeps the hashes of who was erased in
// this machine's file. What a person in front of a page can mend is a Refusal.
func (a actions) Erase(ctx context.Context, brand string, member uint64) (desk.Erased, error) {
	b, err := a.config.Brand(brand)
	if err != nil {
		return desk.Erased{}, err
	}
	report, err := erase.People(ctx, a.db, b, intake.DoorKey(a.config.Privacy.HashKey.Reveal()), []erase.Who{{Member: member}}, false)
	erased := desk.Erased{Identifiers: report.Identifiers, Orders: report.Orders, Left: report.Left()}
	for _, mendable := range []error{erase.ErrNight, erase.ErrSending, erase.ErrShared, erase.ErrNobody} {
		if errors.Is(err, mendable) {
			return erased, &console.Refusal{Words: mendable.Error()}
		}
	}
	if err != nil {
		return erased, err
	}
	file := filepath.Join(address.Dir, "erased-"+a.db.Database()+".json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return erased, fmt.Errorf("the person is erased, but their hashes could not be kept in %s: %w", file, err)
	}
	if _, err := erase.Keep(ctx, a.db, file); err != nil {
		return erased, fmt.Errorf("the person is erased, but their hashes could not be kept in %s: %w", file, err)
	}
	return erased, nil
}

func (a actions) Workers(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	return runs.Polling(ctx, a.client, a.config.Worker.TaskQueue)
}

// TestNotices sends every recipient of the brand's notifications a test.
func (a actions) TestNotices(ctx context.Context, brand string) ([]desk.Finding, error) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	b, err := a.config.Brand(brand)
	if err != nil || !b.Notify.On() {
		return nil, err
	}
	tried, err := notice.Test(ctx, b, "")
	var all []desk.Finding
	for _, t := range tried {
		shown := desk.Finding{What: t.Recipient}
		if t.Err != nil {
			shown.Bad, shown.Says = true, regulars.ErrorText(t.Err.Error())
		}
		all = append(all, shown)
	}
	return all, err
}

// SendTest sends a campaign's message to the address that somebody typed, outside the books.
func (a actions) SendTest(ctx context.Context, q trial.Request) (channel.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	l, err := ledger.New(a.db, a.config.Privacy.HashKey.Reveal())
	if err != nil {
		return channel.Result{}, err
	}
	return trial.Send(ctx, l, q)
}

// checkPatience is how long a page waits for a check.
const checkPatience = 50 * time.Second

// Check asks everything that the config names of one brand.
func (a actions) Check(ctx context.Context, brand string) ([]desk.Finding, error) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	b, err := a.config.Brand(brand)
	if err != nil {
		return nil, err
	}
	one := *a.config
	one.Brands = one.Brands[:0:0]
	one.Brands = append(one.Brands, *b)
	var all []desk.Finding
	for _, f := range append(check.Templates(&one), check.All(ctx, &one)...) {
		shown := desk.Finding{What: f.What, Says: f.Says, Warnings: append(f.Warn, f.Note...)}
		if f.Err != nil {
			shown.Bad, shown.Says = true, regulars.ErrorText(f.Err.Error())
		}
		all = append(all, shown)
	}
	return all, nil
}
