package zone

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run ./tabled zones.tsv names.txt

//go:embed zones.tsv
var zones string

//go:embed names.txt
var names string

// Unsaid stands in a table for digits of which no one zone can be said.
const Unsaid = "?"

// Table is which numbers are in which zone: of the digits that a number begins with,
// without its plus sign, the longest that stand here count.
type Table struct {
	Digits []string // in ascending order, from one to four each
	Zones  []string // of each: an IANA name, or Unsaid
}

// Prefixes is the table of all countries.
var Prefixes = sync.OnceValue(func() Table {
	var t Table
	for line := range strings.Lines(zones) {
		digits, zone, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if Locations()[zone] == nil { // this machine doesn't know its rules
			zone = Unsaid
		}
		t.Digits, t.Zones = append(t.Digits, digits), append(t.Zones, zone)
	}
	return t
})

// Of returns the zone of a number in E.164; "" where it can't be said.
func Of(e164 string) string {
	digits, table := strings.TrimPrefix(e164, "+"), Prefixes()
	for n := min(4, len(digits)); n > 0; n-- {
		if at, found := slices.BinarySearch(table.Digits, digits[:n]); found {
			return strings.TrimSuffix(table.Zones[at], Unsaid)
		}
	}
	return ""
}

// Locations are all zones of places by their names, with the rules of their clocks, as far as
// this machine knows them.
var Locations = sync.OnceValue(func() map[string]*time.Location {
	all := map[string]*time.Location{}
	for line := range strings.Lines(names) {
		name := strings.TrimSpace(line)
		if at, err := time.LoadLocation(name); err == nil {
			all[name] = at
		}
	}
	return all
})

// Spelt is how sources may write the zones: Written, in lower case, means the zone at the same
// place of Zones.
type Spelt struct{ Written, Zones []string }

// Spellings are those of all zones, in ascending order.
var Spellings = sync.OnceValue(func() Spelt {
	var s Spelt
	for _, name := range slices.Sorted(maps.Keys(Locations())) {
		s.Written, s.Zones = append(s.Written, strings.ToLower(name)), append(s.Zones, name)
	}
	return s
})

// Named returns the zone that a text names, however its letters are written; "" for none.
func Named(text string) string {
	all := Spellings()
	if at := slices.Index(all.Written, strings.ToLower(strings.TrimSpace(text))); at >= 0 {
		return all.Zones[at]
	}
	return ""
}
