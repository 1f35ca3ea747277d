package workflows

import "go.temporal.io/sdk/workflow"

// signalParent signals the workflow that started this one, if there is one and it
// still listens. Nobody waits for the answer.
func signalParent(ctx workflow.Context, signal string, news any) {
	parent := workflow.GetInfo(ctx).ParentWorkflowExecution
	if parent == nil {
		return
	}
	workflow.SignalExternalWorkflow(ctx, parent.ID, "", signal, news)
}

// news is what a parent does with the signals of its children.
type news struct {
	pulled    func(workflow.Context, PullProgress)
	measuring func(workflow.Context)
	campaign  func(workflow.Context, CampaignProgress)
}

// listen receives signals until the workflow ends.
func (n news) listen(ctx workflow.Context) {
	s := workflow.NewSelector(ctx)
	s.AddReceive(workflow.GetSignalChannel(ctx, pulledSignal), func(c workflow.ReceiveChannel, _ bool) {
		var progress PullProgress
		c.Receive(ctx, &progress)
		n.pulled(ctx, progress)
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, measureSignal), func(c workflow.ReceiveChannel, _ bool) {
		c.Receive(ctx, nil)
		n.measuring(ctx)
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, campaignSignal), func(c workflow.ReceiveChannel, _ bool) {
		var progress CampaignProgress
		c.Receive(ctx, &progress)
		n.campaign(ctx, progress)
	})
	for {
		s.Select(ctx)
	}
}
