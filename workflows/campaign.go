package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/schema/ledger"
)

// blocksAtOnce is how many blocks of a campaign are sent side by side. The pace
// is the account's and is kept inside the blocks; more of them only keep it busy.
const blocksAtOnce = 4

// campaignEvents is the length of history at which a campaign continues as a
// new run, below the limit of the 3,000.
const campaignEvents = 2000

// Campaign delivers one campaign of one business date: it plans the audience,
// waits until it may send, sends block by block, and closes the books. The
// ledger remembers every member, so a second run sends nothing twice.
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

// CampaignState is what a campaign hands on when it continues as a new run.
type CampaignState struct {
	Planned   bool
	Blocks    uint32
	Bits      uint8    // of a member's id that name its block
	Next      uint32   // the first block that was never taken
	Again     []uint32 // blocks that were taken and are not done
	Gate      string   // why the night holds it
	Held      string   // why a person, or a failure, holds it
	Approved  bool
	Told      bool // sent although its date is past
	Cancelled bool
	By        string // who decided last
}

type campaignImpl struct {
	input    CampaignInput
	ref      activities.CampaignRef
	terms    activities.Terms
	state    CampaignState
	progress CampaignProgress
	settled  bool
	recorded string // the run's state and reason as the ledger knows them
	writing  workflow.Mutex
}

func newCampaign(in CampaignInput) *campaignImpl {
	c := &campaignImpl{input: in, ref: activities.CampaignRef{Brand: in.Brand, Campaign: in.Campaign, Date: in.Date}}
	c.state = CampaignState{Gate: in.Gate, Told: in.Past}
	if in.Resume != nil {
		c.state = *in.Resume
	}
	c.progress = CampaignProgress{Campaign: in.Campaign, State: CampaignPlanning}
	return c
}

func (c *campaignImpl) setup(ctx workflow.Context) error {
	c.writing = workflow.NewMutex(ctx)
	if err := findable(ctx, About{Brand: c.input.Brand, Date: c.input.Date, Kind: KindCampaign}); err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, ProgressQuery, func() (CampaignProgress, error) { return c.progress, nil }); err != nil {
		return err
	}
	workflow.Go(ctx, c.listen)
	return c.setUpdates(ctx)
}

// listen takes what a later run of the night says about the gate.
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
	return workflow.ExecuteActivity(short(ctx, "when it may be sent"), brands.CampaignTerms, c.ref).Get(ctx, &c.terms)
}

// plan writes the audience into the ledger. A plan that stands is kept, and so is
// what was decided about it.
func (c *campaignImpl) plan(ctx workflow.Context) error {
	var plan activities.CampaignPlan
	err := workflow.ExecuteActivity(planning(ctx, "plan the audience"), deliveries.PlanCampaign, c.ref).Get(ctx, &plan)
	if err != nil {
		return err
	}
	c.progress.Books = booksOf(plan.Books, ledger.RunPlanned)
	c.recorded = plan.State + plan.Reason
	c.state.Planned, c.state.Blocks, c.state.Bits = true, plan.Blocks, plan.Bits
	switch {
	case plan.State == ledgerDone:
		c.state.Next = c.state.Blocks
	case plan.State == ledgerCancelled:
		c.state.Cancelled, c.recorded = true, ledgerCancelled
	case plan.State == ledgerHeld && !isAutomatic(plan.Reason):
		c.state.Held = plan.Reason
	case plan.State == ledgerApproved:
		c.state.Approved = true
	}
	c.show(ctx)
	return nil
}

// deliver sends what is left, as often as it is stopped and released.
func (c *campaignImpl) deliver(ctx workflow.Context) error {
	for c.left() && !c.state.Cancelled {
		if err := c.clear(ctx); err != nil {
			return err
		}
		if c.state.Cancelled {
			return nil
		}
		if err := c.wave(ctx); err != nil {
			return err
		}
		if c.left() && !c.stopped(ctx) && c.long(ctx) {
			return c.continueAsNew(ctx)
		}
	}
	return nil
}

// wave sends blocks side by side until none is left or something stops it.
func (c *campaignImpl) wave(ctx workflow.Context) error {
	c.enter(ctx, CampaignSending, "")
	if err := c.record(ctx); err != nil {
		return err
	}
	group := workflow.NewWaitGroup(ctx)
	for range blocksAtOnce {
		group.Add(1)
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer group.Done()
			for c.left() && !c.stopped(ctx) && !c.long(ctx) {
				c.block(ctx, c.take())
			}
		})
	}
	group.Wait(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.count(ctx)
}

// count reads the books anew: attempts that were cut short did more than they
// could report.
func (c *campaignImpl) count(ctx workflow.Context) error {
	var books ledger.Books
	err := workflow.ExecuteActivity(short(ctx, "read the books"), deliveries.CampaignBooks, c.ref).Get(ctx, &books)
	if err != nil {
		return err
	}
	c.progress.Books = booksOf(books, ledger.RunPlanned)
	c.show(ctx)
	return nil
}

// block sends one block. What comes back by itself is retried inside; what does
// not holds the campaign, so that a person can look.
func (c *campaignImpl) block(ctx workflow.Context, n uint32) {
	in := activities.SendBlockInput{CampaignRef: c.ref, Block: n, Bits: c.state.Bits}
	var sent activities.BlockReport
	summary := fmt.Sprintf("send block %d of %d", n+1, c.state.Blocks)
	err := workflow.ExecuteActivity(sending(ctx, summary), deliveries.SendBlock, in).Get(ctx, &sent)
	if err != nil || sent.Stopped {
		c.state.Again = append(c.state.Again, n)
	}
	c.add(sent)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.hold(sentence(err), "the sender")
	case sent.Stopped && !c.stopped(ctx):
		c.hold("the ledger says that it is held", "the ledger")
	}
	c.show(ctx)
}

// settle closes the books: whoever may have been reached is unknown, whoever
// surely was not is held.
func (c *campaignImpl) settle(ctx workflow.Context) error {
	in := activities.SettleInput{CampaignRef: c.ref, Reason: "not_sent"}
	if c.state.Cancelled {
		in.Reason = ledgerCancelled
	}
	var books ledger.Books
	if err := workflow.ExecuteActivity(counting(ctx, "close the books"), deliveries.SettleCampaign, in).Get(ctx, &books); err != nil {
		return err
	}
	c.progress.Books, c.settled = booksOf(books, ledger.RunDone), true
	return c.record(ctx)
}

// certify renews the night's certificate, which counted this campaign as held
// when it ended before it.
func (c *campaignImpl) certify(ctx workflow.Context) error {
	in := activities.CertifyInput{Brand: c.input.Brand, Date: c.input.Date}
	return workflow.ExecuteActivity(short(ctx, "renew the night's certificate"), certificates.Certify, in).Get(ctx, nil)
}

func (c *campaignImpl) verdict(ctx workflow.Context) (CampaignProgress, error) {
	state := CampaignDone
	if c.state.Cancelled {
		state = CampaignCancelled
	}
	books := c.progress.Books
	if !books.Closed() {
		text := fmt.Sprintf("the books don't close: %d planned, %d accounted for: run the campaign again", books.Planned, books.sum())
		c.enter(ctx, CampaignFailed, text)
		return CampaignProgress{}, failure(ErrorBooks, text, books)
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

func (c *campaignImpl) left() bool { return c.state.Next < c.state.Blocks || len(c.state.Again) > 0 }

func (c *campaignImpl) take() uint32 {
	if n := len(c.state.Again); n > 0 {
		block := c.state.Again[0]
		c.state.Again = c.state.Again[1:]
		return block
	}
	c.state.Next++
	return c.state.Next - 1
}

// stopped tells whether no further block may begin.
func (c *campaignImpl) stopped(ctx workflow.Context) bool {
	state, _ := c.blocker(ctx)
	return state != "" || ctx.Err() != nil
}

func (c *campaignImpl) long(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.GetContinueAsNewSuggested() || info.GetCurrentHistoryLength() > campaignEvents
}

func (c *campaignImpl) add(sent activities.BlockReport) {
	books := &c.progress.Books
	books.Sent += int64(sent.Sent)
	books.Failed += int64(sent.Failed)
	books.Unknown += int64(sent.Unknown)
	books.Held -= int64(sent.Sent + sent.Failed + sent.Unknown)
}

func (c *campaignImpl) enter(ctx workflow.Context, state, waits string) {
	c.progress.State, c.progress.Waits = state, waits
	c.show(ctx)
}

func (c *campaignImpl) show(ctx workflow.Context) {
	var b panel
	b.printf("**Campaign %s, business date %s**\n", c.input.Campaign, c.input.Date)
	b.WriteString(campaignTable(map[string]CampaignProgress{c.input.Campaign: c.progress}))
	if c.state.Planned {
		b.printf("\nBlocks: %d of %d taken, %d to be taken again.\n", c.state.Next, c.state.Blocks, len(c.state.Again))
	}
	workflow.SetCurrentDetails(ctx, b.String())
}
