package gate

import (
	"path"

	"regulars/present/cause"
	"regulars/schema/intake"
)

// WholeShop is the entity of a line that stands for a shop which could not be
// pulled at all.
const WholeShop = "*"

// Sentence says what is wrong with a line, and what to do.
func (r Reconciled) Sentence() string { return r.Why().Sentence(cause.English) }

// Why is the cause of a line that is not right; of one that an earlier release wrote, what
// it says.
func (r Reconciled) Why() cause.Cause {
	if r.Cause.Code == "" {
		r.fail(cause.Cause{Code: cause.PullFailed, Says: r.Reason})
	}
	return r.Cause
}

// Failed returns a line of a shop, or of one kind of its records, that is not right.
func Failed(shop, entity string, why cause.Cause) Reconciled {
	r := Reconciled{Shop: shop, Entity: entity}
	r.fail(why)
	return r
}

// fail notes why the line is not right.
func (r *Reconciled) fail(why cause.Cause) {
	why.Shop, why.Entity = r.Shop, r.Entity
	if r.Entity == WholeShop {
		why.Entity = ""
	}
	r.OK, r.Cause, r.Reason = false, why, why.Text(cause.English)
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
		r.fail(cause.Cause{Code: cause.PullOpen})
	case l.FileRows != l.UsedRows+l.RejectedRows+l.LeftOut:
		r.fail(cause.Cause{Code: cause.FilesUneven, Rows: l.FileRows, Used: l.UsedRows, Rejected: l.RejectedRows, LeftOut: l.LeftOut})
	case l.Stored != l.Received:
		r.fail(cause.Cause{Code: cause.StoredDiffers, Came: l.Received, Stored: l.Stored})
	case counted && beyond(came-min(l.Late, came), came, *r.Platform, tolerance):
		r.fail(cause.Cause{Code: cause.CountDiffers, Platform: low, PlatformMost: high, Came: came})
	case l.State != intake.LoadDone:
		r.fail(cause.Cause{Code: cause.PullOpen})
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
	why := cause.Cause{Code: cause.RejectedToo, Rejected: r.Rejected, Came: r.Received, Unmapped: r.Unmapped, Words: r.Words, Share: share}
	switch {
	case r.Unmapped == 0:
		why.Code = cause.Rejected
	case r.Rejected == 0:
		why.Code = cause.Unmapped
	}
	r.fail(why)
	return r
}

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
