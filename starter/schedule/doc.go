// Package schedule says a brand's nights in Temporal's words: the Options of its
// schedule, and how one that stands converges to them. The cron expression is
// handed over field by field, since Temporal reads some expressions differently.
//
// A night's business date follows from its Nominal time, the one that the schedule
// names, and not from the jittered one at which it starts.
package schedule
