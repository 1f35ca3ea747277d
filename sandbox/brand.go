package sandbox

import (
	"math"
	"slices"
	"time"
)

// brand is everybody and everything that was bought: the truth behind the shops.
type brand struct {
	zone    *time.Location
	now     int64
	catalog []product
	people  []person
	orders  [len(shopNames)][]order // by number; number 1 stands at 0
	refunds [len(shopNames)]int32   // how many were numbered
}

// newBrand makes the brand as it stands at now. The same seed and calendar day
// give the same history; a later hour of the day shows more of it.
func newBrand(o Options, zone *time.Location) *brand {
	b := &brand{zone: zone, now: o.Now.Unix(), catalog: newCatalog(o.Seed)}
	days := newCalendar(o.Now, zone)
	known := float64(o.Orders) * (1 - walkInShare)
	lives := newLives(o, days, known)

	var all []order
	b.people = make([]person, o.Members)
	for i := range b.people {
		d := newDice(o.Seed, uint64(i)+1000)
		b.people[i] = newPerson(i+1, d)
		all = append(all, b.live(int32(i), lives[i], days, d)...)
	}
	all = append(all, b.walkIns(o, days)...)
	b.number(all)
	b.register()
	b.bulkEdit()
	return b
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
		lives[i] = newLife(newDice(o.Seed, uint64(i)+50_000_000), days.length())
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

func newLife(d dice, length float64) life {
	l := life{
		start: length * math.Pow(d.Float64(), .8), // a brand that grows
		rate:  math.Min(d.gamma(1.3)+.04, 5),
	}
	if d.chance(prospectShare) {
		return l
	}
	l.steps = append(l.steps, 0)
	if d.chance(onceShare) {
		return l
	}
	leave := d.beta(.7, 6)
	at := 0.0
	for len(l.steps) < longestLife {
		at += d.gamma(2) / 2
		l.steps = append(l.steps, at)
		if d.chance(leave) {
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
func (b *brand) live(who int32, l life, days *calendar, d dice) []order {
	p := &b.people[who]
	home := d.weighted([]float64{.42, .33, .25})
	away := home
	if d.chance(.45) {
		away = (home + 1 + d.IntN(2)) % len(shopNames)
	}
	if len(l.steps) == 0 {
		b.join(p, home, days.instant(l.start, days.online, d), d)
	}
	var orders []order
	for _, step := range l.steps {
		at := l.start + step/l.rate
		if at > days.length() {
			break
		}
		shop := home
		if d.chance(.3) {
			shop = away
		}
		o := b.purchase(shop, days.instant(at, days.hours(shop), d), d)
		o.person = who
		orders = append(orders, o)
	}
	slices.SortStableFunc(orders, func(x, y order) int { return int(x.placed - y.placed) })
	orders = slices.DeleteFunc(orders, func(o order) bool { return o.placed > b.now })
	b.introduce(p, orders, d)
	b.ask(p, d)
	return orders
}

func (c *calendar) hours(shop int) []float64 {
	if shop == storeShop {
		return c.store
	}
	return c.online
}

// register numbers the accounts by the time they were opened, as shops do.
func (b *brand) register() {
	for shop := range shopNames {
		var members []int32
		for i := range b.people {
			if b.people[i].accounts[shop].registered > 0 {
				members = append(members, int32(i))
			}
		}
		slices.SortStableFunc(members, func(x, y int32) int {
			return int(b.people[x].accounts[shop].registered - b.people[y].accounts[shop].registered)
		})
		for n, i := range members {
			b.people[i].accounts[shop].number = int32(n) + 1
		}
		for i := range b.orders[shop] {
			if o := &b.orders[shop][i]; o.account > 0 {
				o.account = b.people[o.person].accounts[shop].number
			}
		}
	}
}

// number gives the orders and refunds of each shop their numbers in the order
// in which they came.
func (b *brand) number(all []order) {
	slices.SortStableFunc(all, func(x, y order) int { return int(x.placed - y.placed) })
	for _, o := range all {
		shop := o.shop
		o.number = int32(len(b.orders[shop])) + 1
		for i := range o.refunds {
			b.refunds[shop]++
			o.refunds[i].number = b.refunds[shop]
		}
		b.orders[shop] = append(b.orders[shop], o)
	}
}

// bulkEdit lets 40 orders of the WooCommerce shop share one second of change, as
// after a mass action in its back office.
func (b *brand) bulkEdit() {
	orders := b.orders[wooShop]
	const size = 40
	if len(orders) < 4*size {
		return
	}
	at := b.now - 5*86400
	for i := len(orders) / 2; i < len(orders)/2+size; i++ {
		orders[i].updated = max(at, orders[i].updated)
	}
}
