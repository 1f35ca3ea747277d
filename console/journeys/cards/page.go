package cards

import (
	"fmt"
	"net/url"

	"regulars/config/journey"
	"regulars/console/form"
	"regulars/console/words"
	"regulars/present"
)

// Asked is what a journey's form chooses from, and how it is asked for.
type Asked struct {
	Words     *words.Text
	Names     *present.Names
	Journey   *journey.Journey // as the document has it, as far as it could be read
	Fields    url.Values
	Mistakes  map[string][]string // by path
	Segments  []string            // of who comes in
	Ends      []string            // segments that a night knows when it advances members
	Campaigns []string            // whose answers may be asked for
	Lists     []string            // of ad platforms
	Focus     int                 // the step at which somebody is; -1: at none
	Write     func(campaign string) string
}

// Page is the form of a journey.
type Page struct {
	Words    *Text
	Rest     [][2]string
	Enter    []form.Group
	Steps    []Card
	Ends     []form.Group
	Mistakes []string // of the steps as a whole

	sheet *form.Sheet
}

// Card is a step.
type Card struct {
	Number         int
	ID, Path, Says string
	Focus          bool
	Up, Down, Drop string // what to ask for; empty: it can't be moved so
	AddWay         string
	AddPart        string
	Write          string // where its message is written
	Name           form.Field
	Wait           form.Field
	Waits          []form.Field
	Does           form.Field
	Sends          []form.Field
	Ways, Parts    []Way
	Then           form.Field
	Lists          []form.Field
	Mistakes       []string
}

// Way is one of the ways of a step.
type Way struct {
	Says, Drop string
	Fields     []form.Field
}

// page makes the controls.
type page struct {
	*form.Sheet
	Asked
	t     *Text
	names []string // of the steps
}

// New returns the form of a journey.
func New(a Asked) *Page {
	p := &page{Sheet: form.NewSheet(a.Words, a.Names, a.Fields), Asked: a, t: textOf(a.Names)}
	p.Sheet.Mistakes = a.Mistakes
	for _, i := range form.Rows("steps", a.Fields) {
		p.names = append(p.names, a.Fields.Get(form.Item("steps", i)+".name"))
	}
	made := &Page{Words: p.t, sheet: p.Sheet}
	of := form.Audience{Prefix: "enter", Moment: momentOf(&a.Journey.Enter, a.Journey.ByEvent()), Segments: a.Segments, Campaigns: a.Campaigns, Event: []form.Field{
		p.Field(form.KindText, "event.type"), p.Field(form.KindText, "event.key"), p.Field(form.KindLines, "event.with"),
	}}
	made.Enter = []form.Group{p.Who(of, p.Field(form.KindText, "name")), p.Conditions(of), p.Behaviour(of)}
	for i := range p.names {
		made.Steps = append(made.Steps, p.card(i))
	}
	made.Ends = []form.Group{p.goal(), p.more()}
	made.Mistakes = p.Taken("steps", "steps-of", p.t.Steps)
	made.Rest = p.Rest()
	return made
}

// Point says at which control mistakes are shown.
func (p *Page) Point(mistakes []form.Wrong) { p.sheet.Point(mistakes) }

func (p *page) card(i int) Card {
	path := form.Item("steps", i)
	key := func(name string) string { return form.Join(path, name) }
	c := Card{
		Number: i + 1, ID: fmt.Sprint("step-", i+1), Path: path, Says: fmt.Sprintf(p.t.Step, i+1, p.names[i]), Focus: i == p.Focus, Drop: asked(doDrop, i),
		AddWay: asked(doAddWay, i), AddPart: asked(doAddPart, i),
	}
	p.Place = c.Says + " · "
	if i > 0 {
		c.Up = asked(doUp, i)
	}
	if i < len(p.names)-1 {
		c.Down = asked(doDown, i)
	}
	if c.Name = p.Field(form.KindText, key("name")); i > 0 {
		c.Name.Lead = "" // the first one says it
	}
	c.Wait = p.Choice(path+partWait, waitOf(path, p.Fields), p.options(p.t.Waits, waitNone, waitAfter, waitOn, waitUntil)...)
	c.Does = p.Choice(path+partDoes, doesOf(path, p.Fields), p.options(p.t.Does, doesSend, doesWays, doesSplit, doesNothing)...)
	c.Waits = p.waits(i, key)
	send := p.Field(form.KindText, key("send"))
	send.Of = "of-send"
	c.Sends = []form.Field{send}
	if send.Value != "" && p.Write != nil {
		c.Write = p.Write(send.Value)
	}
	for k := range form.Rows(key("ways"), p.Fields) {
		way := form.Item(key("ways"), k)
		w := Way{Says: fmt.Sprintf(p.t.Way, k+1), Drop: asked(doDropWay, i, k), Fields: p.condition(way+".if", i)}
		w.Fields = append(w.Fields, p.Field(form.KindChoice, way+".then", p.later(i, false)...))
		c.Ways = append(c.Ways, w)
	}
	for k := range form.Rows(key("split"), p.Fields) {
		part := form.Item(key("split"), k)
		c.Parts = append(c.Parts, Way{Says: fmt.Sprintf(p.t.Way, k+1), Drop: asked(doNoPart, i, k), Fields: []form.Field{
			p.Field(form.KindText, part+".weight"), p.Field(form.KindChoice, part+".then", p.later(i, false)...),
		}})
	}
	c.Then = p.Field(form.KindChoice, key("then"), p.later(i, true)...)
	c.Then.Of = "not-split"
	if len(c.Ways) > 0 {
		c.Then.Label = p.t.Otherwise
	}
	for _, name := range []string{"add_to", "take_from"} {
		if len(p.Lists) > 0 || p.Fields.Get(key(name)) != "" {
			c.Lists = append(c.Lists, p.Field(form.KindChoice, key(name), form.Optional(form.Options(p.Lists, form.Same))...))
		}
	}
	p.Place = ""
	c.Mistakes = p.Taken(path, c.ID, c.Says)
	return c
}

func (p *page) waits(i int, key func(string) string) []form.Field {
	after := p.Span(key("after"), p.Units("d", "h", "m")...)
	after.Of = "of-after"
	on := p.Span(key("on"), p.Units(form.UnitExpected)...)
	on.Of = "of-on"
	fields := []form.Field{after, on}
	for _, field := range p.condition(key("until"), i) {
		field.Of = "of-until"
		fields = append(fields, field)
	}
	most := p.Span(key("at_most"), p.Units("d", "h", "m")...)
	most.Of = "of-on of-until"
	return append(fields, most)
}

// condition are the controls of a condition that a step i asks for.
func (p *page) condition(path string, i int) []form.Field {
	key := func(name string) string { return form.Join(path, name) }
	before := form.Optional(form.Options(p.before(i), form.Same))
	fields := []form.Field{
		p.Field(form.KindTick, key("bought")), p.Field(form.KindChoice, key("opened"), before...), p.Field(form.KindChoice, key("clicked"), before...),
		p.Field(form.KindChoice, key("in"), form.Optional(form.Options(p.Asked.Ends, form.Same))...), p.Field(form.KindLines, key("did")),
	}
	if p.Journey.ByEvent() || p.Fields.Get(key("same")) != "" {
		fields = append(fields, p.Field(form.KindText, key("same")))
	}
	return fields
}

// before are the steps above one that send something.
func (p *page) before(i int) []string {
	var names []string
	for k := range min(i, len(p.names)) {
		if doesOf(form.Item("steps", k), p.Fields) == doesSend && p.names[k] != "" {
			names = append(names, p.names[k])
		}
	}
	return names
}

// later is where a step may lead to: the steps below it, and the end.
func (p *page) later(i int, next bool) []form.Option {
	var list []form.Option
	if next {
		list = append(list, form.Option{Value: "", Text: p.t.Next})
	}
	for k := i + 1; k < len(p.names); k++ {
		if p.names[k] != "" {
			list = append(list, form.Option{Value: p.names[k], Text: fmt.Sprintf(p.t.Step, k+1, p.names[k])})
		}
	}
	return append(list, form.Option{Value: journey.End, Text: p.t.End})
}

func (p *page) options(texts map[string]string, values ...string) []form.Option {
	return form.Options(values, func(v string) string { return texts[v] })
}

// goal is what the journey is for, and when members leave without it.
func (p *page) goal() form.Group {
	ends := form.Optional(form.Options(p.Asked.Ends, form.Same))
	again := []string{"again:=", "again:d"}
	if p.Journey.ByEvent() || p.Fields.Get("again") == journey.EachKey {
		again = append(again, "again:=each key")
	}
	fields := p.condition("goal", len(p.names))
	for i := range fields {
		fields[i] = p.Called(fields[i], p.t.Goal+" · "+fields[i].Label)
	}
	return form.Group{ID: "ends", Name: p.t.Ends, Lead: p.t.EndsLead, Fields: append(fields,
		p.Field(form.KindChoice, "stay", ends...), p.Field(form.KindChoice, "leave", ends...), p.Span("at_most", p.Units("d")...), p.Span("again", p.Units(again...)...))}
}

func (p *page) more() form.Group {
	places := form.Optional(p.options(p.t.Places, journey.OfFile, journey.OfConsole))
	return form.Group{ID: "more", Name: p.t.More, Fields: []form.Field{
		p.Span("holdout", p.Units(form.UnitPercent)...), p.Field(form.KindText, "priority"), p.Field(form.KindText, "purpose"),
		p.Field(form.KindTick, "paused"), p.Field(form.KindChoice, "messages", places...), p.Field(form.KindLines, "migrate"),
	}}
}
