package localtest

import (
	"fmt"
	"os"
	"path/filepath"
)

// Memory returns a new directory that lives in memory, for the data of a stack, which
// the caller removes; "", the stack's own directory, where the machine has too little.
// Our tables fsync every insert, which is most of what a test with a few rows waits
// for. That it reaches the disk is proven where it matters, in faults.
func Memory() string {
	if !hasMemory() {
		return ""
	}
	dir, err := os.MkdirTemp(memoryDir, "regulars-test-")
	if err != nil {
		return ""
	}
	return dir
}

// data is where the shared stack keeps its data: a directory that the next daemon
// of this home finds and empties, should this one be killed.
func (h home) data() string {
	if !hasMemory() {
		return filepath.Join(h.stack(), "data")
	}
	return filepath.Join(memoryDir, fmt.Sprintf("regulars-%d-%s", os.Getuid(), filepath.Base(h.dir)))
}
