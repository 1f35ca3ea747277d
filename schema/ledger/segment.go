package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/view"
)

// Everyone is the limit of who asks for all members of a segment.
const Everyone = math.MaxUint32

// SegmentPlan returns the plan of a campaign that doesn't exist, by which Preview says whom
// of an audience a message could reach, and by which channel, and EachOfSegment who they
// are. Nobody is kept out, nothing is capped, and nothing is ever written. since is the first
// date on which who is due may be so; empty: the date.
func SegmentPlan(brand *config.Brand, a audience.Audience, since, date regulars.BusinessDate) Plan {
	return Plan{
		Run: Run{Brand: brand.Name, Date: date}, Audience: a, Since: since, Channels: channelsOf(brand),
		Purpose: view.Marketing, OpenTickets: true, Zone: brand.Zone,
	}
}

// channelsOf are those that the brand has an account of, all where it has none.
func channelsOf(brand *config.Brand) []string {
	var all, given []string
	for _, channel := range []regulars.Channel{regulars.ChannelLINE, regulars.ChannelEDM, regulars.ChannelSMS} {
		all = append(all, string(channel))
	}
	for _, name := range all {
		if brand.Channels[name] != nil {
			given = append(given, name)
		}
	}
	if len(given) == 0 {
		return all
	}
	return slices.Clip(given)
}

// EachOfSegment hands the members of a plan's audience to yield, who spent most first, at
// most limit of them. It ends with the first error that yield returns.
func (l *Ledger) EachOfSegment(ctx context.Context, p Plan, limit int, yield func(view.SegmentMember) error) error {
	query, err := segmentStatement.of(ctx, l.db, p)
	if err != nil {
		return err
	}
	params := l.planParams(p, 0)
	params.Limit, params.TopBy = limit, "revenue"
	rows, err := l.db.Conn().Query(schema.WithParams(reading(ctx), params), query)
	if err != nil {
		return fmt.Errorf("segment of brand %s on %s: %w", p.Brand, p.Date, schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m view.SegmentMember
		if err := rows.ScanStruct(&m); err != nil {
			return fmt.Errorf("segment of brand %s on %s: %w", p.Brand, p.Date, schema.Redact(err))
		}
		if err := yield(m); err != nil {
			return err
		}
	}
	return schema.Redact(rows.Err())
}
