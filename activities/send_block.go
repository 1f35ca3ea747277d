package activities

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger"
)

const (
	// defaultInFlight bounds what a worker has claimed at once on a channel without
	// idempotency keys, over all blocks: one batch being sent and the next one
	// being claimed. No more than that is unknown when the worker dies.
	defaultInFlight = 50

	// pickAhead is how many batches are picked, and asked again for opt-outs, at
	// once, and freshFor how long that holds.
	pickAhead = 8
	freshFor  = 5 * time.Second

	// maxFruitless is how many claims in a row may be lost to another worker.
	maxFruitless = 20

	// rateAfter is how many messages a failure rate needs to mean something.
	rateAfter = 20

	// writeDown is how long a batch's outcome is kept in memory while ClickHouse
	// is away; after it the claims stay open and a later attempt settles them.
	writeDown = 5 * time.Minute
)

// SendBlockInput names one block of a campaign's plan.
type SendBlockInput struct {
	CampaignRef
	Block uint32
	Bits  uint8
}

// BlockReport is what this attempt did; the ledger holds the whole truth.
type BlockReport struct {
	Sent     int
	Failed   int
	Unknown  int
	Excluded int  // opted out, or not reachable any more, since the plan
	Stopped  bool // held or cancelled before the block was through
}

// SendBlock sends what is open of a block, batch by batch: each is claimed,
// checked again, rendered, handed over and recorded, while the next one is
// claimed. It may be run again at any time and by two workers at once.
func (a *Deliveries) SendBlock(ctx context.Context, in SendBlockInput) (BlockReport, error) {
	ctx, end := untilStop(ctx)
	defer end()
	report, err := a.sendBlock(ctx, in)
	return report, classify(ctx, err)
}

func (a *Deliveries) sendBlock(ctx context.Context, in SendBlockInput) (BlockReport, error) {
	brand, campaign, err := a.campaign(in.CampaignRef)
	if err != nil {
		return BlockReport{}, err
	}
	l, err := a.ledger()
	if err != nil {
		return BlockReport{}, err
	}
	beat := startBeat(ctx, BlockReport{})
	defer beat.end()
	var report BlockReport
	for _, name := range campaign.Channels {
		d, err := a.delivery(brand, campaign, name)
		if err != nil {
			return report, err
		}
		d.ledger, d.report = l, &report
		d.block = ledger.Block{Run: in.run(), Number: in.Block, Bits: in.Bits}
		d.claimant.ID = claimantID(ctx) + "/" + name
		d.beat = func() { beat.set(report) }
		if err := d.run(ctx); err != nil || report.Stopped {
			return report, err
		}
	}
	return report, nil
}

// delivery readies one channel of a campaign.
func (a *Deliveries) delivery(brand *config.Brand, campaign *config.Campaign, name string) (*delivery, error) {
	account, err := a.account(brand, name)
	if err != nil {
		return nil, err
	}
	template, err := a.template(campaign, name)
	if err != nil {
		return nil, err
	}
	return &delivery{
		account: account, template: template, brand: brand, campaign: campaign, settings: brand.Channels[name],
		key:      a.Config.Privacy.HashKey.Reveal(),
		claimant: ledger.Claimant{Channel: name, Purpose: campaign.Purpose, Idempotent: account.sender.Idempotent()},
	}, nil
}

// delivery sends one block's messages of one channel.
type delivery struct {
	*account
	ledger   *ledger.Ledger
	template *channel.Template
	brand    *config.Brand
	campaign *config.Campaign
	settings *config.Channel
	key      string // signs unsubscribe links
	block    ledger.Block
	claimant ledger.Claimant
	report   *BlockReport
	beat     func()
	picked   ledger.Picked // what the next batches are taken from
	excluded atomic.Int64  // while picking, not yet in the report
}

var errStopped = errors.New("the campaign is held or cancelled")

func (d *delivery) run(ctx context.Context) error {
	left, err := d.ledger.Prepare(ctx, d.block, d.claimant)
	if err != nil {
		return err
	}
	err = d.pipeline(ctx, left)
	if errors.Is(err, errStopped) {
		d.report.Stopped = true
		return nil
	}
	if err != nil || !d.claimant.Idempotent {
		return err
	}
	return d.nothingLeft(ctx)
}

// nothingLeft asks once more for what others claimed meanwhile. They may be at
// it, or dead; a later attempt sends it again with its keys.
func (d *delivery) nothingLeft(ctx context.Context) error {
	left, err := d.ledger.Prepare(ctx, d.block, d.claimant)
	if err != nil || len(left) == 0 {
		return err
	}
	return again(ErrorUnknown, fmt.Errorf("block %d: another worker holds %d batches", d.block.Number, len(left)), time.Minute)
}

// pipeline reserves one batch ahead of the one that is being sent. What was
// reserved and is not sent after all is given back.
func (d *delivery) pipeline(ctx context.Context, left []ledger.Left) error {
	batches := make(chan ledger.Batch)
	reserved := make(chan error, 1)
	stop := make(chan struct{})
	halt := sync.OnceFunc(func() { close(stop) })
	defer halt() // also when a sender panics: no claim may wait for it for ever
	go func() {
		defer close(batches)
		reserved <- d.reserveAll(ctx, left, batches, stop)
	}()

	var sendErr error
	for batch := range batches {
		if sendErr = d.finish(ctx, batch, sendErr); sendErr != nil {
			halt()
		}
	}
	d.report.Excluded += int(d.excluded.Swap(0))
	if sendErr != nil {
		return sendErr
	}
	return <-reserved
}

// finish delivers a batch, or gives it back when it slipped through before the
// stop was seen.
func (d *delivery) finish(ctx context.Context, batch ledger.Batch, stopped error) error {
	defer d.free()
	if stopped != nil {
		return errors.Join(stopped, d.release(ctx, batch))
	}
	return d.deliver(ctx, batch)
}

// reserveAll hands over batches until nothing is left: first what an earlier
// attempt left, then what is new.
func (d *delivery) reserveAll(ctx context.Context, left []ledger.Left, batches chan<- ledger.Batch, stop <-chan struct{}) error {
	for _, batch := range left {
		if err := d.notStopped(ctx); err != nil {
			return err
		}
		again, err := d.ledger.Retake(ctx, d.block, d.claimant, batch)
		if err != nil {
			return err
		}
		if more, err := d.handOver(ctx, again, batches, stop); !more {
			return err
		}
	}
	fruitless := 0
	for n := 0; fruitless < maxFruitless; n++ {
		if !d.take(ctx, stop) {
			return ctx.Err()
		}
		batch, more, err := d.reserve(ctx, n)
		if err != nil || !more {
			d.free()
			return err
		}
		if len(batch.Recipients) == 0 {
			d.free()
			fruitless++
			continue
		}
		fruitless = 0
		if more, err := d.handOver(ctx, batch, batches, stop); !more {
			d.free()
			return err
		}
	}
	return again(ErrorUnknown, fmt.Errorf("block %d: another worker claims the same deliveries", d.block.Number), time.Minute)
}

// reserve claims the n-th batch. It is false at the block's end; a batch may be
// empty, when others claimed all of it.
func (d *delivery) reserve(ctx context.Context, n int) (ledger.Batch, bool, error) {
	if err := d.notStopped(ctx); err != nil {
		return ledger.Batch{}, false, err
	}
	recipients, err := d.next(ctx)
	if err != nil || recipients == nil {
		return ledger.Batch{}, false, err
	}
	batch, err := d.ledger.Claim(ctx, d.block.Run, d.claimant, fmt.Sprintf("%s/%d", d.claimant.ID, n), recipients)
	return batch, true, err
}

func (d *delivery) notStopped(ctx context.Context) error {
	state, err := d.ledger.State(ctx, d.block.Run)
	if err == nil && state.Stopped() {
		return errStopped
	}
	return err
}

// next takes the recipients of one batch from what was picked, and picks again
// when that is used up or no longer fresh. It gives nil at the block's end.
func (d *delivery) next(ctx context.Context) ([]ledger.Recipient, error) {
	for len(d.picked.Recipients) == 0 || time.Since(d.picked.At) > freshFor {
		picked, err := d.ledger.Pick(ctx, d.block, d.claimant, d.batch*d.ahead())
		if err != nil || picked.Looked == 0 {
			return nil, err
		}
		d.picked = picked
		d.excluded.Add(int64(picked.Excluded))
	}
	n := min(d.batch, len(d.picked.Recipients))
	recipients := d.picked.Recipients[:n]
	d.picked.Recipients = d.picked.Recipients[n:]
	return recipients, nil
}

// handOver gives a batch to the sender. It is false when no more is wanted.
func (d *delivery) handOver(ctx context.Context, batch ledger.Batch, batches chan<- ledger.Batch, stop <-chan struct{}) (bool, error) {
	if len(batch.Recipients) == 0 {
		return true, nil
	}
	if err := d.ledger.MarkReserved(ctx, d.block.Run, batch); err != nil {
		return false, errors.Join(err, d.release(ctx, batch))
	}
	select {
	case batches <- batch:
		return true, nil
	case <-stop:
		return false, d.release(ctx, batch)
	}
}

func (d *delivery) ahead() int {
	if d.sender.Idempotent() {
		return 1
	}
	return pickAhead
}

// release gives a batch back that was never handed over. One that an earlier
// attempt may have sent stays claimed.
func (d *delivery) release(ctx context.Context, batch ledger.Batch) error {
	if batch.Again {
		return nil
	}
	reports := make([]ledger.Report, len(batch.Recipients))
	for i, r := range batch.Recipients {
		reports[i] = ledger.Report{Recipient: r}
	}
	return d.record(ctx, batch, reports)
}

func (d *delivery) deliver(ctx context.Context, batch ledger.Batch) error {
	messages, reports := d.messages(batch)
	recipients := withoutReport(batch, reports)
	if batch.Again && batch.Incomplete && sameText(messages) {
		// It went, or may have gone, as one multicast whose key is made of all its
		// members. Without one of them it would be another message.
		reports = append(reports, reportAll(recipients, ledger.DeliveryUnknown, "no_answer", "may have been sent; the batch can't be repeated as it was")...)
		return d.write(ctx, batch, reports, nil)
	}
	results, err := d.sender.Send(ctx, messages)
	for i, result := range results {
		if report, known := d.reportOf(recipients[i], result, batch.Again, err); known {
			reports = append(reports, report)
		}
	}
	return d.write(ctx, batch, reports, err)
}

// write records the outcomes, counts them, and stops the run when too many fail.
func (d *delivery) write(ctx context.Context, batch ledger.Batch, reports []ledger.Report, sendErr error) error {
	if err := d.record(ctx, batch, reports); err != nil {
		return errors.Join(sendErr, err)
	}
	for _, report := range reports {
		switch report.State {
		case ledger.DeliverySent:
			d.report.Sent++
		case ledger.DeliveryFailed:
			d.report.Failed++
		case ledger.DeliveryUnknown:
			d.report.Unknown++
		}
	}
	d.report.Excluded += int(d.excluded.Swap(0))
	d.beat()
	if sendErr != nil {
		return sendErr
	}
	return d.checkRate(ctx)
}

// record outlives the activity's context: an outcome that is known is worth
// waiting for ClickHouse, and for a worker that is about to stop.
func (d *delivery) record(ctx context.Context, batch ledger.Batch, reports []ledger.Report) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeDown)
	defer cancel()
	for told := false; ; told = true {
		err := d.ledger.Record(ctx, d.block.Run, d.claimant, batch.ID, reports)
		if err == nil || !schema.IsTransient(err) {
			return err
		}
		if !told {
			activity.GetLogger(ctx).Warn("waiting for ClickHouse, to write down what became of a batch", "error", err)
		}
		if channel.Sleep(ctx, time.Second) != nil {
			return err
		}
	}
}

func (d *delivery) checkRate(ctx context.Context) error {
	failed := d.report.Failed + d.report.Unknown
	all := failed + d.report.Sent
	if all < rateAfter || float64(failed) <= d.campaign.PauseAtFailureRate*float64(all) {
		return nil
	}
	reason := fmt.Sprintf("%d of %d messages failed, more than pause_at_failure_rate allows", failed, all)
	// Held in the ledger at once: the other blocks stop before their next batch.
	if err := d.ledger.SetState(ctx, d.block.Run, ledger.RunHeld, reason, "the sender"); err != nil {
		return err
	}
	return refuse(ErrorFailureRate, fmt.Errorf("%s: look at the reasons, then release or cancel the campaign", reason))
}

// reportOf puts a result into the ledger's words. It is false where the delivery
// stays claimed, so that a later attempt tries it again with the same key.
func (d *delivery) reportOf(r ledger.Recipient, result channel.Result, again bool, sendErr error) (ledger.Report, bool) {
	report := ledger.Report{
		Recipient: r, State: string(result.Outcome),
		ProviderID: result.ProviderID, Code: result.Code, Detail: result.Reason,
	}
	switch result.Outcome {
	case regulars.OutcomeFailed:
		report.Reason = "refused"
	case regulars.OutcomeUnknown:
		report.Reason = "no_answer"
		if d.sender.Idempotent() && sendErr != nil {
			return report, false
		}
	case "":
		if again {
			return report, false
		}
	}
	if result.Suppress {
		report.Suppress = "refused_by_provider"
	}
	return report, true
}
