package oracle

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"

	"regulars"
)

// Profile is what member_asof says of a member apart from the numbers, without the
// tags that need a prediction.
type Profile struct {
	Identifiers      []input.Identifier // stand for the member's id
	Tags             []string
	PreferredChannel string // empty: none
}

// profiler reads one date.
type profiler struct {
	*History
	input.Profiled
	d         dates.Day
	customers map[*member][]input.Customer
	tiersOf   map[*member]string
}

// Profiles are those of all members known by the date.
func Profiles(p input.Profiled, on regulars.BusinessDate) []Profile {
	r := newProfiler(p, on)
	var all []Profile
	for _, m := range r.known(r.d) {
		all = append(all, Profile{m.identifiers, r.tags(m), r.preferredChannel(m)})
	}
	return all
}

func newProfiler(p input.Profiled, on regulars.BusinessDate) *profiler {
	r := &profiler{History: Read(p.Facts), Profiled: p, d: dates.Of(on), customers: map[*member][]input.Customer{}}
	r.tiersOf = r.tiers(r.d)
	for _, c := range p.Customers {
		record := r.settings.Record(c.Shop, c.ID, c.Email, c.Phone, c.LineID)
		if m := personIn(r.persons, r.identities.PersonOf(record)); m != nil && !c.Deleted {
			r.customers[m] = append(r.customers[m], c)
		}
	}
	return r
}

// tags: "birthday_month, registered_this_month, cart_abandoned, first_purchase_7d,
// high_value, near_upgrade, points_expiring, seed_member, has_open_ticket, plus the
// platform's own tags", each once.
func (r *profiler) tags(m *member) []string {
	var all []string
	for tag, holds := range map[string]func(*member) bool{
		"birthday_month": r.birthdayMonth, "registered_this_month": r.registeredThisMonth, "cart_abandoned": r.cartAbandoned,
		"first_purchase_7d": r.firstPurchase7d, "high_value": r.highValue, "near_upgrade": r.nearUpgrade,
		"points_expiring": r.pointsExpiring, "seed_member": r.seedMember, "has_open_ticket": r.hasOpenTicket,
	} {
		if holds(m) {
			all = append(all, tag)
		}
	}
	for _, c := range r.customers[m] {
		all = append(all, c.Tags...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// birthdayMonth: "birth month = month of D"; of several birth dates the one that
// was changed last.
func (r *profiler) birthdayMonth(m *member) bool {
	var last input.Customer
	for _, c := range r.customers[m] {
		if c.BirthDate != "" && !c.UpdatedAt.Before(last.UpdatedAt) {
			last = c
		}
	}
	if last.BirthDate == "" {
		return false
	}
	monthAndDay := last.BirthDate[len(last.BirthDate)-len("01-02"):]
	return strings.HasPrefix(monthAndDay, r.d.Time().Format("01-"))
}

func (r *profiler) registeredThisMonth(m *member) bool {
	return r.d.MonthStart() <= m.registeredOn && m.registeredOn <= r.d
}

// cartAbandoned: "add_to_cart or checkout_started in the last 7 days and no
// purchase on or after that moment's date".
func (r *profiler) cartAbandoned(m *member) bool {
	return slices.ContainsFunc(r.eventsOf(m, "add_to_cart", "checkout_started"), func(e *event) bool {
		return e.day > r.d-7 && len(m.between(e.day, r.d)) == 0
	})
}

func (r *profiler) eventsOf(m *member, types ...string) []*event {
	var all []*event
	for _, e := range r.events {
		if e.member == m && e.day <= r.d && slices.Contains(types, e.kind) {
			all = append(all, e)
		}
	}
	return all
}

func (r *profiler) firstPurchase7d(m *member) bool {
	bought := m.until(r.d)
	return len(bought) > 0 && bought[0].day > r.d-7
}

func (r *profiler) highValue(m *member) bool { return r.tiersOf[m] == "high" }

// nearUpgrade: "on 365d revenue: within 10 % below the next tier".
func (r *profiler) nearUpgrade(m *member) bool {
	revenue := m.spent(r.d-364, r.d)
	for _, spend := range r.TierSpends {
		if spend > revenue {
			return 10*revenue >= 9*spend
		}
	}
	return false
}

// pointsExpiring: some points end on D+1..D+30.
func (r *profiler) pointsExpiring(m *member) bool {
	return slices.ContainsFunc(r.customers[m], func(c input.Customer) bool {
		if c.PointsExpire == "" || c.Points <= 0 {
			return false
		}
		on := dates.Of(c.PointsExpire)
		return on > r.d && on <= r.d+30
	})
}

// seedMember: "top decile of revenue with a review or a referral event": fewer
// than a tenth of the members with a purchase have more revenue.
func (r *profiler) seedMember(m *member) bool {
	if len(m.until(r.d)) == 0 || len(r.eventsOf(m, "review", "invited", "referral")) == 0 {
		return false
	}
	buyers, better := r.buyers(r.d), 0
	for _, other := range buyers {
		if other.spentBy(r.d) > m.spentBy(r.d) {
			better++
		}
	}
	return 10*better < len(buyers)
}

// hasOpenTicket: "ticket_opened without a later ticket_closed of the same
// properties['ticket_id'], or by count where there is no id". A ticket that is
// closed in the moment of its opening is closed, whatever name stands at that.
func (r *profiler) hasOpenTicket(m *member) bool {
	nameless := 0
	for _, e := range r.eventsOf(m, "ticket_opened", "ticket_closed") {
		id := e.properties["ticket_id"]
		switch {
		case id == "" && e.kind == "ticket_opened":
			nameless++
		case id == "":
			nameless--
		case e.kind == "ticket_opened" && !r.closedSince(id, e.at):
			return true
		}
	}
	return nameless > 0
}

func (r *profiler) closedSince(ticket string, opened time.Time) bool {
	return slices.ContainsFunc(r.events, func(e *event) bool {
		return e.kind == "ticket_closed" && e.properties["ticket_id"] == ticket && e.day <= r.d && !e.at.Before(opened)
	})
}

// preferredChannel: "by what a member clicked or answered in the last 365 days up
// to D; never by opens; most answers wins, then the most recent", then the name.
func (r *profiler) preferredChannel(m *member) string {
	times := map[string][]time.Time{}
	for _, e := range r.eventsOf(m, "message_click", "message_clicked", "message_reply", "message_replied") {
		if channel := e.properties["channel"]; channel != "" && e.day > r.d-365 {
			times[channel] = append(times[channel], e.at)
		}
	}
	for _, a := range r.Answers {
		on := r.dayAt(a.At)
		if a.Type != "clicked" && a.Type != "replied" || on > r.d || on <= r.d-365 {
			continue
		}
		if personIn(r.persons, r.identities.PersonOf(input.Record{a.By})) == m {
			times[a.Channel] = append(times[a.Channel], a.At)
		}
	}
	best := ""
	for channel := range times {
		if best == "" || preferred(channel, best, times) {
			best = channel
		}
	}
	return best
}

func preferred(a, b string, times map[string][]time.Time) bool {
	return cmp.Or(
		cmp.Compare(len(times[b]), len(times[a])),
		latest(times[b]).Compare(latest(times[a])),
		cmp.Compare(a, b),
	) < 0
}

func latest(times []time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }
