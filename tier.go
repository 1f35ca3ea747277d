package regulars

// ValueTier is what a member is worth to the brand, as ClickHouse stores it.
// Prospects have none. It isn't Customer.Tier, the tier of membership that a
// platform or the config grants.
type ValueTier string

// The value tiers.
const (
	TierHigh      ValueTier = "high"      // buys as often as the mean and spends as much on an order
	TierPotential ValueTier = "potential" // as often, but spends less
	TierLow       ValueTier = "low"       // the rest
	TierChurned   ValueTier = "churned"   // stage lost or deep
)

// ValueTiers lists the value tiers from the most valuable on.
var ValueTiers = []ValueTier{TierHigh, TierPotential, TierLow, TierChurned}
