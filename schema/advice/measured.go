package advice

import (
	"context"
	"embed"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/experiment"
	"regulars/schema"
	"regulars/schema/metric"
)

//go:embed *.sql
var files embed.FS

// Band is how many hours of the day are one: of fewer, too little is measured.
const Band = 4

// NoHours stands for the hours of runs of which nothing went.
const NoHours = 255

type measuredParams struct {
	Brand               string
	From, To, AsOf      regulars.BusinessDate
	Zone                string
	Band                uint8
	AttributedCampaigns []string
	AttributionDays     []uint64
}

var measuredScript = schema.NewScript[measuredParams]("advice", metric.WithFragments(files), "measured.sql")

// Kind is a kind of messages, with what was measured of it.
type Kind struct {
	Campaign, Stage, Channel string
	Hours                    uint8  // the first of Band hours, or NoHours
	Units                    uint64 // that the messages were charged for
	experiment.Measured

	First, Last regulars.BusinessDate // of the deliveries
}

type kindRow struct {
	Campaign string    `ch:"of_campaign"`
	Stage    string    `ch:"stage"`
	Channel  string    `ch:"channel"`
	Hours    uint8     `ch:"hours"`
	Messages uint64    `ch:"messages"`
	Units    uint64    `ch:"units"`
	First    time.Time `ch:"first"`
	Last     time.Time `ch:"last"`
	Assigned []float64 `ch:"assigned"`
	HeldOut  []float64 `ch:"held_out"`
}

// Measured returns what was measured of the deliveries of some dates, as far as their
// purchases have all been waited for by a date.
func Measured(ctx context.Context, db *schema.DB, b *config.Brand, from, to, asOf regulars.BusinessDate) ([]Kind, error) {
	owed := metric.AttributionOf(b)
	var rows []kindRow
	err := measuredScript.Select(ctx, db, &rows, measuredParams{
		Brand: b.Name, From: from, To: to, AsOf: asOf, Zone: b.Zone.String(), Band: Band,
		AttributedCampaigns: owed.AttributedCampaigns, AttributionDays: owed.AttributionDays,
	})
	if err != nil {
		return nil, fmt.Errorf("what was measured of the messages of %s: %w", b.Name, err)
	}
	kinds := make([]Kind, len(rows))
	for i, r := range rows {
		kinds[i] = Kind{Campaign: r.Campaign, Stage: r.Stage, Channel: r.Channel, Hours: r.Hours, Units: r.Units, First: regulars.DateOf(r.First, time.UTC), Last: regulars.DateOf(r.Last, time.UTC), Measured: experiment.Measured{
			Assigned: experiment.GroupOf(r.Assigned), HeldOut: experiment.GroupOf(r.HeldOut), Messages: r.Messages,
		}}
	}
	return kinds, nil
}
