package journey

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"regulars/config/audience"
)

var (
	nameForm  = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)
	eventForm = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// Segments lists the segments that are asked for, by the key that names each.
func (j *Journey) Segments() map[string]string {
	all := map[string]string{}
	add := func(key, segment string) {
		if segment != "" {
			all[key] = segment
		}
	}
	add("stay", j.Stay)
	add("leave", j.Leave)
	add("goal.in", j.Goal.In)
	for i := range j.Steps {
		s := &j.Steps[i]
		add(fmt.Sprintf("steps[%d].until.in", i), s.Until.In)
		for k := range s.Ways {
			add(fmt.Sprintf("steps[%d].ways[%d].if.in", i, k), s.Ways[k].If.In)
		}
	}
	return all
}

// Mistakes returns what is wrong with the journey. The reader of the config checks who
// comes in, as it does a campaign's audience, and that its segments and campaigns exist.
func (j *Journey) Mistakes() []audience.Problem {
	c := &checker{journey: j, at: map[string]int{}}
	c.event()
	c.days("at_most", j.AtMost, 1)
	if places := []string{OfFile, OfConsole}; j.Messages != "" && !slices.Contains(places, j.Messages) {
		c.problems = append(c.problems, audience.Problem{Key: "messages", Unknown: j.Messages, Known: places})
	}
	if len(j.Steps) == 0 {
		c.add("steps", "the journey has no steps", "write at least one, such as {name: care, after: 7d, send: a campaign}")
	}
	if len(j.Steps) > 0 && len(j.Sends()) == 0 {
		c.add("steps", "no step sends anything", "write send: and a campaign at one of them")
	}
	for i := range j.Steps {
		c.name(i)
	}
	for i := range j.Steps {
		c.step(i)
	}
	c.condition("goal", &j.Goal, len(j.Steps))
	for _, from := range slices.Sorted(maps.Keys(j.Migrate)) {
		if to := j.Migrate[from]; to != End && !c.known(to) {
			c.unknown("migrate."+from, to)
		}
	}
	return c.problems
}

type checker struct {
	journey  *Journey
	at       map[string]int // where a step stands
	problems []audience.Problem
}

// event checks what lets members in.
func (c *checker) event() {
	e := c.journey.Event
	if c.journey.Again != EachKey {
		c.days("again", c.journey.Again, 1)
	}
	switch {
	case e.Type == "" && (e.Key != "" || len(e.With) > 0):
		c.add("event.type", "it is missing", "write what members do, such as checkout_started")
	case e.Type == "" && c.journey.Again == EachKey:
		c.add("again", "no event lets members in", "write event, or after how many days they may come in again, such as 90d")
	case e.Type != "" && !eventForm.MatchString(e.Type):
		c.add("event.type", fmt.Sprintf("%q is no event", e.Type), "write its type, such as checkout_started")
	case e.Type != "" && c.journey.Enter.Moment() != audience.MomentIs:
		c.add("enter", "the event is the moment at which members come in", "write is: [everybody] or conditions only")
	}
}

func (c *checker) add(key, says, remedy string) {
	c.problems = append(c.problems, audience.Problem{Key: key, Says: says, Remedy: remedy})
}

func (c *checker) days(key, text string, least int) {
	if text == "" {
		return
	}
	if n, ok := days(text); !ok || n < least {
		c.add(key, fmt.Sprintf("%q is not a number of days from %d to %d", text, least, audience.MaxDays), "write it as 7d, or a wait below 96 hours as 1h or 30m")
	}
}

func (c *checker) known(step string) bool {
	_, known := c.at[step]
	return known
}

func (c *checker) unknown(key, step string) {
	c.problems = append(c.problems, audience.Problem{Key: key, Unknown: step, Known: append(slices.Sorted(maps.Keys(c.at)), End)})
}

func (c *checker) name(i int) {
	key, name := fmt.Sprintf("steps[%d].name", i), c.journey.Steps[i].Name
	switch {
	case !nameForm.MatchString(name):
		c.add(key, fmt.Sprintf("the name %q doesn't fit into ids", name), "use a-z, 0-9, - and _, at most 64 of them")
	case name == End || name == KeptOut:
		c.add(key, name+" is no name of a step", "it stands for something else; take another one")
	case c.known(name):
		c.add(key, "the name "+name+" is taken", "give each step its own name")
	default:
		c.at[name] = i
	}
}

func (c *checker) step(i int) {
	s, key := &c.journey.Steps[i], fmt.Sprintf("steps[%d]", i)
	c.wait(key, i, s)
	if s.AddTo != "" && s.AddTo == s.TakeFrom {
		c.add(key+".take_from", "the step puts members onto the ad list, too", "keep one of add_to and take_from")
	}
	c.then(key+".then", i, s.Then)
	choices := 0
	for _, given := range []bool{s.Send != "", len(s.Ways) > 0, len(s.Split) > 0} {
		if given {
			choices++
		}
	}
	if choices > 1 {
		c.add(key, "it does several things at once", "keep one of send, ways and split; make the others steps of their own")
	}
	for k := range s.Ways {
		at := fmt.Sprintf("%s.ways[%d]", key, k)
		if s.Ways[k].If.Empty() {
			c.add(at+".if", "the way has no condition", "write one; where none of the ways is open, then of the step holds")
		}
		c.condition(at+".if", &s.Ways[k].If, i)
		c.must(at+".then", i, s.Ways[k].Then)
	}
	for k, b := range s.Split {
		at := fmt.Sprintf("%s.split[%d]", key, k)
		if !(b.Weight > 0) {
			c.add(at+".weight", "it must be above zero", "write how large its part is next to the others', such as 1")
		}
		c.must(at+".then", i, b.Then)
	}
	if len(s.Split) == 1 {
		c.add(key+".split", "one way is no choice", "write a second one, or then")
	}
	if len(s.Split) > 0 && s.Then != "" {
		c.add(key+".then", "every member gets one of the ways of split", "remove it")
	}
}

func (c *checker) wait(key string, i int, s *Step) {
	given := 0
	for _, is := range []bool{s.After != "", s.On != "", !s.Until.Empty()} {
		if is {
			given++
		}
	}
	if given > 1 {
		c.add(key, "it waits for several things at once", "keep one of after, on and until")
	}
	if _, ok := hours(s.After); !ok {
		c.days(key+".after", s.After, 0)
	}
	if _, ok := expected(s.On); s.On != "" && !ok {
		c.add(key+".on", fmt.Sprintf("%q is no day", s.On), "write expected_purchase, or expected_purchase - 3d")
	}
	c.condition(key+".until", &s.Until, i)
	if _, ok := hours(s.AtMost); !ok || s.Until.Empty() {
		c.days(key+".at_most", s.AtMost, 1)
	}
	if s.AtMost != "" && s.On == "" && s.Until.Empty() {
		c.add(key+".at_most", "it says how long on or until wait at most, and none is given", "remove it")
	}
}

// must is then for a way, which has to lead somewhere.
func (c *checker) must(key string, i int, then string) {
	if then == "" {
		c.add(key, "it is missing", "write a later step, or end")
		return
	}
	c.then(key, i, then)
}

// then checks that a way leads to a later step: members never walk in circles.
func (c *checker) then(key string, i int, then string) {
	if then == "" || then == End {
		return
	}
	at, known := c.at[then]
	switch {
	case !known:
		c.unknown(key, then)
	case at <= i:
		c.add(key, "the step "+then+" doesn't come later", "lead to a step below, or to end; who is to walk again comes in again (again: 90d)")
	}
}

// condition checks a condition of the step i: messages that it asks for come before it.
func (c *checker) condition(key string, cond *Condition, i int) {
	for name, step := range map[string]string{"opened": cond.Opened, "clicked": cond.Clicked} {
		at, known := c.at[step]
		switch {
		case step == "":
		case !known:
			c.unknown(key+"."+name, step)
		case c.journey.Steps[at].Send == "":
			c.add(key+"."+name, "the step "+step+" sends nothing", "name a step with send")
		case at >= i:
			c.add(key+"."+name, "the step "+step+" doesn't come before", "name an earlier one")
		}
	}
	if cond.Same != "" && (len(cond.Did) == 0 || c.journey.Event.Key == "") {
		c.add(key+".same", "it compares what members did with the key with which they came in, and one of them isn't said", "write did next to it, and key at the journey's event")
	}
	for k, event := range cond.Did {
		if !eventForm.MatchString(event) {
			c.add(fmt.Sprintf("%s.did[%d]", key, k), fmt.Sprintf("%q is no event", event), "write its type, such as add_to_cart")
		}
	}
}
