package schema

import "fmt"

// WholeShop is the entity of a line that stands for a shop which could not be
// pulled at all.
const WholeShop = "*"

// Sentence says what is wrong with a line, and what to do.
func (r Reconciled) Sentence() string {
	if r.Entity == WholeShop {
		return fmt.Sprintf("shop %s: %s", r.Shop, r.Reason)
	}
	return fmt.Sprintf("shop %s, %s: %s", r.Shop, r.Entity, r.Reason)
}

// Reconcile decides one line of the gate: what the platform says it has for the
// window = what came = what is stored. The tolerance is a share of the
// platform's count.
func Reconcile(l LoadRow, tolerance float64) Reconciled {
	r := Reconciled{
		Shop: l.Shop, Entity: l.Entity, LoadID: l.LoadID,
		Received: l.Received, Stored: l.Stored, Rejected: l.Rejected,
	}
	low, high, counted := platformRange(l)
	came := l.Received + l.Rejected
	if counted {
		platform := nearest(came, low, high)
		r.Platform = &platform
	}
	switch {
	case l.State != LoadDone:
		r.Reason = "the pull did not end: see why in its workflow, then run the night again"
	case l.Stored != l.Received:
		r.Reason = fmt.Sprintf("%d records came, %d are stored: run the night again, which pulls the window anew", l.Received, l.Stored)
	case counted && beyond(came, *r.Platform, tolerance):
		r.Reason = fmt.Sprintf("the platform has %s, %d came: run the night again; if it stays, look at the scopes of the shop's token",
			rangeText(low, high), came)
	default:
		r.OK = true
	}
	return r
}

// platformRange is between the platform's counts before and after the pull: a
// record that changes while the window is read leaves it.
func platformRange(l LoadRow) (low, high uint64, counted bool) {
	switch {
	case l.PlatformBefore == nil && l.PlatformAfter == nil:
		return 0, 0, false
	case l.PlatformBefore == nil:
		return *l.PlatformAfter, *l.PlatformAfter, true
	case l.PlatformAfter == nil:
		return *l.PlatformBefore, *l.PlatformBefore, true
	}
	return min(*l.PlatformBefore, *l.PlatformAfter), max(*l.PlatformBefore, *l.PlatformAfter), true
}

func nearest(n, low, high uint64) uint64 { return max(low, min(n, high)) }

func beyond(came, platform uint64, tolerance float64) bool {
	return max(came, platform)-min(came, platform) > uint64(tolerance*float64(platform))
}

func rangeText(low, high uint64) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}
