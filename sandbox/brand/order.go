package brand

// State is where an order stands, in the sandbox's own words.
type State string

// The states of an order. A refund does not change the state.
const (
	StatePending    State = "pending"    // waits for money, nothing accepted
	StateOnHold     State = "on-hold"    // waits for a bank transfer
	StateProcessing State = "processing" // paid, or cash on delivery accepted
	StateCompleted  State = "completed"  // paid and delivered
	StateCancelled  State = "cancelled"
	StateFailed     State = "failed" // the payment failed
	StateDraft      State = "draft"  // an open cart: no list of the shop shows it
	StateTrash      State = "trash"  // thrown away: no list of the shop shows it
	StateErased     State = "erased" // gone for good
	// StateOrphan is a status whose plugin was removed: no list, no count and no filter
	// of the shop shows the order, only its id finds it.
	StateOrphan State = "shipped-711"
)

// Payment is a way to pay.
type Payment uint8

// The ways to pay.
const (
	Card Payment = iota
	COD          // cash on delivery
	Transfer
)

// Order is held small: there are many, and the servers write their JSON from it
// when asked.
type Order struct {
	Shop     uint8 // its place in Brand.Shops
	Payment  Payment
	Test     bool
	Revision uint16 // how often it was changed after the brand was made
	State    State
	Number   int32     // within the shop, from 1
	Person   int32     // the place in Brand.People, or Nobody
	Typed    *Identity // what the buyer typed, where that isn't the person's own

	account          int32 // the customer's number in the shop; 0: a guest
	emailAs, phoneAs Spelling
	lineShown        bool

	Placed, Updated, Paid, Completed, Cancelled int64

	Shipping int32
	Lines    []Line
	Refunds  []Refund
}

// Line is one line of an order.
type Line struct {
	Product  uint16 // the place in Brand.Catalog
	Quantity int16
	Price    int32 // of one, before the discount
	Discount int32 // of the whole line
}

// Amount is what the line costs after its discount, tax included.
func (l Line) Amount() int32 { return l.Price*int32(l.Quantity) - l.Discount }

// Refund is money that was given back.
type Refund struct {
	Number int32 // within the shop
	Line   int16 // the line that came back; -1: an amount only
	At     int64
	Amount int32
}

// Discount is the sum of the lines' discounts.
func (o *Order) Discount() int32 {
	var sum int32
	for _, l := range o.Lines {
		sum += l.Discount
	}
	return sum
}

// Goods is what the lines cost after their discounts.
func (o *Order) Goods() int32 {
	var sum int32
	for _, l := range o.Lines {
		sum += l.Amount()
	}
	return sum
}

// Total is what the order costs, before refunds.
func (o *Order) Total() int32 { return o.Goods() + o.Shipping }

// Refunded is the sum of the refunds.
func (o *Order) Refunded() int32 {
	var sum int32
	for _, r := range o.Refunds {
		sum += r.Amount
	}
	return sum
}

// Listed reports whether the shop shows the order in its lists.
func (o *Order) Listed() bool {
	return o.State != StateDraft && o.State != StateTrash && o.State != StateErased && o.State != StateOrphan
}

// IsPaid follows the brand's rule: cash on delivery that was accepted is paid
// until its collection fails.
func (o *Order) IsPaid() bool {
	return o.State == StateCompleted || o.State == StateProcessing || ((o.State == StateCancelled || o.State == StateOrphan) && o.Paid > 0)
}

// CheckoutLead is how many seconds before its order a checkout began.
const CheckoutLead = 900

// WasLeft reports whether the beginning of an order stands among the checkouts that were
// abandoned: of those that nobody paid and of every fourth other one. Those that were
// completed after all stay there.
func (o *Order) WasLeft() bool {
	return o.Listed() && (o.Number%4 == 0 || o.Paid == 0 && (o.State == StatePending || o.State == StateFailed))
}
