package export

import (
	"github.com/shopspring/decimal"

	"regulars/identity"
	"regulars/present"
	"regulars/schema/trace"
)

// Sums are what the exported rows add up to.
type Sums struct {
	Rows                   int
	Numerator, Denominator decimal.Decimal
}

var proofColumns = []string{
	"part", "record", "shop", "order_id", "number", "date", "placed_at", "member_id", "seq", "revenue", "units", "numerator", "denominator",
	"campaign", "channel", "delivered_on", "delivery",
}

// Orders writes the orders behind a number as CSV, or as an Excel sheet with headers in
// a language, and returns what they add up to. each calls its argument with every row.
func Orders(path string, names *present.Names, mask identity.Mask, each func(func(trace.Proof) error) error) (Sums, error) {
	var s Sums
	err := writeTable(path, names, func(t table) error {
		if err := t.header(proofColumns...); err != nil {
			return err
		}
		return each(func(p trace.Proof) error {
			s.Rows++
			s.add(p)
			return t.write(proofLine(p, mask)...)
		})
	})
	return s, err
}

func (s *Sums) add(p trace.Proof) {
	if p.Numerator != nil {
		s.Numerator = s.Numerator.Add(*p.Numerator)
	}
	if p.Denominator != nil {
		s.Denominator = s.Denominator.Add(*p.Denominator)
	}
}

func proofLine(p trace.Proof, mask identity.Mask) []any {
	line := []any{
		p.Part, p.Record, p.Shop, p.ID, p.Number, optional(p.Date, asDay), optional(p.PlacedAt, asMoment), nil, nil, nil, nil,
		optional(p.Numerator, asPart), optional(p.Denominator, asPart), p.Campaign, p.Channel, optional(p.DeliveredOn, asDay), p.Delivery,
	}
	if p.MemberID != 0 {
		line[7] = mask.Write(p.MemberID)
	}
	if p.Record == "order" {
		line[8], line[9], line[10] = p.Seq, price(p.Revenue), amount(p.Units)
	}
	return line
}
