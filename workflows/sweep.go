package workflows

import (
	"fmt"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/workflows/exclusive"
)

// SweepInput asks for a whole shop to be compared with what is stored of it.
type SweepInput struct {
	Brand string
	Shop  string
}

// SweepID returns the workflow id of the one sweep that a shop may have at a time.
func SweepID(brand, shop string) string { return fmt.Sprintf("sweep/%s/%s", brand, shop) }

// SweepStart returns the options with which a person starts a sweep; one that runs
// already is attached to.
func SweepStart(in SweepInput, queue string) client.StartWorkflowOptions {
	return startOptions(SweepID(in.Brand, in.Shop), queue, in.summary(), pullTimeout, in.about())
}

func (in SweepInput) summary() string { return fmt.Sprintf("sweep of %s/%s", in.Brand, in.Shop) }

func (in SweepInput) about() About { return About{Brand: in.Brand, Kind: KindSweep} }

// SweepProgress is what a sweep answers to ProgressQuery.
type SweepProgress struct {
	Step     string // what the pull that sweeps is at, or done
	Waits    string // what it waits for, if anything
	Received int64  // records that were read so far
	Stores   []activities.StoreLine
}

// Sweep pulls what changed in a shop, compares the whole of it with what is stored, and
// heals what differs. The numbers follow with the next night.
func Sweep(ctx workflow.Context, in SweepInput) (SweepProgress, error) {
	s := &sweepImpl{input: in}
	if err := s.setup(ctx); err != nil {
		return SweepProgress{}, err
	}
	err := s.run(ctx)
	return s.progress, err
}

type sweepImpl struct {
	input    SweepInput
	progress SweepProgress
}

func (s *sweepImpl) setup(ctx workflow.Context) error {
	if err := findable(ctx, s.input.about()); err != nil {
		return err
	}
	workflow.Go(ctx, news{
		pulled: func(_ workflow.Context, p PullProgress) { s.progress.Step, s.progress.Received = p.Step, p.Received },
	}.listen)
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (SweepProgress, error) { return s.progress, nil })
}

func (s *sweepImpl) run(ctx workflow.Context) error {
	s.progress.Step = "pull"
	options := childOptions(PullID(s.input.Brand, s.input.Shop), s.input.summary(), pullTimeout, About{Brand: s.input.Brand, Kind: KindPull})
	waits := func(what string) { s.progress.Waits = what }
	child, err := exclusive.Start(ctx, options, waits, PullName, PullInput{Brand: s.input.Brand, Shop: s.input.Shop, Sweep: true})
	if err != nil {
		return err
	}
	var result PullResult
	if err := child.Get(ctx, &result); err != nil {
		return err
	}
	s.progress.Step, s.progress.Stores = "done", result.Stores
	return nil
}
