package experiment

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Power is how often a difference that is there is to be found.
const Power = 0.80

// NeedForShares returns how many members the second group needs so that a difference of
// effect between the shares is found, at the ratio of the groups that there is; the second
// share is taken as it was seen. It reports false where there is no effect, or a group has
// nobody.
func NeedForShares(a, b Share, effect float64) (uint64, bool) {
	base := b.Value()
	return whole(needForShares(math.Min(1, math.Max(0, base+effect)), base, float64(a.Of)/float64(b.Of), Power))
}

// needForShares is the formula of Fleiss, Levin & Paik without correction for continuity;
// ratio is the size of the first group over that of the second.
func needForShares(p, q, ratio, power float64) float64 {
	mean := (ratio*p + q) / (ratio + 1)
	alike := quantile * math.Sqrt((1+1/ratio)*mean*(1-mean))
	apart := distuv.UnitNormal.Quantile(power) * math.Sqrt(p*(1-p)/ratio+q*(1-q))
	return math.Pow((alike+apart)/(p-q), 2)
}

// NeedForMeans returns how many members the second group needs so that a difference of
// effect between the revenues per member is found, at the ratio of the groups and with the
// revenue before. It reports false where CUPED does, or there is no effect.
func NeedForMeans(a, b Sums, effect float64) (uint64, bool) {
	slope := theta(a, b)
	ratio := float64(a.N) / float64(b.N)
	first, second := floored(a.of(slope), b.of(slope))
	spread := first.variance/ratio + second.variance
	return whole(math.Pow((quantile+distuv.UnitNormal.Quantile(Power))/effect, 2) * spread)
}

// most is more members than any brand has.
const most = 1e12

// whole rounds up. It reports false of what is more than most, such as without an effect,
// and of what is no number, such as of a group of nobody.
func whole(n float64) (uint64, bool) {
	if !(n > 0) || n > most {
		return 0, false
	}
	return uint64(math.Ceil(n)), true
}
