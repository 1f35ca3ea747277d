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

// deliver sends what is left, as often as it is stopped and released, and tries again
// later what was refused for now.
func (c *campaignImpl) deliver(ctx workflow.Context) error {
	for {
		if err := c.send(ctx); err != nil || len(c.state.Later) == 0 || c.state.Cancelled {
			return err
		}
		if err := c.rest(ctx); err != nil {
			return err
		}
	}
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

// block sends one block. Transient errors are retried inside; what remains holds
// the campaign, so that a person can look.
func (c *campaignImpl) block(ctx workflow.Context, n uint32) {
	in := activities.SendBlockInput{CampaignRef: c.ref, Block: n, Bits: c.state.Bits, LastTry: c.state.Rests >= len(rests)}
	var sent activities.BlockReport
	summary := fmt.Sprintf("send block %d of %d", n+1, c.state.Blocks)
	err := workflow.ExecuteActivity(sending(ctx, summary), deliveries.SendBlock, in).Get(ctx, &sent)
	switch {
	case err != nil || sent.Stopped:
		c.state.Again = append(c.state.Again, n)
	case sent.Deferred > 0:
		c.state.Later = append(c.state.Later, n)
	}
	c.progress.Books.add(sent.Sent, sent.Failed, sent.Unknown)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.hold(Reason(err), "the sender")
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
