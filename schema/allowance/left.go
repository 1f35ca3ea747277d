package allowance

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// Left is until when a shop is, or lately was, left alone.
type Left struct {
	Until time.Time // zero: it was not
	Spent bool      // since the requests of its day were spent; else by its hours
}

// grain is how finely hours are looked back at; they are written in minutes, and none is
// shorter.
const grain = time.Minute

// LeftAlone returns until when a shop was left alone last, between a moment and now. Of its
// hours and its budget that one counts which kept it longer; the hours, where they are
// equal.
func LeftAlone(ctx context.Context, db *schema.DB, brand string, shop *config.Shop, since, now time.Time) (Left, error) {
	var left Left
	for at := since; !at.After(now); at = at.Add(grain) {
		if until := Closed(shop, at); until.After(left.Until) {
			left.Until = until
		}
	}
	if shop.RequestsPerDay == 0 {
		return left, nil
	}
	for day := dayOf(since, shop); day <= dayOf(now, shop); day = day.AddDays(1) {
		spent, err := spentOn(ctx, db, brand, shop, day)
		if err != nil {
			return Left{}, err
		}
		if until := midnight(day, shop); spent >= uint64(shop.RequestsPerDay) && until.After(left.Until) {
			left = Left{Until: until, Spent: true}
		}
	}
	return left, nil
}

func spentOn(ctx context.Context, db *schema.DB, brand string, shop *config.Shop, day regulars.BusinessDate) (uint64, error) {
	var spent, latest, here uint64
	var by string
	if err := spentScript.Row(ctx, db, spentParams{brand, shop.Name, day}, &spent, &latest, &by, &here); err != nil {
		return 0, fmt.Errorf("read what shop %s was asked: %w", shop.Name, err)
	}
	return spent, nil
}

// Clock writes a moment by the clocks of a shop.
func Clock(t time.Time, shop *config.Shop) string { return clock(t, shop) }
