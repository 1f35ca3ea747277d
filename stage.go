package regulars

// Stage is a member's lifecycle stage as of a date, as ClickHouse stores it.
type Stage string

// The lifecycle stages (NASLD); c is the member's repurchase cycle.
const (
	StageNew      Stage = "new"      // one purchase, within 3c
	StageActive   Stage = "active"   // two or more within 3c
	StageSleep    Stage = "sleep"    // two or more, 3c to 6c ago
	StageLost     Stage = "lost"     // one, 3c to 6c ago
	StageDeep     Stage = "deep"     // nothing within 6c
	StageProspect Stage = "prospect" // known, but without a purchase
)

// Stages lists every stage in the order in which members pass through them, and
// prospect at the end.
var Stages = []Stage{StageNew, StageActive, StageSleep, StageLost, StageDeep, StageProspect}
