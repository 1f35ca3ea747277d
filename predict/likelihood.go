package predict

import (
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/mathext"
)

// likelihood is the log-likelihood of histories as a function of the parameters
// r, alpha, a, b, with its gradient.
//
// With k coins thrown (x for BG/NBD, x+1 for MBG/NBD) a history's likelihood is
//
//	G(r+x)/G(r) alpha^r (alpha+T)^-(r+x)  B(a, b+k)/B(a, b)  (1 + e^D),
//	D = log(a / (b+k-1)) + (r+x) log((alpha+T) / (alpha+t_x)),
//
// where e^D is the odds of having left at t_x, none without a coin. What depends
// on x, t_x or T alone is computed once for each of their values: there are far
// fewer of them than histories.
type likelihood struct {
	kind      Kind
	histories []History
	members   []float64 // by x
	longest   int       // in days
}

func newLikelihood(kind Kind, histories []History) *likelihood {
	l := &likelihood{kind: kind, histories: histories}
	for _, h := range histories {
		for int(h.Purchases) >= len(l.members) {
			l.members = append(l.members, 0)
		}
		l.members[h.Purchases] += float64(h.Members)
		l.longest = max(l.longest, int(h.Age))
	}
	return l
}

// value is the log-likelihood and its derivatives by r, alpha, a and b. Where
// m.A is 0 nobody leaves, and those by a and b mean nothing.
func (l *likelihood) value(m Purchases) (float64, [4]float64) {
	m.Kind = l.kind
	sum := l.byPurchases(m)
	times := newTimes(m.Alpha, l.longest)
	odds := l.leavingOdds(m)
	for _, part := range inParts(len(l.histories), func(from, to int) score {
		return l.byHistory(m, l.histories[from:to], times, odds)
	}) {
		sum.add(part)
	}
	return sum.value, sum.by
}

// inParts computes something of n things on all cores. The parts are always the
// same, so that their sum is the same on every machine.
func inParts[T any](n int, of func(from, to int) T) []T {
	parts := make([]T, 16)
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range parts {
		free <- struct{}{}
		wait.Go(func() {
			parts[i] = of(i*n/len(parts), (i+1)*n/len(parts))
			<-free
		})
	}
	wait.Wait()
	return parts
}

type score struct {
	value float64
	by    [4]float64 // derivatives by r, alpha, a, b
}

func (s *score) add(o score) {
	s.value += o.value
	for i := range s.by {
		s.by[i] += o.by[i]
	}
}

// byPurchases is what depends on x alone.
func (l *likelihood) byPurchases(m Purchases) score {
	var s score
	for x, members := range l.members {
		if members == 0 {
			continue
		}
		n, k := float64(x), m.coins(float64(x))
		s.value += members * (lgamma(m.R+n) - lgamma(m.R) + m.R*math.Log(m.Alpha))
		s.by[0] += members * (mathext.Digamma(m.R+n) - mathext.Digamma(m.R) + math.Log(m.Alpha))
		s.by[1] += members * m.R / m.Alpha
		if m.A == 0 {
			continue
		}
		s.value += members * (lgamma(m.A+m.B) + lgamma(m.B+k) - lgamma(m.B) - lgamma(m.A+m.B+k))
		together := mathext.Digamma(m.A+m.B) - mathext.Digamma(m.A+m.B+k)
		s.by[2] += members * together
		s.by[3] += members * (together + mathext.Digamma(m.B+k) - mathext.Digamma(m.B))
	}
	return s
}

// times holds, by days, log(alpha + weeks) and 1 / (alpha + weeks).
type times struct{ log, inverse []float64 }

func newTimes(alpha float64, longest int) times {
	t := times{make([]float64, longest+1), make([]float64, longest+1)}
	for day := range t.log {
		at := alpha + weeks(uint32(day))
		t.log[day], t.inverse[day] = math.Log(at), 1/at
	}
	return t
}

// leavingOdds is log(a / (b+k-1)) by x; minus infinity without a coin.
func (l *likelihood) leavingOdds(m Purchases) []float64 {
	odds := make([]float64, len(l.members))
	for x := range odds {
		k := m.coins(float64(x))
		odds[x] = math.Inf(-1)
		if k > 0 && m.A > 0 {
			odds[x] = math.Log(m.A) - math.Log(m.B+k-1)
		}
	}
	return odds
}

func (l *likelihood) byHistory(m Purchases, histories []History, t times, odds []float64) score {
	var s score
	for _, h := range histories {
		members, x := float64(h.Members), float64(h.Purchases)
		shape, age := m.R+x, t.log[h.Age]
		s.value -= members * shape * age
		s.by[0] -= members * age
		s.by[1] -= members * shape * t.inverse[h.Age]
		if math.IsInf(odds[h.Purchases], -1) {
			continue
		}
		silence := age - t.log[h.Recency]
		d := odds[h.Purchases] + shape*silence
		small := math.Exp(-math.Abs(d))
		s.value += members * (max(d, 0) + math.Log1p(small))
		left := members / (1 + small) // times the probability of having left
		if d < 0 {
			left *= small
		}
		s.by[0] += left * silence
		s.by[1] += left * shape * (t.inverse[h.Age] - t.inverse[h.Recency])
		s.by[2] += left / m.A
		s.by[3] -= left / (m.B + m.coins(x) - 1)
	}
	return s
}

// leavingHelps reports whether the likelihood of a population that never leaves (a =
// 0) grows with a for some b. Its derivative there is
//
//	sum e^((r+x) log((alpha+T) / (alpha+t_x))) / (b+k-1) - (digamma(b+k) - digamma(b)).
func (l *likelihood) leavingHelps(m Purchases) bool {
	m.Kind = l.kind
	t := newTimes(m.Alpha, l.longest)
	silences := make([]float64, len(l.members))
	for _, h := range l.histories {
		shape := m.R + float64(h.Purchases)
		silences[h.Purchases] += float64(h.Members) * math.Exp(shape*(t.log[h.Age]-t.log[h.Recency]))
	}
	for log := -wall; log <= wall; log += wall / 36 {
		b, slope := math.Exp(log), 0.0
		for x, members := range l.members {
			k := m.coins(float64(x))
			if k == 0 || members == 0 {
				continue
			}
			slope += silences[x]/(b+k-1) - members*(mathext.Digamma(b+k)-mathext.Digamma(b))
		}
		if !(slope <= 0) {
			return true
		}
	}
	return false
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
