package regulars

import "time"

// Order is one order as a platform has it, in the shop's own currency, before
// the brand's rules (what counts, which member, which business date) touch it.
type Order struct {
	ID        string // the platform's id, unique within the shop
	Number    string // what people call it, such as "#1042"
	PlacedAt  time.Time
	UpdatedAt time.Time

	CustomerID string // the platform's customer id; empty for a guest
	Email      string // as the platform has it; schema normalises
	Phone      string
	Country    string // of the address that comes with the phone: ISO 3166, such as TW; empty: unknown
	LineID     string
	Name       string

	Status    string // the platform's own word, kept for people
	Placed    bool   // the order exists as an order (not a draft or an open cart)
	Paid      bool   // money came, or cash on delivery was accepted and its collection has not failed
	Fulfilled bool
	Cancelled bool // cancelled, voided, failed or expired
	Test      bool
	Deleted   bool // the platform says that the order is gone
	Unmapped  bool // nobody said what the status word means: the order is kept and doesn't count

	ReturnOf string // of a return, which has a total below zero: the order that it gives back; empty: not said

	Currency string // ISO 4217, upper case
	Total    Money  // before refunds, after discounts; shipping and tax included
	Discount Money
	Shipping Money
	Tax      Money
	Refunded Money // the sum of Refunds, or more where the platform gives only a sum

	Codes   []string // the coupon codes that it was bought with
	Lines   []Line
	Refunds []Refund
	Raw     []byte // the platform's record, as received
}

// Line is one line of an order.
type Line struct {
	SKU       string
	ProductID string
	Title     string
	Category  string
	Quantity  float64
	Amount    Money // of the whole line, after its discount
	Cost      Money // of the whole line; HasCost reports whether it is known
	HasCost   bool
	GiftCard  bool // money in advance, no revenue
}

// Refund is money given back for an order, on its own date.
type Refund struct {
	ID     string
	At     time.Time
	Amount Money // positive
}

// Rejected is a record that could not be understood. It is kept with its raw
// form and counted; it never stops a night.
type Rejected struct {
	Entity string // orders, customers, …
	ID     string // as far as it was readable
	Reason string // what is wrong and where, without personal data
	Raw    []byte

	CreatedAt, UpdatedAt time.Time // as far as they were readable
}
