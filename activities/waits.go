package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars/platform"
)

// worthTelling leaves out the short pauses of a shop's pace, of which there is
// one before every page.
const worthTelling = time.Second

// logWaits lets the log say what a shop makes us wait for.
func logWaits(ctx context.Context, ref ShopRef) platform.HTTPOptions {
	logger := activity.GetLogger(ctx)
	return platform.HTTPOptions{
		OnWait: func(reason string, d time.Duration) {
			if d < worthTelling {
				return
			}
			logger.Info("waiting for a shop", "shop", ref.Shop, "reason", reason, "for", d.Round(time.Second).String())
		},
		OnRetry: func(op string, try int, cause *platform.Error) {
			logger.Warn("a shop's answer is tried again", "shop", ref.Shop, "op", op, "try", try, "error", cause)
		},
	}
}

// beatWaits lets the heartbeat say it, too: Temporal UI shows it beside the
// pending activity.
func beatWaits(ctx context.Context, ref ShopRef, b *beat[Pulled]) platform.HTTPOptions {
	options := logWaits(ctx, ref)
	log := options.OnWait
	options.OnWait = func(reason string, d time.Duration) {
		if d < worthTelling {
			return
		}
		log(reason, d)
		done := b.get()
		done.Waits = fmt.Sprintf("%s, for %s", reason, d.Round(time.Second))
		b.set(ctx, done)
	}
	return options
}
