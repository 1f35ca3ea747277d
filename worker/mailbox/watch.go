package mailbox

import (
	"context"
	"log/slog"
	"time"

	"regulars/answer"
	"regulars/config"
)

// lookFor bounds one look: a server that falls silent is asked again the next time.
const lookFor = 2 * time.Minute

// Store keeps what the reports say. The same answer again changes nothing.
type Store interface {
	Record(ctx context.Context, brand *config.Brand, provider string, answers []answer.Answer) error
}

// Watch looks into a brand's mailbox as often as its settings say, until the context ends.
// What can't be read or stored is tried again the next time.
func Watch(ctx context.Context, brand *config.Brand, edm *config.Channel, store Store, logger *slog.Logger) {
	tick := time.NewTicker(edm.Bounces.Every)
	defer tick.Stop()
	for {
		if read, err := Look(ctx, brand, edm, store); err != nil && ctx.Err() == nil {
			logger.Warn("delivery reports can't be read; it is tried again", "brand", brand.Name, "every", edm.Bounces.Every, "error", err)
		} else if read > 0 {
			logger.Info("delivery reports were read", "brand", brand.Name, "mails", read)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look reads what is new in a brand's mailbox, and returns how many mails that were.
func Look(ctx context.Context, brand *config.Brand, edm *config.Channel, store Store) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	returns, err := edm.Returns()
	if err != nil {
		return 0, err
	}
	return look(ctx, edm.Bounces, returns, time.Now, func(ctx context.Context, answers []answer.Answer) error {
		return store.Record(ctx, brand, edm.Provider, answers)
	})
}
