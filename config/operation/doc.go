// Package operation is the key worker: how its process listens, and what its operator
// may turn on: traces, versions of workers, and a codec for Temporal's UI.
package operation
