package service

import (
	"os"
	"runtime/debug"

	"regulars/pull"
)

// The memory of a worker, in bytes. It stays below 300 MiB: what the collector
// doesn't count (stacks of the runtime, the binary) comes on top of the limit.
const (
	memoryLimit = 224 << 20
	// baseBytes is what it needs next to the loads: connections, workflows in the
	// cache, the batches of what sends, and space for the collector.
	baseBytes = 64 << 20
	// loadBytes is what one load may hold at a time; every activity may be one.
	loadBytes = pull.BlocksInFlight * pull.BlockBytes
)

// limitMemory makes the collector work harder near the limit, unless the
// operator sets another by GOMEMLIMIT.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
