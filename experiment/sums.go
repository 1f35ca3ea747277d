package experiment

// Sums are what is kept of the revenues of a group: of each member, what was spent
// afterwards (Y) and what was spent before (X). Groups are added by adding them.
type Sums struct {
	N          uint64
	Y, X       float64
	YY, YX, XX float64
}

// Add adds a member.
func (s *Sums) Add(after, before float64) {
	s.N++
	s.Y, s.X = s.Y+after, s.X+before
	s.YY, s.YX, s.XX = s.YY+after*after, s.YX+after*before, s.XX+before*before
}

// Plus returns the sums of both groups together.
func (s Sums) Plus(o Sums) Sums {
	return Sums{N: s.N + o.N, Y: s.Y + o.Y, X: s.X + o.X, YY: s.YY + o.YY, YX: s.YX + o.YX, XX: s.XX + o.XX}
}

// Mean is the revenue per member; 0 of nobody.
func (s Sums) Mean() float64 {
	if s.N == 0 {
		return 0
	}
	return s.Y / float64(s.N)
}

// moments are a number of members, their mean and their variance.
type moments struct {
	n, mean, variance float64
}

// rounding is what sums of squares may be wrong by.
const rounding = 1e-12

// of returns the moments of Y - theta X.
func (s Sums) of(theta float64) moments {
	n := float64(s.N)
	mean := (s.Y - theta*s.X) / n
	square := (s.YY - 2*theta*s.YX + theta*theta*s.XX) / n
	variance := square - mean*mean
	if variance < rounding*square {
		variance = 0
	}
	return moments{n: n, mean: mean, variance: variance * n / (n - 1)}
}

// within are the sums of products and squares about the group's own means.
func (s Sums) within() (yx, xx float64) {
	n := float64(s.N)
	xx = s.XX - s.X*s.X/n
	if xx < rounding*s.XX {
		xx = 0
	}
	return s.YX - s.Y*s.X/n, xx
}
