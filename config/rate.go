package config

import (
	"fmt"

	"github.com/shopspring/decimal"

	"regulars/config/document"
	"regulars/config/rate"
)

func (r *reader) checkRates(path string, b *Brand) {
	taken := map[string]bool{}
	known := map[string]bool{b.Currency: true}
	for i, given := range b.Rates {
		at := item(path, i)
		r.need(at+".currency", given.Currency, "write the foreign ISO 4217 currency, such as JPY")
		r.need(at+".from", given.From, "write the first date on which it holds, as 2026-01-01")
		r.currency(at+".currency", given.Currency)
		r.date(at+".from", given.From)
		if value, err := decimal.NewFromString(given.Rate); err != nil || !value.IsPositive() {
			r.Add(at+".rate", fmt.Sprintf("%q is not a rate", r.Written(at+".rate")), "write how many "+b.Currency+" one unit is, such as 31.5")
		}
		if key := given.Currency + given.From; taken[key] {
			r.Add(at, "the rate of this currency and date is given twice", "keep one of them")
		} else {
			taken[key] = true
		}
		known[given.Currency] = true
	}
	for _, given := range r.ratesOf(path+"_file", b.RatesFile) {
		if key := given.Currency + given.From; taken[key] {
			r.Add(path+"_file", fmt.Sprintf("the rate of %s from %s is given twice", given.Currency, given.From), "keep one of them")
		} else {
			taken[key] = true
		}
		known[given.Currency] = true
		b.Rates = append(b.Rates, given)
	}
	if !r.IsBroken(path + "_file") {
		r.checkForeign(path, b, known)
	}
}

// ratesOf reads a file of rates; a line that can't be one is a mistake that
// names its number.
func (r *reader) ratesOf(path, name string) []Rate {
	if name == "" {
		return nil
	}
	text, err := r.ReadFile(r.Resolve(name), maxRatesSize)
	if err != nil {
		r.Add(path, fmt.Sprintf("%s can't be read: %s", r.Written(path), document.Reason(err)), "write the rates there; a relative path starts at the config's folder")
		return nil
	}
	rates, wrong, is := rate.Read(text)
	if !is {
		r.Add(path, r.Written(path)+" is no table of rates", "write the header currency,from,rate and a line such as USD,2026-01-01,31.5 per rate")
	}
	for _, line := range wrong {
		r.Add(path, fmt.Sprintf("line %d of %s is no rate", line, r.Written(path)), "write it as USD,2026-01-01,31.5: one unit in the brand's currency from that date on")
	}
	return rates
}

// checkForeign asks for a rate of every currency that a shop sells in.
func (r *reader) checkForeign(path string, b *Brand, known map[string]bool) {
	for i, s := range b.Shops {
		if s.Currency == "" || known[s.Currency] {
			continue
		}
		r.Add(item(document.Parent(path)+".shops", i)+".currency", fmt.Sprintf("there is no rate from %s to %s", s.Currency, b.Currency),
			"add one under the brand's rates: {currency: "+s.Currency+", from: 2026-01-01, rate: …}")
	}
}
