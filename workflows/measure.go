package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
	"regulars/workflows/exclusive"
)

// MeasureInput asks for the numbers of the dates From..To. With Restate the
// past dates that changed orders touch are measured too.
type MeasureInput struct {
	Brand   string
	From    regulars.BusinessDate
	To      regulars.BusinessDate
	Restate bool

	DeriveTo regulars.BusinessDate // how far cycles and stages must be known; empty: To
	Derived  bool                  // members and stages are up to date already
	Remake   Remake
}

// Remake says what is made again that is kept otherwise: for those who loaded a small or
// wrong history first.
type Remake struct {
	Cycles bool // of all months
	Fits   bool // that the dates use
}

// MeasureID returns the workflow id of the one measuring that a brand may have
// at a time.
func MeasureID(brand string) string { return "measure/" + brand }

const measureSignal = "measure" // to the parent, when it computes: MeasureProgress

// MeasureProgress is what a measuring answers to ProgressQuery.
type MeasureProgress struct {
	Step string // derive, fit, compute, publish or done
}

// MeasureResult names what a measuring published.
type MeasureResult struct {
	Generation uint64
	From, To   regulars.BusinessDate // restated dates included
	Derived    activities.Derived
}

// Measure follows what was loaded, fits the models where they are due, computes
// the numbers of some dates as one generation, and publishes it. It has the
// brand's fixed id: two measurings of a brand never meet.
func Measure(ctx workflow.Context, in MeasureInput) (MeasureResult, error) {
	m := &measureImpl{input: in}
	if err := m.setup(ctx); err != nil {
		return MeasureResult{}, err
	}
	err := m.run(ctx)
	return m.result, err
}

type measureImpl struct {
	input    MeasureInput
	result   MeasureResult
	progress MeasureProgress
}

func (m *measureImpl) setup(ctx workflow.Context) error {
	if err := findable(ctx, About{Brand: m.input.Brand, Kind: KindMeasure}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (MeasureProgress, error) { return m.progress, nil })
}

func (m *measureImpl) run(ctx workflow.Context) error {
	steps := []func(workflow.Context) error{
		m.derive,
		m.fit,
		m.compute,
		m.publish,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	m.enter(ctx, "done")
	return nil
}

func (m *measureImpl) derive(ctx workflow.Context) error {
	if m.input.Derived {
		return nil
	}
	m.enter(ctx, "derive")
	in := activities.DeriveInput{Brand: m.input.Brand, To: m.input.DeriveTo, RemakeCycles: m.input.Remake.Cycles}
	if in.To == "" {
		in.To = m.input.To
	}
	return workflow.ExecuteActivity(computing(ctx, "who is who, their orders and stages"), warehouse.Derive, in).Get(ctx, &m.result.Derived)
}

// fit makes the model fits that the dates need. The past dates that are restated
// have theirs from when they were first measured.
func (m *measureImpl) fit(ctx workflow.Context) error {
	m.enter(ctx, "fit")
	in := activities.FitInput{Brand: m.input.Brand, From: m.input.From, To: m.input.To, Remake: m.input.Remake.Fits}
	return workflow.ExecuteActivity(computing(ctx, "how members buy and spend"), warehouse.Fit, in).Get(ctx, nil)
}

func (m *measureImpl) compute(ctx workflow.Context) error {
	m.enter(ctx, "compute")
	signalParent(ctx, measureSignal, m.progress)
	in := activities.ComputeInput{
		Brand: m.input.Brand, From: m.input.From, To: m.input.To, Restate: m.input.Restate, Kind: m.kind(),
	}
	var computed activities.Computed
	summary := "numbers of " + rangeText(in.From, in.To)
	if err := workflow.ExecuteActivity(computing(ctx, summary), warehouse.Compute, in).Get(ctx, &computed); err != nil {
		return err
	}
	m.result.Generation, m.result.From, m.result.To = computed.Generation, computed.From, computed.To
	return nil
}

// kind distinguishes a night's generation, which restates, from a backfill's.
func (m *measureImpl) kind() string {
	if m.input.Restate {
		return "night"
	}
	return "backfill"
}

func (m *measureImpl) publish(ctx workflow.Context) error {
	m.enter(ctx, "publish")
	in := activities.PublishInput{Brand: m.input.Brand, Generation: m.result.Generation}
	return workflow.ExecuteActivity(querying(ctx, "let readers see the numbers"), warehouse.Publish, in).Get(ctx, nil)
}

func (m *measureImpl) enter(ctx workflow.Context, step string) {
	m.progress.Step = step
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("**%s**: %s\n\n%s", rangeText(m.input.From, m.input.To), step, measureText(m.result)))
}

func rangeText(from, to regulars.BusinessDate) string {
	if from == to {
		return from.String()
	}
	return fmt.Sprintf("%s to %s", from, to)
}

func measureText(r MeasureResult) string {
	if r.From == "" {
		return ""
	}
	text := fmt.Sprintf("Members touched: %d. Orders changed: %d. Numbers of %s.", r.Derived.Members, r.Derived.Orders, rangeText(r.From, r.To))
	if r.Derived.ChangedFrom != "" {
		text += fmt.Sprintf(" The earliest date that changed: %s.", r.Derived.ChangedFrom)
	}
	return text
}

// measureAlone runs a brand's one measuring as a child; waits receives what it
// has to wait for before, empty when that is over.
func measureAlone(ctx workflow.Context, in MeasureInput, waits func(string)) (MeasureResult, error) {
	summary := "numbers of " + rangeText(in.From, in.To)
	options := childOptions(MeasureID(in.Brand), summary, measureTimeout, About{Brand: in.Brand, Kind: KindMeasure})
	child, err := exclusive.Start(ctx, options, waits, MeasureName, in)
	if err != nil {
		return MeasureResult{}, err
	}
	var result MeasureResult
	err = child.Get(ctx, &result)
	return result, err
}
