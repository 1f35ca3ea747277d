package runs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars/workflows"
)

// askTimeout is how long a workflow may take to answer a question.
const askTimeout = 5 * time.Second

// pollEvery is how often a workflow is asked how far it is; tests ask more often.
var pollEvery = 500 * time.Millisecond

// ErrDetached says that the person left and the workflow goes on.
var ErrDetached = errors.New("detached")

// Follow asks a workflow for its progress until it ends and returns its
// result's error, or ErrDetached. draw is called with each answer; nil where none came, with the words
// to show instead.
func Follow[P any](ctx context.Context, c client.Client, run client.WorkflowRun, query, queue string, draw func(p *P, waits string)) error {
	done := make(chan error, 1)
	go func() { done <- outcome(ctx, run) }()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		progress, waits := progressOf[P](ctx, c, run, query, queue)
		select {
		case err := <-done:
			if ctx.Err() != nil {
				return ErrDetached
			}
			if progress, _ := progressOf[P](ctx, c, run, query, queue); progress != nil {
				draw(progress, "")
			}
			return err
		case <-ctx.Done():
			return ErrDetached
		default:
			draw(progress, waits)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// outcome waits for the end of a workflow. A server that is gone for a while says
// nothing about it: the workflow is asked for again.
func outcome(ctx context.Context, run client.WorkflowRun) error {
	for {
		err := run.Get(ctx, nil)
		if err == nil || isFinal(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pollEvery):
		}
	}
}

// isFinal reports whether an error is the workflow's own end, or says that there is no
// such workflow, instead of that the server could not be asked.
func isFinal(err error) bool {
	var ended *temporal.WorkflowExecutionError
	var absent *serviceerror.NotFound
	var denied *serviceerror.PermissionDenied
	return errors.As(err, &ended) || errors.As(err, &absent) || errors.As(err, &denied)
}

func progressOf[P any](ctx context.Context, c client.Client, run client.WorkflowRun, query, queue string) (*P, string) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	answer, err := c.QueryWorkflow(ctx, run.GetID(), "", query) // the newest run, where a long one continued as another
	if err == nil {
		var p P
		if err = answer.Get(&p); err == nil {
			return &p, ""
		}
	}
	if n, pollErr := Workers(ctx, c, queue); pollErr == nil && n == 0 {
		return nil, fmt.Sprintf("no worker polls task queue %s: start one with `go run ./worker`", queue)
	}
	var gone *serviceerror.Unavailable
	if errors.As(err, &gone) {
		return nil, "waits for Temporal, which does not answer; what runs there goes on when it is back"
	}
	return nil, "waits for a worker to answer"
}

// IsNotWhole reports whether a night computed everything, but its certificate is
// not whole.
func IsNotWhole(err error) bool {
	var said *temporal.ApplicationError
	return errors.As(err, &said) && said.Type() == workflows.ErrorNotWhole
}
