// Package adlist keeps each customer list of an ad platform in step, by a workflow of its own.
//
//	AdList  ad-list/B/L  sends the difference, once more where it was asked to meanwhile
//
// Nights and ticks start it under the one id of its list, so that two never send to one list
// side by side. A night waits for its turn and notes what came of it. A tick waits for nothing:
// it starts the list's workflow, or signals the one that runs, which looks again after
// what it is doing, and so sees what the tick did.
package adlist
