package regulars

// AIPL is how close a known member is to the brand, as ClickHouse stores it.
type AIPL string

// The stages of AIPL. The highest that holds is the member's.
const (
	AIPLAware    AIPL = "A" // known, without an interest event or a purchase
	AIPLInterest AIPL = "I" // an interest event, no purchase
	AIPLPurchase AIPL = "P" // purchased
	AIPLLoyal    AIPL = "L" // two or more purchases, the last within the mean cycle
)

// AIPLStages lists the stages of AIPL from the farthest to the closest.
var AIPLStages = []AIPL{AIPLAware, AIPLInterest, AIPLPurchase, AIPLLoyal}
