package segment

import (
	"math"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// Everyone is the limit of who asks for all members.
const Everyone = math.MaxUint32

// Plan returns the plan of a campaign that doesn't exist, by which the ledger says whom of
// the members a message could reach, and who they are. Nobody is kept out, nothing is capped,
// and nothing is ever written.
func (f Filter) Plan(brand *config.Brand, a audience.Audience, date regulars.BusinessDate) ledger.Plan {
	return ledger.Plan{
		Run: ledger.Run{Brand: brand.Name, Date: date}, Audience: a, Since: f.since(date), Channels: channelsOf(brand),
		Purpose: view.Marketing, OpenTickets: true, Zone: brand.Zone,
	}
}

// channelsOf are those that the brand has an account of, all where it has none.
func channelsOf(brand *config.Brand) []string {
	var all, given []string
	for _, channel := range []regulars.Channel{regulars.ChannelLINE, regulars.ChannelEDM, regulars.ChannelSMS} {
		all = append(all, string(channel))
		if brand.Channels[string(channel)] != nil {
			given = append(given, string(channel))
		}
	}
	if len(given) == 0 {
		return all
	}
	return given
}
