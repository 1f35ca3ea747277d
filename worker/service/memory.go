package service

import (
	"os"
	"runtime/debug"
)

// memoryLimit keeps a worker below 300 MiB: what the collector doesn't count
// (stacks of the runtime, the binary) comes on top.
const memoryLimit = 224 << 20

// limitMemory makes the collector work harder near the limit, unless the
// operator sets another by GOMEMLIMIT.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
