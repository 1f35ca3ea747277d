package walk

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/snapshot"
)

// leftover is how old a replay's moves are at least that a later replay removes, too.
const leftover = 24 * time.Hour

// Flow is how many members went one way on some dates.
type Flow struct {
	Step    string `ch:"step"`    // empty: they came in
	To      string `ch:"to_step"` // empty: they left
	Why     string `ch:"why"`
	Sends   string `ch:"sends"`
	Members uint64 `ch:"members"`
}

// Flows returns how many members went which way on the dates from..to.
func (w *Walker) Flows(ctx context.Context, from, to regulars.BusinessDate) ([]Flow, error) {
	var flows []Flow
	err := flowsScript.Select(ctx, w.db, &flows, flowParams{w.name(), from, to})
	return flows, err
}

// Played is what a replay came to.
type Played struct {
	Flows  []Flow
	Sums   []Sum // at its end
	Groups []Group
}

// Preview advances the journey to a date, from where its members stood before, and returns
// how many go which way. It changes nothing that happens.
func (w *Walker) Preview(ctx context.Context, date regulars.BusinessDate) (Played, error) {
	all, err := play(ctx, []*Walker{w}, date, Past{From: date, To: date}, func(regulars.BusinessDate) {})
	return all[0], err
}

// Past is which nights a replay walks.
type Past struct {
	From, To regulars.BusinessDate

	// Every is which of the nights: each; 7: each seventh. Who qualified between two comes in
	// with the later one, and whose wait is over goes on with it.
	Every int

	// Name is that of a replay that may be stopped: what is walked stays until it has come to
	// its end, and the next one of the name goes on from there.
	Name string
}

// Replay walks the past: nobody is in the journey before, and every message is taken
// to be sent, and not to be answered but as messages of these campaigns really were. It
// calls played with each date. Consents and who is whom are those of today.
func (w *Walker) Replay(ctx context.Context, past Past, played func(regulars.BusinessDate)) (Played, error) {
	all, err := ReplayAll(ctx, []*Walker{w}, past, played)
	return all[0], err
}

// ReplayAll is Replay of several journeys of a brand, each by itself, night by night: the members
// of a night are read once for all of them.
func ReplayAll(ctx context.Context, walkers []*Walker, past Past, played func(regulars.BusinessDate)) ([]Played, error) {
	return play(ctx, walkers, regulars.FirstDate, past, played)
}

// playing is a walker whose moves are those of a replay alone.
type playing struct {
	*Walker
	last regulars.BusinessDate // up to which an earlier replay of the name came
}

// play begins with the moves of before a date, or goes on with its own.
func play(ctx context.Context, walkers []*Walker, before regulars.BusinessDate, past Past, each func(regulars.BusinessDate)) (all []Played, err error) {
	all = make([]Played, len(walkers))
	players, members := make([]playing, len(walkers)), past.stage()
	for i, w := range walkers {
		players[i] = playing{Walker: w.player(past, members)}
	}
	defer func() {
		// Also when the caller has had enough.
		done := context.WithoutCancel(ctx)
		members.drop(done)
		for _, p := range players {
			if err == nil || past.Name == "" {
				err = errors.Join(err, endWalkScript.Exec(done, p.db, endParams{p.name(), p.Now().Add(-leftover)}))
			}
		}
	}()
	for i := range players {
		if err := players[i].begin(ctx, before); err != nil {
			return all, err
		}
	}
	for date := past.From; date <= past.To; date = date.AddDays(max(past.Every, 1)) {
		for _, p := range players {
			if date <= p.last {
				continue
			}
			if err := p.Advance(ctx, date); err != nil {
				return all, err
			}
		}
		each(date)
	}
	for i, p := range players {
		if all[i], err = p.result(ctx, past); err != nil {
			return all, err
		}
	}
	return all, nil
}

// player is a walker of a replay.
func (w *Walker) player(past Past, members *stage) *Walker {
	r := *w
	r.walk, r.stage = cmp.Or(past.Name, uuid.NewString()), members
	if past.Every > 1 {
		brand := *w.brand
		brand.CatchUp = config.CatchUpSend // what lies between two of its nights wasn't missed
		r.brand = &brand
	}
	return &r
}

func (p *playing) begin(ctx context.Context, before regulars.BusinessDate) (err error) {
	if p.last, err = p.Last(ctx); err != nil || p.last != "" {
		return err
	}
	return beginWalkScript.Exec(ctx, p.db, beginParams{p.name(), before})
}

func (p *playing) result(ctx context.Context, past Past) (played Played, err error) {
	if played.Flows, err = p.Flows(ctx, past.From, past.To); err != nil {
		return played, err
	}
	if played.Sums, err = p.Sums(ctx); err != nil {
		return played, err
	}
	played.Groups, err = p.Bought(ctx, past.To)
	return played, err
}

// stage returns where the members of a night are kept; none for a single night, whose members
// may be stored.
func (p Past) stage() *stage {
	if p.From < p.To {
		return &stage{}
	}
	return nil
}

// stage keeps the members as of the date that is played, which are read once for all that is
// asked of them: what a night finds stored a past date has to be planned for.
type stage struct{ members *snapshot.Staged }

// of returns the members of a date; nil where there is no stage, since it is no replay.
func (s *stage) of(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (*snapshot.Staged, error) {
	if s == nil {
		return nil, nil
	}
	if s.members.Of(brand, date) {
		return s.members, nil
	}
	s.drop(ctx)
	var err error
	s.members, err = snapshot.Members.Stage(ctx, db, brand, date)
	return s.members, err
}

func (s *stage) drop(ctx context.Context) {
	if s != nil {
		s.members.Drop(ctx)
	}
}
