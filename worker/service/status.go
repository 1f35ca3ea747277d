package service

import "sync/atomic"

// status is what health says of the worker.
type status struct {
	waits atomic.Pointer[string] // for what; nil before the first word
	isUp  atomic.Bool
}

func (s *status) wait(reason string) { s.waits.Store(&reason) }

func (s *status) ready() { s.isUp.Store(true) }

func (s *status) text() string {
	if s.isUp.Load() {
		return "ready"
	}
	if waits := s.waits.Load(); waits != nil {
		return "waits: " + *waits
	}
	return "starting"
}
