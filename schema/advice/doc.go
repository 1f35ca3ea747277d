// Package advice reads what was measured of each kind of messages: of a campaign, to members
// of a stage, on a channel, at hours of the day. Who was drawn to get them is compared with
// who was held out of the same draw, so a kind of which nobody was held out isn't known.
//
// All that distinguishes a kind was known before the draw: the stage and the channel
// stand in the plan of those held out, too, and so does the hour where each member has one of
// its own. Else the hour is the run's, that of its messages.
//
// What is to be expected of them, and which are worth their price, is package experiment's.
package advice
