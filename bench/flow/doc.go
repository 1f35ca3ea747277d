// Package flow fills ten journeys with as many members as are asked for, and gives some of them
// reasons to leave, for the bench that measures what a tick costs among them.
//
//	Brand -> World.Fill -> a tick -> Moved -> TurnAway -> a tick -> Moved
package flow
