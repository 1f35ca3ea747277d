package journeys

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/console/words"
	"regulars/identity"
	"regulars/present"
	"regulars/present/path"
	"regulars/schema"
	"regulars/schema/walk"
)

// Shown is of which brand, in which words, and what the visitor may do.
type Shown struct {
	DB      *schema.DB
	Brand   *config.Brand
	T       *words.Text
	Names   *present.Names
	Numbers present.Numbers
	Now     time.Time
	Today   regulars.BusinessDate // the one that has just ended
	Path    string                // of the pages, such as /b/tea/journeys
	Members string                // of the members' pages, such as /b/tea/members
	IDs     identity.Mask
	Masked  bool                   // the visitor may not see who people are
	Waiting map[string][]string    // journeys that stand still, and which of their campaigns nobody has approved
	May     func(role string) bool // what the visitor may do
	Stamp   func(time.Time) string
}

// Item is a journey in the list.
type Item struct {
	Name, URL, State, Tone, Why, Last             string
	Came, In, KeptOut, Finished, LeftCount, Goals string
	Left                                          []Reason
}

// Reason is why so many left.
type Reason struct{ Reason, Members string }

// List returns the journeys of the brand with where their members are.
func (s Shown) List(ctx context.Context) ([]Item, error) {
	all, err := walk.Summaries(ctx, s.DB, s.Brand, "")
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(all))
	for i, j := range all {
		p := j.Picture
		items[i] = Item{
			Name: j.Journey.Name, URL: s.url(j.Journey.Name), State: s.words().State(j.State), Tone: tones[j.State], Why: s.why(j.Journey.Name, j.State, j.Decided), Last: s.last(p),
			Came: present.Whole(p.Came), In: present.Whole(p.In), KeptOut: present.Whole(p.KeptOut), Finished: present.Whole(p.Finished),
			LeftCount: present.Whole(p.LeftOtherwise()), Goals: present.Whole(p.LeftBy("goal")), Left: s.left(p),
		}
	}
	return items, nil
}

// tones are those of campaigns' states that look alike.
var tones = map[string]string{walk.StateRuns: "sending", walk.StatePaused: "held", walk.StateEnded: "done"}

func (s Shown) words() *path.Words { return path.Of(s.Names) }

func (s Shown) url(journey string) string { return s.Path + "/" + url.PathEscape(journey) }

// why says who paused or ended a journey, or what it waits for; empty: it goes on.
func (s Shown) why(journey, state string, d walk.Decision) string {
	switch {
	case state == walk.StateRuns:
		return ""
	case !d.Halted() && len(s.Waiting[journey]) > 0:
		return fmt.Sprintf(s.T.Journeys.Unwritten, strings.Join(s.Waiting[journey], s.T.Comma))
	case !d.Halted():
		return s.T.Journeys.PausedByConfig
	}
	says := s.T.Journeys.PausedBy
	if d.Ended() {
		says = s.T.Journeys.EndedBy
	}
	says = fmt.Sprintf(says, d.By, s.Stamp(d.At))
	if d.Note != "" && !s.Masked { // a note may name a person
		says += s.T.Journeys.Colon + d.Note
	}
	return says
}

func (s Shown) last(p walk.Picture) string {
	if p.Last == "" {
		return s.T.Never
	}
	return p.Last.String()
}

func (s Shown) left(p walk.Picture) []Reason {
	var all []Reason
	for _, l := range p.Left {
		all = append(all, Reason{s.words().Reason(l.Reason), present.Whole(l.Members)})
	}
	return all
}
