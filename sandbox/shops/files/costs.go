package files

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

// costs writes what the brand spent to win and keep its members: advertisements
// on every day of the last 400, more on weekends, and the short messages of two
// campaigns on the last 28.
func (f *Feed) costs(w io.Writer) error {
	d := brand.NewDice(f.Brand.Seed, 5)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"date", "kind", "campaign", "channel", "amount"}); err != nil {
		return err
	}
	// As of yesterday: today's bills are not in yet.
	for ago := 400; ago >= 1; ago-- {
		date := time.Unix(f.Brand.Now, 0).In(f.Brand.Zone).AddDate(0, 0, -ago)
		rows := [][]string{{"ads", "", "", amountOf(f.advertising(date) * d.Between(.8, 1.2))}}
		if ago <= 28 {
			rows = append(rows,
				[]string{"messages", "wake-up", "sms", amountOf(d.Between(20, 60))},
				[]string{"messages", "last-call", "sms", amountOf(d.Between(40, 90))})
		}
		for _, row := range rows {
			if err := out.Write(append([]string{date.Format(time.DateOnly)}, row...)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// advertising of a day grows with the number of members.
func (f *Feed) advertising(date time.Time) float64 {
	perDay := 400 + .2*float64(len(f.Brand.People))
	if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
		return 1.5 * perDay
	}
	return perDay
}

func amountOf(spent float64) string { return strconv.FormatFloat(math.Round(spent), 'f', 0, 64) }
