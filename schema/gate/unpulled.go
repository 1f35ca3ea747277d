package gate

import (
	"context"
	"slices"
	"time"

	"regulars/config"
	"regulars/present/cause"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/schema/intake"
)

// patience is how long a night waits for its shops.
const patience = 8 * time.Hour

// WhyUnpulled is why a shop could not be pulled. One whose pull is still open since the shop
// was left alone, by its hours or its budget, says until when, and what is missing therefore.
func WhyUnpulled(ctx context.Context, db *schema.DB, brand *config.Brand, name, reason string, open bool, now time.Time) (cause.Cause, error) {
	why := cause.Cause{Code: cause.PullFailed, Says: reason}
	at := slices.IndexFunc(brand.Shops, func(s config.Shop) bool { return s.Name == name })
	if at < 0 || !open {
		return why, nil
	}
	shop := &brand.Shops[at]
	left, err := allowance.LeftAlone(ctx, db, brand.Name, shop, now.Add(-patience), now)
	if err != nil || left.Until.IsZero() {
		return why, err
	}
	whole, err := intake.LastWindow(ctx, db, brand.Name, name, intake.EntityOrders)
	if err != nil {
		return why, err
	}
	why = cause.Cause{Code: cause.HoursAvoided, Says: allowance.Clock(left.Until, shop)}
	if left.Spent {
		why.Code, why.Came = cause.RequestsSpent, uint64(shop.RequestsPerDay)
	}
	if whole.IsZero() {
		why.Code += cause.FirstPull
		return why, nil
	}
	why.Words = allowance.Clock(whole, shop)
	return why, nil
}
