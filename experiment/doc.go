// Package experiment reports what two groups of members who were parted by lot
// differ in, how surely, and whether that is enough to decide. It is pure maths:
// counts and sums in, numbers out.
//
//	share.go   shares of members, and the interval of their difference
//	sums.go    what is kept of the revenues of a group: their sums
//	mean.go    the difference of revenue per member, with and without the revenue before
//	need.go    how many more members it takes to tell
//	best.go    how likely each variant is the best
//	rule.go    a look before the end that names a winner
//	lift.go    all of it for those addressed and those held out
//	shrink.go  what is to be expected of many effects that were measured side by side
//	offer.go   which messages are worth their price, within a quota or a budget
//
// Intervals are two-sided, 95 % unless said otherwise. Of a share: Wilson (1927); of a
// difference of shares: Newcombe (1998), method 10, the hybrid score. Of a difference of
// means: Welch (1947), with Satterthwaite's degrees of freedom; a group's variance counts no
// less than that of both groups, since a few large orders make the textbook's interval too
// narrow. The revenue before narrows it by CUPED (Deng, Xu, Kohavi & Walker 2013), theta
// pooled over both groups. How many are
// needed: Fleiss, Levin & Paik (2003, 4.2) for shares of unequal groups, the normal formula
// for means; power 80 %. To be the best: Beta(1 + hits, 1 + misses) per variant, integrated
// numerically. What is to be expected: empirical Bayes, averaged over the spread (Morris 1983;
// Gelman et al. 2013). The rule looks once, at a moment that no outcome decides.
package experiment
