// Package journey is the grammar of a journey: a path of messages that members walk, each
// at a pace of their own. It says who comes in, which steps there are, what each waits for
// and which way it goes on, and when a member leaves.
//
// A day is the day on which a night's messages go, the one after its business date: after:
// 3d goes three days after the message before. The first step counts from the business date
// on which the member came in, so that after: 7d is the seventh day after the purchase that
// let them in.
//
// Words: an entry is one member's coming in on a date; a step is where a member stands until
// its wait is over, and then goes a way to a later one; the goal is what the journey is for;
// who is kept out comes in, gets nothing, and shows what happens without the journey.
package journey
