package sandbox

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"time"
)

// costs writes what the brand spent to win and keep its members: advertisements
// on every day of the last 400, more on weekends, and the short messages of two
// campaigns on the last 28.
func (f feed) costs(w io.Writer) error {
	d := newDice(f.seed, 5)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"date", "kind", "campaign", "channel", "amount"}); err != nil {
		return err
	}
	// As of yesterday: today's bills are not in yet.
	for ago := 400; ago >= 1; ago-- {
		date := time.Unix(f.brand.now, 0).In(f.brand.zone).AddDate(0, 0, -ago)
		rows := [][]string{{"ads", "", "", amountOf(f.advertising(date) * d.between(.8, 1.2))}}
		if ago <= 28 {
			rows = append(rows,
				[]string{"messages", "wake-up", "sms", amountOf(d.between(20, 60))},
				[]string{"messages", "last-call", "sms", amountOf(d.between(40, 90))})
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
func (f feed) advertising(date time.Time) float64 {
	perDay := 400 + .2*float64(len(f.brand.people))
	if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
		return 1.5 * perDay
	}
	return perDay
}

func amountOf(spent float64) string { return strconv.FormatFloat(math.Round(spent), 'f', 0, 64) }
