package oracle

import (
	"strings"
	"time"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// referral is a member who was invited, on the day of their first purchase with another
// member's code.
type referral struct {
	day   dates.Day
	first bool // it is their first purchase at all
}

// refer: "each member counts once, by the first purchase with a code of another member that
// was given by then; of several such codes the one that was given last counts".
func (h *History) refer(codes []input.Referral) {
	for _, m := range h.persons {
		for _, o := range m.purchases { // by seq
			if h.inviter(codes, o) {
				h.referrals = append(h.referrals, referral{o.day, o.seq == 1})
				break
			}
		}
	}
}

// inviter reports whether another member's code stands on the order.
func (h *History) inviter(codes []input.Referral, o *order) bool {
	for _, c := range codes {
		if holder, given := h.holder(c); !given || holder == o.member || o.placedAt.Truncate(time.Millisecond).Before(c.At) {
			continue
		}
		for _, written := range o.codes {
			if strings.EqualFold(written, c.Code) {
				return true
			}
		}
	}
	return false
}

// holder is whose code it is: nil where it was given to an identifier that is nobody's by
// now. False: it was given to nobody.
func (h *History) holder(c input.Referral) (*member, bool) {
	best, given := h.settings.BestOf(c)
	if !given {
		return nil, false
	}
	return personIn(h.persons, h.identities.PersonOf(input.Record{best})), true
}

func (h *History) anyReferral(d dates.Day) bool {
	for _, r := range h.referrals {
		if r.day <= d {
			return true
		}
	}
	return false
}

// referred counts who was invited in the window; only those whose first purchase it was.
func (f frame) referred(first bool) (n int) {
	for _, r := range f.h.referrals {
		if f.from <= r.day && r.day <= f.to && (r.first || !first) {
			n++
		}
	}
	return n
}
