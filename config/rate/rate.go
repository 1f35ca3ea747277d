// Package rate is a brand's table of dated exchange rates.
package rate

import (
	"bytes"
	"encoding/csv"
	"slices"

	"github.com/shopspring/decimal"

	"regulars"
)

// Rate is a dated exchange rate: one unit of Currency is Rate units of the
// brand's currency from the date on.
type Rate struct {
	Currency string `yaml:"currency"` // the foreign one, ISO 4217
	From     string `yaml:"from"`     // the first date on which it holds
	Rate     string `yaml:"rate"`     // how many of the brand's currency one unit is: a decimal
}

// columns are the header of a file of rates.
var columns = []string{"currency", "from", "rate"}

// Read reads a CSV file of rates, and returns the numbers of the lines that can't be one. It
// reports false where it is no table of rates at all.
func Read(text []byte) (rates []Rate, wrong []int, is bool) {
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) == 0 || !slices.Equal(lines[0], columns) {
		return nil, nil, false
	}
	for i, line := range lines[1:] {
		r := Rate{Currency: line[0], From: line[1], Rate: line[2]}
		if !r.valid() {
			wrong = append(wrong, i+2)
			continue
		}
		rates = append(rates, r)
	}
	return rates, wrong, true
}

func (r Rate) valid() bool {
	value, err := decimal.NewFromString(r.Rate)
	_, badDate := regulars.ParseBusinessDate(r.From)
	return err == nil && value.IsPositive() && badDate == nil && len(r.Currency) == 3
}
