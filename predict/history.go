package predict

// daysPerWeek turns days into the weeks in which rates are counted.
const daysPerWeek = 7

// History is what is known of members with the same past.
type History struct {
	Purchases uint32 // x: purchase days after the first
	Recency   uint32 // t_x: days from the first purchase to the last
	Age       uint32 // T: days from the first purchase to the date of the fit
	Members   uint64
}

// Spending is what members with the same past have spent.
type Spending struct {
	Purchases uint32  // x: purchase days after the first, 1 or more
	Total     float64 // what they cost together, above 0
	Members   uint64
}

// population sums histories up.
func population(all []History) (members, repeaters uint64, perWeek float64) {
	var purchases, weeks float64
	for _, h := range all {
		members += h.Members
		if h.Purchases > 0 {
			repeaters += h.Members
		}
		purchases += float64(h.Members) * float64(h.Purchases)
		weeks += float64(h.Members) * float64(h.Age) / daysPerWeek
	}
	if weeks > 0 {
		perWeek = purchases / weeks
	}
	return members, repeaters, perWeek
}
