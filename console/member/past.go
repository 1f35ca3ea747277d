package member

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/present"
	"regulars/schema/view"
)

// Line is the member's time from their first order or stage to the date, of lineWidth.
type Line struct {
	From, To string
	Stages   []Bar
	Dots     []Dot
}

const lineWidth = 1000

// Bar is a stay in a stage.
type Bar struct {
	Class    string // the stage
	X, Width int
}

// Dot is an order.
type Dot struct {
	X       int
	Counted bool // it is a purchase
}

// Order is one of a member's orders.
type Order struct{ At, Shop, ID, Total, Revenue, Counts, Goods string }

// Stage is a stay in a stage.
type Stage struct{ Class, Name, Since, Until string }

// Event is something that the member did.
type Event struct{ At, Shop, Type, Said string }

// Message is what a campaign owed the member.
type Message struct{ At, Campaign, URL, Channel, State, Tone, Why, Answers string }

func (w Writer) line(p *view.Person) Line {
	end := w.Date.AddDays(1).Time()
	begin := end
	for _, o := range p.Orders {
		begin = earlier(begin, o.Date)
	}
	for _, s := range p.Stages {
		begin = earlier(begin, s.Since)
	}
	all := end.Sub(begin)
	if all <= 0 {
		return Line{}
	}
	at := func(t time.Time) int {
		return int(int64(min(max(t.Sub(begin), 0), all)/time.Hour) * lineWidth / max(int64(all/time.Hour), 1))
	}
	line := Line{From: begin.Format(time.DateOnly), To: w.Date.String()}
	for _, s := range slices.Backward(p.Stages) {
		from, to := at(s.Since), at(s.Until)
		line.Stages = append(line.Stages, Bar{Class: s.Stage, X: from, Width: max(to-from, 1)})
	}
	for _, o := range slices.Backward(p.Orders) {
		line.Dots = append(line.Dots, Dot{X: at(o.Date), Counted: o.Seq > 0})
	}
	return line
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (w Writer) orders(all []view.PersonOrder) []Order {
	shown := make([]Order, len(all))
	for i, o := range all {
		counts := w.T.NoPurchase
		switch {
		case o.Cancelled:
			counts = w.T.Cancelled
		case o.Seq > 0:
			counts = fmt.Sprintf(w.T.NthPurchase, o.Seq)
		}
		shown[i] = Order{
			At: w.stamp(o.PlacedAt), Shop: o.Shop, ID: w.open(o.OrderID), Total: w.Numbers.Money(o.Total), Revenue: w.Numbers.Money(o.Revenue),
			Counts: counts, Goods: strings.Join(o.Goods, ", "),
		}
	}
	return shown
}

func (w Writer) stages(all []view.PersonStage) []Stage {
	shown := make([]Stage, len(all))
	for i, s := range all {
		until := s.Until.AddDate(0, 0, -1).Format(time.DateOnly)
		if s.Until.Year() >= never || !s.Until.Before(w.Date.AddDays(1).Time()) {
			until = w.T.NowIn
		}
		shown[i] = Stage{Class: s.Stage, Name: w.Names.Stage(s.Stage), Since: s.Since.Format(time.DateOnly), Until: until}
	}
	return shown
}

func (w Writer) events(all []view.PersonEvent) []Event {
	shown := make([]Event, len(all))
	for i, e := range all {
		shown[i] = Event{At: w.stamp(e.At), Shop: e.Shop, Type: strings.ReplaceAll(named(w.T.EventTypes, e.Type), "_", " "), Said: w.open(e.Said)}
	}
	return shown
}

func (w Writer) messages(all []view.PersonMessage) []Message {
	shown := make([]Message, len(all))
	for i, m := range all {
		date := regulars.DateOf(m.Date, time.UTC)
		var why, answers []string
		if m.Reason != "" {
			why = append(why, w.T.ReasonName(m.Reason))
		}
		for _, said := range []string{m.Code, w.open(m.Detail)} {
			if said != "" {
				why = append(why, said)
			}
		}
		for _, a := range m.Answers {
			answers = append(answers, named(w.T.Responses, a))
		}
		shown[i] = Message{
			At: w.stamp(m.At), Campaign: m.Campaign + " · " + date.String(), URL: w.CampaignURL(m.Campaign, date), Channel: named(w.T.ChannelNames, m.Channel),
			State: named(w.T.Deliveries, m.State), Tone: m.State, Why: strings.Join(why, " · "), Answers: present.List(answers),
		}
	}
	return shown
}
