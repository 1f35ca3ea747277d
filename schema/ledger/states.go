package ledger

import "fmt"

// DeliveryState is what became of a delivery so far.
type DeliveryState string

// States of a delivery.
const (
	DeliveryPlanned  DeliveryState = "planned"
	DeliveryExcluded DeliveryState = "excluded"
	DeliveryHeld     DeliveryState = "held" // not sent, because its run ended before
	DeliveryReserved DeliveryState = "reserved"
	DeliverySent     DeliveryState = "sent"
	DeliveryFailed   DeliveryState = "failed"
	DeliveryUnknown  DeliveryState = "unknown"
)

// Scan reads a state from ClickHouse.
func (s *DeliveryState) Scan(value any) error { return scanText((*string)(s), value) }

// rank orders the states of a delivery: a later one outranks an earlier one
// whenever it was written.
func (s DeliveryState) rank() uint64 {
	switch s {
	case DeliveryPlanned:
		return 1
	case DeliveryExcluded:
		return 2
	case DeliveryReserved:
		return 3
	case DeliveryHeld: // its run has ended: who reserves it still comes too late
		return 4
	case DeliveryUnknown:
		return 5
	case DeliveryFailed:
		return 6
	case DeliverySent:
		return 7
	}
	panic(fmt.Sprintf("delivery state %q has no rank", s))
}

// RunState is where a run stands.
type RunState string

// States of a run.
const (
	RunBegun     RunState = "begun" // asked for; nothing is planned yet
	RunPlanning  RunState = "planning"
	RunPlanned   RunState = "planned"
	RunApproved  RunState = "approved"
	RunHeld      RunState = "held"
	RunCancelled RunState = "cancelled"
	RunDone      RunState = "done"
)

// Scan reads a state from ClickHouse.
func (s *RunState) Scan(value any) error { return scanText((*string)(s), value) }

// Over reports whether the run will send nothing more.
func (s RunState) Over() bool { return s == RunDone || s == RunCancelled }

// Unplanned reports whether the run was asked for and its plan is not whole yet.
func (s RunState) Unplanned() bool { return s == RunBegun || s == RunPlanning }

// AttemptState is what became of one try on a channel.
type AttemptState string

// States of an attempt.
const (
	AttemptClaimed   AttemptState = "claimed"
	AttemptWithdrawn AttemptState = "withdrawn" // another worker claimed it too
	AttemptReleased  AttemptState = "released"  // surely not handed over
	AttemptSent      AttemptState = "sent"
	AttemptFailed    AttemptState = "failed"
	AttemptUnknown   AttemptState = "unknown"
)

// rank lets an attempt's outcome outrank its claim, whichever clocks wrote them.
func (s AttemptState) rank() uint64 {
	switch s {
	case AttemptClaimed:
		return 1
	case AttemptWithdrawn, AttemptReleased:
		return 2
	case AttemptUnknown:
		return 3
	case AttemptFailed:
		return 4
	case AttemptSent:
		return 5
	}
	panic(fmt.Sprintf("attempt state %q has no rank", s))
}

func scanText(dest *string, value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a state is a text, not a %T", value)
	}
	*dest = text
	return nil
}
