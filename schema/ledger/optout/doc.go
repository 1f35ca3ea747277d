// Package optout records that a member wants nothing more on a channel for a purpose.
//
// The protocol: Record writes the refusal for every identifier that the person has, as
// a consent fact that is newer than all others; plans and the claim of every batch ask
// for it, so it holds within seconds, also for a campaign that is being sent.
package optout
