package walk

import (
	"time"

	"regulars"
	"regulars/config/journey"
)

// definition is a version of a journey that somebody walks.
type definition struct {
	*journey.Journey
	version string
	on      map[string]regulars.BusinessDate // steps on which somebody may stand, and since when the first of them does; empty: not known
}

func newDefinition(j *journey.Journey, version string) *definition {
	return &definition{j, version, map[string]regulars.BusinessDate{}}
}

// stand notes that somebody may stand on a step, since a day.
func (d *definition) stand(step string, since regulars.BusinessDate) {
	if had, stands := d.on[step]; !stands || since < had {
		d.on[step] = since
	}
}

// stands reports whether somebody may stand on a step.
func (d *definition) stands(step string) bool {
	_, stands := d.on[step]
	return stands
}

// placed is how many members stand on a step.
type placed struct {
	Definition string    `ch:"definition"`
	Step       string    `ch:"step"`
	Members    uint64    `ch:"members"`
	Since      time.Time `ch:"since"` // the day from which the first of them waits
}

func (p placed) day() regulars.BusinessDate { return regulars.DateOf(p.Since, time.UTC) }

// mayGo reports whether somebody may go on from a step. Where nobody has stood on it for as many
// days as it waits, ClickHouse isn't asked.
func (n *night) mayGo(d *definition, s *journey.Step) bool {
	since, stands := d.on[s.Name]
	wait := s.WaitOf()
	if !stands || n.tick || wait.Kind != journey.WaitAfter || wait.For > 0 {
		return stands
	}
	return since == "" || since.AddDays(wait.Days) <= n.today
}
