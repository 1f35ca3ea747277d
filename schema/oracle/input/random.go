package input

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"regulars"
)

// Random makes a small brand in which everything awkward happens often: guests,
// shared phones, merged members, same-second orders, refunds a month later,
// cancelled first orders, days around midnight, DST changes and leap days, people
// who register long before their first purchase, after it, or never buy.
func Random(r *rand.Rand) Facts {
	g := &generator{Rand: r, end: pick(r, turningPoints...)}
	g.span = pick(r, 0, 3, 20, 70, 200, 420, 800)
	g.facts.Settings = g.settings()
	g.facts.noLines = g.chance(15)
	g.many = g.chance(25)
	g.people = make([]person, pick(r, 1, 2, 5, 12, 25))
	for i := range g.people {
		g.people[i] = g.person(i)
	}
	for range 1 + r.IntN(4*len(g.people)+4) {
		g.order()
	}
	if g.chance(40) {
		g.quarterBefore()
	}
	for range pick(r, 0, 0, 1, 4) {
		g.yearBefore()
	}
	g.register()
	g.additions()
	return g.facts
}

// additions writes what some brands have and some don't.
func (g *generator) additions() {
	if g.chance(75) {
		g.behave()
	}
	for range pick(g.Rand, 0, 3, 8) {
		g.product()
	}
	for range pick(g.Rand, 0, 0, 1, 6) {
		g.cost()
	}
	for range g.IntN(len(g.people) + 4) {
		g.agree()
	}
	if g.chance(60) {
		g.refer()
	}
}

// refer gives members codes, two to some, and writes codes on orders: their own, those of
// others, as shops write them, from before they were given, and such as nobody has.
func (g *generator) refer() {
	for i := range 1 + g.IntN(len(g.people)+1) {
		p := pick(g.Rand, g.people...)
		r := Referral{Programme: pick(g.Rand, "friends", "family"), Code: fmt.Sprint("CODE", i), Shop: g.shop(), Email: g.one(p.emails, 50), Phone: g.number(p, 40), LineID: g.one(p.ids, 30)}
		if g.chance(70) {
			r.CustomerID = p.customer[r.Shop]
		}
		r.At = g.moment().AddDate(0, 0, -g.IntN(g.span+1)).Truncate(time.Millisecond)
		g.facts.Referrals = append(g.facts.Referrals, r)
	}
	for i := range g.facts.Orders {
		for g.chance(45) {
			code := fmt.Sprint("code", g.IntN(len(g.facts.Referrals)+1))
			g.facts.Orders[i].Codes = append(g.facts.Orders[i].Codes, pick(g.Rand, code, strings.ToUpper(code)))
		}
	}
}

// turningPoints end histories where calendars are awkward.
var turningPoints = []regulars.BusinessDate{
	"2024-02-29", "2024-03-01", "2024-03-10", "2024-03-31", "2024-10-27", "2024-11-03",
	"2024-12-31", "2025-01-01", "2025-02-28", "2025-03-31", "2025-07-15",
}

type generator struct {
	*rand.Rand
	facts  Facts
	people []person
	end    regulars.BusinessDate
	span   int
	many   bool // returns, most of which name no order: members spend less than nothing
}

// person is somebody with several ids, addresses and numbers.
type person struct {
	customer            map[string]string // by shop
	emails, phones, ids []string
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) settings() Settings {
	zone, err := time.LoadLocation(pick(g.Rand, "UTC", "Asia/Taipei", "Europe/London", "America/New_York"))
	if err != nil {
		panic(err)
	}
	s := Settings{
		Zone: zone, Currency: "TWD", Region: "TW",
		Rates:        []Rate{{"USD", "2000-01-01", "31.5"}, {"USD", "2024-02-01", "32.12345678"}},
		MaxJoined:    2 + g.IntN(3),
		Cycle:        pick(g.Rand, "auto", "auto", "auto", "2.5", "3", "7", "10.5", "28", "30.25"),
		FallbackDays: pick(g.Rand, 3, 10, 30),
		MinGaps:      pick(g.Rand, 1, 3, 30),
		Overlap:      pick(g.Rand, "recent", "history"),
		RFM: RFM{
			WindowDays: pick(g.Rand, 0, 0, 30, 365),
			Monetary:   pick(g.Rand, "total", "average"),
			RecencyCut: pick(g.Rand, "mean", "mean", "median", "14"),
			OrdersCut:  pick(g.Rand, "mean", "mean", "median", "2"),
			MoneyCut:   pick(g.Rand, "mean", "mean", "median", "500.5"),
		},
	}
	for _, name := range []string{"web", "a-store", "z_pop"}[:1+g.IntN(3)] {
		s.Shops = append(s.Shops, Shop{
			Name: name, Kind: pick(g.Rand, "online", "offline"), CountsWhen: pick(g.Rand, "placed", "paid", "paid", "fulfilled"),
			CountZeroTotals: g.chance(30), CountGiftCards: g.chance(25), LineProvider: pick(g.Rand, "one", "one", "two"),
		})
	}
	if g.chance(25) {
		s.RFM.RecencyBins = []float64{3, 10, 30, 90}
	}
	if g.chance(25) {
		s.RFM.OrdersBins = []float64{1, 2, 3, 5}
	}
	if g.chance(25) {
		s.RFM.MoneyBins = []float64{100, 500.5, 1000, 2000}
	}
	if g.chance(40) {
		s.Deny = []string{"0900-000-000", "Shop@Example.com"}
	}
	return s
}

func (g *generator) shop() string { return pick(g.Rand, g.facts.Settings.Shops...).Name }

// person number i may share a phone or an address with the ones before it.
func (g *generator) person(i int) person {
	p := person{customer: map[string]string{}}
	for _, shop := range g.facts.Settings.Shops {
		if g.chance(70) {
			p.customer[shop.Name] = fmt.Sprint(i + 1) // 0 is nobody's
		}
	}
	if g.chance(70) {
		p.emails = append(p.emails, fmt.Sprintf("p%d@example.com", i))
	}
	if g.chance(15) {
		p.emails = append(p.emails, fmt.Sprintf("other%d@example.com", i))
	}
	if g.chance(50) {
		p.phones = append(p.phones, fmt.Sprintf("09%08d", 12000000+i))
	}
	if g.chance(30) {
		p.ids = append(p.ids, fmt.Sprintf("U%032d", i))
	}
	if g.chance(20) {
		p.phones = append(p.phones, pick(g.Rand, "0911222333", "0900000000"))
	}
	if g.chance(10) {
		p.emails = append(p.emails, pick(g.Rand, "family@example.com", "shop@example.com"))
	}
	return p
}

// register writes customer records, also of people who never order.
func (g *generator) register() {
	for _, p := range g.people {
		for _, shop := range g.facts.Settings.Shops {
			if id := p.customer[shop.Name]; id != "" && g.chance(50) {
				g.facts.Customers = append(g.facts.Customers, g.customer(shop.Name, id, p))
			}
		}
	}
}

func (g *generator) customer(shop, id string, p person) Customer {
	c := Customer{Shop: shop, Customer: regulars.Customer{ID: id, UpdatedAt: g.moment(), Deleted: g.chance(5)}}
	if g.chance(80) {
		c.RegisteredAt = g.registration(shop, id)
	}
	c.Email, c.Phone, c.LineID = g.one(p.emails, 60), g.number(p, 60), g.one(p.ids, 60)
	return c
}

// registration is any moment of the history or long before it; often at a
// distance to an order of the customer where activation starts or ends.
func (g *generator) registration(shop, id string) time.Time {
	at := g.moment()
	for _, o := range g.facts.Orders {
		if o.Shop == shop && o.CustomerID == id && g.chance(50) {
			at = o.PlacedAt.AddDate(0, 0, pick(g.Rand, -31, -30, -30, -29, -1, 0, 0, 1, 30))
		}
	}
	if g.chance(10) {
		return at.AddDate(0, 0, -400)
	}
	return at
}

// one of the values, or none.
func (g *generator) one(values []string, percent int) string {
	if len(values) == 0 || !g.chance(percent) {
		return ""
	}
	return pick(g.Rand, values...)
}

// number writes a phone in one of the ways in which people do.
func (g *generator) number(p person, percent int) string {
	phone := g.one(p.phones, percent)
	if phone == "" {
		return ""
	}
	return pick(g.Rand, phone, phone[:4]+"-"+phone[4:7]+"-"+phone[7:], "+886"+phone[1:], "+886 "+phone[1:4]+" "+phone[4:])
}

func (g *generator) address(p person, percent int) string {
	email := g.one(p.emails, percent)
	if email == "" {
		return ""
	}
	return pick(g.Rand, email, email, strings.ToUpper(email), " "+email+" ")
}

// moment is some second of the history; often near midnight of the brand, and
// often one that was used before.
func (g *generator) moment() time.Time {
	if n := len(g.facts.Orders); n > 0 && g.chance(15) {
		return g.facts.Orders[g.IntN(n)].PlacedAt
	}
	date := g.end.AddDays(-g.IntN(g.span + 1)).Time()
	midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, g.facts.Settings.Zone)
	if g.chance(40) {
		return midnight.Add(time.Duration(g.IntN(4*3600)-1800) * time.Second).UTC()
	}
	return midnight.Add(time.Duration(g.IntN(86_400_000)) * time.Millisecond).UTC()
}

func (g *generator) order() {
	o := Order{Shop: g.shop()}
	o.ID = fmt.Sprint(g.IntN(9) + 1 + 10*len(g.facts.Orders))
	if g.chance(20) {
		o.ID = "#" + o.ID
	}
	g.write(&o)
	g.facts.Orders = append(g.facts.Orders, o)
}

// quarterBefore lets somebody have bought a quarter before: as much, or what is
// just or just not a growth of a fifth.
func (g *generator) quarterBefore() {
	o := pick(g.Rand, g.facts.Orders...)
	o.ID += "-before"
	o.PlacedAt = o.PlacedAt.AddDate(0, 0, -pick(g.Rand, 89, 90, 91, 120, 179))
	o.UpdatedAt, o.Refunds, o.Refunded = o.PlacedAt, nil, 0
	fifthLess := o.Total * 5 / 6
	o.Total = pick(g.Rand, o.Total, fifthLess, fifthLess, fifthLess+1)
	g.facts.Orders = append(g.facts.Orders, o)
}

// yearBefore lets somebody have bought a year before, maybe in another shop.
func (g *generator) yearBefore() {
	o := pick(g.Rand, g.facts.Orders...)
	o.ID += fmt.Sprint("-year", len(g.facts.Orders))
	o.Shop = g.shop()
	o.PlacedAt = o.PlacedAt.AddDate(0, 0, -pick(g.Rand, 364, 365, 366))
	o.UpdatedAt, o.Refunds, o.Refunded = o.PlacedAt, nil, 0
	g.facts.Orders = append(g.facts.Orders, o)
}

// write fills in everything but the id.
func (g *generator) write(o *Order) {
	o.PlacedAt = g.moment()
	o.UpdatedAt = o.PlacedAt.Add(time.Duration(g.IntN(40*24)) * time.Hour)
	g.sign(o)
	g.state(o)
	g.amounts(o)
	g.refund(o)
	g.giveBack(o)
}

// giveBack makes some orders returns: of an order before them or still to come, of one
// that nobody knows, of themselves, or of none that they name.
func (g *generator) giveBack(o *Order) {
	o.ReturnOf = ""
	often, naming := 12, 65
	if g.many {
		often, naming = 45, 20
	}
	if !g.chance(often) {
		return
	}
	o.Total = -o.Total
	others := g.facts.Orders
	switch n := len(others); {
	case n > 0 && g.chance(naming):
		other := others[g.IntN(n)]
		o.ReturnOf = other.ID
		if g.chance(80) {
			o.Shop = other.Shop
		}
		if g.chance(60) {
			o.Total, o.Currency = -other.Total/regulars.Money(1+g.IntN(3)), other.Currency
		}
	case g.chance(30):
		o.ReturnOf = pick(g.Rand, o.ID, "never heard of", fmt.Sprint(g.IntN(9)+1+10*(n+1)))
	}
}

// sign says who ordered: somebody, by some of their identifiers, or nobody.
func (g *generator) sign(o *Order) {
	o.CustomerID, o.Email, o.Phone, o.LineID = "", "", "", ""
	if g.chance(6) {
		if g.chance(50) {
			g.anonymise(o)
		}
		return
	}
	p := pick(g.Rand, g.people...)
	if g.chance(70) {
		o.CustomerID = p.customer[o.Shop]
	}
	o.Email, o.Phone, o.LineID = g.address(p, 50), g.number(p, 40), g.one(p.ids, 40)
}

// anonymise writes what shops write in the place of a person.
func (g *generator) anonymise(o *Order) {
	o.Email = pick(g.Rand, "deleted@site.invalid", "Deleted@Site.Invalid", "")
	o.Phone = pick(g.Rand, "0000000000", "(00)00-000-000", "+886000000000", "")
}

func (g *generator) state(o *Order) {
	o.Placed = g.chance(97)
	o.Paid = o.Placed && g.chance(90)
	o.Fulfilled = o.Placed && g.chance(70)
	o.Cancelled, o.Test, o.Deleted = g.chance(9), g.chance(3), g.chance(3)
	o.Unmapped = g.chance(4)
}

func (g *generator) amounts(o *Order) {
	o.Currency = pick(g.Rand, "TWD", "TWD", "TWD", "TWD", "USD", "")
	o.Total = regulars.Money(g.Int64N(20_000_000))
	if g.chance(40) {
		o.Total = regulars.Money(1+g.Int64N(5)) * 1_000_000
	}
	if g.chance(8) {
		o.Total = 0
	}
	o.Discount = regulars.Money(g.Int64N(2) * g.Int64N(1_000_000))
	o.Shipping = regulars.Money(g.Int64N(2) * 600_000)
	o.Tax = o.Total / 21
	o.Lines = g.lines(o)
}

// refund gives back a part or all, in one or two steps, at once or much later; as
// some shops date it, before the order.
func (g *generator) refund(o *Order) {
	o.Refunds, o.Refunded = nil, 0
	if o.Total <= 0 || !g.chance(25) {
		return
	}
	back := o.Total
	if g.chance(60) {
		back = 1 + regulars.Money(g.Int64N(int64(o.Total)))
	}
	at := o.PlacedAt.Add(time.Duration(pick(g.Rand, 0, 1, 29, 30, 31, 62, -3, -40)) * 24 * time.Hour)
	if g.chance(40) {
		part := back / 3
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "a", At: at, Amount: part})
		at = at.Add(36 * time.Hour)
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "b", At: at, Amount: back - part})
	} else {
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "a", At: at, Amount: back})
	}
	o.Refunded = back
	if g.chance(15) {
		o.Refunds = o.Refunds[:len(o.Refunds)-1]
	}
}

// Change edits a brand's facts as a few days of business do: new orders, late
// refunds, cancellations, edited dates and lines, corrected addresses that merge
// or part members, a person who is erased, late events, costs, products that
// change their category. It returns what was changed, which also stands in the
// facts.
func Change(r *rand.Rand, f *Facts) Facts {
	g := &generator{Rand: r, facts: *f, end: pick(r, turningPoints...), span: 60}
	g.people = make([]person, 12)
	for i := range g.people {
		g.people[i] = g.person(i)
	}
	if n := len(f.Orders); n > 0 {
		g.end = regulars.DateOf(f.Orders[g.IntN(n)].PlacedAt, f.Settings.Zone)
	}
	orders, customers := map[int]bool{}, map[int]bool{}
	for range 1 + g.IntN(4) {
		orders[g.change()] = true
	}
	if n := len(g.facts.Customers); n > 0 && g.chance(50) {
		customers[g.changeCustomer(g.IntN(n))] = true
	}
	if g.chance(15) {
		g.erase(orders, customers)
	}
	changes := Facts{Settings: f.Settings, Orders: those(g.facts.Orders, orders), Customers: those(g.facts.Customers, customers)}
	g.changeBesideOrders(&changes)
	*f = g.facts
	return changes
}

func those[T any](all []T, which map[int]bool) []T {
	var some []T
	for i, one := range all {
		if which[i] {
			some = append(some, one)
		}
	}
	return some
}

func (g *generator) changeCustomer(i int) int {
	c := g.facts.Customers[i]
	g.facts.Customers[i] = g.customer(c.Shop, c.ID, pick(g.Rand, g.people...))
	return i
}

// erase takes away every order and customer that names one person, as an erasure
// does, and returns which.
func (g *generator) erase(orders, customers map[int]bool) {
	who := g.facts.Orders[g.IntN(len(g.facts.Orders))]
	for i := range g.facts.Orders {
		o := &g.facts.Orders[i]
		if named(who, o.Shop, o.CustomerID, o.Email, o.Phone) {
			o.Deleted, orders[i] = true, true
		}
	}
	for i := range g.facts.Customers {
		c := &g.facts.Customers[i]
		if named(who, c.Shop, c.ID, c.Email, c.Phone) {
			c.Deleted, customers[i] = true, true
		}
	}
}

func named(who Order, shop, id, email, phone string) bool {
	return id != "" && shop == who.Shop && id == who.CustomerID || email != "" && email == who.Email || phone != "" && phone == who.Phone
}

func (g *generator) changeBesideOrders(changes *Facts) {
	events, consents := len(g.facts.Events), len(g.facts.Consents)
	if g.chance(40) {
		g.event(pick(g.Rand, eventTypes...), g.happening())
	}
	if g.chance(30) {
		g.look()
	}
	if g.chance(20) {
		g.repeatEvent()
	}
	if g.chance(20) {
		changes.Products = append(changes.Products, g.product())
	}
	if g.chance(30) {
		changes.Costs = append(changes.Costs, g.cost())
	}
	if g.chance(30) {
		g.agree()
	}
	changes.Events, changes.Consents = g.facts.Events[events:], g.facts.Consents[consents:]
}

// change makes or edits one order and returns which.
func (g *generator) change() int {
	n := len(g.facts.Orders)
	if n == 0 || g.chance(30) {
		g.order()
		return n
	}
	i := g.IntN(n)
	o := &g.facts.Orders[i]
	switch g.IntN(7) {
	case 6:
		o.Lines = g.lines(o)
	case 0:
		g.refund(o)
	case 1:
		o.Cancelled = !o.Cancelled
	case 2:
		g.sign(o)
	case 3:
		o.PlacedAt = g.moment()
	case 4:
		o.Deleted = !o.Deleted
	default:
		g.write(o)
	}
	return i
}
