package rush

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tickHertz is in what parts of a second the kernel counts a process's time.
const tickHertz = 100

// Tree is the time that a process and all that it started have taken of the processors so
// far, as far as they still run.
func Tree(pid int) (time.Duration, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return 0, fmt.Errorf("the processes can't be listed: %w", err)
	}
	parents, took := map[int]int{}, map[int]time.Duration{}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		own, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return 0, err
		}
		// The name, which may hold spaces, ends with the last bracket: then state, parent, …
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		parent, _ := strconv.Atoi(fields[1])
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		parents[own], took[own] = parent, time.Duration(user+system)*time.Second/tickHertz
	}
	var all time.Duration
	for own, spent := range took {
		for p := own; p > 1; p = parents[p] {
			if p == pid {
				all += spent
				break
			}
		}
	}
	return all, nil
}
