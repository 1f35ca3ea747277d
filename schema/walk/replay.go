package walk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/predicate"
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
	Ticks  uint64 // moments between the nights at which somebody was moved
}

// Preview advances the journey to a date, from where its members stood before, and returns
// how many go which way. It changes nothing that happens.
func (w *Walker) Preview(ctx context.Context, date regulars.BusinessDate) (Played, error) {
	all, err := play(ctx, []*Walker{w}, Past{From: date, To: date, tonight: true}, func(regulars.BusinessDate) {})
	return all[0], err
}

// Past is which nights a replay walks. A journey that goes on between the nights walks each, and
// the ticks between the first and the last at which something happens, as often as the brand says;
// one that members come into by events also the ticks of the first date before its night.
type Past struct {
	From, To regulars.BusinessDate

	// Every is which of the nights the others walk: each; 7: each seventh. Who qualified between
	// two comes in with the later one, and whose wait is over goes on with it.
	Every int

	// Name is that of a replay that may be stopped: what is walked stays until it has come to
	// its end, and the next one of the name goes on from there.
	Name string

	tonight bool // it is no past, but the next night, from where members stand
}

// Replay walks the past: nobody is in the journey before, as if it began on the first date, and
// every message is taken to be sent, and not to be answered but as messages of these campaigns
// really were. So on the first night everybody comes in whom the audience describes on that date,
// and by an event who did it from the beginning of that date on. It calls played with each date.
// Consents and who is whom are those of today, and events were reported as they happened.
func (w *Walker) Replay(ctx context.Context, past Past, played func(regulars.BusinessDate)) (Played, error) {
	all, err := ReplayAll(ctx, []*Walker{w}, past, played)
	return all[0], err
}

// ReplayAll is Replay of several journeys of a brand, each by itself, night by night: the members
// of a night are read once for all of them.
func ReplayAll(ctx context.Context, walkers []*Walker, past Past, played func(regulars.BusinessDate)) ([]Played, error) {
	return play(ctx, walkers, past, played)
}

// playing is a walker whose moves are those of a replay alone.
type playing struct {
	*Walker
	from  regulars.BusinessDate // the first night that it walks
	last  regulars.BusinessDate // up to which an earlier replay of the name came
	every int                   // which of the nights it walks
	asks  bool                  // of all members
	ticks ticksOf
}

// play begins where members stand, if it is of the next night, or with nobody, or goes on with its own.
func play(ctx context.Context, walkers []*Walker, past Past, each func(regulars.BusinessDate)) (all []Played, err error) {
	ctx = predicate.Remember(ctx)
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
		if err := players[i].begin(ctx, past); err != nil {
			return all, err
		}
	}
	if err := playNights(ctx, players, past, each); err != nil {
		return all, err
	}
	for i, p := range players {
		if all[i], err = p.result(ctx, past); err != nil {
			return all, err
		}
	}
	return all, nil
}

// playNights walks the nights of the past, and the one before it where the ticks of the first date
// follow it.
func playNights(ctx context.Context, players []playing, past Past, each func(regulars.BusinessDate)) error {
	for date := past.From.AddDays(-1); date <= past.To; date = date.AddDays(1) {
		tonight := walking(players, past, date)
		if len(tonight) == 0 {
			continue
		}
		if err := playNight(ctx, tonight, date, nextAsked(players, past, date), date < past.To); err != nil {
			return err
		}
		if date >= past.From {
			each(date)
		}
	}
	return nil
}

// atOnce is how many journeys of a replay walk a night side by side: each asks ClickHouse many
// short questions, and waits for the disk after each move.
const atOnce = 4

// walking are the players that walk the night of a date.
func walking(players []playing, past Past, date regulars.BusinessDate) (tonight []playing) {
	for _, p := range players {
		if date >= p.from && date.DaysSince(past.From)%p.every == 0 {
			tonight = append(tonight, p)
		}
	}
	return tonight
}

// nextAsked is the next date whose members are asked; the date itself where there is none.
func nextAsked(players []playing, past Past, date regulars.BusinessDate) regulars.BusinessDate {
	for next := date.AddDays(1); next <= past.To; next = next.AddDays(1) {
		if slices.ContainsFunc(walking(players, past, next), func(p playing) bool { return p.asks }) {
			return next
		}
	}
	return date
}

// playNight walks a night, each journey by itself, and what follows until the next one. Meanwhile
// the members of the next one are read, where it is another one.
func playNight(ctx context.Context, players []playing, date, next regulars.BusinessDate, on bool) error {
	var walking errgroup.Group
	walking.SetLimit(atOnce)
	begun := false
	for _, p := range players {
		if date < p.last || date == p.last && !p.journey.Ticks() {
			continue
		}
		if p.asks && !begun {
			begun = true
			if err := p.stage.prepare(ctx, p.db, p.brand.Name, date, next); err != nil {
				return errors.Join(err, walking.Wait())
			}
		}
		walking.Go(func() error {
			if date > p.last {
				if err := p.Advance(ctx, date); err != nil {
					return err
				}
			}
			if on && p.journey.Ticks() {
				return p.goOn(ctx, date)
			}
			return nil
		})
	}
	return walking.Wait()
}

// player is a walker of a replay.
func (w *Walker) player(past Past, members *stage) *Walker {
	r := *w
	r.walk, r.stage, r.past = cmp.Or(past.Name, uuid.NewString()), members, !past.tonight
	if past.Every > 1 {
		brand := *w.brand
		brand.CatchUp = config.CatchUpSend // what lies between two of its nights wasn't missed
		r.brand = &brand
	}
	return &r
}

func (p *playing) begin(ctx context.Context, past Past) (err error) {
	p.from, p.every, p.asks = past.From, max(past.Every, 1), p.asksMembers()
	if past.tonight {
		return beginWalkScript.Exec(ctx, p.db, beginParams{p.name(), past.From})
	}
	if p.journey.ByEvent() {
		p.from, p.begins = past.From.AddDays(-1), p.beginningOf(past.From)
	}
	if p.journey.Ticks() {
		p.every = 1
		if err := p.happening(ctx, past); err != nil {
			return err
		}
	}
	if p.last, err = p.Last(ctx); err != nil || p.last == "" {
		return err
	}
	return forgetScript.Exec(ctx, p.db, p.name())
}

func (p *playing) result(ctx context.Context, past Past) (played Played, err error) {
	if played.Flows, err = p.Flows(ctx, p.from, past.To); err != nil {
		return played, err
	}
	if played.Sums, err = p.Sums(ctx); err != nil {
		return played, err
	}
	if played.Groups, err = p.Bought(ctx, past.To); err != nil {
		return played, err
	}
	return played, walkedScript.Row(ctx, p.db, p.name(), &played.Ticks)
}

// stage returns where the members of a night are kept; none for the next night, whose members
// may be stored.
func (p Past) stage() *stage {
	if p.tonight {
		return nil
	}
	return &stage{}
}

// stage keeps the members as of the date that is played, which are read once for all that is
// asked of them: what a night finds stored a past date has to be planned for. Those of the next
// date are read meanwhile.
type stage struct {
	members *snapshot.Staged
	coming  chan staged // nil: nothing is being read
}

// staged is what reading the members of a date came to.
type staged struct {
	members *snapshot.Staged
	err     error
}

// prepare waits for the members of a date, and begins to read those of the next one.
func (s *stage) prepare(ctx context.Context, db *schema.DB, brand string, date, next regulars.BusinessDate) error {
	if s == nil {
		return nil
	}
	read := s.read()
	if read.err == nil && !read.members.Of(brand, date) {
		read.members.Drop(ctx)
		read.members, read.err = snapshot.Members.Stage(ctx, db, brand, date)
	}
	if read.err != nil {
		return read.err
	}
	s.members.Drop(ctx)
	s.members = read.members
	if next > date {
		s.coming = make(chan staged, 1)
		go func() {
			members, err := snapshot.Members.Stage(ctx, db, brand, next)
			s.coming <- staged{members, err}
		}()
	}
	return nil
}

// read returns what is being read, once it is; nothing where nothing is.
func (s *stage) read() (r staged) {
	if s.coming != nil {
		r = <-s.coming
		s.coming = nil
	}
	return r
}

// of returns the members of the night; nil where there is no stage, since it is no replay.
func (s *stage) of() *snapshot.Staged {
	if s == nil {
		return nil
	}
	return s.members
}

func (s *stage) drop(ctx context.Context) {
	if s == nil {
		return
	}
	s.read().members.Drop(ctx)
	s.members.Drop(ctx)
}
