package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"regulars/schema"
	"regulars/schema/ledger/clock"
)

// usualHour is when a message goes of which nothing is known, not of anybody of the brand.
const usualHour = 10

// QuietHour is an hour of the brand's clocks, 0 to 23, at whose beginning a channel carries
// nothing.
type QuietHour struct {
	Channel string
	Hour    int
}

var (
	ownHoursText  = planFile("hours.sql")
	noHoursText   = planFile("no_hours.sql")
	zoneHoursText = planFile("zone_hours.sql")
	hourLinesText = planFile("preview_hours.sql")
	zoneText      = planFile("zone.sql")
	noZoneText    = planFile("no_zone.sql")
)

// withHours completes a statement that reads the rows of a plan.
func withHours(text string, p Plan) string {
	hours, zone := noHoursText, noZoneText
	if len(p.Clocks) > 0 {
		hours, zone = zoneHoursText, zoneText
	}
	if p.BestHour {
		hours = put(ownHoursText, "own_zone", zone)
	}
	return put(put(text, "hours", hours), "zone", zone)
}

func (p Plan) hourParams() hourParams {
	params := hourParams{Zone: "UTC", QuietHours: []string{}, UsualHours: make([]uint64, len(p.Channels))}
	if p.Zone != nil {
		params.Zone = p.Zone.String()
	}
	if p.BestHour {
		params.HourParams = clock.HourParamsOf(p.Date, p.Clocks, p.Zone)
	}
	for _, q := range p.Quiet {
		params.QuietHours = append(params.QuietHours, fmt.Sprintf("%s:%d", q.Channel, q.Hour))
	}
	for i, name := range p.Channels {
		params.UsualHours[i] = usualHour
		for step := range 24 { // the first that isn't quiet
			if hour := (usualHour + step) % 24; !slices.Contains(p.Quiet, QuietHour{name, hour}) {
				params.UsualHours[i] = uint64(hour)
				break
			}
		}
	}
	return params
}

type nextDueParams struct {
	blockParams
	Channel string
	Now     time.Time
	clock.QuietParams
}

var nextDueScript = schema.NewScript[nextDueParams](room, files, "next_due.sql")

// NextDue returns when the next delivery of a block on a channel may go whose hour has not
// come yet, or in whose zone it is quiet; nil where all that is left may go.
func (l *Ledger) NextDue(ctx context.Context, b Block, channel string, quiet ...clock.Quiet) (*time.Time, error) {
	var next *time.Time
	err := nextDueScript.Row(ctx, l.db, nextDueParams{b.params(), channel, l.Now(), clock.QuietParamsOf(quiet)}, &next)
	return next, err
}

// HourLine is how many members a plan reaches in an hour of the brand's clocks.
type HourLine struct {
	Channel string `ch:"channel"`
	Zone    string `ch:"zone"` // of the members; empty: the brand's
	Hour    uint8  `ch:"hour"`
	Members uint64 `ch:"members"`
}

// Hours returns at which hours a plan's messages go, together with what is planned already;
// none where all go together. It writes nothing.
func (l *Ledger) Hours(ctx context.Context, p Plan) ([]HourLine, error) {
	if !p.BestHour && len(p.Clocks) == 0 {
		return nil, nil
	}
	look, err := l.Look(ctx, p)
	if err != nil {
		return nil, err
	}
	defer look.Close(ctx)
	return listed[HourLine](ctx, look, hourLinesText, 0)
}
