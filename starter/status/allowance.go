package status

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/starter/screen"
)

// showAllowance writes how much the shops were asked today, of how much, and when those that
// are left alone are asked again.
func showAllowance(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, now time.Time) error {
	all, err := allowance.Today(ctx, db, brand, now)
	if err != nil {
		return err
	}
	for _, spent := range all {
		shop, err := brand.Shop(spent.Shop)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  %s\n", screen.Bold.Sprint(spent.Shop), allowanceLine(spent, shop))
	}
	return nil
}

func allowanceLine(spent allowance.Spent, shop *config.Shop) string {
	var b strings.Builder
	fmt.Fprintf(&b, "requests of today: %s", present.Whole(spent.Requests))
	if shop.RequestsPerDay > 0 {
		fmt.Fprintf(&b, " of %s", present.Whole(int64(shop.RequestsPerDay)))
	}
	if !spent.Until.IsZero() {
		zone := shop.Zone
		if zone == nil {
			zone = time.UTC
		}
		b.WriteString(screen.Warn.Sprintf("; it is left alone until %s", spent.Until.In(zone).Format("02 Jan 15:04")))
	}
	if len(shop.AvoidHours) > 0 {
		fmt.Fprintf(&b, " (not asked %s)", strings.Join(shop.AvoidHours, ", "))
	}
	return b.String()
}
