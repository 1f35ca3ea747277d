package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"regulars"
	"regulars/config"
	"regulars/config/notify"
	"regulars/present/cause"
	"regulars/schema/gate"
	"regulars/schema/view"
)

// Matter is something that people are to hear of.
type Matter struct {
	Kind string // as the config names it
	Key  string // the same for the same matter, and another one for the next

	Date     regulars.BusinessDate
	Campaign string
	Shop     string
	Channel  string
	Causes   []cause.Cause // why, where something isn't whole or is held
	Says     string        // why a night failed
	Members  uint64        // who wait
	Count    uint64        // messages that failed, were called spam, or are left
	Of       uint64        // of how many
	Since    time.Time     // up to when the shop is known; by when the night was due
	Held     []string      // campaigns that wait for a better night
}

// Facts are how a brand stands.
type Facts struct {
	Health      view.Health
	Certificate *gate.Certificate // of the business date that has just ended; nil: none
	Complaints  []view.Complaint
	Quotas      []Quota
	Failed      *Failure // how the night of that date ended without a certificate; nil: it didn't
}

// Quota is what a provider's account may still send.
type Quota struct {
	Channel string
	Left    int64
}

// Failure is a night that ended without a certificate.
type Failure struct {
	Run    string // its id: another try is another matter
	Reason string
}

const (
	patience = 3 * time.Hour // of a night, where the config names no hour
	recently = 7             // days back in which a matter still is one
	fewSpam  = 3             // complaints that a campaign may have whatever their share
)

// Matters returns what people are to hear of, as a brand stands at a moment.
func Matters(brand *config.Brand, f *Facts, now time.Time) []Matter {
	m := matters{brand: brand, facts: f, now: now, ended: regulars.EndedAt(now, brand.Zone)}
	m.campaigns()
	m.night()
	m.complaints()
	m.quotas()
	m.shops()
	return m.found
}

type matters struct {
	brand *config.Brand
	facts *Facts
	now   time.Time
	ended regulars.BusinessDate
	found []Matter
}

func (m *matters) add(matter Matter, key ...string) {
	matter.Key = strings.Join(append([]string{matter.Kind}, key...), "/")
	m.found = append(m.found, matter)
}

// run is one run of a campaign, of all its lines.
type run struct {
	campaign       string
	date           regulars.BusinessDate
	state, reason  string
	waiting, tried uint64
}

// runs sums up the lines of each run that is not long past.
func (m *matters) runs() []run {
	var all []run
	for _, line := range m.facts.Health.Campaigns {
		date := regulars.DateOf(line.Date, time.UTC)
		if date < m.ended.AddDays(-recently) {
			continue
		}
		i := slices.IndexFunc(all, func(r run) bool { return r.campaign == line.Campaign && r.date == date })
		if i < 0 {
			i = len(all)
			all = append(all, run{campaign: line.Campaign, date: date, state: line.Run, reason: line.Reason})
		}
		switch line.State {
		case "sent", "failed", "unknown":
			all[i].tried += line.Members
		default:
			if line.Waits() {
				all[i].waiting += line.Members
			}
		}
	}
	return all
}

// campaigns finds those that wait for a person.
func (m *matters) campaigns() {
	for _, r := range m.runs() {
		matter := Matter{Campaign: r.campaign, Date: r.date, Members: r.waiting}
		switch {
		case r.waiting == 0:
		case r.state == "planned" && m.asksFirst(r.campaign):
			matter.Kind, matter.Count = notify.Approval, r.tried
			// After the first messages it asks again, which is another matter.
			m.add(matter, r.campaign, r.date.String(), stage(r.tried))
		case r.state == "held":
			m.held(matter, r)
		}
	}
}

func (m *matters) held(matter Matter, r run) {
	why := cause.OfHold(r.reason)
	switch why.Code {
	case cause.HeldBy, cause.HeldByNote, cause.NightNotWhole:
		return // somebody knows of it; the night says it
	case cause.FailureRate:
		matter.Kind, matter.Count, matter.Of = notify.Paused, why.Failed, why.Came
		m.add(matter, r.campaign, r.date.String())
	default:
		matter.Kind, matter.Causes = notify.Held, []cause.Cause{why}
		m.add(matter, r.campaign, r.date.String(), digest(string(why.Code), why.Says))
	}
}

// asksFirst reports whether a campaign waits for approval; what is sent again was approved
// by who asked for it.
func (m *matters) asksFirst(name string) bool {
	if strings.Contains(name, "#") {
		return false
	}
	campaign, err := m.brand.Campaign(name)
	return err == nil && campaign.Approve
}

// night finds what is wrong with the night of the date that has just ended.
func (m *matters) night() {
	date := m.ended
	switch c := m.facts.Certificate; {
	case c != nil && c.Date == date && !c.Whole:
		matter := Matter{Kind: notify.NotWhole, Date: date, Causes: causesOf(c)}
		parts := []string{}
		for _, why := range matter.Causes {
			parts = append(parts, string(why.Code), why.Shop, why.Entity, why.Campaign)
		}
		for _, r := range m.runs() {
			if r.date == date && r.state == "held" && cause.OfHold(r.reason).Code == cause.NightNotWhole {
				matter.Held = append(matter.Held, r.campaign)
			}
		}
		m.add(matter, date.String(), digest(parts...))
	case c != nil && c.Date == date:
	case m.facts.Failed != nil:
		m.add(Matter{Kind: notify.Failed, Date: date, Says: m.facts.Failed.Reason}, date.String(), m.facts.Failed.Run)
	default:
		m.late(date)
	}
}

// causesOf are why a certificate isn't whole; of one that an earlier release made, in its
// words.
func causesOf(c *gate.Certificate) []cause.Cause {
	if len(c.Causes) == len(c.Reasons) {
		return c.Causes
	}
	var all []cause.Cause
	for _, reason := range c.Reasons {
		all = append(all, cause.Cause{Says: reason})
	}
	return all
}

// late finds a night that should have ended. A brand that never had one is new.
func (m *matters) late(date regulars.BusinessDate) {
	due, runs := Due(m.brand, date)
	if !runs || m.now.Before(due) || m.facts.Health.Night == nil {
		return
	}
	m.add(Matter{Kind: notify.Late, Date: date, Since: due}, date.String())
}

// Due returns by when the night of a date must have ended; false where none is scheduled.
func Due(brand *config.Brand, date regulars.BusinessDate) (time.Time, bool) {
	if brand.Schedule.Cron == "" || brand.Zone == nil {
		return time.Time{}, false
	}
	spec, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return time.Time{}, false
	}
	start, fires := firing(spec, brand, date)
	if !fires {
		return time.Time{}, false
	}
	hour, minute, given := brand.Notify.LateAt()
	if !given {
		return start.Add(patience), true
	}
	y, mo, d := start.In(brand.Zone).Date()
	due := time.Date(y, mo, d, hour, minute, 0, 0, brand.Zone)
	if due.Before(start) {
		due = time.Date(y, mo, d+1, hour, minute, 0, 0, brand.Zone)
	}
	return due, true
}

// firing returns when the schedule starts the night of a date.
func firing(spec *cron.SpecSchedule, brand *config.Brand, date regulars.BusinessDate) (time.Time, bool) {
	zone := brand.Schedule.Zone
	if zone == nil {
		zone = brand.Zone
	}
	y, mo, d := date.AddDays(1).Time().Date()
	end := time.Date(y, mo, d, 0, 0, 0, 0, brand.Zone)
	start := spec.Next(end.Add(-time.Second).In(zone))
	return start, !start.IsZero() && regulars.EndedAt(start, brand.Zone) == date
}

func (m *matters) complaints() {
	for _, c := range m.facts.Complaints {
		if c.Complained < fewSpam || float64(c.Complained) <= m.brand.Notify.Complaints*float64(c.Sent) {
			continue
		}
		date := regulars.DateOf(c.Date, time.UTC)
		m.add(Matter{Kind: notify.Complaints, Campaign: c.Campaign, Date: date, Count: c.Complained, Of: c.Sent}, c.Campaign, date.String())
	}
}

// quotas finds accounts that are nearly used up, once a day.
func (m *matters) quotas() {
	today := regulars.DateOf(m.now, m.brand.Zone)
	for _, q := range m.facts.Quotas {
		if q.Left < int64(m.brand.Notify.Quota) {
			m.add(Matter{Kind: notify.Quota, Channel: q.Channel, Date: today, Count: uint64(max(q.Left, 0))}, q.Channel, today.String())
		}
	}
}

// shops finds those that are no longer loaded, once for each standstill.
func (m *matters) shops() {
	oldest := map[string]time.Time{}
	for _, s := range m.facts.Health.Shops {
		if until, known := oldest[s.Shop]; s.Until.Unix() > 0 && (!known || s.Until.Before(until)) {
			oldest[s.Shop] = s.Until
		}
	}
	for i := range m.brand.Shops {
		name := m.brand.Shops[i].Name
		until, known := oldest[name]
		if known && m.now.Sub(until) > m.brand.Notify.Behind {
			m.add(Matter{Kind: notify.Behind, Shop: name, Since: until}, name, until.UTC().Format(time.RFC3339))
		}
	}
}

// stage is the part of a campaign's key that says how many it had reached when it asked.
func stage(tried uint64) string {
	if tried == 0 {
		return "all"
	}
	return "after-" + strconv.FormatUint(tried, 10)
}

// digest is a short name of a matter's details.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}
