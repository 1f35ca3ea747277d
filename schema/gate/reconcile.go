package gate

import (
	"fmt"
	"path"

	"regulars/schema/intake"
)

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
// platform's count. A pull reads on to the end of the list: records that changed after
// the window are late, and neither missed nor held against it.
func Reconcile(l intake.Row, tolerance float64) Reconciled {
	r := Reconciled{
		Shop: l.Shop, Entity: lineName(l), LoadID: l.LoadID,
		Received: l.Received, Stored: l.Stored, Rejected: l.Rejected, Unmapped: l.Unmapped, Words: l.Words, Unchanged: l.Kind == intake.LoadUnchanged,
	}
	low, high, counted := platformRange(l)
	came := l.Received + l.Rejected
	if counted {
		platform := nearest(came, low, high)
		r.Platform = &platform
	}
	switch {
	case l.State == intake.LoadRunning:
		r.Reason = didNotEnd
	case l.FileRows != l.UsedRows+l.RejectedRows+l.LeftOut:
		r.Reason = fmt.Sprintf("its files have %d rows, and %d are used, %d rejected and %d left out: run the night again",
			l.FileRows, l.UsedRows, l.RejectedRows, l.LeftOut)
	case l.Stored != l.Received:
		r.Reason = fmt.Sprintf("%d records came, %d are stored: run the night again, which pulls the window again", l.Received, l.Stored)
	case counted && beyond(came-min(l.Late, came), came, *r.Platform, tolerance):
		r.Reason = fmt.Sprintf("the platform has %s, %d came: run the night again; if it stays, look at the scopes of the shop's token",
			rangeText(low, high), came)
	case l.State != intake.LoadDone:
		r.Reason = didNotEnd
	default:
		r.OK = true
	}
	return r
}

// fewRejects are for a person to look at, not for campaigns to wait for.
const fewRejects = 5

// WithinRejects fails a line of which more than a share of the records was rejected or has
// a status word that nobody mapped, and more than a few unless that is at least half of
// them: they are kept and counted, but no number knows of them.
func (r Reconciled) WithinRejects(share float64) Reconciled {
	came := r.Received + r.Rejected
	lost := r.Rejected + min(r.Unmapped, r.Received)
	if !r.OK || float64(lost) <= share*float64(came) || (lost <= fewRejects && 2*lost < came) {
		return r
	}
	r.OK = false
	switch {
	case r.Unmapped == 0:
		r.Reason = fmt.Sprintf("%d records were rejected next to %d that came, more than the share of %g that reconcile.rejected allows: "+
			"see why in the table rejected, mend them in the shop or the feed's columns, then run the night again", r.Rejected, r.Received, share)
	case r.Rejected == 0:
		r.Reason = fmt.Sprintf("%s of %d that came, more than the share of %g that reconcile.rejected allows", r.unmappedText(), r.Received, share)
	default:
		r.Reason = fmt.Sprintf("%d records were rejected next to %d that came, and %s, more than the share of %g that reconcile.rejected allows together: "+
			"see why in the table rejected", r.Rejected, r.Received, r.unmappedText(), share)
	}
	return r
}

func (r Reconciled) unmappedText() string {
	return fmt.Sprintf("%d orders have a status that nobody mapped and don't count (%s): say what it means under the shop's statuses", r.Unmapped, r.Words)
}

const didNotEnd = "the pull did not end: see why in its workflow, then run the night again"

// lineName tells the feeds of a shop apart, which may hold the same entity: a
// feed's load id ends with its place among them.
func lineName(l intake.Row) string {
	if !isFeed(l) {
		return l.Entity
	}
	return l.Entity + " " + path.Base(l.LoadID)
}

func isFeed(l intake.Row) bool { return l.Kind == intake.LoadFile || l.Kind == intake.LoadUnchanged }

// platformRange is between the platform's counts before and after the pull: a
// record that changes while the window is read leaves it. A feed's files count
// themselves: their records are those that were read and those rejected.
func platformRange(l intake.Row) (low, high uint64, counted bool) {
	switch {
	case isFeed(l) && l.State == intake.LoadDone:
		return l.Received + l.Rejected, l.Received + l.Rejected, true
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

// beyond reports whether the platform's count lies outside of what came, with the late
// records or without them, by more than the tolerance.
func beyond(least, came, platform uint64, tolerance float64) bool {
	nearby := nearest(platform, least, came)
	return max(nearby, platform)-min(nearby, platform) > uint64(tolerance*float64(platform))
}

func rangeText(low, high uint64) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}
