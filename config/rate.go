package config

import (
	"fmt"

	"github.com/shopspring/decimal"
)

func (r *reader) checkRates(path string, b *Brand) {
	taken := map[string]bool{}
	known := map[string]bool{b.Currency: true}
	for i, rate := range b.Rates {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.need(at+".currency", rate.Currency, "write the foreign ISO 4217 currency, such as JPY")
		r.need(at+".from", rate.From, "write the first date on which it holds, as 2026-01-01")
		r.currency(at+".currency", rate.Currency)
		r.date(at+".from", rate.From)
		if value, err := decimal.NewFromString(rate.Rate); err != nil || !value.IsPositive() {
			r.add(at+".rate", fmt.Sprintf("%q is not a rate", r.written(at+".rate")), "write how many "+b.Currency+" one unit is, such as 31.5")
		}
		if key := rate.Currency + rate.From; taken[key] {
			r.add(at, "the rate of this currency and date is given twice", "keep one of them")
		} else {
			taken[key] = true
		}
		known[rate.Currency] = true
	}
	r.checkForeign(path, b, known)
}

// checkForeign asks for a rate of every currency that a shop sells in.
func (r *reader) checkForeign(path string, b *Brand, known map[string]bool) {
	for i, s := range b.Shops {
		if s.Currency == "" || known[s.Currency] {
			continue
		}
		r.add(fmt.Sprintf("%s.shops[%d].currency", parent(path), i), fmt.Sprintf("there is no rate from %s to %s", s.Currency, b.Currency),
			"add one under the brand's rates: {currency: "+s.Currency+", from: 2026-01-01, rate: …}")
	}
}
