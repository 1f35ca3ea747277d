package activities

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/activity"

	"regulars/activities/beat"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
	"regulars/schema/ledger/approval"
	"regulars/schema/ledger/complaint"
)

// SendBlockInput names one block of a campaign's plan.
type SendBlockInput struct {
	CampaignRef
	Block   uint32
	Bits    uint8
	LastTry bool `json:",omitempty"` // what is refused for now has failed
	Limit   int  `json:",omitempty"` // at most so many messages; 0: no bound
}

// BlockReport is what this attempt did; the ledger holds the whole truth.
type BlockReport = deliver.Totals

// SendBlock sends what is open of a block, channel by channel. It may be run again
// at any time and by two workers at once.
func (a *Deliveries) SendBlock(ctx context.Context, in SendBlockInput) (BlockReport, error) {
	ctx, end := untilStop(ctx)
	defer end()
	report, err := a.sendBlock(ctx, in)
	return report, classify(ctx, sendFailure(err))
}

func (a *Deliveries) sendBlock(ctx context.Context, in SendBlockInput) (BlockReport, error) {
	beat := beat.Start(ctx, BlockReport{})
	defer beat.End()
	brand, campaign, err := campaignOf(ctx, a.DB, a.Config, in.CampaignRef)
	if err != nil {
		return BlockReport{}, err
	}
	if err := a.sameTexts(ctx, in.CampaignRef, campaign); err != nil {
		return BlockReport{}, err
	}
	l, err := a.ledger()
	if err != nil {
		return BlockReport{}, err
	}
	var report BlockReport
	channels, _ := campaign.Order()
	for _, name := range channels {
		handed := report.Sent + report.Failed + report.Unknown
		if in.Limit > 0 && handed >= in.Limit {
			report.Limited = true
			return report, nil
		}
		sending, err := a.sending(brand, campaign, name)
		if err != nil {
			return report, err
		}
		sending.Store, sending.Progress = l, sendProgress{ctx, beat}
		sending.LastTry, sending.Limit = in.LastTry, max(in.Limit-handed, 0)
		sending.Block = ledger.Block{Run: in.run(), Number: in.Block, Bits: in.Bits}
		sending.Claimant.ID = claimantID(ctx) + "/" + name
		if err := sending.Run(ctx, &report); err != nil || report.Stopped || report.Limited {
			return report, err
		}
	}
	return report, nil
}

// sameTexts refuses to send other texts than those with which a person let the run go.
func (a *Deliveries) sameTexts(ctx context.Context, in CampaignRef, campaign *config.Campaign) error {
	approved, by, err := approval.Mark(ctx, a.DB, in.run())
	if err != nil || approved == 0 {
		return err
	}
	mark, err := deliver.TextMark(campaign)
	if err != nil || mark == approved {
		return err
	}
	return refuse(ErrorConfig, fmt.Errorf("the texts of %s were changed after %s approved them: look at `starter campaign preview %s --show 10`, then release it with the new ones, or put the old ones back and release it", in.Campaign, cmp.Or(by, "a person"), in.Campaign))
}

// sending readies one channel of a campaign.
func (a *Deliveries) sending(brand *config.Brand, campaign *config.Campaign, name string) (*deliver.Sending, error) {
	account, err := a.account(brand, name)
	if err != nil {
		return nil, err
	}
	letter, err := deliver.LetterOf(brand, campaign, name, a.Config.Privacy.HashKey.Reveal())
	if err != nil {
		return nil, refuse(ErrorConfig, err)
	}
	price, err := brand.Channels[name].UnitPrice()
	if err != nil {
		return nil, err
	}
	return &deliver.Sending{
		Price:            price,
		Account:          account,
		Letter:           letter,
		Claimant:         ledger.Claimant{Channel: name, Purpose: campaign.Purpose, KeyLife: account.KeyLife(), Caps: brand.Caps, Coupons: campaign.Coupons.Given(), Entered: ledger.EnteredBy(brand.Journey(campaign.Audience.Journey))},
		MaxFailureRate:   campaign.PauseAtFailureRate,
		MaxComplaintRate: campaign.PauseAtComplaintRate,
		Complaints: func(ctx context.Context, r ledger.Run) (uint64, uint64, error) {
			return complaint.Count(ctx, a.DB, r, deliver.LeastComplaints)
		},
		Quiet:    deliver.QuietOf(brand, name),
		OwnHours: campaign.AtBestHour(),
	}, nil
}

// sendProgress heartbeats what a sending did, and logs what it waits for.
type sendProgress struct {
	ctx  context.Context
	beat *beat.Beat[BlockReport]
}

func (p sendProgress) Recorded(done deliver.Totals) { p.beat.Set(done) }

func (p sendProgress) Waits(err error) {
	activity.GetLogger(p.ctx).Warn("waiting for ClickHouse, to write down what became of a batch", "error", err)
}

// sendFailure types the errors of a sending.
func sendFailure(err error) error {
	var rate *deliver.FailureRateError
	var complaints *deliver.ComplaintRateError
	switch {
	case errors.As(err, &rate):
		return refuse(ErrorFailureRate, err)
	case errors.As(err, &complaints):
		return refuse(ErrorComplaintRate, err)
	case errors.Is(err, deliver.ErrContended):
		return again(ErrorUnknown, err, deliver.ContendedFor)
	}
	return err
}
