package service

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"regulars"
	"regulars/config"
	"regulars/config/operation"
	"regulars/console"
	desk "regulars/console/work"
	"regulars/notice"
	"regulars/worker/runs"
	"regulars/workflows"
)

var errDown = errors.New("down")

// A server that is away is waited for, and health says which; what no waiting cures ends the
// wait, and so does the worker's own end.
func TestPatiently(t *testing.T) {
	s, tries := &status{}, 0
	require.Equal(t, "starting", s.text())
	require.NoError(t, patiently(t.Context(), slog.New(slog.DiscardHandler), s, "Temporal", func(context.Context) error {
		if tries++; tries == 1 {
			return permanentUnless(true, errDown)
		}
		return nil
	}))
	require.Equal(t, 2, tries)
	require.Equal(t, "waits: Temporal", s.text())
	s.ready()
	require.Equal(t, "ready", s.text())

	tries = 0
	err := patiently(t.Context(), slog.New(slog.DiscardHandler), &status{}, "x", func(context.Context) error {
		tries++
		return permanentUnless(false, errDown)
	})
	require.ErrorIs(t, err, errDown)
	require.Equal(t, 1, tries)

	ctx, cancel := context.WithCancel(t.Context())
	s = &status{}
	err = patiently(ctx, slog.New(slog.DiscardHandler), s, "x", func(context.Context) error { cancel(); return errDown })
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, "starting", s.text(), "nothing is waited for any more")
	require.NoError(t, ended(ctx, err), "the end was asked for")
	require.Equal(t, errDown, ended(ctx, errDown), "it failed by itself")
	require.Equal(t, context.Canceled, ended(t.Context(), context.Canceled), "nobody asked for it")
}

// Who asks a worker whether it works hears yes, or what it waits for.
func TestAskReady(t *testing.T) {
	up := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/readyz", r.URL.Path)
		if !up {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write([]byte("waits: Temporal\n"))
	}))
	address := strings.TrimPrefix(server.URL, "http://")
	require.ErrorContains(t, AskReady(address), "is not ready: waits: Temporal")
	up = true
	require.NoError(t, AskReady(address))
	server.Close()
	require.ErrorContains(t, AskReady(address), "no worker answers at "+address)
}

// fake answers as the test says.
type fake struct {
	client.Client
	status   enumspb.WorkflowExecutionStatus
	err      error // of what is asked
	end      error // of the run
	progress any

	operatorservice.OperatorServiceClient
	known map[string]enumspb.IndexedValueType
	added map[string]enumspb.IndexedValueType
	adds  error
}

func (f *fake) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	return &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{Status: f.status, Execution: &commonpb.WorkflowExecution{WorkflowId: id, RunId: "run"}}}, f.err
}

func (f *fake) GetWorkflow(context.Context, string, string) client.WorkflowRun {
	return failedRun{err: f.end}
}

func (f *fake) QueryWorkflow(context.Context, string, string, string, ...any) (converter.EncodedValue, error) {
	if f.progress == nil {
		return nil, errDown
	}
	payloads, err := converter.GetDefaultDataConverter().ToPayloads(f.progress)
	return client.NewValue(payloads), err
}

func (f *fake) CancelWorkflow(context.Context, string, string) error { return f.err }

func (f *fake) ExecuteWorkflow(context.Context, client.StartWorkflowOptions, any, ...any) (client.WorkflowRun, error) {
	return nil, f.err
}

func (f *fake) OperatorService() operatorservice.OperatorServiceClient { return f }

func (f *fake) ListSearchAttributes(context.Context, *operatorservice.ListSearchAttributesRequest, ...grpc.CallOption) (*operatorservice.ListSearchAttributesResponse, error) {
	return &operatorservice.ListSearchAttributesResponse{CustomAttributes: f.known}, f.err
}

func (f *fake) AddSearchAttributes(_ context.Context, r *operatorservice.AddSearchAttributesRequest, _ ...grpc.CallOption) (*operatorservice.AddSearchAttributesResponse, error) {
	f.added = r.GetSearchAttributes()
	return nil, f.adds
}

// failedRun is a run that ended with an error.
type failedRun struct {
	client.WorkflowRun
	err error
}

func (r failedRun) Get(context.Context, any) error { return r.err }

// A night that failed, ran out of time, was terminated or cancelled is a matter to notify of, with
// its reason; one that runs, succeeded or never began is none.
func TestFailedNight(t *testing.T) {
	end := temporal.NewNonRetryableApplicationError("the shop refuses us", workflows.ErrorUsage, nil)
	for status, failed := range map[enumspb.WorkflowExecutionStatus]bool{
		enumspb.WORKFLOW_EXECUTION_STATUS_FAILED: true, enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT: true, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED: true, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED: true,
		enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING: false, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED: false, enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: false,
	} {
		got, err := failedNight(t.Context(), &fake{status: status, end: end}, "tea", "2026-11-20")
		require.NoError(t, err)
		if failed {
			require.Equal(t, &notice.Failure{Run: "run", Reason: "the shop refuses us"}, got, status)
		} else {
			require.Nil(t, got, status)
		}
	}
	got, err := failedNight(t.Context(), &fake{err: serviceerror.NewNotFound("no such workflow")}, "tea", "2026-11-20")
	require.NoError(t, err)
	require.Nil(t, got)
	_, err = failedNight(t.Context(), &fake{err: errDown}, "tea", "2026-11-20")
	require.ErrorIs(t, err, errDown)
	require.Equal(t, []notice.Quota{{Channel: "edm", Left: 7}, {Channel: "sms", Left: 0}}, quotasOf(map[string]int64{"sms": 0, "edm": 7}))
}

// Only search attributes that are missing are made known, and another worker may have been quicker.
func TestRegisterAttributes(t *testing.T) {
	all := map[string]enumspb.IndexedValueType{}
	for _, name := range workflows.AttributeNames {
		all[name] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
	}
	f := &fake{}
	require.NoError(t, RegisterAttributes(t.Context(), f, "default"))
	require.Equal(t, all, f.added)
	f = &fake{known: all}
	require.NoError(t, RegisterAttributes(t.Context(), f, "default"))
	require.Nil(t, f.added)
	require.NoError(t, RegisterAttributes(t.Context(), &fake{adds: serviceerror.NewAlreadyExists("it is known")}, "default"))
	require.ErrorIs(t, RegisterAttributes(t.Context(), &fake{adds: errDown}, "default"), errDown)
	require.ErrorIs(t, RegisterAttributes(t.Context(), &fake{err: errDown}, "default"), errDown)
}

// What a workflow refused is said in its own words; everything else is an error.
func TestRefusal(t *testing.T) {
	var refused *console.Refusal
	require.ErrorAs(t, refusal(&runs.RefusedError{Reason: "it has ended"}), &refused)
	require.Equal(t, "it has ended", refused.Words)
	require.ErrorAs(t, refusal(&runs.NotRunningError{}), &refused)
	require.Equal(t, console.NotRunning, refused.Words)
	require.Equal(t, errDown, refusal(errDown))
	require.NoError(t, refusal(nil))
}

// A backfill is shown as it runs, waits, or ended, with what it says itself where it answers.
func TestStatesOfABackfill(t *testing.T) {
	end := temporal.NewNonRetryableApplicationError("the shop refuses us", workflows.ErrorUsage, nil)
	at := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	left := time.Hour
	progress := workflows.BackfillProgress{Days: 30, DaysDone: 10, Remaining: &left, Step: "measure", Waits: "the shop"}
	paused := progress
	paused.Paused = true
	for name, c := range map[string]struct {
		status   enumspb.WorkflowExecutionStatus
		progress any
		want     desk.Backfill
	}{
		"done":      {enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, progress, desk.Backfill{State: desk.BackfillDone}},
		"cancelled": {enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED, progress, desk.Backfill{State: desk.BackfillCancelled}},
		"failed":    {enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, progress, desk.Backfill{State: desk.BackfillFailed, Trouble: "the shop refuses us"}},
		"it runs":   {enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, progress, desk.Backfill{State: desk.BackfillRuns, Done: 10, Days: 30, Left: &left, Step: "measure", Waits: "the shop"}},
		"it waits":  {enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, paused, desk.Backfill{State: desk.BackfillPaused, Done: 10, Days: 30, Left: &left, Step: "measure", Waits: "the shop"}},
		"no answer": {enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, nil, desk.Backfill{State: desk.BackfillRuns}},
	} {
		run := &workflowpb.WorkflowExecutionInfo{Status: c.status, Execution: &commonpb.WorkflowExecution{WorkflowId: "id"}, StartTime: timestamppb.New(at)}
		c.want.ID, c.want.From, c.want.To, c.want.Started = "id", "2026-10-01", "2026-10-30", at
		a := actions{client: &fake{end: end, progress: c.progress}}
		require.Equal(t, c.want, a.backfill(t.Context(), run, "2026-10-01", "2026-10-30"), name)
		run.CloseTime, c.want.Ended = timestamppb.New(at.Add(time.Hour)), at.Add(time.Hour)
		require.Equal(t, c.want, a.backfill(t.Context(), run, "2026-10-01", "2026-10-30"), name)
	}
}

// A backfill or a night that can't be started is an error that names it; one that has ended can't
// be cancelled.
func TestWhatCannotBeStarted(t *testing.T) {
	cfg := (&config.Config{Brands: []config.Brand{{Name: "tea"}}}).WithDefaults()
	down := actions{config: cfg, client: &fake{err: errDown}}
	err := down.StartBackfill(t.Context(), "tea", "2026-10-01", "2026-10-30")
	require.ErrorIs(t, err, errDown)
	require.ErrorContains(t, err, workflows.BackfillID("tea", "2026-10-01", "2026-10-30"))
	err = down.RunNight(t.Context(), "tea", "2026-10-01", true)
	require.ErrorIs(t, err, errDown)
	require.ErrorContains(t, err, workflows.NightlyID("tea", "2026-10-01"))
	id := workflows.BackfillID("tea", "2026-10-01", "2026-10-30")
	require.ErrorIs(t, down.CancelBackfill(t.Context(), "tea", id), errDown)
	gone := actions{config: cfg, client: &fake{err: serviceerror.NewNotFound("no such workflow")}}
	var refused *console.Refusal
	require.ErrorAs(t, gone.CancelBackfill(t.Context(), "tea", id), &refused)
	well := actions{config: cfg, client: &fake{}}
	require.NoError(t, well.StartBackfill(t.Context(), "tea", "2026-10-01", "2026-10-30"))
	require.NoError(t, well.RunNight(t.Context(), "tea", "2026-10-01", true))
	require.NoError(t, well.CancelBackfill(t.Context(), "tea", id))
	_, err = well.Backfills(t.Context(), "coffee")
	require.Error(t, err, "the config has no such brand")
	found, err := well.TestNotices(t.Context(), "tea")
	require.NoError(t, err)
	require.Empty(t, found, "nobody is notified")
}

// A worker says its version only where the config has a deployment, and ends by the first fault
// that it can't go on from.
func TestOptionsOfAWorker(t *testing.T) {
	require.Equal(t, worker.DeploymentOptions{}, deployment(operation.Versioning{}))
	of := func(v operation.Versioning) string { return deployment(v).Version.BuildID }
	require.Equal(t, regulars.Version, of(operation.Versioning{Deployment: "regulars"}))
	require.Equal(t, "7", of(operation.Versioning{Deployment: "regulars", Build: "7"}))
	require.True(t, deployment(operation.Versioning{Deployment: "regulars"}).UseVersioning)
	fatal := make(chan error, 1)
	o := options(&config.Config{}, 3, fatal)
	require.Equal(t, 3, o.MaxConcurrentActivityExecutionSize)
	o.OnFatalError(errDown)
	o.OnFatalError(errors.New("another, for which nobody waits"))
	require.Equal(t, errDown, <-fatal)

	calls := 0
	all := Options{OnReady: func() { calls++ }}.withDefaults()
	all.OnReady()
	all.OnReady()
	require.Equal(t, 1, calls)
	require.Equal(t, "regulars.yaml", all.ConfigPath)
	require.NotNil(t, all.Log)
	Options{}.withDefaults().OnReady()
	require.Equal(t, "other.yaml", Options{ConfigPath: "other.yaml"}.withDefaults().ConfigPath)
	require.Equal(t, []string{"tea", "coffee"}, brandsOf(&config.Config{Brands: []config.Brand{{Name: "tea"}, {Name: "coffee"}}}))
	require.True(t, strings.HasPrefix(identity(), "regulars "+regulars.Version+" "))
}
