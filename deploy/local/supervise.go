package local

import (
	"fmt"
	"slices"
	"time"
)

// A child that ends unasked is started again, each time after a longer pause; one that
// has lived long begins with the shortest again.
const (
	firstPause     = 500 * time.Millisecond
	longestPause   = 30 * time.Second
	longLife       = time.Minute
	mostQuickEnds  = 5 // in a row, after which the stack ends
	rememberedEnds = 100
)

// supervise starts a child again whenever it ends unasked, until the stack is closed
// or the child doesn't live.
func (s *Stack) supervise(child Child, process *Process) {
	s.supervisors.Go(func() {
		quick := 0
		for process != nil {
			<-process.Done()
			if time.Since(process.started) > longLife {
				quick = 0
			}
			quick++
			process = s.successor(child, process, quick)
		}
	})
}

// successor is the child, started again; nil where it shall not be: it was asked to
// end, or has ended quickly so many times that the stack ends with it.
func (s *Stack) successor(child Child, ended *Process, quick int) *Process {
	err := ended.Err()
	if err == nil {
		return nil
	}
	s.remember(err)
	if child.Once {
		s.end(err)
		return nil
	}
	if quick == mostQuickEnds {
		s.end(fmt.Errorf("it was started %d times in a row and doesn't stay: %w", quick, err))
		return nil
	}
	pause := pauseBefore(quick)
	s.say(fmt.Sprintf("%s ended unasked (%s): it is started again in %s; its log is %s", child.Name, ended.cause, pause, ended.LogPath()))
	select {
	case <-s.closing.Done():
		return nil
	case <-time.After(pause):
	}
	if ended.asked.Load() {
		return nil
	}
	next, err := s.relaunch(child, ended)
	if err != nil && s.closing.Err() == nil {
		s.end(err)
	}
	return next
}

// pauseBefore is how long to wait before a child is started after it has ended quickly
// so many times in a row.
func pauseBefore(quick int) time.Duration {
	return min(firstPause<<(quick-1), longestPause)
}

// relaunch puts a new process in the place of one that has ended.
func (s *Stack) relaunch(child Child, ended *Process) (*Process, error) {
	next, err := s.launch(child)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.children = slices.DeleteFunc(s.children, func(p *Process) bool { return p == ended })
	for _, e := range []*engine{&s.clickhouse, &s.temporal} {
		if e.process == ended {
			e.process = next
		}
	}
	return next, nil
}

func (s *Stack) remember(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.deaths) < rememberedEnds {
		s.deaths = append(s.deaths, err)
	}
}

// Deaths returns why children ended that nobody had asked to, the first first; those
// that were started again, too.
func (s *Stack) Deaths() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.deaths)
}

// say tells what happens to the stack, as long as it isn't closed.
func (s *Stack) say(line string) {
	if s.closing.Err() == nil {
		s.options.Progress(line)
	}
}
