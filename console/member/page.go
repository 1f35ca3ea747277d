package member

import (
	"time"

	"regulars"
	"regulars/console/words"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/view"
)

// Page is what is shown of a member.
type Page struct {
	ID, Name    string
	Facts       []Fact
	Predictions []Fact
	Line        Line
	Orders      []Order
	Stages      []Stage
	Events      []Event
	Messages    []Message
	Consents    []Consent
	Advice      []Advice
	Identifiers []Identifier
	Links       []Link
}

// Fact is something that is known, under its name.
type Fact struct{ Name, Value string }

// Consent is what the member allowed or refused.
type Consent struct {
	Channel, Purpose, State, Source, At, Evidence string
	Granted                                       bool
}

// Advice is a product to recommend.
type Advice struct{ Product, Why string }

// Writer writes what is known in the words and numbers of a brand and a visitor.
type Writer struct {
	T       *words.Text
	Names   *present.Names
	Numbers present.Numbers
	Zone    *time.Location
	IDs     identity.Mask
	Masked  bool                  // of who may not see who people are
	Date    regulars.BusinessDate // as of which it is
	AskURL  string                // of the forms about the member; empty: the visitor may change nothing
	// CampaignURL is where a campaign of a date is shown.
	CampaignURL func(campaign string, date regulars.BusinessDate) string
}

// Page returns the page of a person.
func (w Writer) Page(p *view.Person) Page {
	page := Page{
		ID: w.IDs.Write(p.MemberID), Name: w.name(p.Name), Facts: w.facts(p), Predictions: w.predictions(p), Line: w.line(p),
		Orders: w.orders(p.Orders), Stages: w.stages(p.Stages), Events: w.events(p.Events), Messages: w.messages(p.Messages),
		Identifiers: w.identifiers(p.Nodes), Links: w.links(p.Links, p.Nodes),
	}
	for _, c := range p.Consents {
		shown := Consent{Channel: named(w.T.ChannelNames, c.Channel), Purpose: named(w.T.Purposes, c.Purpose), State: w.T.RefusedConsent, Granted: c.Granted, Source: c.Source, At: w.stamp(c.At), Evidence: w.open(c.Evidence)}
		if c.Granted {
			shown.State = w.T.Granted
		}
		page.Consents = append(page.Consents, shown)
	}
	for _, a := range p.Advice {
		page.Advice = append(page.Advice, Advice{a.Product, w.why(a.Why)})
	}
	return page
}

// name is a member's name as the visitor may see it.
func (w Writer) name(name string) string {
	switch {
	case name == "":
		return present.NoValue
	case w.Masked:
		return present.MaskedName(name)
	}
	return name
}

// open is what may name a person, or a dot.
func (w Writer) open(text string) string {
	if text != "" && w.Masked {
		return "…"
	}
	return text
}

func (w Writer) facts(p *view.Person) []Fact {
	class := present.NoValue
	if p.RFMClass != "" {
		class = w.Names.Class(p.RFMClass[len("rfm_"):])
	}
	next := ""
	if p.StageNext != "" && p.StageNextOn != nil {
		next = w.Names.Stage(p.StageNext) + " · " + p.StageNextOn.Format(time.DateOnly)
	}
	column := w.Names.Column
	return given([]Fact{
		{w.T.Stage, w.Names.Stage(p.Stage) + " · " + w.T.Since + " " + p.StageSince.Format(time.DateOnly)}, {column("stage_next"), next},
		{w.T.RFMClass, class + scores(p)}, {w.T.Phase, named(w.T.Phases, p.LifePhase)}, {w.T.Tier, named(w.T.Tiers, p.ValueTier)},
		{"AIPL", p.AIPL}, {column("purchases"), present.Whole(p.Purchases)}, {column("revenue"), w.Numbers.Money(p.Revenue)},
		{column("first_purchase"), day(p.FirstPurchase)}, {column("last_purchase"), day(p.LastPurchase)}, {column("email"), w.open(p.Email)},
		{column("phone"), w.open(p.Phone)}, {column("line_id"), w.open(p.LineID)}, {column("city"), p.City},
		{w.T.AnswersOn, named(w.T.ChannelNames, p.PreferredChannel)}, {column("tags"), present.List(w.tags(p.Tags))},
	})
}

func (w Writer) tags(all []string) []string {
	shown := make([]string, len(all))
	for i, tag := range all {
		shown[i] = named(w.T.Tags, tag)
	}
	return shown
}

// given are the facts that have a value.
func given(facts []Fact) []Fact {
	var some []Fact
	for _, f := range facts {
		if f.Value != "" && f.Name != "" {
			some = append(some, f)
		}
	}
	return some
}

func scores(p *view.Person) string {
	if p.RScore == nil || p.FScore == nil || p.MScore == nil {
		return ""
	}
	return " · R" + string(rune('0'+*p.RScore)) + "F" + string(rune('0'+*p.FScore)) + "M" + string(rune('0'+*p.MScore))
}

func (w Writer) predictions(p *view.Person) []Fact {
	column := w.Names.Column
	return given([]Fact{
		{column("p_alive"), w.value(present.Ratio, p.PAlive)}, {column("expected_14d"), w.value(present.Count, p.Expected14d)},
		{column("clv_365d"), w.value(present.Currency, p.CLV365d)}, {column("next_purchase"), day(p.NextPurchase)},
	})
}

func (w Writer) value(unit present.Unit, v *float64) string {
	if v == nil {
		return ""
	}
	return w.Numbers.Value(unit, v)
}

// never is the year of what has no moment, or no end yet.
const never = 2100

func (w Writer) stamp(at time.Time) string {
	if at.Unix() <= 0 || at.Year() >= never {
		return present.NoValue
	}
	return at.In(w.Zone).Format("2006-01-02 15:04")
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

func named(names map[string]string, key string) string {
	if name, known := names[key]; known && key != "" {
		return name
	}
	return key
}
