package input

import (
	"fmt"
	"strings"
	"time"

	"regulars"
)

// eventTypes are all types, those that definitions read more than once.
var eventTypes = []string{
	"page_view", "product_view", "search", "add_to_cart", "checkout_started", "login", "login", "registered", "registered",
	"review", "survey_score", "survey_score", "survey_score", "survey_score", "ticket_opened", "ticket_opened", "ticket_closed",
	"return_requested", "return_requested", "follow", "unfollow", "share", "invited", "invited", "comment",
	"message_click", "message_clicked", "message_opened", "something_new",
}

// behave writes events of a brand that has some: alone, and as visits.
func (g *generator) behave() {
	for range g.IntN(2*len(g.people) + 6) {
		g.event(pick(g.Rand, eventTypes...), g.happening())
	}
	for range g.IntN(len(g.people) + 3) {
		g.look()
	}
	for range g.IntN(4) {
		g.repeatEvent()
	}
}

// look is one who looks around, with breaks that just do or just don't end a visit.
func (g *generator) look() {
	at, shop, p, visitor := g.happening(), g.shop(), pick(g.Rand, g.people...), g.visitor()
	anonymous := g.chance(50)
	for range 1 + g.IntN(5) {
		e := g.event(pick(g.Rand, Browse...), at)
		e.Shop, e.Visitor = shop, visitor
		if anonymous {
			e.CustomerID, e.Email, e.Phone, e.LineID = "", "", "", ""
		} else {
			g.signEvent(e, p)
		}
		at = at.Add(pick(g.Rand, 0, time.Millisecond, time.Minute, Pause-time.Millisecond, Pause, Pause+time.Millisecond, 3*time.Hour))
	}
}

func (g *generator) visitor() string { return fmt.Sprint("visitor", g.IntN(6)) }

// happening is a moment; often shortly before or after an order, or at midnight.
func (g *generator) happening() time.Time {
	if n := len(g.facts.Orders); n > 0 && g.chance(30) {
		return g.facts.Orders[g.IntN(n)].PlacedAt.Add(pick(g.Rand, -24*time.Hour, -5*time.Minute, 0, time.Minute, 48*time.Hour))
	}
	if g.chance(20) {
		date := g.end.AddDays(-g.IntN(g.span + 1)).Time()
		midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, g.facts.Settings.Zone)
		return midnight.Add(pick(g.Rand, -time.Millisecond, 0, 2*time.Hour)).UTC()
	}
	return g.moment()
}

func (g *generator) event(kind string, at time.Time) *Event {
	e := Event{Shop: g.shop(), Event: regulars.Event{ID: fmt.Sprint("e", len(g.facts.Events)), Type: kind, At: at}}
	e.Properties = g.properties(kind)
	if g.chance(75) {
		g.signEvent(&e, pick(g.Rand, g.people...))
	}
	if g.chance(40) {
		e.Visitor = g.visitor()
	}
	if g.chance(5) {
		e.CustomerID = "stranger"
	}
	g.facts.Events = append(g.facts.Events, e)
	return &g.facts.Events[len(g.facts.Events)-1]
}

// signEvent says who it was, by one identifier or several.
func (g *generator) signEvent(e *Event, p person) {
	e.CustomerID, e.Email, e.Phone, e.LineID = "", g.one(p.emails, 40), g.number(p, 40), g.one(p.ids, 40)
	if g.chance(60) {
		e.CustomerID = p.customer[e.Shop]
	}
	if g.chance(20) {
		e.Email = strings.ToUpper(e.Email)
	}
	if g.chance(3) {
		e.Email = "nobody"
	}
}

func (g *generator) properties(kind string) map[string]string {
	p := map[string]string{}
	put := func(name string, values ...string) {
		if value := pick(g.Rand, values...); value != "-" {
			p[name] = value
		}
	}
	switch kind {
	case "survey_score":
		put("survey", "nps", "nps", "-", "", "csat", "csat", "other")
		put("score", "10", "9", "9", "8", "7", "6", "5", "4", "4", "3.5", "1", "0", "-1", "11", "-", "", "good", "nan", "8.5")
	case "ticket_opened", "ticket_closed":
		put("kind", "complaint", "complaint", "-", "", "question")
		put("ticket_id", "t1", "t2", "-")
	case "return_requested":
		put("order_id", "1", "2", "3", "3", "-", "")
	case "registered":
		put("invited_by", "-", "", "p1", "p2")
	case "message_click", "message_clicked":
		put("channel", "edm", "sms", "line", "-")
	}
	return p
}

// repeatEvent sends an event again: the same, or with other properties or
// somebody else's name.
func (g *generator) repeatEvent() {
	if len(g.facts.Events) == 0 {
		return
	}
	e := pick(g.Rand, g.facts.Events...)
	switch g.IntN(3) {
	case 0:
		e.Properties = g.properties(e.Type)
	case 1:
		g.signEvent(&e, pick(g.Rand, g.people...))
	}
	g.facts.Events = append(g.facts.Events, e)
}

// agree writes what people allow and refuse, now and again. No two say so in the
// same moment.
func (g *generator) agree() {
	p := pick(g.Rand, g.people...)
	c := Consent{Shop: g.shop(), Email: g.one(p.emails, 40), Phone: g.number(p, 40), LineID: g.one(p.ids, 40)}
	if g.chance(60) {
		c.CustomerID = p.customer[c.Shop]
	}
	c.Consent = regulars.Consent{
		Channel: pick(g.Rand, "edm", "sms", "line"), Purpose: pick(g.Rand, "marketing", "marketing", "service"),
		Answer: pick(g.Rand, regulars.AnswerYes, regulars.AnswerYes, regulars.AnswerNo), Source: pick(g.Rand, "form", "reply"),
		At: g.moment().Truncate(time.Second).Add(time.Duration(len(g.facts.Consents)) * time.Millisecond),
	}
	c.Undated = g.chance(40)
	g.facts.Consents = append(g.facts.Consents, c)
}
