package experiment

import "math"

// textbookShares is Wald's interval, which every textbook begins with.
func textbookShares(a, b Share) Interval {
	p, q := a.Value(), b.Value()
	half := 1.959963984540054 * math.Sqrt(p*(1-p)/float64(a.Of)+q*(1-q)/float64(b.Of))
	return Interval{Estimate: p - q, Low: p - q - half, High: p - q + half}
}
