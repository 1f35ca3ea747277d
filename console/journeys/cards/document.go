package cards

import (
	"net/url"
	"reflect"
	"strings"

	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/console/form"
)

// mostSteps is how many steps a page shows as cards.
const mostSteps = 40

// Parts of a step that are no keys: which of its waits counts, which of what it does, and the name
// that it had when the page was made.
const (
	partWait  = "~wait"
	partDoes  = "~does"
	partNamed = "~named"
)

// Waits and deeds of a step.
const (
	waitNone  = "none"
	waitAfter = "after"
	waitOn    = "on"
	waitUntil = "until"

	doesNothing = "nothing"
	doesSend    = "send"
	doesWays    = "ways"
	doesSplit   = "split"
)

// byEvent is the moment of who comes in by an event.
const byEvent = "event"

func read(document string) (journey.Journey, bool) {
	j, ok := written.ReadJourney(document)
	j.Enter.Resolve()
	return j, ok && len(j.Steps) <= mostSteps
}

// Fields returns a document as fields; false where it can't be read so.
func Fields(document string) (url.Values, bool) {
	j, ok := read(document)
	if !ok {
		return nil, false
	}
	fields := form.Values(j)
	for i := range j.Steps {
		if step := form.Item("steps", i); j.Name == "" && doesOf(step, fields) == doesNothing { // a new one
			fields.Set(step+partDoes, doesSend)
		}
	}
	return fields, true
}

// Posted is what came of a form: its fields, the document that they say, and the step at which
// somebody is, if they added or moved one; -1: at none.
type Posted struct {
	Fields   url.Values
	Document string
	Focus    int
}

// Lay lays what was posted over the document that the form was made of, and does what was asked
// for. Where nothing was changed the document stays as it is, comments and all.
func Lay(document string, posted url.Values, do string) Posted {
	was, ok := read(document)
	before := written.Tree(was)
	fields := form.Compact[journey.Journey](renamed(form.Settle(posted)))
	p := Posted{}
	p.Fields, was.Steps, p.Focus = act(do, fields, was.Steps)
	named(p.Fields)
	tree := form.Tree(was, counted(p.Fields))
	if p.Document = document; !ok || !reflect.DeepEqual(any(tree), before) {
		p.Document = written.JourneyText(tree)
	}
	return p
}

// counted leaves out the fields of choices that weren't made: they stay on the page.
func counted(fields url.Values) url.Values {
	counted := form.Meant("enter", fields)
	drop := func(path string) {
		for key := range counted {
			if key == path || strings.HasPrefix(key, path+".") || strings.HasPrefix(key, path+"[") {
				counted.Del(key)
			}
		}
	}
	if moment := fields.Get(form.MomentKey); moment != "" && moment != byEvent {
		drop("event")
	}
	for _, i := range form.Rows("steps", fields) {
		step := form.Item("steps", i)
		for _, key := range others(waits, fields.Get(step+partWait)) {
			drop(form.Join(step, key))
		}
		for _, key := range others(deeds, fields.Get(step+partDoes)) {
			drop(form.Join(step, key))
		}
		if fields.Get(step+partWait) == waitOn && counted.Get(form.Join(step, "on")) == "" {
			counted.Set(form.Join(step, "on"), "expected_purchase")
		}
	}
	return counted
}

// waits and deeds are the keys that don't count, by what was chosen.
var (
	waits = map[string][]string{
		waitNone: {"after", "on", "until", "at_most"}, waitAfter: {"on", "until", "at_most"}, waitOn: {"after", "until"}, waitUntil: {"after", "on"},
	}
	deeds = map[string][]string{
		doesNothing: {"send", "ways", "split"}, doesSend: {"ways", "split"}, doesWays: {"send", "split"}, doesSplit: {"send", "ways", "then"},
	}
)

func others(of map[string][]string, chosen string) []string { return of[chosen] }

// renamed lets what leads to a step, or asks for its message, follow its new name.
func renamed(fields url.Values) url.Values {
	names := map[string]string{}
	for _, i := range form.Rows("steps", fields) {
		step := form.Item("steps", i)
		old, name := form.Typed(fields.Get(step+partNamed)), form.Typed(fields.Get(form.Join(step, "name")))
		if strings.TrimSpace(old) != "" && strings.TrimSpace(name) != "" && old != name {
			names[old] = name
		}
	}
	if len(names) == 0 {
		return fields
	}
	for path, values := range fields {
		key := path[strings.LastIndexByte(path, '.')+1:]
		if key != "then" && key != "opened" && key != "clicked" {
			continue
		}
		for k, value := range values {
			if name, is := names[value]; is {
				values[k] = name
			}
		}
	}
	return fields
}

// named names what a step sends where nobody did.
func named(fields url.Values) {
	name := strings.TrimSpace(fields.Get("name"))
	for _, i := range form.Rows("steps", fields) {
		step := form.Item("steps", i)
		of := strings.TrimSpace(fields.Get(form.Join(step, "name")))
		send := form.Join(step, "send")
		if fields.Get(step+partDoes) == doesSend && fields.Get(send) == "" && name != "" && of != "" {
			fields.Set(send, name+"-"+of)
		}
	}
}

// waitOf and doesOf are what was chosen of a step, or else what its fields say.
func waitOf(step string, fields url.Values) string {
	switch {
	case fields.Get(step+partWait) != "":
		return fields.Get(step + partWait)
	case fields.Get(form.Join(step, "on")) != "":
		return waitOn
	case len(form.NamesBelow(form.Join(step, "until"), fields)) > 0:
		return waitUntil
	case fields.Get(form.Join(step, "after")) != "":
		return waitAfter
	}
	return waitNone
}

func doesOf(step string, fields url.Values) string {
	switch {
	case fields.Get(step+partDoes) != "":
		return fields.Get(step + partDoes)
	case len(form.Rows(form.Join(step, "ways"), fields)) > 0:
		return doesWays
	case len(form.Rows(form.Join(step, "split"), fields)) > 0:
		return doesSplit
	case fields.Get(form.Join(step, "send")) != "":
		return doesSend
	}
	return doesNothing
}

func momentOf(a *audience.Audience, event bool) string {
	if event {
		return byEvent
	}
	return a.Moment()
}
