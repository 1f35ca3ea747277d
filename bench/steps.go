package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// stepTimes sums how long each .sql file took. Files that run side by side take
// longer each.
type stepTimes struct {
	show  bool
	mu    sync.Mutex
	files map[string]time.Duration
}

func (s *stepTimes) add(file string, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string]time.Duration{}
	}
	s.files[file] += took
}

// flush shows what was summed, the longest first, and starts again.
func (s *stepTimes) flush(of string) {
	files := s.files
	s.files = nil
	if !s.show {
		return
	}
	longest := slices.SortedFunc(maps.Keys(files), func(a, b string) int { return int(files[b] - files[a]) })
	for _, file := range longest {
		fmt.Printf("  %-12s %-32s %10s\n", of, file, round(files[file]))
	}
}
