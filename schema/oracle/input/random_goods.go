package input

import (
	"fmt"
	"slices"

	"regulars"
)

// lines of an order: products by sku, by id only or by neither, with and without
// category and cost, gifts and corrections.
func (g *generator) lines(o *Order) []regulars.Line {
	if g.facts.noLines {
		return nil
	}
	var lines []regulars.Line
	for range g.IntN(4) {
		lines = append(lines, g.line(o))
	}
	return lines
}

func (g *generator) line(o *Order) regulars.Line {
	product := g.IntN(4)
	l := regulars.Line{SKU: fmt.Sprint("sku", product), ProductID: fmt.Sprint("p", product), Quantity: float64(1 + g.IntN(3))}
	switch g.IntN(10) {
	case 0:
		l.SKU = ""
	case 1:
		l.SKU, l.ProductID = "", ""
	case 2:
		l.ProductID = ""
	}
	l.GiftCard = g.chance(7)
	if g.chance(30) {
		l.Category = pick(g.Rand, "mugs", "cups")
	}
	if g.chance(10) {
		l.Quantity += 0.25
	}
	l.Amount = pick(g.Rand, o.Total/3, o.Total/7, o.Total, regulars.Money(g.Int64N(5_000_000)), 1, 0, -10_000)
	if g.chance(80) {
		l.Cost, l.HasCost = pick(g.Rand, l.Amount/2, l.Amount*2, 0, 12_345), true
	}
	return l
}

// product describes one of the things that are sold, maybe otherwise than before.
func (g *generator) product() Product {
	i := g.IntN(4)
	p := Product{Shop: g.shop(), Product: regulars.Product{
		ID: fmt.Sprint("p", i), SKU: fmt.Sprint("sku", i), Category: pick(g.Rand, "mugs", "cups", "plates", ""),
	}}
	if g.chance(15) {
		p.SKU = ""
	}
	if g.chance(15) {
		p.ID = fmt.Sprint("variant", i)
	}
	g.facts.Products = slices.DeleteFunc(slices.Clone(g.facts.Products), func(o Product) bool {
		return o.Shop == p.Shop && o.ID == p.ID && o.SKU == p.SKU
	})
	g.facts.Products = append(g.facts.Products, p)
	return p
}

// cost spends something, or corrects what was spent.
func (g *generator) cost() Cost {
	c := Cost{
		Shop: g.shop(), Date: regulars.DateOf(g.moment(), g.facts.Settings.Zone), Kind: pick(g.Rand, "ads", "coupons"),
		Campaign: pick(g.Rand, "", "", "back"), Channel: pick(g.Rand, "", "edm"), Amount: regulars.Money(g.Int64N(30_000_000)),
	}
	g.facts.Costs = slices.DeleteFunc(slices.Clone(g.facts.Costs), func(o Cost) bool {
		same := o
		same.Amount = c.Amount
		return same == c
	})
	g.facts.Costs = append(g.facts.Costs, c)
	return c
}
