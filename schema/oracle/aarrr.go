package oracle

import (
	"regulars"
	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// aarrrWindows are those of AARRR unless said.
var aarrrWindows = []string{"day", "7d", "28d", "90d", "365d"}

// aarrr are the metrics of these windows; those with types are null "when the
// brand has no event of their types by D".
var aarrr = map[string]struct {
	types []string
	of    func(frame) figure
}{
	"aarrr_visits":                     {input.Browse, visits},
	"aarrr_visitors":                   {input.Browse, visitors},
	"aarrr_registrations":              {nil, registered},
	"aarrr_registration_rate":          {input.Browse, registrationRate},
	"aarrr_cost_per_acquisition":       {nil, costPerAcquisition},
	"aarrr_logins":                     {logins, loginCount},
	"aarrr_repeat_order_rate":          {nil, repeatOrderRate},
	"aarrr_repeat_member_rate":         {nil, repeatMemberRate},
	"aarrr_purchases_per_member":       {nil, purchasesPerMember},
	"aarrr_revenue":                    {nil, revenue},
	"aarrr_revenue_per_member":         {nil, revenuePerMember},
	"aarrr_invitations":                {invitations, invited},
	"aarrr_invitations_activated":      {invitations, activated},
	"aarrr_invitation_activation_rate": {invitations, invitationActivationRate},
	"aarrr_k_factor":                   {invitations, kFactor},
}

var (
	logins      = []string{"login"}
	invitations = []string{"invited"}
)

func (h *History) aarrrRows(d dates.Day) []Row {
	rows := []Row{
		row("brand", "aarrr_activation_rate", "asof", h.activationRate(d)),
		row("brand", "aarrr_winback_rate", "28d", h.winbackRate(d)),
		row("brand", "aarrr_ltv", "asof", ltvHistoric(h.frame("", "asof", d))),
		row("brand", "aarrr_marketing_roi", "28d", marketingROI(h.frame("", "28d", d))),
	}
	for window, n := range map[string]dates.Day{"28d": 28, "90d": 90, "365d": 365} {
		rows = append(rows, row("brand", "aarrr_retention_rate", window, retentionRate(h.frame("", window, d), n)))
	}
	for _, window := range aarrrWindows {
		for metric, m := range aarrr {
			f := h.frame("", window, d)
			if m.types != nil {
				rows = append(rows, row("brand", metric, window, f.withEvents(m.types, m.of)))
				continue
			}
			rows = append(rows, row("brand", metric, window, m.of(f)))
		}
	}
	return rows
}

// registrationRate: "registrations / visitors".
func registrationRate(f frame) figure {
	return share(registrations(f), people(f.events(input.Browse, all)))
}

// costPerAcquisition: "all costs of the window / registrations; null when the
// brand has no cost rows by D".
func costPerAcquisition(f frame) figure {
	if !f.h.anyCost(f.to) {
		return figure{}
	}
	return ratio(f.costs().Decimal(), whole(registrations(f)))
}

// marketingROI: "(campaign_revenue - costs) / costs, 28d only, brand scope; null
// when there are no costs". Here nothing was sent, so campaigns earned nothing.
func marketingROI(f frame) figure {
	return ratio((-f.costs()).Decimal(), f.costs().Decimal())
}

func (h *History) anyCost(d dates.Day) bool {
	for _, c := range h.costs {
		if dates.Of(c.Date) <= d {
			return true
		}
	}
	return false
}

func (f frame) costs() regulars.Money {
	var sum regulars.Money
	for _, c := range f.h.costs {
		if d := dates.Of(c.Date); f.from <= d && d <= f.to {
			sum += c.Amount
		}
	}
	return sum
}

// loginCount: "login events".
func loginCount(f frame) figure { return count(len(f.events(logins, all))) }

// purchasesPerMember: "member_orders / all members": purchases with a member.
func purchasesPerMember(f frame) figure {
	return share(len(f.purchases(withMember)), len(f.h.known(f.to)))
}

// revenuePerMember: "revenue / all members".
func revenuePerMember(f frame) figure {
	return ratio(f.revenue().Decimal(), whole(len(f.h.known(f.to))))
}

// invited: "invited events, and members invited by a referral code".
func invited(f frame) figure { return count(f.invitations()) }

// activated: "registered events with a non-empty invited_by, and those invited by a code
// whose first purchase it was".
func activated(f frame) figure { return count(f.activatedInvitations()) }

// invitationActivationRate: "activated / invitations".
func invitationActivationRate(f frame) figure {
	return share(f.activatedInvitations(), f.invitations())
}

// kFactor: "(invitations / all members) x (activated / invitations) = activated /
// all members; null without invitations in the window".
func kFactor(f frame) figure {
	if f.invitations() == 0 {
		return figure{}
	}
	return share(f.activatedInvitations(), len(f.h.known(f.to)))
}

func (f frame) invitations() int { return len(f.events(invitations, all)) + f.referred(false) }

func (f frame) activatedInvitations() int {
	return len(f.events([]string{"registered"}, func(e *event) bool { return e.properties["invited_by"] != "" })) + f.referred(true)
}
