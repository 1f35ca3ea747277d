// Package derive makes from what was loaded who is who, each member's orders and their
// stages: from orders and customers to identity_records, identity_nodes, identity_edges,
// members, member_orders, cycle_used and stage_intervals.
//
//	derive.go       a run, as the list of its steps
//	scope.go        what a run derives; mark.go: the settings that it depends on
//	people.go       records, identifiers, links, members
//	orders.go       what is touched, derived, and differs
//	stages.go       cycles and stages
//	derivations.go  what a run notes before it changes anything, and after
//	tables.go       the work tables
//	settings.go     what the config says, where SQL can read it
//
// A run builds everything in work tables next to the stored ones, notes the dates that
// are about to change, stores the orders and the stages, and swaps in who is who last.
// Only members whose orders or identifiers changed are derived; other settings derive
// all (a full run). A run that is killed at any point is put right by the next one.
package derive
