// Package oracle computes every number a second time, by brute force and from
// the definitions alone: loops over all members and all dates, one function per
// definition, with the definition quoted above it. It knows nothing of the SQL
// that it proves, and prefers clarity over speed. It is for tests.
//
//	history.go    the purchases of every member, in order
//	windows.go    7d, month, asof and the others
//	sales.go, repeat.go, retention.go, cycle.go, stages.go, rfm.go,
//	cohorts.go, flow.go, members.go, lifetime.go, winback.go,
//	activation.go, pareto.go, phases.go, events.go, visits.go, engagement.go,
//	service.go, aipl.go, aarrr.go, lines.go, margin.go, products.go, shops.go,
//	scores.go, lastwords.go                      the definitions
//	rows.go       all of them for one date
//	profile.go    what belongs to one member
//	input         what a brand's shops say, who is who, and random brands
//	trend         a value and those before it
//	recommend     what a member may like
package oracle
