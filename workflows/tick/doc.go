// Package tick is what can't wait for the night: members come into journeys by events and go
// on after hours, by the last published numbers and what happened since.
//
//	Tick  tick/B/...  the schedule's, or by hand: ask -> look -> walk -> send -> ad lists
//	Ask   pull/B/S    reads from a shop what its webhooks named
//	Walk  measure/B   leads members on, for a tick or a night
//
// Walk has the id of the brand's one measuring: while a night measures and publishes, or walks,
// no tick walks, and the other way about. Ask has that of the shop's one puller. A tick that
// finds an id taken leaves it to the next. The campaigns of the steps are children of their own, as those of a night, each a run
// under a name of its own (regulars.TickRun): what a tick began and didn't send, since it was
// ended by force, the next one finds and sends.
package tick
