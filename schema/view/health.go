package view

import (
	"context"
	"time"

	"regulars/schema"
)

// Health is how a brand stands, as its operator's metrics show it. It holds no person.
type Health struct {
	Published Published
	Night     *HealthNight // nil: no night has a certificate yet
	Gate      []HealthLine
	Shops     []HealthShop
	Campaigns []HealthCampaign
}

// HealthNight is the newest night that has a certificate.
type HealthNight struct {
	Date      time.Time `ch:"date"`
	Whole     bool      `ch:"whole"`
	Began     time.Time `ch:"began"` // its first pull; Certified where it pulled nothing
	Certified time.Time `ch:"certified"`
}

// HealthLine is one line of the newest night's gate.
type HealthLine struct {
	Shop     string  `ch:"shop"`
	Entity   string  `ch:"entity"`
	Platform *uint64 `ch:"platform"` // nil: the platform can't count
	Received uint64  `ch:"received"`
	Stored   uint64  `ch:"stored"`
	Rejected uint64  `ch:"rejected"`
	OK       bool    `ch:"ok"`
}

// HealthShop is what one entity of a shop gave in all pulls so far.
type HealthShop struct {
	Shop     string    `ch:"shop"`
	Entity   string    `ch:"entity"`
	Received uint64    `ch:"received"` // a record counts with each pull that receives it
	Rejected uint64    `ch:"rejected"`
	Until    time.Time `ch:"until"` // the end of the last complete window; the epoch: there is none
}

// HealthCampaign is how many members of a run have one state on one channel; a run without
// deliveries has one line without a state.
type HealthCampaign struct {
	Campaign string    `ch:"campaign"`
	Date     time.Time `ch:"date"`
	Run      string    `ch:"run"`    // as ledger.RunState has it
	Reason   string    `ch:"reason"` // of Run, where it is held
	Newest   bool      `ch:"newest"` // it is the campaign's newest run
	Channel  string    `ch:"channel"`
	State    string    `ch:"state"` // as ledger.DeliveryState has it
	Members  uint64    `ch:"members"`
}

// Waits reports whether the members of the line may still be sent something.
func (c HealthCampaign) Waits() bool {
	over := c.Run == "done" || c.Run == "cancelled"
	return !over && (c.State == "planned" || c.State == "held" || c.State == "reserved")
}

// ReadHealth reads how a brand stands.
func ReadHealth(ctx context.Context, db *schema.DB, brand string) (h Health, err error) {
	p := brandParams{brand}
	var nights []HealthNight
	for _, read := range []func() error{
		func() error { h.Published, err = PublishedDates(ctx, db, brand); return err },
		func() error { return healthNight.Select(ctx, db, &nights, p) },
		func() error { return healthGate.Select(ctx, db, &h.Gate, p) },
		func() error { return healthShops.Select(ctx, db, &h.Shops, p) },
		func() error { return healthCampaigns.Select(ctx, db, &h.Campaigns, p) },
	} {
		if err := read(); err != nil {
			return Health{}, err
		}
	}
	if len(nights) > 0 {
		h.Night = &nights[0]
	}
	return h, nil
}
