// Package enlist keeps customer lists of ad platforms in step with who walks journeys: it
// sends the difference between who belongs on a list and who was put onto it (schema/roster)
// to the platform (channel/adlist), who leaves first. Killed at any moment, it may be called
// again: who is on a list is put onto it again only where nobody knows whether the platform
// heard of it, and nobody stays on a list who doesn't belong there.
package enlist
