package regulars

// Class is a member's RFM class, by its short name; Stored returns the name in
// ClickHouse.
type Class string

// The RFM classes. High or low in recency, frequency and money, in this order.
const (
	ClassVIP        Class = "vip"        // HHH
	ClassAttention  Class = "attention"  // HLH
	ClassFrequent   Class = "frequent"   // HHL
	ClassDeveloping Class = "developing" // HLL
	ClassKeep       Class = "keep"       // LHH
	ClassMaintain   Class = "maintain"   // LHL
	ClassWinback    Class = "winback"    // LLH
	ClassDormant    Class = "dormant"    // LLL
)

// Classes lists every class in the order of the definitions.
var Classes = []Class{ClassVIP, ClassAttention, ClassFrequent, ClassDeveloping, ClassKeep, ClassMaintain, ClassWinback, ClassDormant}

// classPrefix stands before a class where it is stored and in the config.
const classPrefix = "rfm_"

// Stored returns the class as ClickHouse and the config name it: rfm_vip.
func (c Class) Stored() string { return classPrefix + string(c) }
