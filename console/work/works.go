package work

import (
	"context"
	"time"

	"regulars"
)

// Works are what pages start and steer beyond campaigns, by the same starters as the command
// line, and what they ask of Temporal. They return errors as Actions do.
type Works interface {
	StartBackfill(ctx context.Context, brand string, from, to regulars.BusinessDate) error
	PauseBackfill(ctx context.Context, brand, id string) error
	ResumeBackfill(ctx context.Context, brand, id string) error
	CancelBackfill(ctx context.Context, brand, id string) error
	Backfills(ctx context.Context, brand string) ([]Backfill, error) // the newest first
	RunNight(ctx context.Context, brand string, date regulars.BusinessDate, campaigns bool) error
	Schedule(ctx context.Context, brand string) (Schedule, error)
	PauseSchedule(ctx context.Context, brand, note string) error
	ResumeSchedule(ctx context.Context, brand, note string) error
	Erase(ctx context.Context, brand string, member uint64) (Erased, error)
	Workers(ctx context.Context) ([]string, error) // the identities of those that poll
	Check(ctx context.Context, brand string) ([]Finding, error)
	TestNotices(ctx context.Context, brand string) ([]Finding, error) // sends every recipient a test
}

// Backfill is a backfill that runs, or ran lately.
type Backfill struct {
	ID          string
	From, To    regulars.BusinessDate
	State       string // one of the Backfill constants
	Started     time.Time
	Ended       time.Time // zero: it runs
	Done, Days  int       // 0 of 0: nobody answers
	Left        *time.Duration
	Step, Waits string
	Trouble     string // of one that failed
}

// States of a backfill.
const (
	BackfillRuns      = "runs"
	BackfillPaused    = "paused"
	BackfillDone      = "done"
	BackfillFailed    = "failed"
	BackfillCancelled = "cancelled"
)

// Schedule is when the brand's nights run.
type Schedule struct {
	Known  bool // it is applied
	Paused bool
	Note   string      // why it is paused
	Next   []time.Time // the next nights
}

// Erased is what an erasure removed.
type Erased struct {
	Identifiers, Orders int
	Left                uint64 // rows that still name the person
}

// Finding is what one question of a check found.
type Finding struct {
	What, Says string
	Warnings   []string
	Bad        bool
}
