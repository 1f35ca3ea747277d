package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars/workflows"
)

// pollEvery is how often a workflow is asked how far it is.
const pollEvery = 500 * time.Millisecond

// errDetached says that the person left and the workflow goes on.
var errDetached = errors.New("detached")

// follow asks a workflow for its progress until it ends and gives its result's
// error. draw is called with each answer; nil where none came, with the words
// to show instead.
func follow[P any](ctx context.Context, c client.Client, run client.WorkflowRun, query, queue string, draw func(p *P, waits string)) error {
	done := make(chan error, 1)
	go func() { done <- run.Get(ctx, nil) }()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		progress, waits := ask[P](ctx, c, run, query, queue)
		select {
		case err := <-done:
			if ctx.Err() != nil {
				return errDetached
			}
			if progress, _ := ask[P](ctx, c, run, query, queue); progress != nil {
				draw(progress, "")
			}
			return err
		case <-ctx.Done():
			return errDetached
		default:
			draw(progress, waits)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

func ask[P any](ctx context.Context, c client.Client, run client.WorkflowRun, query, queue string) (*P, string) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	answer, err := c.QueryWorkflow(ctx, run.GetID(), "", query) // the newest run, where a long one continued as another
	if err == nil {
		var p P
		if err = answer.Get(&p); err == nil {
			return &p, ""
		}
	}
	if n, pollErr := workersOf(ctx, c, queue); pollErr == nil && n == 0 {
		return nil, fmt.Sprintf("no worker polls task queue %s: start one with `go run ./worker`", queue)
	}
	return nil, "waits for a worker to answer"
}

// isNotWhole tells that a night computed everything, but that its certificate is
// not whole.
func isNotWhole(err error) bool {
	var said *temporal.ApplicationError
	return errors.As(err, &said) && said.Type() == workflows.ErrorNotWhole
}

// reasonOf is what a failed workflow says about itself, without the frames of
// Temporal around it.
func reasonOf(err error) error {
	if err == nil {
		return nil
	}
	var said *temporal.ApplicationError
	var ended *temporal.TerminatedError
	switch {
	case temporal.IsCanceledError(err):
		return errors.New("somebody cancelled it")
	case errors.As(err, &ended):
		return errors.New("somebody terminated it")
	case !errors.As(err, &said):
		return cause(err)
	}
	for {
		var inner *temporal.ApplicationError
		if !errors.As(errors.Unwrap(said), &inner) {
			return errors.New(said.Message())
		}
		said = inner
	}
}
