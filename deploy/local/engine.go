package local

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// engine is a part that may be ended and started again while the others go on.
type engine struct {
	child   Child    // how it is started, again and again
	process *Process // or the last it had; nil when it is not ours
}

// StartClickHouse starts ClickHouse, at the same addresses and over the same
// data as before when it had been ended.
func (s *Stack) StartClickHouse(ctx context.Context) error {
	return s.startEngine(ctx, &s.clickhouse, "ClickHouse", clickhouseWait, s.pingClickHouse)
}

// EndClickHouse ends ClickHouse by end, such as (*Process).Kill; it stays so until
// StartClickHouse.
func (s *Stack) EndClickHouse(end func(*Process) error) error {
	return s.endEngine(&s.clickhouse, "ClickHouse", end)
}

// StartTemporal is StartClickHouse for Temporal.
func (s *Stack) StartTemporal(ctx context.Context) error {
	return s.startEngine(ctx, &s.temporal, "Temporal", temporalWait, s.pingTemporal)
}

// EndTemporal is EndClickHouse for Temporal.
func (s *Stack) EndTemporal(end func(*Process) error) error {
	return s.endEngine(&s.temporal, "Temporal", end)
}

func (s *Stack) startEngine(ctx context.Context, e *engine, name string, within time.Duration, ask func(context.Context) error) error {
	if e.child.Name == "" {
		return fmt.Errorf("start %s: it is not a part of this stack", name)
	}
	process, err := s.startReady(ctx, e.child, within, ask)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.process = process
	return nil
}

func (s *Stack) endEngine(e *engine, name string, end func(*Process) error) error {
	s.mu.Lock()
	process := e.process
	s.mu.Unlock()
	if process == nil {
		return fmt.Errorf("end %s: it is not a part of this stack", name)
	}
	select {
	case <-process.Done():
		return errors.Join(fmt.Errorf("end %s: it has ended already", name), process.Stop())
	default:
		return end(process)
	}
}
