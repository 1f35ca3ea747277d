// Package workflows says what happens, in which order, and what is done when it
// fails. It does no I/O: what touches the world is an activity, and only
// references (names, dates, ids, counts) cross it.
//
// Each file holds one workflow with its input, id, updates and progress, and
// reads as the list of its steps:
//
//	NightlyTrigger  trigger/B/...    the schedule's; its nominal time becomes a date; starts Nightly
//	Nightly         nightly/B/D      one night; starts Pull, Measure and Campaign
//	Pull            pull/B/SHOP      the one puller of a shop
//	Sweep           sweep/B/SHOP     a whole shop compared with what is stored; starts Pull
//	Measure         measure/B        members, stages, numbers; one at a time per brand
//	Campaign        campaign/B/C/D   one campaign of one business date
//	Backfill        backfill/B/D..D  past dates; starts Pull, Measure and, when asked, Campaign
//
// B is a brand, C a campaign, D a business date. A child outlives its parent: a
// first pull goes on for days, a campaign waits for its hour or for a person.
// Every activity ends: options.go says when, Reason why.
package workflows
