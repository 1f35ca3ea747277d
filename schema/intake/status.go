package intake

import (
	"regulars"
	"regulars/config"
)

// understood is an order whose status word is read by the shop's own words, which come
// before the platform's; a word that the platform's package doesn't know may be a plain
// one. Without either the order stays unmapped, and doesn't count.
func understood(s *config.Shop, o *regulars.Order) *regulars.Order {
	if !o.Unmapped && len(s.Statuses) == 0 {
		return o
	}
	meaning, known := regulars.StatusOf(o.Status, s.Statuses)
	if !known || !o.Unmapped && !ownWord(s, o.Status) {
		return o
	}
	read := *o
	read.Unmapped = false
	read.Placed = meaning != regulars.StatusOpen
	read.Paid = meaning != regulars.StatusOpen && meaning != regulars.StatusUnpaid
	read.Fulfilled = read.Paid && meaning != regulars.StatusPaid
	read.Test = o.Test || meaning == regulars.StatusTest
	// What the shop lists as given back has to stay what is stored: an order that its word
	// alone calls refunded doesn't count, like a cancelled one.
	read.Cancelled = meaning == regulars.StatusCancelled || meaning == regulars.StatusRefunded
	return &read
}

func ownWord(s *config.Shop, word string) bool {
	for own := range s.Statuses {
		if regulars.StatusKey(own) == regulars.StatusKey(word) {
			return true
		}
	}
	return false
}
