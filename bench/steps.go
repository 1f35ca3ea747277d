package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"regulars/schema"
)

// stepTimes sums what each .sql file took. Files that run side by side take
// longer each.
type stepTimes struct {
	show  bool
	probe func() (spent, error) // what ClickHouse spent so far; nil: only time is measured, as of files that run side by side
	mu    sync.Mutex
	files map[string]spent
	last  spent
}

// spent is what something took.
type spent struct {
	took time.Duration
	cpu  time.Duration // of ClickHouse's processors
	rows uint64        // read
}

func (s spent) since(before spent) spent {
	return spent{s.took - before.took, s.cpu - before.cpu, s.rows - before.rows}
}

func (s spent) and(more spent) spent {
	return spent{s.took + more.took, s.cpu + more.cpu, s.rows + more.rows}
}

// spentBy reads what ClickHouse spent so far.
func spentBy(ctx context.Context, db *schema.DB) (spent, error) {
	var micros, rows uint64
	err := db.Conn().QueryRow(ctx, `
		SELECT sumIf(value, event = 'OSCPUVirtualTimeMicroseconds'), sumIf(value, event = 'SelectedRows')
		FROM system.events`).Scan(&micros, &rows)
	return spent{cpu: time.Duration(micros) * time.Microsecond, rows: rows}, err
}

func (s *stepTimes) add(file string, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string]spent{}
	}
	step := spent{}
	if s.show && s.probe != nil {
		if now, err := s.probe(); err == nil {
			step, s.last = now.since(s.last), now
		}
	}
	step.took = took
	s.files[file] = s.files[file].and(step)
}

// flush shows what was summed, the longest first, and starts again.
func (s *stepTimes) flush(of string) {
	files := s.files
	s.files = nil
	if s.probe != nil {
		s.last, _ = s.probe()
	}
	if !s.show || of == "" {
		return
	}
	longest := slices.SortedFunc(maps.Keys(files), func(a, b string) int { return cmp.Compare(files[b].took, files[a].took) })
	for _, file := range longest {
		fmt.Printf("  %-24s %-32s %10s", of, file, round(files[file].took))
		if s.probe != nil {
			fmt.Printf(" %8.2f s of processors, %d rows", files[file].cpu.Seconds(), files[file].rows)
		}
		fmt.Println()
	}
}
