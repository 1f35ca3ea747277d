package brand

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Brand is everybody and everything that was bought. Its lock guards all of it.
type Brand struct {
	sync.RWMutex
	Seed    uint64
	Zone    *time.Location
	Now     int64 // the history ends here
	Catalog []Product
	People  []Person
	Shops   [len(ShopNames)]*Shop
}

// Options say which brand to make. The zero value of every field has a meaning.
type Options struct {
	Seed    uint64    // default 1
	Members int       // people with an account or an order; default 20,000
	Orders  int       // about so many; default 150,000, at least Members
	Now     time.Time // the history ends here; default the clock
}

// Without Options a brand is as large as this.
const (
	DefaultMembers = 20_000
	DefaultOrders  = 150_000
)

const zoneName = "Asia/Taipei"

func (o Options) withDefaults() (Options, error) {
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Members == 0 {
		o.Members = DefaultMembers
	}
	if o.Orders == 0 {
		o.Orders = DefaultOrders
	}
	if o.Orders < o.Members {
		return o, fmt.Errorf("sandbox: %d orders are too few for %d members: ask for at least as many", o.Orders, o.Members)
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	return o, nil
}

// New makes the brand as it stands at Options.Now.
func New(o Options) (*Brand, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("sandbox: time zone %s: %w", zoneName, err)
	}
	b := &Brand{Seed: o.Seed, Zone: zone, Now: o.Now.Unix(), Catalog: newCatalog(o.Seed)}
	for place := range b.Shops {
		b.Shops[place] = &Shop{Brand: b, Place: place, Bases: bases[place]}
	}
	b.populate(o)
	for _, shop := range b.Shops {
		shop.Index()
	}
	return b, nil
}

// populate lets everybody live and buy.
func (b *Brand) populate(o Options) {
	days := newCalendar(o.Now, b.Zone)
	known := float64(o.Orders) * (1 - walkInShare)
	lives := newLives(o, days, known)

	var all []Order
	b.People = make([]Person, o.Members)
	for i := range b.People {
		d := NewDice(o.Seed, uint64(i)+1000)
		b.People[i] = newPerson(i+1, d)
		all = append(all, b.live(int32(i), lives[i], days, d)...)
	}
	all = append(all, b.walkIns(o, days)...)
	b.number(all)
	b.register()
	b.bulkEdit()
}

// life is a person's purchases in bent time: a first one, and steps of gaps
// after it, until the person stays away for good.
type life struct {
	start float64
	rate  float64
	steps []float64 // sums of gaps, in mean gaps
}

// newLives draws everybody's rate (gamma) and dropout (beta), and then scales
// the rates so that about the wanted number of orders falls into the history.
func newLives(o Options, days *calendar, wanted float64) []life {
	lives := make([]life, o.Members)
	for i := range lives {
		lives[i] = newLife(NewDice(o.Seed, uint64(i)+50_000_000), days.length())
	}
	low, high := 1e-4, 1.0
	for range 30 {
		scale := math.Sqrt(low * high)
		if countOf(lives, scale, days.length()) < wanted {
			low = scale
		} else {
			high = scale
		}
	}
	for i := range lives {
		lives[i].rate *= high
	}
	return lives
}

const (
	prospectShare = .04  // registered, bought nothing
	onceShare     = .16  // bought once, never again
	walkInShare   = .035 // of all orders: nobody knows who
	longestLife   = 160  // purchases
)

func newLife(d Dice, length float64) life {
	l := life{
		start: length * math.Pow(d.Float64(), .8), // a brand that grows
		rate:  math.Min(d.gamma(1.3)+.04, 5),
	}
	if d.Chance(prospectShare) {
		return l
	}
	l.steps = append(l.steps, 0)
	if d.Chance(onceShare) {
		return l
	}
	leave := d.beta(.7, 6)
	at := 0.0
	for len(l.steps) < longestLife {
		at += d.gamma(2) / 2
		l.steps = append(l.steps, at)
		if d.Chance(leave) {
			break
		}
	}
	return l
}

func countOf(lives []life, scale, length float64) float64 {
	count := 0
	for _, l := range lives {
		for _, step := range l.steps {
			if l.start+step/(l.rate*scale) > length {
				break
			}
			count++
		}
	}
	return float64(count)
}

// live plays one person's life: accounts, orders and consents.
func (b *Brand) live(who int32, l life, days *calendar, d Dice) []Order {
	p := &b.People[who]
	home := d.Weighted([]float64{.42, .33, .25})
	away := home
	if d.Chance(.45) {
		away = (home + 1 + d.IntN(2)) % len(ShopNames)
	}
	if len(l.steps) == 0 {
		b.join(p, home, days.instant(l.start, days.online, d), d)
	}
	var orders []Order
	for _, step := range l.steps {
		at := l.start + step/l.rate
		if at > days.length() {
			break
		}
		shop := home
		if d.Chance(.3) {
			shop = away
		}
		o := b.purchase(shop, days.instant(at, days.hours(shop), d), d)
		o.Person = who
		orders = append(orders, o)
	}
	slices.SortStableFunc(orders, func(x, y Order) int { return int(x.Placed - y.Placed) })
	orders = slices.DeleteFunc(orders, func(o Order) bool { return o.Placed > b.Now })
	b.introduce(p, orders, d)
	b.ask(p, d)
	return orders
}

func (c *calendar) hours(shop int) []float64 {
	if shop == StoreShop {
		return c.store
	}
	return c.online
}

// register numbers the accounts by the time they were opened, as shops do.
func (b *Brand) register() {
	for place, shop := range b.Shops {
		var members []int32
		for i := range b.People {
			if b.People[i].Accounts[place].Registered > 0 {
				members = append(members, int32(i))
			}
		}
		slices.SortStableFunc(members, func(x, y int32) int {
			return int(shop.accountOf(x).Registered - shop.accountOf(y).Registered)
		})
		for n, i := range members {
			b.People[i].Accounts[place].Number = int32(n) + 1
		}
		for i := range shop.Orders {
			if o := &shop.Orders[i]; o.account > 0 {
				o.account = shop.accountOf(o.Person).Number
			}
		}
	}
}

// number assigns the orders and refunds of each shop their numbers in the order
// in which they came.
func (b *Brand) number(all []Order) {
	slices.SortStableFunc(all, func(x, y Order) int { return int(x.Placed - y.Placed) })
	for _, o := range all {
		shop := b.Shops[o.Shop]
		o.Number = int32(len(shop.Orders)) + 1
		for i := range o.Refunds {
			shop.Refunds++
			o.Refunds[i].Number = shop.Refunds
		}
		shop.Orders = append(shop.Orders, o)
	}
}

// bulkEdit lets 40 orders of the WooCommerce shop share one second of change, as
// after a mass action in its back office.
func (b *Brand) bulkEdit() {
	orders := b.Shops[WooShop].Orders
	const size = 40
	if len(orders) < 4*size {
		return
	}
	at := b.Now - 5*Day
	for i := len(orders) / 2; i < len(orders)/2+size; i++ {
		orders[i].Updated = max(at, orders[i].Updated)
	}
}
