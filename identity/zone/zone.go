package zone

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run ./tabled zones.tsv

//go:embed zones.tsv
var zones string

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

// Locations are the zones of the table by their names, with the rules of their clocks.
var Locations = sync.OnceValue(func() map[string]*time.Location {
	all := map[string]*time.Location{}
	for line := range strings.Lines(zones) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if at, err := time.LoadLocation(name); err == nil {
			all[name] = at
		}
	}
	return all
})
