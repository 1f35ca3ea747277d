package recommend

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// Shopper is a member with a purchase, and what they bought by a date.
type Shopper struct {
	Identifiers []input.Identifier // stand for the member's id
	Lines       []Line             // in order of their dates
}

// Line is a line of a purchase.
type Line struct {
	On                dates.Day
	Product, Category string // empty: none
}

// since are the lines from a day on.
func (s Shopper) since(from dates.Day) []Line {
	return slices.DeleteFunc(slices.Clone(s.Lines), func(l Line) bool { return l.On < from })
}

// Recommendation is one product for one member.
type Recommendation struct {
	Identifiers []input.Identifier // stand for the member's id
	Position    int
	Product     string
	Score       float64
	Why         string
}

// goods are the baskets of all members within the year that ends on a date.
type goods struct {
	lines   []Line
	baskets [][]bought // the last 20 products of each
	whole   [][]bought
}

// bought is a product in a member's basket.
type bought struct {
	product string
	last    dates.Day
	dates   map[dates.Day]bool
}

// Recommendations: "up to five products for each member with a purchase: what goes
// best with one of the 20 products that the member bought last, then what is
// popular in the category of most of these; what the member bought before is left
// out unless it is a consumable".
func Recommendations(shoppers []Shopper, on dates.Day) []Recommendation {
	var g goods
	for _, s := range shoppers {
		year := s.since(on - 364)
		g.lines = append(g.lines, year...)
		if all := basket(year); len(all) > 0 {
			g.whole, g.baskets = append(g.whole, all), append(g.baskets, all[:min(20, len(all))])
		}
	}
	var found []Recommendation
	for _, s := range shoppers {
		found = append(found, g.forMember(s)...)
	}
	return found
}

// basket are the products of lines, the last first, then by name.
func basket(lines []Line) []bought {
	at := map[string]bought{}
	for _, l := range lines {
		if l.Product == "" {
			continue
		}
		b, seen := at[l.Product]
		if !seen {
			b = bought{product: l.Product, last: dates.LongAgo, dates: map[dates.Day]bool{}}
		}
		b.last, b.dates[l.On] = max(b.last, l.On), true
		at[l.Product] = b
	}
	var all []bought
	for _, b := range at {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b bought) int { return cmp.Or(cmp.Compare(b.last, a.last), cmp.Compare(a.product, b.product)) })
	return all
}

func has(basket []bought, product string) bool {
	return slices.ContainsFunc(basket, func(b bought) bool { return b.product == product })
}

func (g goods) forMember(s Shopper) []Recommendation {
	owned := basket(s.Lines)
	recent := owned[:min(20, len(owned))]
	var candidates []Recommendation
	for _, b := range recent {
		candidates = append(candidates, g.together(b.product)...)
	}
	slices.SortFunc(candidates, byScore)
	fillers := g.popular(g.favourite(recent))
	var chosen []Recommendation
	for _, c := range append(candidates, fillers...) {
		known := slices.ContainsFunc(chosen, func(r Recommendation) bool { return r.Product == c.Product })
		if known || len(chosen) == 5 || has(owned, c.Product) && !g.consumable(c.Product) {
			continue
		}
		c.Identifiers, c.Position = s.Identifiers, len(chosen)+1
		chosen = append(chosen, c)
	}
	return chosen
}

func byScore(a, b Recommendation) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Product, b.Product))
}

// products are all that was bought within the year.
func (g goods) products() []string {
	var all []string
	for _, basket := range g.whole {
		for _, b := range basket {
			all = append(all, b.product)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// together: "of each product the ten that go with it best: baskets with both, over
// the geometric mean of the baskets with each; nothing of products that fewer than
// two bought together".
func (g goods) together(product string) []Recommendation {
	var all []Recommendation
	for _, other := range g.products() {
		one, two, both := 0, 0, 0
		for _, basket := range g.baskets {
			a, b := has(basket, product), has(basket, other)
			one, two, both = one+truth(a), two+truth(b), both+truth(a && b)
		}
		if other != product && both >= 2 {
			all = append(all, Recommendation{Product: other, Score: float64(both) / math.Sqrt(float64(one*two)), Why: "together:" + product})
		}
	}
	slices.SortFunc(all, byScore)
	return all[:min(10, len(all))]
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// popular: "of each category the ten products with the most buyers; the score is
// their share of all baskets".
func (g goods) popular(category string) []Recommendation {
	var all []Recommendation
	for _, product := range g.products() {
		if category != "" && g.category(product) == category {
			buyers, _ := g.buyersOf(product)
			all = append(all, Recommendation{Product: product, Score: float64(buyers) / float64(len(g.whole)), Why: "popular:" + category})
		}
	}
	slices.SortFunc(all, byScore)
	return all[:min(10, len(all))]
}

// buyersOf returns who bought a product within the year, and on several dates.
func (g goods) buyersOf(product string) (buyers, again int) {
	for _, basket := range g.whole {
		for _, b := range basket {
			if b.product == product {
				buyers, again = buyers+1, again+truth(len(b.dates) > 1)
			}
		}
	}
	return buyers, again
}

// consumable: "what a third of its buyers, and at least two, bought on several
// dates".
func (g goods) consumable(product string) bool {
	buyers, again := g.buyersOf(product)
	return again >= 2 && 3*again >= buyers
}

// category of a product is that of its last line with one, of several of that
// date the last by name.
func (g goods) category(product string) string {
	last := ""
	for _, l := range g.lines {
		if l.Product == product && l.Category != "" {
			last = max(last, fmt.Sprintf("%08d %s", l.On, l.Category))
		}
	}
	if last == "" {
		return ""
	}
	return last[len("00000000 "):]
}

// favourite is the category of most products of a basket, then the first by name.
func (g goods) favourite(recent []bought) string {
	counts := map[string]int{}
	for _, b := range recent {
		if category := g.category(b.product); category != "" {
			counts[category]++
		}
	}
	best := ""
	for category, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && category < best {
			best = category
		}
	}
	return best
}
