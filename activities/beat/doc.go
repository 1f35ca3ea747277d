// Package beat shows that a long step of an activity lives, and how far it has come.
//
// The protocol: Start heartbeats the details of a step, again every few seconds, until End,
// which must not outlive the step. Update changes them; several goroutines may.
package beat
