package deliver

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/days"
	"regulars/identity/zone"
	"regulars/schema/ledger/clock"
)

// Clocks are when a campaign's messages of a business date go by the clocks of each zone,
// and by the brand's for members of whom no zone can be said; none where the brand's count
// for all.
func Clocks(brand *config.Brand, campaign *config.Campaign, name string, date regulars.BusinessDate) ([]clock.Clock, error) {
	if brand.Clocks != config.ClocksMember {
		return nil, nil
	}
	all := []clock.Clock{{At: brand.Zone}}
	for _, name := range slices.Sorted(maps.Keys(zone.Locations())) {
		all = append(all, clock.Clock{Zone: name, At: location(brand, name)})
	}
	// What can't wait for the night doesn't wait for its hour either.
	if _, tick := regulars.TickOf(name); tick || campaign.SendAt == "" || campaign.AtBestHour() {
		return all, nil
	}
	for i, c := range all {
		at, err := days.At(date.AddDays(1), campaign.SendAt, location(brand, c.Zone))
		if err != nil {
			return nil, fmt.Errorf("campaign %s: %w", campaign.Name, err)
		}
		all[i].Goes = at
	}
	return all, nil
}

// location is a zone of Clocks.
func location(brand *config.Brand, name string) *time.Location {
	if name == "" {
		return brand.Zone
	}
	return zone.Locations()[name]
}

// Span returns when the first of a campaign's messages of a business date may go, and when
// its day is over by all clocks that count.
func Span(brand *config.Brand, campaign *config.Campaign, date regulars.BusinessDate) (first, past time.Time, err error) {
	sendAt := campaign.SendAt
	if campaign.AtBestHour() {
		sendAt = "" // each delivery has an hour of its own
	}
	day := date.AddDays(1)
	if first, err = days.At(day, sendAt, brand.Zone); err != nil {
		return first, past, fmt.Errorf("campaign %s: %w", campaign.Name, err)
	}
	if past, err = days.At(day.AddDays(1), "", brand.Zone); err != nil || brand.Clocks != config.ClocksMember {
		return first, past, err
	}
	for _, own := range zone.Locations() {
		at, err := days.At(day, sendAt, own)
		if err != nil {
			return first, past, err
		}
		if sendAt != "" && at.Before(first) {
			first = at.In(first.Location())
		}
		if at, err = days.At(day.AddDays(1), "", own); err != nil {
			return first, past, err
		}
		if at.After(past) {
			past = at.In(past.Location())
		}
	}
	return first, past, nil
}
