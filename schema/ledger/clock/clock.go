package clock

import (
	"time"

	"regulars/identity/zone"
)

// Clock is when the messages of a plan go in a time zone.
type Clock struct {
	Zone string         // an IANA name; empty: the brand's
	Goes time.Time      // zero: at once
	At   *time.Location // its rules; nil: UTC
}

// Params are those of the statements that plan by the members' own clocks.
type Params struct {
	ZoneDigits, DigitsZones []string // which numbers are in which zone
	ClockZones              []string
	ClockTimes              []uint64 // of each: seconds since 1970; 0: at once
}

// ParamsOf are the parameters of a plan; empty where the brand's clocks count for all.
func ParamsOf(all []Clock) Params {
	if len(all) == 0 {
		return Params{}
	}
	table := zone.Prefixes()
	p := Params{ZoneDigits: table.Digits, DigitsZones: table.Zones}
	for _, c := range all {
		seconds := uint64(0)
		if !c.Goes.IsZero() {
			seconds = uint64(c.Goes.Unix())
		}
		p.ClockZones, p.ClockTimes = append(p.ClockZones, c.Zone), append(p.ClockTimes, seconds)
	}
	return p
}

// Quiet is a time zone in which a channel carries nothing for now.
type Quiet struct {
	Zone  string // as deliveries name it
	Until time.Time
}

// QuietParams are those of statements that leave out who must not be written to now.
type QuietParams struct {
	QuietZones []string
	QuietUntil []uint64 // of each: seconds since 1970
}

// QuietParamsOf are the parameters of zones that are quiet.
func QuietParamsOf(all []Quiet) (p QuietParams) {
	for _, q := range all {
		p.QuietZones, p.QuietUntil = append(p.QuietZones, q.Zone), append(p.QuietUntil, uint64(q.Until.Unix()))
	}
	return p
}
