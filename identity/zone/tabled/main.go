package main

import (
	"cmp"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
)

const (
	// below is how many numbers are asked below each run of digits, a country's code with the
	// area's where that is short: the library writes some areas down by the digits that follow.
	below = 1000

	// apart is by how much clocks may differ between which a number leaves the choice.
	apart = 2 * time.Hour

	unsaid = "?"
)

func main() {
	if err := os.WriteFile(os.Args[1], []byte(readVotes().table()), 0o644); err != nil {
		log.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(fmt.Errorf("ask Go where its zones are: %w", err))
	}
	places, err := namesOfPlaces(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[2], []byte(places), 0o644); err != nil {
		log.Fatal(err)
	}
}

// votes are the zones of the numbers below some digits: each has one vote, which it shares
// among the zones between which it leaves the choice.
type votes map[string]map[string]float64

// readVotes asks the library. A number that may be in zones far apart has no vote.
func readVotes() votes {
	v, offsets := votes{}, offsetsOf{}
	near := map[*string]bool{} // the library's own lists
	for digits := 1000; digits < 10_000; digits++ {
		for n := range below {
			zones, err := phonenumbers.GetTimezonesForPrefix(strconv.Itoa(digits*below + n))
			if err != nil {
				log.Fatal(err)
			}
			good, seen := near[&zones[0]]
			if !seen {
				good = offsets.near(zones)
				near[&zones[0]] = good
			}
			if good {
				v.add(strconv.Itoa(digits), zones)
			}
		}
	}
	return v
}

func (v votes) add(digits string, zones []string) {
	for n := range len(digits) {
		at := digits[:n+1]
		if v[at] == nil {
			v[at] = map[string]float64{}
		}
		for _, name := range zones {
			v[at][name] += 1 / float64(len(zones))
		}
	}
}

// zone is the zone of most numbers below some digits, or unsaid.
func (v votes) zone(digits string, all map[string]float64, offsets offsetsOf) string {
	names := slices.Collect(maps.Keys(v[digits]))
	if len(names) == 0 || !offsets.near(names) {
		return unsaid
	}
	return slices.MinFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(v[digits][b], v[digits][a]), cmp.Compare(all[b], all[a]), cmp.Compare(a, b))
	})
}

// table keeps of all digits those that say something else than the digits before.
func (v votes) table() string {
	all, offsets := map[string]float64{}, offsetsOf{}
	for digits := range 9 {
		for name, n := range v[strconv.Itoa(digits+1)] {
			all[name] += n
		}
	}
	said := map[string]string{}
	for digits := 1; digits < 10_000; digits++ {
		text := strconv.Itoa(digits)
		zone, before := v.zone(text, all, offsets), unsaid
		for n := len(text) - 1; n > 0; n-- {
			if of, is := said[text[:n]]; is {
				before = of
				break
			}
		}
		if zone != before {
			said[text] = zone
		}
	}
	var lines strings.Builder
	for _, digits := range slices.Sorted(maps.Keys(said)) {
		fmt.Fprintf(&lines, "%s\t%s\n", digits, said[digits])
	}
	return lines.String()
}

// offsetsOf are the winter's and the summer's seconds from UTC of zones.
type offsetsOf map[string][2]int

// near reports whether the clocks of zones are never far apart; false where this machine
// doesn't know one of them.
func (o offsetsOf) near(zones []string) bool {
	var winter, summer []int
	for _, name := range zones {
		both, known := o[name]
		if !known {
			at, err := time.LoadLocation(name)
			if err != nil {
				return false
			}
			year := time.Now().Year()
			_, both[0] = time.Date(year, time.January, 1, 0, 0, 0, 0, at).Zone()
			_, both[1] = time.Date(year, time.July, 1, 0, 0, 0, 0, at).Zone()
			o[name] = both
		}
		winter, summer = append(winter, both[0]), append(summer, both[1])
	}
	spread := max(slices.Max(winter)-slices.Min(winter), slices.Max(summer)-slices.Min(summer))
	return time.Duration(spread)*time.Second <= apart
}
