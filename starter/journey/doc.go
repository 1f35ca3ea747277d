// Package journey is the commands about journeys: which there are and who stands where,
// what the next night would do, what the past would have looked like, and a member's move
// by hand. What they show is worked out by schema/walk.
package journey
