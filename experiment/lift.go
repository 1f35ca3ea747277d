package experiment

import "math"

// Group is what became of members who were drawn into it, whatever they got.
type Group struct {
	Buyers  Share // those who bought afterwards, of all
	Revenue Sums  // of all of them
}

// Plus returns both groups together.
func (g Group) Plus(o Group) Group {
	return Group{Buyers: Share{g.Buyers.Hits + o.Buyers.Hits, g.Buyers.Of + o.Buyers.Of}, Revenue: g.Revenue.Plus(o.Revenue)}
}

// GroupOf reads a group from its sums as the database forms them: members, buyers, and the
// sums of revenue after, before, and of their products. None are nobody.
func GroupOf(sums []float64) Group {
	if len(sums) == 0 {
		return Group{}
	}
	n := uint64(sums[0])
	return Group{
		Buyers:  Share{Hits: uint64(sums[1]), Of: n},
		Revenue: Sums{N: n, Y: sums[2], X: sums[3], YY: sums[4], YX: sums[5], XX: sums[6]},
	}
}

// Verdict is whether it is enough to decide.
type Verdict string

// The verdicts.
const (
	NobodyHeldOut  Verdict = "nobody_held_out"
	NobodyAssigned Verdict = "nobody_assigned"
	TooFew         Verdict = "too_few"
	More           Verdict = "more" // surely more than without the campaign
	Less           Verdict = "less" // surely less
)

// Enough reports whether the verdict is a decision.
func (v Verdict) Enough() bool { return v == More || v == Less }

// Lift is what those drawn to be addressed did more than those held out.
type Lift struct {
	Assigned, HeldOut uint64
	Buyers            Answer // share of buyers
	Revenue           Answer // per member, with the revenue before taken out
	Plain             Answer // per member, as it is
}

// Answer is one measure's difference. It is unknown where Known is false.
type Answer struct {
	Interval
	Known    bool
	Verdict  Verdict
	Needed   uint64  // more members to be held out until the difference that was seen is certain; 0: decided, or can't be said
	Narrower float64 // by how much of its width the revenue before narrowed the interval
}

// Compare returns the lift of those assigned over those held out. The one question it
// decides by is the share of buyers; the revenue has a verdict of its own.
func Compare(assigned, heldOut Group) Lift {
	l := Lift{Assigned: assigned.Buyers.Of, HeldOut: heldOut.Buyers.Of}
	shares, known := ShareDifference(assigned.Buyers, heldOut.Buyers)
	need, possible := NeedForShares(assigned.Buyers, heldOut.Buyers, shares.Estimate)
	l.Buyers = l.answer(shares, known, need, possible)
	plain, known := Plain(assigned.Revenue, heldOut.Revenue)
	l.Plain = l.answer(plain.Interval, known, 0, false)
	with, known := CUPED(assigned.Revenue, heldOut.Revenue)
	need, possible = NeedForMeans(assigned.Revenue, heldOut.Revenue, with.Estimate)
	l.Revenue = l.answer(with.Interval, known, need, possible)
	if known {
		l.Revenue.Narrower = 1 - with.Width()/plain.Width()
	}
	return l
}

func (l Lift) answer(i Interval, known bool, need uint64, possible bool) Answer {
	a := Answer{Interval: i, Known: known}
	switch {
	case l.HeldOut == 0:
		a.Verdict = NobodyHeldOut
	case l.Assigned == 0:
		a.Verdict = NobodyAssigned
	case i.Low > 0: // what isn't known lies between 0 and 0
		a.Verdict = More
	case i.High < 0:
		a.Verdict = Less
	default:
		a.Verdict = TooFew
		if possible {
			a.Needed = max(1, need-min(need, l.HeldOut))
		}
	}
	return a
}

// About rounds a number of members to two digits: what is computed from an estimate is
// no more exact than that.
func About(n uint64) uint64 {
	if n < 100 {
		return n
	}
	unit := math.Pow(10, math.Floor(math.Log10(float64(n)))-1)
	return uint64(math.Round(float64(n)/unit) * unit)
}
