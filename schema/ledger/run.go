package ledger

import (
	"context"
	"errors"
	"fmt"
	"regulars/schema"
	"time"
)

// States of a run.
const (
	RunBegun     = "begun" // asked for; nothing is planned yet
	RunPlanning  = "planning"
	RunPlanned   = "planned"
	RunApproved  = "approved"
	RunHeld      = "held"
	RunCancelled = "cancelled"
	RunDone      = "done"
)

// State is where a run stands. The zero value was never planned.
type State struct {
	Name   string
	Reason string // why it is held or cancelled
	By     string // who said so
	Bits   uint8  // 2^Bits blocks

	version uint64 // of the row that says so
}

// Blocks is how many blocks the run has.
func (s State) Blocks() uint32 { return 1 << s.Bits }

// Stopped tells whether nothing may be sent.
func (s State) Stopped() bool { return s.Name == RunHeld || s.Name == RunCancelled }

// State reads where a run stands.
func (l *Ledger) State(ctx context.Context, r Run) (State, error) {
	var s State
	err := l.db.Row(ctx, "ledger/run.sql", r.params(nil), &s.Name, &s.Reason, &s.By, &s.Bits, &s.version)
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
// when a hold ends. What is being sent stops before its next batch.
func (l *Ledger) SetState(ctx context.Context, r Run, name, reason, by string) error {
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
	now := time.Now()
	s.version = max(uint64(now.UnixNano()), s.version+1)
	err := l.db.Conn().Exec(ctx, "INSERT INTO campaign_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.Brand, r.Campaign, r.Date.Time(), s.Name, s.Reason, s.By, s.Bits, now.UTC(), s.version)
	if err != nil {
		return fmt.Errorf("record the state of %s: %w", r, schema.Redact(err))
	}
	return nil
}

// Settle ends a run: what was claimed and has no outcome becomes unknown, what
// is still open becomes held for the reason. Then its books close.
func (l *Ledger) Settle(ctx context.Context, r Run, reason string) (Books, error) {
	now := time.Now()
	err := l.db.Exec(ctx, "ledger/settle_claims.sql", r.params(schema.Params{
		"now": now, "version": versionOf(DeliveryUnknown, now),
	}))
	if err != nil {
		return Books{}, err
	}
	err = l.db.Exec(ctx, "ledger/settle_open.sql", r.params(schema.Params{
		"now": now, "reason": reason, "version": versionOf(DeliveryHeld, now),
	}))
	if err != nil {
		return Books{}, err
	}
	return l.Books(ctx, r)
}
