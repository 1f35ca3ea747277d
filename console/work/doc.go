// Package work is what the console starts and steers beyond campaigns, and how it shows that:
// backfills, nights, the schedule, the erasure of a person, and the check of the config.
//
//	works.go  Works, which somebody who knows Temporal does
//	shops.go  how far shops are loaded
//	lines.go  backfills and the schedule as a page has them
package work
