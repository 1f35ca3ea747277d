package audience

import (
	"regulars"
)

// Everybody is what is: takes for members of any stage.
const Everybody = "everybody"

// Audience says whom a campaign addresses, as of its business date. Exactly one key is
// its moment; a member has to meet all the others that are given.
type Audience struct {
	Is             []string `yaml:"is"`               // moment: members who are in one of these stages, whenever they came to it; everybody: in any
	Enters         []string `yaml:"enters"`           // moment: members who entered one of these stages on the business date
	From           []string `yaml:"from"`             // with enters: the stages that they came from; empty: any
	Due            []string `yaml:"due"`              // moment: members who will enter one of these stages in due_in_days, unless they buy
	DueInDays      int      `yaml:"due_in_days"`      // with due: how many days after the message
	DaysAfter      int      `yaml:"days_after"`       // moment: so many days after a purchase; 1 is the next day
	Purchase       string   `yaml:"purchase"`         // with days_after: which purchase: first, its number such as 2, or last, as where it is absent
	ExpectedInDays *int     `yaml:"expected_in_days"` // moment: so many days before the next purchase is expected; 0: on the day
	Birthday       string   `yaml:"birthday"`         // moment: day, on the birthday; or month, in the month of it
	Anniversary    string   `yaml:"anniversary"`      // moment: the same of the first purchase, in later years
	Journey        string   `yaml:"journey"`          // moment: members who come to the step of this journey that sends the campaign

	Segment      string           `yaml:"segment"`        // a segment of the brand, whose conditions hold, too
	Classes      []string         `yaml:"rfm_classes"`    // such as rfm_vip; empty: any
	Cells        []string         `yaml:"rfm_cells"`      // RFM scores, such as r5f5 or r4m1; empty: any
	Tags         []string         `yaml:"tags"`           // members who have one of them
	WithoutTags  []string         `yaml:"without_tags"`   // members who have none of them
	Tiers        []string         `yaml:"tiers"`          // by value: high, potential, low, churned
	Phases       []string         `yaml:"phases"`         // of life: acquired, activated, growing, retained, churned
	AIPL         []string         `yaml:"aipl"`           // A, I, P, L
	Predicted    map[string]Range `yaml:"predicted"`      // of p_alive, expected_14d or clv_365d
	Bought       Goods            `yaml:"bought"`         // members who bought one of these
	NotBought    Goods            `yaml:"not_bought"`     // members who bought none of these
	Did          Behaviour        `yaml:"did"`            // members with such an event
	DidNot       Behaviour        `yaml:"did_not"`        // members without such an event
	Answered     Answer           `yaml:"answered"`       // members who answered an earlier campaign
	DidNotAnswer Answer           `yaml:"did_not_answer"` // members who were sent an earlier campaign and didn't answer
	Where        string           `yaml:"where"`          // an SQL predicate over member_asof

	// The spelling of release 0.1.0; Resolve turns it into is or enters.

	Stages []string `yaml:"stages"` // with when, the older spelling of is and enters
	When   string   `yaml:"when"`   // with stages: entered means enters, in means is

	within []string // the stages of the segment
	saved  bool     // the segment is none of the config's, and was saved on the console
}

// Range bounds a prediction of a member.
type Range struct {
	Above *float64 `yaml:"above"` // members whose value is this or more
	Below *float64 `yaml:"below"` // members whose value is less than this
	Top   float64  `yaml:"top"`   // the share of members with the highest values, 0..1
}

// Goods are what members bought, or not.
type Goods struct {
	Products   []string `yaml:"products"`    // SKUs, or ids of products without one
	Categories []string `yaml:"categories"`  // as the lines of orders say
	WithinDays int      `yaml:"within_days"` // counted from the business date back; 0 (default): ever
}

func (g Goods) empty() bool { return len(g.Products) == 0 && len(g.Categories) == 0 }

// Behaviour are events of members.
type Behaviour struct {
	Events     []string `yaml:"events"`      // such as product_view or add_to_cart
	WithinDays int      `yaml:"within_days"` // counted from the business date back; 0 (default): ever
}

// Answer is what members did with an earlier campaign's message.
type Answer struct {
	Campaign   string   `yaml:"campaign"`    // its name
	How        []string `yaml:"how"`         // opened, clicked, replied; default any of them
	WithinDays int      `yaml:"within_days"` // its business dates, counted back; 0 (default): all
}

// Moments, as Audience.Moment names them.
const (
	MomentIs          = "is"
	MomentEnters      = "enters"
	MomentDue         = "due"
	MomentAfter       = "days_after"
	MomentExpected    = "expected_in_days"
	MomentBirthday    = "birthday"
	MomentAnniversary = "anniversary"
	MomentJourney     = "journey"
)

// Day and Month are what birthday and anniversary take.
const (
	Day   = "day"
	Month = "month"
)

// moments lists the moments that are given.
func (a *Audience) moments() []string {
	var given []string
	for _, m := range []struct {
		name  string
		given bool
	}{
		{MomentIs, len(a.Is) > 0},
		{MomentEnters, len(a.Enters) > 0},
		{MomentDue, len(a.Due) > 0},
		{MomentAfter, a.DaysAfter != 0},
		{MomentExpected, a.ExpectedInDays != nil},
		{MomentBirthday, a.Birthday != ""},
		{MomentAnniversary, a.Anniversary != ""},
		{MomentJourney, a.Journey != ""},
	} {
		if m.given {
			given = append(given, m.name)
		}
	}
	return given
}

// Moment is when a member qualifies: one of the Moment constants; empty for a segment.
func (a *Audience) Moment() string {
	given := a.moments()
	if len(given) == 0 {
		return ""
	}
	return given[0]
}

// Within lists the stages in which the segment wants members to be; empty: any.
func (a *Audience) Within() []string {
	if len(a.within) == 1 && a.within[0] == Everybody {
		return nil
	}
	return a.within
}

// OnADay reports whether a member qualifies on one business date only, so that a night
// that never ran misses somebody.
func (a *Audience) OnADay() bool {
	switch a.Moment() {
	case MomentIs, MomentJourney, "": // a journey finds who was missed itself
		return false
	case MomentBirthday, MomentAnniversary:
		return a.Birthday == Day || a.Anniversary == Day
	}
	return true
}

// StageNames lists the stages that enters or is asks for; empty: any.
func (a *Audience) StageNames() []string {
	switch {
	case len(a.Enters) > 0:
		return a.Enters
	case len(a.Is) == 1 && a.Is[0] == Everybody:
		return nil
	}
	return a.Is
}

// Resolve writes the older spelling as the present one, and fills in which purchase is
// meant.
func (a *Audience) Resolve() {
	if len(a.moments()) == 0 {
		switch a.When {
		case "in":
			a.Is, a.Stages, a.When = orEverybody(a.Stages), nil, ""
		case "entered":
			a.Enters, a.Stages, a.When = orEvery(a.Stages), nil, ""
		}
	}
	if a.DaysAfter != 0 && a.Purchase == "" {
		a.Purchase = "last"
	}
}

func orEverybody(stages []string) []string {
	if len(stages) == 0 {
		return []string{Everybody}
	}
	return stages
}

func orEvery(stages []string) []string {
	if len(stages) > 0 {
		return stages
	}
	var all []string
	for _, stage := range regulars.Stages {
		all = append(all, string(stage))
	}
	return all
}
