package export

import (
	"os"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"regulars/identity"
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

// Orders writes the orders behind a number as CSV and returns what they add up to.
// each calls its argument with every row.
func Orders(path string, mask identity.Mask, each func(func(trace.Proof) error) error) (Sums, error) {
	var s Sums
	err := WholeFile(path, func(file *os.File) error {
		w := newCSV(file)
		if err := w.write(proofColumns...); err != nil {
			return err
		}
		err := each(func(p trace.Proof) error {
			s.Rows++
			s.add(p)
			return w.write(proofLine(p, mask)...)
		})
		if err != nil {
			return err
		}
		return w.close()
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

func proofLine(p trace.Proof, mask identity.Mask) []string {
	line := []string{p.Part, p.Record, p.Shop, p.ID, p.Number, "", "", "", "", "", "", "", "", p.Campaign, p.Channel, "", p.Delivery}
	if p.Date != nil {
		line[5] = p.Date.Format(time.DateOnly)
	}
	if p.PlacedAt != nil {
		line[6] = p.PlacedAt.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if p.MemberID != 0 {
		line[7] = mask.Write(p.MemberID)
	}
	if p.Record == "order" {
		line[8], line[9], line[10] = strconv.FormatUint(uint64(p.Seq), 10), p.Revenue.String(), exact(&p.Units)
	}
	if p.Numerator != nil {
		line[11] = p.Numerator.String()
	}
	if p.Denominator != nil {
		line[12] = p.Denominator.String()
	}
	if p.DeliveredOn != nil {
		line[15] = p.DeliveredOn.Format(time.DateOnly)
	}
	return line
}
