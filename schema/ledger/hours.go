package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars/schema"
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
	hoursText   = planFile("hours.sql")
	noHoursText = planFile("no_hours.sql")
)

// withHours completes a statement that reads the rows of a plan.
func withHours(text string, p Plan) string {
	switch {
	case !strings.Contains(text, "/*hours*/"):
		return text
	case p.BestHour:
		return put(text, "hours", hoursText)
	}
	return put(text, "hours", noHoursText)
}

func (p Plan) hourParams() hourParams {
	params := hourParams{Zone: "UTC", QuietHours: []string{}, UsualHours: make([]uint64, len(p.Channels))}
	if p.Zone != nil {
		params.Zone = p.Zone.String()
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
}

var nextDueScript = schema.NewScript[nextDueParams](room, files, "next_due.sql")

// NextDue returns when the next delivery of a block on a channel may go whose hour has not
// come yet; nil where all that is left may go.
func (l *Ledger) NextDue(ctx context.Context, b Block, channel string) (*time.Time, error) {
	var next *time.Time
	err := nextDueScript.Row(ctx, l.db, nextDueParams{b.params(), channel, l.Now()}, &next)
	return next, err
}

// HourLine is how many members a plan reaches in an hour of the brand's clocks.
type HourLine struct {
	Channel string `ch:"channel"`
	Hour    uint8  `ch:"hour"`
	Members uint64 `ch:"members"`
}

// Hours returns at which hours a plan's messages go, together with what is planned already;
// none where all go together. It writes nothing.
func (l *Ledger) Hours(ctx context.Context, p Plan) ([]HourLine, error) {
	if !p.BestHour {
		return nil, nil
	}
	rows, err := l.readPlan(ctx, p, hoursStatement, 0)
	if err != nil {
		return nil, err
	}
	var lines []HourLine
	err = eachRow(rows, p, func(line HourLine) error { lines = append(lines, line); return nil })
	return lines, err
}
