package oracle

import (
	"math/big"

	"regulars"
)

// line is one line of an order, in the brand's currency.
type line struct {
	product  string // empty: belongs to none
	category string // empty: belongs to none
	quantity float64
	revenue  regulars.Money // its share of the order's net revenue
}

func (h *History) addLines(o *order, raw Order) {
	convert := h.converter(o, raw)
	var amounts []regulars.Money
	for _, l := range raw.Lines {
		amounts = append(amounts, convert(l.Amount))
		o.lines = append(o.lines, line{product: productOf(l), category: h.categoryOf(raw.Shop, l), quantity: l.Quantity})
	}
	for i, share := range shares(o.revenue, amounts) {
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

// shares: "the order's net revenue shared over its lines by amount, in 1/10000
// units with whole numbers, so that the shares add up exactly: cumulative share
// after line i = revenue × cum_amount_i / sum_amount (truncated), line's share =
// difference; amounts < 0 count as 0; an order whose line amounts sum to 0 gives
// 0 to each line".
func shares(revenue regulars.Money, amounts []regulars.Money) []regulars.Money {
	var sum regulars.Money
	for _, a := range amounts {
		sum += max(a, 0)
	}
	of := make([]regulars.Money, len(amounts))
	if sum == 0 {
		return of
	}
	var cumulated, given regulars.Money
	for i, a := range amounts {
		cumulated += max(a, 0)
		part := new(big.Int).Mul(big.NewInt(int64(revenue)), big.NewInt(int64(cumulated)))
		until := regulars.Money(part.Quo(part, big.NewInt(int64(sum))).Int64())
		of[i], given = until-given, until
	}
	return of
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
