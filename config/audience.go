package config

import (
	"fmt"
	"slices"

	"regulars"
	"regulars/config/audience"
	"regulars/config/days"
)

// checkSegments checks the brand's saved conditions.
func (r *reader) checkSegments(path string, b *Brand) {
	for _, name := range sortedKeys(b.Segments) {
		at, segment := join(path, name), b.Segments[name]
		if !nameForm.MatchString(name) {
			r.Add(at, fmt.Sprintf("the name %q doesn't fit into ids", name), "use a-z, 0-9, - and _, at most 64 of them")
		}
		segment.Resolve()
		r.problems(at, segment.SegmentMistakes())
		r.checkAnswered(at, b, &segment)
		b.Segments[name] = segment
	}
}

// checkAudience merges a campaign's segment into its audience, and checks both as one.
func (r *reader) checkAudience(path string, b *Brand, a *Audience) {
	a.Resolve()
	if a.Segment != "" {
		segment, known := b.Segments[a.Segment]
		if !known && nameForm.MatchString(a.Segment) && Nearest(a.Segment, sortedKeys(b.Segments)) == "" {
			a.ByConsole() // it may have been saved there; a plan looks it up
			segment, known = Audience{}, true
		}
		if !known {
			r.Add(path+".segment", fmt.Sprintf("the brand has no segment %q", r.Written(path+".segment")), suggest(a.Segment, sortedKeys(b.Segments)))
			return
		}
		for _, key := range a.Narrow(segment) {
			r.Add(join(path, key), "the segment "+a.Segment+" says it, too", "keep one of them")
		}
	}
	r.problems(path, a.Mistakes())
	r.checkAnswered(path, b, a)
}

// checkAnswered checks that the campaigns exist whose answers are asked for.
func (r *reader) checkAnswered(path string, b *Brand, a *Audience) {
	var campaigns []string
	for i := range b.Campaigns {
		campaigns = append(campaigns, b.Campaigns[i].Name)
	}
	for key, name := range map[string]string{"answered": a.Answered.Campaign, "did_not_answer": a.DidNotAnswer.Campaign} {
		if name != "" && !slices.Contains(campaigns, name) {
			r.Add(path+"."+key+".campaign", fmt.Sprintf("the brand has no campaign %q", name), suggest(name, campaigns))
		}
	}
}

// problems notes the mistakes of an audience, unless something in it can't be read.
func (r *reader) problems(path string, problems []audience.Problem) {
	if r.IsBrokenBelow(path) {
		return
	}
	for _, p := range problems {
		at := path
		if p.Key != "" {
			at = join(path, p.Key)
		}
		if p.Known != nil {
			r.oneOf(at, p.Unknown, p.Known)
			continue
		}
		r.Add(at, p.Says, p.Remedy)
	}
}

// checkRepetition reads when a campaign may reach a member again.
func (r *reader) checkRepetition(path string, c *Campaign) {
	var err error
	if c.Repetition, err = c.repetition(); err != nil {
		r.Add(path+".once_per", err.Error(), "write a number of days such as 90d, or stage, purchase or year")
	}
	if c.Once && c.OncePer != "" {
		r.Add(path+".once", "once is ever, and once_per says when again", "keep one of them")
	}
}

// repetition reads once and once_per. A step of a journey reaches each member who comes to it,
// unless the campaign says otherwise.
func (c *Campaign) repetition() (audience.Repetition, error) {
	if c.Audience.Journey != "" && c.OncePer == "" && !c.Once {
		return audience.Repetition{Per: audience.PerEntry}, nil
	}
	return audience.ParseRepetition(c.OncePer)
}

// checkCaps checks how many messages a member may get.
func (r *reader) checkCaps(path string, caps []Cap) {
	for i, c := range caps {
		at := item(path, i)
		r.positive(at+".at_most", c.AtMost)
		if c.Days < 1 || c.Days > audience.MaxDays {
			r.Add(at+".days", fmt.Sprintf("%d is not a number of days from 1 to %d", c.Days, audience.MaxDays), "write within how many business dates")
		}
		if c.Channel != "" {
			r.oneOf(at+".channel", c.Channel, names(regulars.Channels))
		}
	}
}

// What becomes of messages in quiet hours.
const (
	QuietHold = "hold"
	QuietSkip = "skip"
)

var quietThens = []string{QuietHold, QuietSkip}

// By whose clocks messages go.
const (
	ClocksBrand  = "brand"
	ClocksMember = "member"
)

var clocks = []string{ClocksBrand, ClocksMember}

func (r *reader) checkQuiet(path string, all []QuietHours) {
	for i, q := range all {
		at := item(path, i)
		for key, clock := range map[string]string{"from": q.From, "to": q.To} {
			if !days.IsClock(clock) {
				r.Add(at+"."+key, fmt.Sprintf("%q is not a time of day", clock), `write it as "21:00"`)
			}
		}
		if q.From == q.To {
			r.Add(at+".to", "the quiet has no length", "write when it ends")
		}
		for j, channel := range q.Channels {
			r.oneOf(item(at+".channels", j), channel, names(regulars.Channels))
		}
		r.oneOf(at+".then", q.Then, quietThens)
	}
}

// Minutes returns when the hours begin and end, in minutes after midnight.
func (q QuietHours) Minutes() (from, to int) { return days.Minutes(q.From), days.Minutes(q.To) }

// GoesOn reports whether a campaign with these days (Campaign.On) goes on a day.
var GoesOn = days.GoesOn

func (r *reader) checkDays(path string, list []string) {
	for i, day := range list {
		if !days.IsDay(day) {
			r.Add(item(path, i), fmt.Sprintf("%q is not a day", day), "write mon, tue, wed, thu, fri, sat, sun, or a date such as 2026-12-24")
		}
	}
}
