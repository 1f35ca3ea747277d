package sandbox

import "strconv"

// The three shops of the brand.
const (
	Shopify = "shopify" // online
	Woo     = "woo"     // WooCommerce, online
	Store   = "store"   // a physical store that writes files
)

var shopNames = [...]string{Shopify, Woo, Store}

const (
	shopifyShop = iota
	wooShop
	storeShop
)

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
)

// Ways to pay.
const (
	payCard uint8 = iota
	payCOD
	payTransfer
)

// order is held small: there are many, and the servers write their JSON from it
// when asked. Money is in whole dollars, times in Unix seconds (0: never).
type order struct {
	shop    uint8
	payment uint8
	test    bool
	state   State
	number  int32 // within the shop, from 1
	person  int32
	account int32 // the customer's number in the shop; 0: a guest

	emailAs, phoneAs spelling
	lineShown        bool
	typed            *Identity // written by a test; goes before the person's

	placed, updated, paid, completed, cancelled int64

	shipping int32
	lines    []line
	refunds  []refund
}

type line struct {
	product  uint16
	quantity int16
	price    int32 // of one, before the discount
	discount int32 // of the whole line
}

func (l line) amount() int32 { return l.price*int32(l.quantity) - l.discount }

type refund struct {
	number int32 // within the shop
	line   int16 // the line that came back; -1: an amount only
	at     int64
	amount int32
}

func (o *order) discount() int32 {
	var sum int32
	for _, l := range o.lines {
		sum += l.discount
	}
	return sum
}

func (o *order) goods() int32 {
	var sum int32
	for _, l := range o.lines {
		sum += l.amount()
	}
	return sum
}

func (o *order) total() int32 { return o.goods() + o.shipping }

func (o *order) refunded() int32 {
	var sum int32
	for _, r := range o.refunds {
		sum += r.amount
	}
	return sum
}

func (o *order) listed() bool {
	return o.state != StateDraft && o.state != StateTrash && o.state != StateErased
}

// isPaid follows the brand's rule: cash on delivery that was accepted is paid
// until its collection fails.
func (o *order) isPaid() bool {
	return o.state == StateCompleted || o.state == StateProcessing || (o.state == StateCancelled && o.paid > 0)
}

// id is the order's id in its shop; of Shopify's gid the number at its end.
func (o *order) id() string {
	switch o.shop {
	case shopifyShop:
		return strconv.FormatInt(shopifyOrderBase+int64(o.number), 10)
	case wooShop:
		return strconv.FormatInt(o.wooID(), 10)
	}
	return receipt(o.number)
}

func receipt(number int32) string {
	digits := strconv.Itoa(int(number))
	return "R" + "00000000"[len(digits):] + digits
}
