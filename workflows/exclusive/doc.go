// Package exclusive starts a child of a workflow whose id only one run may have at a time,
// and waits for its turn: Temporal's ids are the locks of this house.
package exclusive
