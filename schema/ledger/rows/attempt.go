package rows

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/column"
)

// Attempt is a row of delivery_attempts.
type Attempt struct {
	Brand, Campaign        string
	Date                   time.Time
	Member                 uint64
	Claim, Claimant, Batch string
	Channel, Way           string
	Content                uint64
	State                  string
	ProviderID             string
	Code, Detail           string
	ClaimedAt, At          time.Time
	Version                uint64
	Units                  uint16
	Price                  regulars.Money
}

// WriteAttempts inserts attempts; none is nothing to do.
func WriteAttempts(ctx context.Context, db *schema.DB, all []Attempt) error {
	return write(ctx, db, "delivery_attempts", len(all), func() []any {
		prices := &column.Amounts{}
		for _, a := range all {
			prices.Add(int64(a.Price))
		}
		return []any{
			words(all, func(a *Attempt) string { return a.Brand }),
			words(all, func(a *Attempt) string { return a.Campaign }),
			plain(all, func(a *Attempt) time.Time { return a.Date }),
			plain(all, func(a *Attempt) uint64 { return a.Member }),
			plain(all, func(a *Attempt) string { return a.Claim }),
			plain(all, func(a *Attempt) string { return a.Claimant }),
			plain(all, func(a *Attempt) string { return a.Batch }),
			words(all, func(a *Attempt) string { return a.Channel }),
			words(all, func(a *Attempt) string { return a.Way }),
			plain(all, func(a *Attempt) uint64 { return a.Content }),
			words(all, func(a *Attempt) string { return a.State }),
			plain(all, func(a *Attempt) string { return a.ProviderID }),
			words(all, func(a *Attempt) string { return a.Code }),
			plain(all, func(a *Attempt) string { return a.Detail }),
			plain(all, func(a *Attempt) time.Time { return a.ClaimedAt }),
			plain(all, func(a *Attempt) time.Time { return a.At }),
			plain(all, func(a *Attempt) uint64 { return a.Version }),
			plain(all, func(a *Attempt) uint16 { return a.Units }),
			prices,
		}
	})
}
