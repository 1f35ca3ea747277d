package regulars

// LifePhase is a member's phase of life with the brand, as ClickHouse stores it.
type LifePhase string

// The life phases; every known member is in exactly one.
const (
	PhaseAcquired  LifePhase = "acquired"  // registered, no purchase
	PhaseActivated LifePhase = "activated" // one purchase, within 6c
	PhaseGrowing   LifePhase = "growing"   // two or more, and spends more than before
	PhaseRetained  LifePhase = "retained"  // the others with two or more, the last within 6c
	PhaseChurned   LifePhase = "churned"   // nothing within 6c
)

// LifePhases lists the life phases in the order in which members pass through them.
var LifePhases = []LifePhase{PhaseAcquired, PhaseActivated, PhaseGrowing, PhaseRetained, PhaseChurned}
