package workflows

import (
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
	"regulars/schema/ledger"
	"regulars/workflows/panel"
	"regulars/workflows/reason"
)

// CampaignInput asks to deliver one campaign's plan of one business date.
type CampaignInput struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
	Gate     string // why it is planned and not sent; empty: nothing is wrong
	SendPast bool   `json:"Past"` // send although the day after the business date is over

	Again *ledger.Again `json:",omitempty"` // of a resend: whom it reaches; who asked for it has approved it
	By    string        `json:",omitempty"` // who asked for a resend

	Resume *CampaignState // set when a long run continues as a new one
}

// CampaignID returns the workflow id of a campaign's run.
func CampaignID(brand, campaign string, date regulars.BusinessDate) string {
	return fmt.Sprintf("campaign/%s/%s/%s", brand, campaign, date)
}

// ResendStart returns the options with which to start a resend. It is started once, or
// again after it failed: of two people who ask for one at the same time the second is
// refused.
func ResendStart(in CampaignInput, queue string) client.StartWorkflowOptions {
	options := startOptions(CampaignID(in.Brand, in.Campaign, in.Date), queue, in.summary(), 0, in.about())
	options.WorkflowIDReusePolicy = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL
	options.WorkflowExecutionErrorWhenAlreadyStarted = true
	return options
}

func (in CampaignInput) summary() string {
	return fmt.Sprintf("campaign %s, business date %s", in.Campaign, in.Date)
}

func (in CampaignInput) about() About {
	return About{Brand: in.Brand, Date: in.Date, Kind: KindCampaign}
}

const (
	gateSignal     = "gate"     // from a night: why the campaign is held; empty: go on
	campaignSignal = "campaign" // to the parent, when a wait begins: CampaignProgress
)

// States of a campaign.
const (
	CampaignPlanning  = "planning"
	CampaignWaiting   = "waiting"  // for its send_at
	CampaignApproval  = "approval" // for a person to approve
	CampaignHeld      = "held"     // until a person, or a better night, releases it
	CampaignSending   = "sending"
	CampaignDone      = "done"
	CampaignCancelled = "cancelled"
	CampaignFailed    = "failed"
)

// CampaignProgress is what a campaign answers to ProgressQuery.
type CampaignProgress struct {
	Campaign string
	State    string
	Waits    string // for what, and who ends the wait
	Books    Books
}

// CampaignState is what a campaign hands on when it continues as a new run.
type CampaignState struct {
	Planned   bool
	Members   uint64 // deliveries that the plan came to; the ledger must still hold them at the end
	Blocks    uint32
	Bits      uint8    // of a member's id that name its block
	Next      uint32   // the first block that was never taken
	Again     []uint32 // blocks that were taken and are not done
	Later     []uint32 `json:",omitempty"` // blocks of which mailboxes refused messages for now
	Rests     int      `json:",omitempty"` // how often such blocks were waited for
	Gate      string   // why the night holds it
	Held      string   // why a person, or a failure, holds it
	Approved  bool
	First     int        `json:",omitempty"` // of the approval: so many messages only, then it asks again
	FirstFrom int64      `json:",omitempty"` // how many had been handed over at that time
	Tried     int64      `json:",omitempty"` // how many were handed over by such approvals
	AskedAt   *time.Time `json:",omitempty"` // since when it waits for a person
	Hushed    []uint32   `json:",omitempty"` // blocks of which a channel is quiet
	QuietTo   *time.Time `json:",omitempty"` // when the first of those channels may be used again

	Waiting uint64 `json:",omitempty"` // members whose variant a rule is to decide

	Decisions []activities.CampaignDecision `json:",omitempty"` // that the ledger doesn't hold yet
	Released  bool                          `json:"Told"`       // may be sent although its date is past
	Cancelled bool
	By        string // who decided last
}

// Campaign delivers one campaign of one business date: it plans the audience,
// waits until it may send, sends block by block, and closes the books. The
// ledger remembers every member, so a second run sends nothing twice. It fails
// with ErrorBooks when the books don't close.
func Campaign(ctx workflow.Context, in CampaignInput) (CampaignProgress, error) {
	c := newCampaign(in)
	if err := c.setup(ctx); err != nil {
		return CampaignProgress{}, err
	}
	return c.run(ctx)
}

func (c *campaignImpl) run(ctx workflow.Context) (CampaignProgress, error) {
	steps := []func(workflow.Context) error{
		c.read,
		c.plan,
		c.deliver,
		c.settle,
		c.certify,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return CampaignProgress{}, err
		}
	}
	return c.verdict(ctx)
}

// campaignImpl is the state of one run.
type campaignImpl struct {
	input    CampaignInput
	ref      activities.CampaignRef
	terms    activities.Terms
	state    CampaignState
	progress CampaignProgress
	settled  bool
	open     uint64 // members without an outcome after settling
	recorded string // the run's state and reason as the ledger knows them
	writing  workflow.Mutex
	variant  string // that a person has just decided for
}

func newCampaign(in CampaignInput) *campaignImpl {
	c := &campaignImpl{input: in, ref: activities.CampaignRef{Brand: in.Brand, Campaign: in.Campaign, Date: in.Date}}
	c.state = CampaignState{Gate: in.Gate, Released: in.SendPast || in.Again != nil, Approved: in.Again != nil, By: in.By}
	if in.Resume != nil {
		c.state = *in.Resume
	}
	c.progress = CampaignProgress{Campaign: in.Campaign, State: CampaignPlanning}
	return c
}

func (c *campaignImpl) setup(ctx workflow.Context) error {
	c.writing = workflow.NewMutex(ctx)
	if err := findable(ctx, c.input.about()); err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, ProgressQuery, func() (CampaignProgress, error) { return c.progress, nil }); err != nil {
		return err
	}
	workflow.Go(ctx, c.listen)
	return c.setUpdates(ctx)
}

// listen receives how the gate of a later run of the night came out.
func (c *campaignImpl) listen(ctx workflow.Context) {
	gate := workflow.GetSignalChannel(ctx, gateSignal)
	for {
		var reason string
		gate.Receive(ctx, &reason)
		c.state.Gate = reason
	}
}

// read asks the config when it may be sent.
func (c *campaignImpl) read(ctx workflow.Context) error {
	c.show(ctx)
	return workflow.ExecuteActivity(quick(ctx, "when it may be sent"), brands.CampaignTerms, c.ref).Get(ctx, &c.terms)
}

// plan writes the audience into the ledger. A plan that stands is kept, and so is
// what was decided about it.
func (c *campaignImpl) plan(ctx workflow.Context) error {
	plan, err := c.planned(ctx)
	if err != nil {
		return err
	}
	c.progress.Books = booksOf(plan.Books, ledger.RunPlanned)
	c.recorded = string(plan.State) + plan.Reason
	c.state.Members = max(c.state.Members, plan.Books.Planned)
	c.state.Planned, c.state.Blocks, c.state.Bits, c.state.Waiting = true, plan.Blocks, plan.Bits, plan.Waiting
	switch {
	case plan.State == ledger.RunDone:
		c.state.Next = c.state.Blocks
	case plan.State == ledger.RunCancelled:
		c.state.Cancelled, c.recorded = true, string(ledger.RunCancelled)
	case plan.State == ledger.RunHeld && !isAutomatic(plan.Reason):
		c.state.Held = plan.Reason
	case plan.State == ledger.RunApproved:
		c.state.Approved = true
	}
	c.show(ctx)
	return nil
}

func (c *campaignImpl) planned(ctx workflow.Context) (plan activities.CampaignPlan, err error) {
	ctx = querying(ctx, "plan the audience")
	if c.input.Again == nil {
		err = workflow.ExecuteActivity(ctx, deliveries.PlanCampaign, c.ref).Get(ctx, &plan)
		return plan, err
	}
	in := activities.PlanResendInput{CampaignRef: c.ref, Whom: *c.input.Again}
	err = workflow.ExecuteActivity(ctx, deliveries.PlanResend, in).Get(ctx, &plan)
	return plan, err
}

// settle closes the books: a member who may have been reached is unknown, one who
// surely was not is held.
func (c *campaignImpl) settle(ctx workflow.Context) error {
	in := activities.SettleInput{CampaignRef: c.ref, Planned: c.state.Members, Reason: "not_sent"}
	if c.state.Cancelled {
		in.Reason = string(ledger.RunCancelled)
	}
	var books ledger.Books
	err := workflow.ExecuteActivity(querying(ctx, "close the books"), deliveries.SettleCampaign, in).Get(ctx, &books)
	if reason := reason.Innermost(err); reason != nil && reason.Type() == activities.ErrorLedger {
		// The night's certificate has to say it, too.
		if failed := c.certify(ctx); failed != nil {
			return failed
		}
	}
	if err != nil {
		return err
	}
	c.progress.Books, c.settled, c.open = booksOf(books, ledger.RunDone), true, books.Open
	return c.record(ctx)
}

// certify renews the night's certificate, which counted this campaign as held
// when it ended before it.
func (c *campaignImpl) certify(ctx workflow.Context) error {
	in := activities.CertifyInput{Brand: c.input.Brand, Date: c.input.Date}
	return workflow.ExecuteActivity(querying(ctx, "renew the night's certificate"), certificates.Certify, in).Get(ctx, nil)
}

func (c *campaignImpl) verdict(ctx workflow.Context) (CampaignProgress, error) {
	state := CampaignDone
	if c.state.Cancelled {
		state = CampaignCancelled
	}
	if c.open > 0 {
		text := fmt.Sprintf("the books don't close: %d of %d planned have no outcome: run the night again", c.open, c.progress.Books.Planned)
		c.enter(ctx, CampaignFailed, text)
		return CampaignProgress{}, failure(ErrorBooks, text, c.progress.Books)
	}
	c.enter(ctx, state, "")
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return CampaignProgress{}, err
	}
	return c.progress, nil
}

func (c *campaignImpl) continueAsNew(ctx workflow.Context) error {
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return err
	}
	next := c.input
	next.Resume = &c.state
	return workflow.NewContinueAsNewError(ctx, CampaignName, next)
}

func (c *campaignImpl) enter(ctx workflow.Context, state, waits string) {
	c.progress.State, c.progress.Waits = state, waits
	c.show(ctx)
}

func (c *campaignImpl) show(ctx workflow.Context) {
	var b panel.Text
	b.Printf("**Campaign %s, business date %s**\n", c.input.Campaign, c.input.Date)
	b.WriteString(campaignTable(map[string]CampaignProgress{c.input.Campaign: c.progress}))
	if c.state.Planned {
		b.Printf("\nBlocks: %d of %d taken, %d to be taken again.\n", c.state.Next, c.state.Blocks, len(c.state.Again))
	}
	workflow.SetCurrentDetails(ctx, b.String())
}
