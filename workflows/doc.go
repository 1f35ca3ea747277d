// Package workflows says what happens, in which order, and what is done when it
// fails. It does no I/O: whatever touches the world is an activity.
//
//	NightlyTrigger  from the schedule's nominal time to a business date
//	Nightly         one night of one brand
//	Pull            one shop; the only puller that the shop has
//	Measure         members, stages and numbers; one at a time per brand
//	Campaign        one campaign of one business date, which may outlive the night
//	Backfill        past dates, in chunks between which a night may come
package workflows
