package oracle

import (
	"regulars/schema/oracle/exact"
	"regulars/schema/oracle/input"

	"regulars"
)

// line is one line of an order, in the brand's currency.
type line struct {
	product  string // empty: belongs to none
	category string // empty: belongs to none
	quantity float64
	revenue  regulars.Money // its share of the order's net revenue
}

func (h *History) addLines(o *order, raw input.Order) {
	convert := h.converter(o, raw)
	var amounts []regulars.Money
	for _, l := range raw.Lines {
		amounts = append(amounts, convert(l.Amount))
		o.lines = append(o.lines, line{product: productOf(l), category: h.categoryOf(raw.Shop, l), quantity: l.Quantity})
	}
	for i, share := range exact.Shares(o.revenue, amounts) {
		o.lines[i].revenue = share
	}
	o.cost = costOf(raw.Lines, convert)
}

// productOf: "sku, or the product id where the sku is empty; lines with neither
// belong to none".
func productOf(l regulars.Line) string { return firstOf(l.SKU, l.ProductID) }

// categoryOf: "the line's category, or that of the newest products row with the
// same shop and sku (or product id where sku empty), or none".
func (h *History) categoryOf(shop string, l regulars.Line) string {
	if l.Category != "" {
		return l.Category
	}
	category := ""
	for _, p := range h.products {
		if p.Shop != shop {
			continue
		}
		if l.SKU != "" && p.SKU == l.SKU || l.SKU == "" && l.ProductID != "" && p.ID == l.ProductID {
			category = p.Category
		}
	}
	return category
}

// costOf is the cost of an order "whose lines' costs are all known"; an order
// without lines has none that is known.
func costOf(lines []regulars.Line, convert func(regulars.Money) regulars.Money) *regulars.Money {
	var sum regulars.Money
	for _, l := range lines {
		if !l.HasCost {
			return nil
		}
		sum += convert(l.Cost)
	}
	if len(lines) == 0 {
		return nil
	}
	return &sum
}
