package adlist_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows/adlist"
)

var (
	lists *adlists.Lists
	ref   = adlists.Ref{Brand: "tea", List: "sleepers"}
)

// env counts how often a list is updated.
type env struct {
	*testsuite.TestWorkflowEnvironment
	updates int
}

// newEnv is one in which an update takes so long.
func newEnv(lasts time.Duration, synced activities.Walked, err error) *env {
	var suite testsuite.WorkflowTestSuite
	e := &env{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment()}
	e.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	adlist.Register(e)
	e.RegisterActivity(&adlists.Lists{})
	e.OnActivity(lists.SyncAdList, mock.Anything, ref).Return(func(context.Context, adlists.Ref) (activities.Walked, error) {
		e.updates++
		return synced, err
	}).After(lasts)
	return e
}

// do runs a workflow that asks for the list.
func (e *env) do(t *testing.T, asks func(workflow.Context) error) {
	e.RegisterWorkflowWithOptions(asks, workflow.RegisterOptions{Name: "Asks"})
	e.ExecuteWorkflow("Asks")
	require.NoError(t, e.GetWorkflowError())
}

func options(id string) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{WorkflowID: id, WorkflowExecutionTimeout: adlist.Timeout}
}

func start(ctx workflow.Context) workflow.ChildWorkflowFuture {
	return workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options(adlist.ID("tea", "sleepers"))), adlist.Name, ref)
}

// Who asks while the list is updated is heard: it is updated once more afterwards, once however
// many asked, since what each of them did came before that.
func TestWhatCameMeanwhileIsUpdatedAfterwards(t *testing.T) {
	for asks, want := range []int{1, 2, 2} {
		e := newEnv(time.Minute, activities.Walked{}, nil)
		e.do(t, func(ctx workflow.Context) error {
			child := start(ctx)
			if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
				return err
			}
			for range asks {
				if err := adlist.Ask(ctx, ref, options(adlist.ID("tea", "sleepers"))); err != nil {
					return err
				}
			}
			return child.Get(ctx, nil)
		})
		require.Equal(t, want, e.updates, "%d asked meanwhile", asks)
	}
}

// Who asks while the list is updated says so once: one signal that is heard is enough.
func TestOneSignalIsEnough(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	e := &env{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment()}
	e.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute})
	signals := 0
	e.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ adlists.Ref) (activities.Walked, error) {
		err := workflow.Sleep(ctx, time.Minute)
		for again := workflow.GetSignalChannel(ctx, adlist.AgainSignal); again.ReceiveAsync(nil); {
			signals++
		}
		return activities.Walked{}, err
	}, workflow.RegisterOptions{Name: adlist.Name})
	e.do(t, func(ctx workflow.Context) error {
		child := start(ctx)
		if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
		if err := adlist.Ask(ctx, ref, options(adlist.ID("tea", "sleepers"))); err != nil {
			return err
		}
		return child.Get(ctx, nil)
	})
	require.Equal(t, 1, signals)
}

// Where nobody updates the list, asking starts it.
func TestAskingStartsIt(t *testing.T) {
	e := newEnv(0, activities.Walked{}, nil)
	e.do(t, func(ctx workflow.Context) error {
		if err := adlist.Ask(ctx, ref, options(adlist.ID("tea", "sleepers"))); err != nil {
			return err
		}
		return workflow.Sleep(ctx, time.Hour)
	})
	require.Equal(t, 1, e.updates)
}

// A night waits until a tick's update is over, and then updates itself: the notes are its own.
func TestANightWaitsForItsTurn(t *testing.T) {
	e := newEnv(time.Minute, activities.Walked{Troubles: []string{"the token is refused"}}, nil)
	var notes, waited []string
	e.do(t, func(ctx workflow.Context) error {
		child := start(ctx)
		if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
		notes = adlist.Update(ctx, "tea", []string{"sleepers"}, options, func(waits string) { waited = append(waited, waits) })
		return child.Get(ctx, nil)
	})
	require.Equal(t, 2, e.updates)
	require.Equal(t, []string{"the token is refused"}, notes)
	require.Contains(t, waited[0], "ad-list/tea/sleepers")
	require.Empty(t, waited[len(waited)-1])
}

// A list that can't be updated is a sentence with its name, and the next one is updated.
func TestAFailedUpdateIsNoted(t *testing.T) {
	e := newEnv(0, activities.Walked{}, temporal.NewNonRetryableApplicationError("meta doesn't answer", activities.ErrorChannelAway, nil))
	e.OnActivity(lists.SyncAdList, mock.Anything, adlists.Ref{Brand: "tea", List: "buyers"}).Return(activities.Walked{Troubles: []string{"reached"}}, nil)
	var notes []string
	e.do(t, func(ctx workflow.Context) error {
		notes = adlist.Update(ctx, "tea", []string{"sleepers", "buyers"}, options, func(string) {})
		return nil
	})
	require.Len(t, notes, 2)
	require.Contains(t, notes[0], "the ad list sleepers isn't up to date: meta doesn't answer")
	require.Equal(t, "reached", notes[1])
}

// What doesn't last is tried five times, and then left to the next night or tick; who asked
// meanwhile doesn't let it go on for ever.
func TestAnUpdateEndsSomeTime(t *testing.T) {
	for said, failed := range map[string]struct {
		with    error
		updates int
	}{
		"busy":    {errors.New("busy"), 5},
		"refused": {temporal.NewNonRetryableApplicationError("refused", activities.ErrorChannelAway, nil), 1},
	} {
		e := newEnv(time.Minute, activities.Walked{}, failed.with)
		e.do(t, func(ctx workflow.Context) error {
			child := start(ctx)
			if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
				return err
			}
			if err := adlist.Ask(ctx, ref, options(adlist.ID("tea", "sleepers"))); err != nil {
				return err
			}
			require.ErrorContains(t, child.Get(ctx, nil), said)
			return nil
		})
		require.Equal(t, failed.updates, e.updates, said)
	}
}
