package woocommerce

import "time"

// fold keeps the zone's offset in mind while local times repeat: once rows come
// with a lower offset, rows with the higher one may still follow for as long as the
// clock was set back.
type fold struct {
	High  time.Duration `json:"high"`  // the highest offset that rows to come may have
	Since time.Time     `json:"since"` // the local time of the first row with a lower one
}

// noOffset is below every zone's: no row was seen yet.
const noOffset = -24 * time.Hour

func (f fold) pass(local time.Time, offset time.Duration) fold {
	switch {
	case offset >= f.High:
		return fold{High: offset}
	case f.Since.IsZero():
		f.Since = local
	case local.Sub(f.Since) > f.High-offset:
		return fold{High: offset}
	}
	return f
}

// offset is what a row without a local time is taken to have.
func (f fold) offset() time.Duration {
	if f.High == noOffset {
		return 0
	}
	return f.High
}
