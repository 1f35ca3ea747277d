package sandboxtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/files"
)

// Purchase is an order that a test places.
type Purchase struct {
	brand.Identity             // as it is typed; all empty: an order without identity
	PlacedAt       time.Time   // default the sandbox's clock
	State          brand.State // default brand.StateProcessing, paid
	COD            bool        // paid by cash on delivery: no money yet
	Lines          []PurchaseLine
	Shipping       int // dollars
}

// PurchaseLine is one line of a Purchase; the price is whole dollars.
type PurchaseLine struct {
	SKU      string // default any
	Quantity int    // default 1
	Price    int
	Discount int // of the whole line
}

// Place adds an order to a shop and returns its id. It fails if the shop or a SKU
// is unknown, or if there is no line.
func (s *Sandbox) Place(shopName string, p Purchase) (string, error) {
	s.Brand.Lock()
	defer s.Brand.Unlock()
	shop, err := s.shop(shopName)
	if err != nil {
		return "", err
	}
	lines, err := s.lines(p.Lines)
	if err != nil {
		return "", err
	}
	o := s.order(shop, p)
	o.Lines = lines
	shop.Orders = append(shop.Orders, o)
	return shop.OrderID(&o), s.publish(shop)
}

func (s *Sandbox) order(shop *brand.Shop, p Purchase) brand.Order {
	now, who := s.now(), p.Identity
	o := brand.Order{
		Shop: uint8(shop.Place), State: p.State, Person: owner(shop, who), Typed: &who,
		Number: int32(len(shop.Orders)) + 1, Placed: now, Updated: now, Shipping: int32(p.Shipping),
	}
	if !p.PlacedAt.IsZero() {
		o.Placed = p.PlacedAt.Unix()
	}
	if o.State == "" {
		o.State = brand.StateProcessing
	}
	if p.COD {
		o.Payment = brand.COD
	}
	if !p.COD && (o.State == brand.StateProcessing || o.State == brand.StateCompleted) {
		o.Paid = now
	}
	return o
}

func (s *Sandbox) shop(name string) (*brand.Shop, error) {
	place := slices.Index(brand.ShopNames[:], name)
	if place < 0 {
		return nil, fmt.Errorf("sandbox: no shop %q", name)
	}
	return s.Brand.Shops[place], nil
}

// publish makes a shop show its orders as they are now: the store by writing its
// file again, the others serve what is.
func (s *Sandbox) publish(shop *brand.Shop) error {
	shop.Index()
	if shop.Place != brand.StoreShop {
		return nil
	}
	return s.Feed.Write(files.SalesFile)
}

func (s *Sandbox) lines(wanted []PurchaseLine) ([]brand.Line, error) {
	if len(wanted) == 0 {
		return nil, errors.New("sandbox: an order needs a line")
	}
	var lines []brand.Line
	for _, w := range wanted {
		l := brand.Line{Quantity: int16(max(1, w.Quantity)), Price: int32(w.Price), Discount: int32(w.Discount)}
		if w.SKU != "" {
			at := slices.IndexFunc(s.Brand.Catalog, func(p brand.Product) bool { return p.SKU == w.SKU })
			if at < 0 {
				return nil, fmt.Errorf("sandbox: no SKU %q", w.SKU)
			}
			l.Product = uint16(at)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// owner is the person of a customer id, a mail or a phone number; brand.Nobody
// where nobody has them.
func owner(shop *brand.Shop, who brand.Identity) int32 {
	phone := brand.E164(who.Phone)
	for i := range shop.People {
		p := &shop.People[i]
		a := p.Accounts[shop.Place]
		switch {
		case who.CustomerID != "" && a.Number > 0 && shop.CustomerID(a.Number) == who.CustomerID,
			who.Email != "" && strings.EqualFold(p.Email, who.Email),
			who.Phone != "" && p.Phone() == phone:
			return int32(i)
		}
	}
	return brand.Nobody
}
