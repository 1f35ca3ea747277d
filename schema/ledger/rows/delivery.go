package rows

import (
	"context"
	"time"

	"regulars/schema"
	"regulars/schema/column"
)

// Delivery is a row of deliveries.
type Delivery struct {
	Brand, Campaign         string
	Date                    time.Time
	Member                  uint64
	State, Reason, Channel  string
	AddressHash             string
	Nodes                   []uint64
	ProviderID              string
	Code, Detail            string
	Stage, StageBefore, RFM string
	LastPurchase            *time.Time
	RecencyDays             int32
	Purchases               uint32
	Revenue                 float64
	PlannedAt, At           time.Time
	Version                 uint64
	Variant                 string
	DueAt                   *time.Time
	Recommended             []string
	Trial, Coupon, Zone     string
}

// WriteDeliveries inserts deliveries; none is nothing to do.
func WriteDeliveries(ctx context.Context, db *schema.DB, all []Delivery) error {
	return write(ctx, db, "deliveries", len(all), func() []any {
		return []any{
			words(all, func(d *Delivery) string { return d.Brand }),
			words(all, func(d *Delivery) string { return d.Campaign }),
			plain(all, func(d *Delivery) time.Time { return d.Date }),
			plain(all, func(d *Delivery) uint64 { return d.Member }),
			words(all, func(d *Delivery) string { return d.State }),
			words(all, func(d *Delivery) string { return d.Reason }),
			words(all, func(d *Delivery) string { return d.Channel }),
			plain(all, func(d *Delivery) string { return d.AddressHash }),
			lists(all, func(d *Delivery) []uint64 { return d.Nodes }, func(c *column.NumberLists, node uint64) { c.Of.Add(node) }),
			plain(all, func(d *Delivery) string { return d.ProviderID }),
			words(all, func(d *Delivery) string { return d.Code }),
			plain(all, func(d *Delivery) string { return d.Detail }),
			words(all, func(d *Delivery) string { return d.Stage }),
			words(all, func(d *Delivery) string { return d.StageBefore }),
			words(all, func(d *Delivery) string { return d.RFM }),
			plain(all, func(d *Delivery) *time.Time { return d.LastPurchase }),
			plain(all, func(d *Delivery) int32 { return d.RecencyDays }),
			plain(all, func(d *Delivery) uint32 { return d.Purchases }),
			plain(all, func(d *Delivery) float64 { return d.Revenue }),
			plain(all, func(d *Delivery) time.Time { return d.PlannedAt }),
			plain(all, func(d *Delivery) time.Time { return d.At }),
			plain(all, func(d *Delivery) uint64 { return d.Version }),
			words(all, func(d *Delivery) string { return d.Variant }),
			plain(all, func(d *Delivery) *time.Time { return d.DueAt }),
			lists(all, func(d *Delivery) []string { return d.Recommended }, func(c *column.TextLists, product string) { c.Of.Add(product) }),
			words(all, func(d *Delivery) string { return d.Trial }),
			plain(all, func(d *Delivery) string { return d.Coupon }),
			words(all, func(d *Delivery) string { return d.Zone }),
		}
	})
}
