package walk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
)

// atNight is when a replay's nights walk where the brand's schedule doesn't say: on the morning
// after the business date.
const atNight = 4*time.Hour + 30*time.Minute

// nightAt is the moment at which the night of a past business date walked.
func (w *Walker) nightAt(date regulars.BusinessDate) time.Time {
	morning, zone := date.AddDays(1).Time(), w.zone()
	day := time.Date(morning.Year(), morning.Month(), morning.Day(), 0, 0, 0, 0, zone)
	if w.brand.Schedule.Zone != nil {
		zone = w.brand.Schedule.Zone
	}
	if spec, err := config.ParseCron(w.brand.Schedule.Cron); err == nil {
		if next := spec.Next(day.Add(-time.Second).In(zone)); next.Before(day.AddDate(0, 0, 1)) {
			return next
		}
	}
	return day.Add(atNight)
}

// Between is how often ticks go by the brand's config, in a replay each hour where it says nothing.
func (w *Walker) Between() time.Duration { return cmp.Or(w.brand.Between, time.Hour) }

// beginningOf is the last moment before a date. An event of that moment, or of an earlier one, lets
// nobody into a past that begins on the date.
func (w *Walker) beginningOf(date regulars.BusinessDate) time.Time {
	day := date.Time()
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, w.zone()).Add(-time.Millisecond)
}

// ticksOf are the moments at which something happens in a past, by which the journey goes on:
// ticks at others would move nobody.
type ticksOf struct {
	every   time.Duration
	happens []time.Time // a tick each, in order
	ends    stepParams  // each step with when its wait ends: at the earliest, and at the latest
}

// happening asks when what happened by which the journey goes on between the nights of a past.
func (p *playing) happening(ctx context.Context, past Past) error {
	p.ticks = ticksOf{every: p.Between()}
	asks := momentParams{
		Brand: p.brand.Name, Types: []string{}, Every: int64(p.ticks.every.Seconds()),
		Since: later(p.nightAt(p.from).Add(-lately), p.begins), Until: p.nightAt(past.To),
	}
	if p.journey.ByEvent() {
		asks.Types = append(asks.Types, p.journey.Event.Type)
	}
	for i := range p.journey.Steps {
		s := &p.journey.Steps[i]
		wait := s.WaitOf()
		if !wait.Hours() && !wait.Immediate() {
			continue
		}
		p.ticks.end(s.Name, wait.For)
		if wait.Most > 0 {
			p.ticks.end(s.Name, wait.Most)
			asks.Types = slices.Concat(asks.Types, s.Until.Did, p.journey.Goal.Did)
			asks.Orders = asks.Orders || s.Until.Bought || p.journey.Goal.Bought
		}
	}
	var moments []struct {
		Moment int64 `ch:"moment"`
	}
	err := momentsScript.Select(ctx, p.db, &moments, asks)
	for _, m := range moments {
		p.ticks.happens = append(p.ticks.happens, time.Unix(m.Moment, 0).UTC())
	}
	return err
}

// tickAt is the tick at a moment, or the next one.
func (t *ticksOf) tickAt(at time.Time) time.Time {
	every := int64(t.every.Seconds())
	return time.Unix((at.Unix()+every-1)/every*every, 0).UTC()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (t *ticksOf) end(step string, after time.Duration) {
	t.ends.Steps, t.ends.Seconds = append(t.ends.Steps, step), append(t.ends.Seconds, uint64(after.Seconds()))
}

// waits is what is known of who waits after a night or a tick.
type waits struct {
	Next  int64  `ch:"next"`  // when the next wait is over, in seconds since 1970; 0: none is
	Over  uint64 `ch:"over"`  // waits that are over: for something to happen, or for the next run
	Moves uint64 `ch:"moves"` // of the date
}

// quiet is what a replay knows of a tick before it asks.
type quiet struct {
	coming  bool // nobody comes in
	waiting bool // nobody's wait is over
}

// goOn walks the moments between a night and the next one at which something happens.
func (p *playing) goOn(ctx context.Context, date regulars.BusinessDate) error {
	at, end := p.nightAt(date), p.nightAt(date.AddDays(1))
	var before waits
	for night := true; ; night = false {
		var w waits
		if err := nextWaitScript.Row(ctx, p.db, nextWaitParams{p.name(), p.ticks.ends, date, at}, &w.Next, &w.Over, &w.Moves); err != nil {
			return err
		}
		moved := night || w.Moves > before.Moves
		again := moved && (night || p.journey.Again != journey.EachKey)
		last := at
		at = p.ticks.next(last, w, moved, again)
		if !at.Before(end) {
			return nil
		}
		p.quiet.coming = !p.ticks.happened(last, at) && !(again && p.ticks.happened(at.Add(-lately), at))
		p.quiet.waiting = p.quiet.coming && w.Over == 0 && (w.Next == 0 || p.ticks.tickAt(time.Unix(w.Next, 0)).After(at))
		if err := p.Tick(ctx, date, at); err != nil {
			return err
		}
		before = w
	}
}

// never is after everything that happens.
var never = time.Unix(1<<40, 0)

// next is the first tick after a moment that may move anybody. Where somebody was moved that is the
// very next one if a wait is over already, or if others than before may come in again by an event
// of the last day.
func (t *ticksOf) next(at time.Time, w waits, moved, again bool) time.Time {
	next := never
	if i := t.after(at); i < len(t.happens) {
		next = t.happens[i]
	}
	if w.Next > 0 {
		next = earlier(next, t.tickAt(time.Unix(w.Next, 0)))
	}
	if moved && w.Over > 0 || again && t.happened(at.Add(-lately), at) {
		next = earlier(next, t.tickAt(at.Add(time.Second)))
	}
	return next
}

// after is the place of the first tick after a moment in which something happened.
func (t *ticksOf) after(at time.Time) int {
	i, _ := slices.BinarySearchFunc(t.happens, at, func(a, b time.Time) int { return cmp.Or(a.Compare(b), -1) })
	return i
}

// happened reports whether something did after a moment, for the ticks until another one.
func (t *ticksOf) happened(after, until time.Time) bool { return t.after(until) > t.after(after) }
