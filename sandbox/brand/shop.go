package brand

import (
	"slices"
	"strconv"
)

// The names of the brand's three shops.
const (
	Shopify = "shopify" // online
	Woo     = "woo"     // WooCommerce, online
	Store   = "store"   // a physical store that writes files
)

// The places of the shops in Brand.Shops.
const (
	ShopifyShop = iota
	WooShop
	StoreShop
)

// ShopNames are the names of the shops by their places.
var ShopNames = [...]string{Shopify, Woo, Store}

// Bases are what a shop adds to the numbers of its records to make their ids.
type Bases struct{ Orders, Customers, Refunds int64 }

var bases = [len(ShopNames)]Bases{
	ShopifyShop: {Orders: 5_000_000_000, Customers: 7_000_000_000, Refunds: 900_000_000},
	WooShop:     {Orders: 100_000, Customers: 10, Refunds: 50_000_000},
}

// Shop is one shop of the brand: its orders, and which records it lists by the
// time at which they changed.
type Shop struct {
	*Brand
	Place   int // in Brand.Shops
	Bases   Bases
	Orders  []Order // by number; number 1 stands at 0
	Refunds int32   // how many refunds were numbered

	// The timelines hold numbers of orders; Index makes them.
	Changed   Timeline // by updated time, without the trash
	WithTrash Timeline // by updated time, with the trash
	Placed    Timeline // by the time at which they were placed, with the trash

	Customers Timeline // by updated time; a number is the place in Brand.People + 1
	Accounts  []int32  // places in Brand.People, by account number
}

// Find returns an order by its number, or nil.
func (s *Shop) Find(number int32) *Order {
	if number < 1 || int(number) > len(s.Orders) {
		return nil
	}
	return &s.Orders[number-1]
}

// Index makes the timelines from the orders and people as they are now.
func (s *Shop) Index() {
	s.Changed, s.WithTrash, s.Placed = s.Changed[:0:0], s.WithTrash[:0:0], s.Placed[:0:0]
	for i := range s.Orders {
		o := &s.Orders[i]
		if o.State == StateDraft || o.State == StateErased || o.State == StateOrphan {
			continue
		}
		at := Moment{At: o.Updated, Number: o.Number}
		s.WithTrash = append(s.WithTrash, at)
		s.Placed = append(s.Placed, Moment{At: o.Placed, Number: o.Number})
		if o.State != StateTrash {
			s.Changed = append(s.Changed, at)
		}
	}
	s.Changed.Sort()
	s.WithTrash.Sort()
	s.Placed.Sort()
	s.indexCustomers()
}

func (s *Shop) indexCustomers() {
	s.Customers, s.Accounts = s.Customers[:0:0], s.Accounts[:0:0]
	for i := range s.People {
		if a := s.People[i].Accounts[s.Place]; a.Registered > 0 {
			s.Customers = append(s.Customers, Moment{At: a.Updated, Number: int32(i) + 1})
			s.Accounts = append(s.Accounts, int32(i))
		}
	}
	s.Customers.Sort()
	slices.SortFunc(s.Accounts, func(x, y int32) int { return int(s.accountOf(x).Number - s.accountOf(y).Number) })
}

func (s *Shop) accountOf(person int32) Account { return s.People[person].Accounts[s.Place] }

// Customer returns the person with an account number in the shop, or nil.
func (s *Shop) Customer(number int64) *Person {
	at, found := slices.BinarySearchFunc(s.Accounts, number, func(person int32, wanted int64) int {
		return int(int64(s.accountOf(person).Number) - wanted)
	})
	if !found {
		return nil
	}
	return &s.People[s.Accounts[at]]
}

// Forget deletes a person's account in the shop. Their orders become those of a guest,
// and none of them moves its time.
func (s *Shop) Forget(person int32) {
	a := &s.People[person].Accounts[s.Place]
	for i := range s.Orders {
		o := &s.Orders[i]
		if o.account == a.Number && o.account > 0 {
			o.account = 0
			o.Revision++
		}
		if o.Typed != nil && a.Number > 0 && o.Typed.CustomerID == s.CustomerID(a.Number) {
			guest := *o.Typed
			guest.CustomerID = ""
			o.Typed = &guest
			o.Revision++
		}
	}
	*a = Account{}
}

// OrderID is how the shop writes an order's id; of Shopify's gid it is the number
// at its end, of the store's the receipt.
func (s *Shop) OrderID(o *Order) string {
	if s.Place == StoreShop {
		return receipt(o.Number)
	}
	return strconv.FormatInt(s.Bases.Orders+int64(o.Number), 10)
}

func receipt(number int32) string {
	digits := strconv.Itoa(int(number))
	return "R" + "00000000"[len(digits):] + digits
}

// CustomerID is how the shop writes the id of a customer; the store's are the
// numbers of its member cards.
func (s *Shop) CustomerID(number int32) string {
	if s.Place == StoreShop {
		digits := strconv.Itoa(int(number))
		return "M" + "000000"[min(len(digits), 6):] + digits
	}
	return strconv.FormatInt(s.Bases.Customers+int64(number), 10)
}
