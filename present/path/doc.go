// Package path says in both languages what journeys are made of: states, waits, conditions, ways,
// and why members leave.
package path
