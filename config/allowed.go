package config

import (
	"slices"

	"regulars"
	"regulars/config/audience"
	"regulars/config/operation"
	"regulars/config/presets"
)

// The words that keys with a closed list take.
var (
	overlaps      = []string{"skip", "buffer_one"}
	kinds         = []string{"online", "offline"}
	countsWhen    = []string{"placed", "paid", "fulfilled"}
	grains        = []string{"line", "order"}
	orderCells    = []string{"first_row", "every_row"}
	onRepeats     = []string{"newest", "sum", "refuse"}
	stageOverlaps = []string{"recent", "history"}
	monetaries    = []string{"total", "average"}
	tlsModes      = []string{"starttls", "implicit", "none"}
)

// Allowed returns the words that a field takes and nothing else, such as of
// Shop.Platform; of a table, its keys (Brand.Channels) or values (Shop.Statuses). It
// returns none for a field that takes more than a list can hold.
func Allowed(field string) []string {
	switch field {
	case "Brand.Language":
		return Languages
	case "Feed.Preset":
		return presets.Names()
	case "Brand.CatchUp", "Campaign.CatchUp":
		return catchUps
	case "Brand.Clocks":
		return clocks
	case "Brand.Channels", "Campaign.Templates", "Variant.Templates", "Cap.Channel", "QuietHours.Channels":
		return names(regulars.Channels)
	case "Campaign.Channels":
		return append([]string{Preferred}, names(regulars.Channels)...)
	case "Schedule.Overlap":
		return overlaps
	case "Shop.Platform":
		return platforms
	case "Shop.Kind":
		return kinds
	case "Shop.CountsWhen":
		return countsWhen
	case "Shop.Statuses":
		return regulars.Statuses
	case "Lifecycle.Overlap":
		return stageOverlaps
	case "RFM.Monetary":
		return monetaries
	case "Target.Window":
		return names(regulars.Windows)
	case "Channel.Provider":
		return slices.Concat(providers["edm"], providers["sms"], providers["line"])
	case "Channel.TLS":
		return tlsModes
	case "ConsoleUser.Role":
		return ConsoleRoles
	case "Tracing.Protocol":
		return operation.Protocols
	case "QuietHours.Then":
		return quietThens
	}
	if words := audience.Allowed(field); words != nil {
		return words
	}
	return allowedOfFeeds(field)
}

func allowedOfFeeds(field string) []string {
	switch field {
	case "Feed.Entity":
		return FeedEntities
	case "Feed.Grain":
		return grains
	case "Feed.OrderCells":
		return orderCells
	case "Feed.OnRepeat":
		return onRepeats
	}
	return nil
}
