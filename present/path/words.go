package path

import (
	"cmp"
	"fmt"
	"strings"

	"regulars/config/journey"
	"regulars/present"
)

// Words are those of one language. A field with % is a format; its comment says what goes in.
type Words struct {
	KeptOut, LeftOtherwise             string
	End, Earlier                       string
	Day, Days, Expected, Before        string // Days: number, which isn't 1; Before: Day or Days
	Until, AtMost, Or, And             string // Until: condition, how long at most; AtMost: how long
	Bought, Opened, Clicked, Did, In   string // of a step, of events, of a segment
	Same                               string // property
	Lot, Else, Always                  string // Lot: weight
	Goal, NoGoal, TooFew, Enough, None string
	WholeJourney                       string

	States  map[string]string
	Reasons map[string]string
}

// Of returns the words of a language.
func Of(names *present.Names) *Words {
	if names.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

// State names a state of a journey.
func (w *Words) State(state string) string { return cmp.Or(w.States[state], state) }

// Reason says why members left.
func (w *Words) Reason(reason string) string { return cmp.Or(w.Reasons[reason], reason) }

// Destination names the step that a way leads to; empty: the end.
func (w *Words) Destination(to string) string {
	if to == "" || to == journey.End {
		return w.End
	}
	return to
}

// Wait says what a step waits for; empty: nothing.
func (w *Words) Wait(s *journey.Step) string {
	wait := s.WaitOf()
	most := w.days(wait.AtMost)
	if wait.Most > 0 {
		most = s.AtMost
	}
	switch {
	case wait.Kind == journey.WaitExpected && wait.Days > 0:
		return fmt.Sprintf(w.Before, w.days(wait.Days)) + fmt.Sprintf(w.AtMost, most)
	case wait.Kind == journey.WaitExpected:
		return w.Expected + fmt.Sprintf(w.AtMost, most)
	case wait.Kind == journey.WaitUntil:
		return fmt.Sprintf(w.Until, w.Condition(&s.Until)) + fmt.Sprintf(w.AtMost, most)
	case wait.For > 0:
		return s.After
	case wait.Days == 0:
		return ""
	}
	return w.days(wait.Days)
}

func (w *Words) days(n int) string {
	if n == 1 {
		return w.Day
	}
	return fmt.Sprintf(w.Days, n)
}

// Condition says what is asked of a member; empty: nothing.
func (w *Words) Condition(c *journey.Condition) string {
	var parts []string
	if c.Bought {
		parts = append(parts, w.Bought)
	}
	for _, asked := range []struct{ format, of string }{{w.Opened, c.Opened}, {w.Clicked, c.Clicked}, {w.Did, strings.Join(c.Did, w.Or)}, {w.In, c.In}} {
		if asked.of != "" {
			parts = append(parts, fmt.Sprintf(asked.format, asked.of))
		}
	}
	says := strings.Join(parts, w.And)
	if c.Same != "" {
		says += fmt.Sprintf(w.Same, c.Same)
	}
	return says
}

// Way says when members go a way of a step.
func (w *Words) Way(s *journey.Step, to string) string {
	var parts []string
	for i := range s.Ways {
		if journey.Destination(s.Ways[i].Then) == to {
			parts = append(parts, w.Condition(&s.Ways[i].If))
		}
	}
	for _, b := range s.Split {
		if journey.Destination(b.Then) == to {
			parts = append(parts, fmt.Sprintf(w.Lot, b.Weight))
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, w.Or)
	case len(s.Ways) > 0:
		return w.Else
	}
	return w.Always
}

// Verdict says what a difference means: whether there is one, and whether it is more than
// chance.
func (w *Words) Verdict(known, enough bool) string {
	switch {
	case !known:
		return w.None
	case enough:
		return w.Enough
	}
	return w.TooFew
}
