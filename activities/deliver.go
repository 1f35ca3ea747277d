package activities

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars"
	"regulars/activities/beat"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/ledger"
)

// ErrorFailureRate is the type of the error that stops a campaign of which too
// many messages fail: the texts, the addresses or the account are wrong.
const ErrorFailureRate = "FailureRate"

// ErrorComplaintRate is the type of the error that stops a campaign of which too many
// messages are reported as spam.
const ErrorComplaintRate = "ComplaintRate"

// Deliveries plans campaigns and sends them. The senders stay open between
// blocks, so that the pace of an account is one for the whole process.
type Deliveries struct {
	Config *config.Config
	DB     *schema.DB
	Open   func(name string, cfg config.Channel) (channel.Sender, error) // channel/providers.Open

	// InFlight bounds what this process has claimed at once on a channel without
	// idempotency keys, which is what may become unknown when it dies; 0 is
	// deliver.DefaultInFlight.
	InFlight int

	mu       sync.Mutex
	accounts map[string]*deliver.Account // by brand/channel
}

// CampaignRef names one campaign of one business date.
type CampaignRef struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
}

func (r CampaignRef) run() ledger.Run {
	return ledger.Run{Brand: r.Brand, Campaign: r.Campaign, Date: r.Date}
}

// CampaignPlan is what the plan came to.
type CampaignPlan struct {
	State  ledger.RunState // planned, approved, held, cancelled or done
	Reason string          // why it is held or cancelled
	Blocks uint32          // SendBlock takes 0..Blocks-1
	Bits   uint8           // for SendBlock
	Books  ledger.Books

	Waiting uint64 `json:",omitempty"` // members who wait for LookAtVariants
}

// PlanCampaign writes the plan of a campaign, once, and returns its books.
func (a *Deliveries) PlanCampaign(ctx context.Context, in CampaignRef) (CampaignPlan, error) {
	defer beat.Start(ctx, "planning").End()
	plan, err := a.plan(ctx, in, nil)
	if err == nil {
		err = a.planned(ctx, in)
	}
	return plan, classify(ctx, err)
}

// PlanResendInput asks to send a campaign again to some.
type PlanResendInput struct {
	CampaignRef // under the name of the resend
	Whom        ledger.Again
}

// PlanResend writes the plan of a resend, once, and returns its books.
func (a *Deliveries) PlanResend(ctx context.Context, in PlanResendInput) (CampaignPlan, error) {
	defer beat.Start(ctx, "planning").End()
	plan, err := a.plan(ctx, in.CampaignRef, &in.Whom)
	return plan, classify(ctx, err)
}

// plan is that of a campaign's own run, or of a resend to some.
func (a *Deliveries) plan(ctx context.Context, in CampaignRef, again *ledger.Again) (CampaignPlan, error) {
	brand, campaign, err := campaignOf(ctx, a.DB, a.Config, in)
	if err != nil {
		return CampaignPlan{}, err
	}
	l, err := a.ledger()
	if err != nil {
		return CampaignPlan{}, err
	}
	missed, err := gate.ReadMissed(ctx, a.DB, in.Brand, in.Date)
	if err != nil {
		return CampaignPlan{}, err
	}
	plan := ledger.PlanOf(brand, campaign, in.Date)
	plan.Since = missed.Since(campaign.Name)
	if _, tick := regulars.TickOf(in.Campaign); tick {
		plan.Campaign = in.Campaign
	}
	if again != nil {
		plan = ledger.ResendOf(plan, in.Campaign, *again)
	}
	if err := l.Begin(ctx, in.run()); err != nil {
		return CampaignPlan{}, err
	}
	plan, err = l.Resolve(ctx, plan)
	var segment *ledger.SegmentError
	if errors.As(err, &segment) {
		if failed := l.Refuse(ctx, in.run(), segment); failed != nil {
			return CampaignPlan{}, failed
		}
		return CampaignPlan{}, refuse(ErrorConfig, fmt.Errorf("campaign %s, audience.segment: %w", in.Campaign, err))
	}
	if err != nil {
		return CampaignPlan{}, err
	}
	// Templates are checked before the plan: what can't be rendered is not begun.
	for _, name := range plan.Channels {
		if _, err := deliver.LetterOf(brand, campaign, name, a.Config.Privacy.HashKey.Reveal()); err != nil {
			return CampaignPlan{}, refuse(ErrorConfig, err)
		}
	}
	if plan, err = deliver.Ready(plan, brand, campaign, a.Config.Privacy.HashKey.Reveal()); err != nil {
		return CampaignPlan{}, refuse(ErrorConfig, err)
	}
	state, books, err := l.Plan(ctx, plan)
	var predicate *ledger.PredicateError
	if errors.As(err, &predicate) {
		return CampaignPlan{}, refuse(ErrorConfig, fmt.Errorf("campaign %s, audience.where: %w", in.Campaign, err))
	}
	if err != nil {
		return CampaignPlan{}, err
	}
	waiting, err := l.Waiting(ctx, in.run())
	return CampaignPlan{State: state.Name, Reason: state.Reason, Blocks: state.Blocks(), Bits: state.Bits, Books: books, Waiting: waiting}, err
}

// CampaignBooks reads the books of a campaign.
func (a *Deliveries) CampaignBooks(ctx context.Context, in CampaignRef) (ledger.Books, error) {
	l, err := a.ledger()
	if err != nil {
		return ledger.Books{}, err
	}
	defer beat.Start(ctx, "reading the books").End()
	books, err := l.Books(ctx, in.run())
	return books, classify(ctx, err)
}

// CampaignStateInput moves a campaign on.
type CampaignStateInput struct {
	CampaignRef
	State  ledger.RunState // approved, held, cancelled, done; planned: goes on after a hold
	Reason string
	By     string

	Decisions []CampaignDecision `json:",omitempty"` // of people, that led to it
}

// CampaignDecision is what a person decided about a campaign.
type CampaignDecision struct {
	Name  string // as ledger.Decision has it
	By    string
	Note  string
	First int `json:",omitempty"` // of approve: so many messages only
	At    time.Time

	Variant string `json:",omitempty"` // of decide: which the rest gets
}

// SetCampaignState records where a campaign stands, and the decisions that led to it. A
// hold reaches what is being sent before its next batch.
func (a *Deliveries) SetCampaignState(ctx context.Context, in CampaignStateInput) error {
	l, err := a.ledger()
	if err != nil {
		return err
	}
	for _, d := range in.Decisions {
		if err := a.decided(ctx, l, in.CampaignRef, d); err != nil {
			return classify(ctx, err)
		}
		if d.Name == ledger.DecisionApprove {
			if err := a.letGo(ctx, in.CampaignRef, d); err != nil {
				return classify(ctx, err)
			}
		}
	}
	return classify(ctx, l.SetState(ctx, in.run(), in.State, in.Reason, in.By))
}

// SettleInput ends a campaign.
type SettleInput struct {
	CampaignRef
	Planned uint64 // how many deliveries the workflow knows of
	Reason  string // why what is still open is held
}

// SettleCampaign settles every delivery, so that the books close: what
// may have been sent is unknown, what surely wasn't is held.
func (a *Deliveries) SettleCampaign(ctx context.Context, in SettleInput) (ledger.Books, error) {
	l, err := a.ledger()
	if err != nil {
		return ledger.Books{}, err
	}
	defer beat.Start(ctx, "closing the books").End()
	books, err := l.Settle(ctx, in.run(), in.Planned, in.Reason)
	if errors.Is(err, ledger.ErrLost) {
		return books, refuse(ErrorLedger, err)
	}
	return books, classify(ctx, err)
}

func (a *Deliveries) ledger() (*ledger.Ledger, error) {
	l, err := ledger.New(a.DB, a.Config.Privacy.HashKey.Reveal())
	if err != nil {
		return nil, refuse(ErrorConfig, err)
	}
	return l, nil
}

// account opens a channel once and keeps it.
func (a *Deliveries) account(brand *config.Brand, name string) (*deliver.Account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := brand.Name + "/" + name
	if account, ok := a.accounts[key]; ok {
		return account, nil
	}
	settings, ok := brand.Channels[name]
	if !ok {
		return nil, refuse(ErrorConfig, fmt.Errorf("brand %s has no channel %s in regulars.yaml", brand.Name, name))
	}
	sender, err := a.Open(name, *settings)
	if err != nil {
		return nil, refuse(ErrorConfig, err)
	}
	if a.accounts == nil {
		a.accounts = map[string]*deliver.Account{}
	}
	a.accounts[key] = deliver.NewAccount(sender, a.InFlight)
	return a.accounts[key], nil
}

// Close ends the open senders, once no block is being sent.
func (a *Deliveries) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var errs []error
	for key, account := range a.accounts {
		if err := account.Close(); err != nil {
			errs = append(errs, fmt.Errorf("close channel %s: %w", key, err))
		}
	}
	a.accounts = nil
	return errors.Join(errs...)
}

// claimantID names this attempt of the activity: no two that may run at once
// share it.
func claimantID(ctx context.Context) string {
	info := activity.GetInfo(ctx)
	return fmt.Sprintf("%s/%s/%d", info.WorkflowExecution.RunID, info.ActivityID, info.Attempt)
}
