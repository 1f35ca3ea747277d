package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/schema/ledger"
)

// blocksAtOnce is how many blocks of a campaign are sent side by side. The pace
// belongs to the account and is kept inside the blocks; several only keep it busy.
const blocksAtOnce = 4

// campaignEvents is the length of history at which a campaign continues as a new
// run. Blocks that are still under way then add some hundred more.
const campaignEvents = 2000

// rests are the pauses after which mailboxes that refused a message for now are tried
// again: greylisting ends within minutes, a full mailbox or a busy server within hours.
var rests = []time.Duration{5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// deliver sends what is left, as often as it is stopped and released, tries again later
// what was refused for now, and then what waited for a decision between variants.
func (c *campaignImpl) deliver(ctx workflow.Context) error {
	for {
		if err := c.send(ctx); err != nil || c.state.Cancelled {
			return err
		}
		pause := c.rest
		switch {
		case len(c.state.Hushed) > 0:
			pause = c.hush
		case len(c.state.Later) > 0:
		case c.state.Waiting > 0:
			pause = c.settleTrial
		default:
			return nil
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// hush waits until the first quiet channel may be used again, or the next member's hour
// comes, or the campaign is cancelled.
func (c *campaignImpl) hush(ctx workflow.Context) error {
	until := *c.state.QuietTo
	c.enter(ctx, CampaignWaiting, "for the end of the quiet hours, or the members' own hour, "+until.In(c.terms.SendAt.Location()).Format("2006-01-02 15:04 MST"))
	signalParent(ctx, campaignSignal, c.progress)
	options := workflow.AwaitOptions{Timeout: max(until.Sub(workflow.Now(ctx)), time.Second), TimerOptions: workflow.TimerOptions{Summary: "until messages may go"}}
	if _, err := workflow.AwaitWithOptions(ctx, options, func() bool { return c.state.Cancelled }); err != nil {
		return err
	}
	c.state.Again, c.state.Hushed, c.state.QuietTo = append(c.state.Again, c.state.Hushed...), nil, nil
	return nil
}

// rest waits until mailboxes that refused for now are tried again, or the campaign is
// cancelled.
func (c *campaignImpl) rest(ctx workflow.Context) error {
	pause := rests[min(c.state.Rests, len(rests)-1)]
	until := workflow.Now(ctx).Add(pause)
	c.enter(ctx, CampaignWaiting, "for mailboxes that refused for now, until "+until.In(c.terms.SendAt.Location()).Format("2006-01-02 15:04 MST"))
	signalParent(ctx, campaignSignal, c.progress)
	options := workflow.AwaitOptions{Timeout: pause, TimerOptions: workflow.TimerOptions{Summary: "until mailboxes are tried again"}}
	if _, err := workflow.AwaitWithOptions(ctx, options, func() bool { return c.state.Cancelled }); err != nil {
		return err
	}
	c.state.Rests++
	c.state.Again, c.state.Later = append(c.state.Again, c.state.Later...), nil
	return nil
}

// send sends what is left now.
func (c *campaignImpl) send(ctx workflow.Context) error {
	for c.left() && !c.state.Cancelled {
		if err := c.clear(ctx); err != nil {
			return err
		}
		if c.state.Cancelled {
			return nil
		}
		some := c.wave
		if c.state.First > 0 {
			some = c.first
		}
		if err := some(ctx); err != nil {
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
				c.block(ctx, c.take(), 0)
			}
		})
	}
	group.Wait(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.count(ctx)
}

// first sends as many messages as a person approved to begin with, one block after the
// other, and then waits for approval again.
func (c *campaignImpl) first(ctx workflow.Context) error {
	c.enter(ctx, CampaignSending, "")
	if err := c.record(ctx); err != nil {
		return err
	}
	if err := c.count(ctx); err != nil {
		return err
	}
	more := func() int64 { return int64(c.state.First) - (c.progress.Books.tried() - c.state.FirstFrom) }
	for c.left() && !c.stopped(ctx) && more() > 0 {
		c.block(ctx, c.take(), int(more()))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := c.count(ctx); err != nil {
			return err
		}
	}
	if more() > 0 || !c.left() {
		return nil // it was stopped before, or that was all
	}
	c.state.Tried += int64(c.state.First) - more()
	c.state.Approved, c.state.First, c.state.AskedAt = false, 0, nil
	return nil
}

// count reads the books again: attempts that were cut short did more than they
// could report.
func (c *campaignImpl) count(ctx workflow.Context) error {
	var books ledger.Books
	err := workflow.ExecuteActivity(querying(ctx, "read the books"), deliveries.CampaignBooks, c.ref).Get(ctx, &books)
	if err != nil {
		return err
	}
	c.progress.Books = booksOf(books, ledger.RunPlanned)
	c.show(ctx)
	return nil
}

// block sends one block, or at most so many messages of it. Transient errors are retried inside; what remains holds
// the campaign, so that a person can look.
func (c *campaignImpl) block(ctx workflow.Context, n uint32, limit int) {
	in := activities.SendBlockInput{CampaignRef: c.ref, Block: n, Bits: c.state.Bits, LastTry: c.state.Rests >= len(rests), Limit: limit}
	var sent activities.BlockReport
	summary := fmt.Sprintf("send block %d of %d", n+1, c.state.Blocks)
	err := workflow.ExecuteActivity(sending(ctx, summary), deliveries.SendBlock, in).Get(ctx, &sent)
	switch {
	case err != nil || sent.Stopped || sent.Limited:
		c.state.Again = append(c.state.Again, n)
	case sent.QuietUntil != nil:
		c.state.Hushed = append(c.state.Hushed, n)
		if c.state.QuietTo == nil || sent.QuietUntil.Before(*c.state.QuietTo) {
			c.state.QuietTo = sent.QuietUntil
		}
	case sent.Deferred > 0:
		c.state.Later = append(c.state.Later, n)
	}
	c.progress.Books.add(sent.Sent, sent.Failed, sent.Unknown)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.hold(Reason(err), "the sender")
	case sent.StoppedBy != "":
		c.hold(sent.StoppedBy, "the ledger")
	case sent.Stopped && !c.stopped(ctx):
		c.hold("the ledger says that it is held", "the ledger")
	}
	c.show(ctx)
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

// stopped reports whether no further block may begin.
func (c *campaignImpl) stopped(ctx workflow.Context) bool {
	state, _ := c.blocker(ctx)
	return state != "" || ctx.Err() != nil
}

func (c *campaignImpl) long(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.GetContinueAsNewSuggested() || info.GetCurrentHistoryLength() > campaignEvents
}
