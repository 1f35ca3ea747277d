package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars/platform"
	"regulars/pull"
)

// worthLogging leaves out the short pauses of a shop's pace, of which there is
// one before every page.
const worthLogging = time.Second

// logWaits lets the log say what a shop makes us wait for.
func logWaits(ctx context.Context, ref ShopRef) platform.HTTPOptions {
	logger := activity.GetLogger(ctx)
	return platform.HTTPOptions{
		OnWait: func(reason string, d time.Duration) {
			if d < worthLogging {
				return
			}
			logger.Info("waiting for a shop", "shop", ref.Shop, "reason", reason, "for", d.Round(time.Second).String())
		},
		OnRetry: func(op string, try int, cause *platform.Error) {
			logger.Warn("a shop's answer is tried again", "shop", ref.Shop, "op", op, "try", try, "error", cause)
		},
		OnNotice: func(notice string) { logger.Warn("what to know of a shop", "shop", ref.Shop, "notice", notice) },
	}
}

// beatWaits lets the heartbeat say it, too: Temporal UI shows it with the pending
// activity.
func beatWaits(ctx context.Context, ref ShopRef, tracker pull.Tracker) platform.HTTPOptions {
	options := logWaits(ctx, ref)
	log := options.OnWait
	options.OnWait = func(reason string, d time.Duration) {
		if d < worthLogging {
			return
		}
		log(reason, d)
		tracker.Update(func(p *pull.Progress) { p.Waits = fmt.Sprintf("%s, for %s", reason, d.Round(time.Second)) })
	}
	return options
}
