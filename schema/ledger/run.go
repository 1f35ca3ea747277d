package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars/schema"
)

type setRunParams struct {
	runParams
	State, Reason, By string
	Bits              uint8
	Planned, Repeated uint64
	Now               time.Time
	Version           uint64
}

var (
	runScript    = schema.NewScript[runParams](room, files, "run.sql").OneThread()
	setRunScript = schema.NewScript[setRunParams](room, files, "set_run.sql")
)

// State is where a run stands. The zero value was never planned.
type State struct {
	Name   RunState
	Reason string // why it is held or cancelled
	By     string // who said so
	Bits   uint8  // 2^Bits blocks
	// Planned is how many deliveries the plan came to, as the ledger held them then;
	// 0 until the plan is whole.
	Planned uint64
	// Repeated is how many more members the campaign left alone, since it had reached
	// them before: they have no rows.
	Repeated uint64

	// Everything is why all campaigns of the brand are stopped, or those of the journey that
	// sends it; empty: they aren't.
	Everything string

	version uint64 // of the row that says so
}

// Blocks is how many blocks the run has.
func (s State) Blocks() uint32 { return 1 << s.Bits }

// Stopped reports whether nothing may be sent.
func (s State) Stopped() bool {
	return s.Name == RunHeld || s.Name == RunCancelled || s.Everything != ""
}

// State reads where a run stands.
func (l *Ledger) State(ctx context.Context, r Run) (State, error) {
	var s State
	err := runScript.Row(ctx, l.db, r.params(), &s.Name, &s.Reason, &s.By, &s.Bits, &s.Planned, &s.Repeated, &s.version, &s.Everything)
	if errors.Is(err, schema.ErrNoRows) {
		return State{}, nil
	}
	return s, err
}

// Begin records that a run is asked for, before anything that may fail: a
// campaign of which there is no plan must be missed.
func (l *Ledger) Begin(ctx context.Context, r Run) error {
	state, err := l.State(ctx, r)
	if err != nil || state.Name != "" {
		return err
	}
	return l.put(ctx, r, &State{Name: RunBegun})
}

// SetState moves a run on: approved, held, cancelled, done, or back to planned
// when a hold ends. What is being sent stops before its next batch. It fails for a
// run that was never planned, and for one that was cancelled, unless it is done.
func (l *Ledger) SetState(ctx context.Context, r Run, name RunState, reason, by string) error {
	state, err := l.State(ctx, r)
	if err != nil {
		return err
	}
	if state.Name == "" || state.Name == RunBegun {
		return fmt.Errorf("%s was never planned", r)
	}
	if state.Name == RunCancelled && name != RunDone {
		return fmt.Errorf("%s was cancelled and stays so", r)
	}
	state.Name, state.Reason, state.By = name, reason, by
	return l.put(ctx, r, &state)
}

// put replaces the state that s was read as, also where another worker's clock,
// which wrote that one, is ahead.
func (l *Ledger) put(ctx context.Context, r Run, s *State) error {
	now := l.Now()
	s.version = max(uint64(now.UnixNano()), s.version+1)
	err := setRunScript.Exec(ctx, l.db, setRunParams{
		runParams: r.params(), State: string(s.Name), Reason: s.Reason, By: s.By, Bits: s.Bits, Planned: s.Planned, Repeated: s.Repeated,
		Now: now, Version: s.version,
	})
	if err != nil {
		return fmt.Errorf("record the state of %s: %w", r, err)
	}
	return nil
}
