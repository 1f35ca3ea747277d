package journeys

import (
	"context"

	"regulars/config"
	"regulars/config/journey"
	"regulars/console/page"
	"regulars/schema/desk"
	"regulars/schema/walk"
)

// Works are decisions about whole journeys that somebody who knows Temporal carries out: what
// is being sent follows them. They return a *walk.RefusedError for one that changes nothing.
type Works interface {
	PauseJourney(ctx context.Context, d Decision) error
	ResumeJourney(ctx context.Context, d Decision) error
	EndJourney(ctx context.Context, d Decision) error
}

// Decision is what a person decides about a journey.
type Decision struct{ Brand, Journey, By, Note string }

// Roles are those that what people do needs: to pause is to hold, to end is to stop everything,
// and to move a member is to change something about them.
var Roles = map[string]string{
	desk.JourneyPause: config.RoleApprove, desk.JourneyResume: config.RoleApprove, desk.JourneyEnd: config.RoleOperate,
	desk.JourneyMove: config.RoleEdit, desk.JourneyRemove: config.RoleEdit,
}

// Action leads to the form of a decision.
type Action struct {
	Name, Text, URL string
	Main, Danger    bool
}

// Ask is the form of what is about to be done.
type Ask struct {
	Name, Text, Lead, Back, Post string
	Member                       string
	Steps                        []string // to which a member may be moved
	Danger                       bool
}

// actions are the decisions that mean something now, and that the visitor may make.
func (s Shown) actions(j *journey.Journey, d walk.Decision) []Action {
	names := []string{desk.JourneyPause, desk.JourneyEnd}
	switch {
	case d.Ended():
		names = []string{desk.JourneyResume}
	case d.Paused():
		names = []string{desk.JourneyResume, desk.JourneyEnd}
	}
	var all []Action
	for _, name := range names {
		if s.May(Roles[name]) {
			all = append(all, Action{Name: name, Text: s.T.Journeys.Does[name], URL: s.url(j.Name) + "?do=" + name, Main: name == desk.JourneyResume, Danger: name == desk.JourneyEnd})
		}
	}
	return all
}

// Ask returns the form of what is asked for on a page; nil: nothing, or it no longer means
// anything. It returns page.ErrNotAllowed where the visitor may not do it.
func (s Shown) Ask(q Query, p *Page) (*Ask, error) {
	role, known := Roles[q.Do]
	if !known {
		return nil, nil
	}
	if !s.May(role) {
		return nil, page.ErrNotAllowed
	}
	form := &Ask{Name: q.Do, Text: s.T.Journeys.Does[q.Do], Lead: s.T.Asks[q.Do], Back: s.url(q.Journey), Post: s.url(q.Journey), Member: q.Member, Danger: q.Do == desk.JourneyEnd}
	if q.Do != desk.JourneyMove && q.Do != desk.JourneyRemove {
		for _, a := range p.Actions {
			if a.Name == q.Do {
				return form, nil
			}
		}
		return nil, nil
	}
	if q.Member == "" {
		return nil, nil
	}
	form.Back = s.stepURL(q.Journey, q.Step)
	if q.Do == desk.JourneyMove {
		if form.Steps = s.later(q); len(form.Steps) == 0 {
			return nil, nil
		}
	}
	return form, nil
}

// later are the steps below one; all of them where it is none of the present version's.
func (s Shown) later(q Query) []string {
	var steps []string
	for _, step := range s.Brand.Journey(q.Journey).Steps {
		if steps = append(steps, step.Name); step.Name == q.Step {
			steps = nil
		}
	}
	return steps
}

// Form is what somebody posts.
type Form struct{ Journey, Do, Member, To, By, Note string }

// Act does what a form asks for, and returns what was done. It returns page.ErrNotFound for what isn't
// there, page.ErrNotAllowed, and a *walk.RefusedError for what can't be done.
func (s Shown) Act(ctx context.Context, works Works, f Form) (desk.Deed, error) {
	j := s.Brand.Journey(f.Journey)
	role, known := Roles[f.Do]
	switch {
	case j == nil || !known:
		return desk.Deed{}, page.ErrNotFound
	case !s.May(role):
		return desk.Deed{}, page.ErrNotAllowed
	}
	d := Decision{Brand: s.Brand.Name, Journey: j.Name, By: f.By, Note: f.Note}
	deed := desk.Deed{Action: f.Do, What: j.Name}
	switch f.Do {
	case desk.JourneyPause:
		return deed, works.PauseJourney(ctx, d)
	case desk.JourneyResume:
		return deed, works.ResumeJourney(ctx, d)
	case desk.JourneyEnd:
		return deed, works.EndJourney(ctx, d)
	}
	id, err := s.IDs.Read(f.Member)
	if err != nil {
		return desk.Deed{}, page.ErrNotFound
	}
	hand := walk.Hand{Member: id, Date: s.Today, By: f.By, Note: f.Note}
	if f.Do == desk.JourneyMove {
		if hand.To = f.To; hand.To == "" {
			return desk.Deed{}, page.ErrNotFound
		}
		deed.What += " " + hand.To
	}
	deed.Member = id
	return deed, walk.New(s.DB, s.Brand, j).Move(ctx, hand)
}
