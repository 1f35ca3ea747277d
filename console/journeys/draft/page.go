package draft

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/console/journeys"
	"regulars/console/journeys/cards"
	"regulars/console/keep"
	"regulars/console/mistake"
	"regulars/console/studio"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	store "regulars/schema/studio"
	"regulars/schema/walk"
)

// Edit is the page of one journey.
type Edit struct {
	T        *Text
	Name     string
	Post     string // where its form goes
	Self     string // where the page is looked at again
	Back     string
	Walked   string // the page that says who walks it; empty: nobody does
	Edits    bool
	Base     uint32
	Document string
	Note     string
	Trouble  string
	InFile   bool
	Copy     string
	AsYAML   bool
	NoForm   bool // the document can't be shown as one
	Form     *cards.Page
	Mistakes []studio.Wrong
	studio.Reviewed

	Sentences []string // who comes in
	Enters    string   // how many would
	Stored    string   // of when that is; empty: of now, as a night asks
	Counting  string   // says that it isn't there yet; empty: it is
	Again     string   // says that one may look again
	Exact     bool     // it is asked as a night does
	Picture   *journeys.Picture
	Steps     []journeys.Step
	Becomes   []Becoming
}

// Becoming is what becomes of who stands on a step.
type Becoming struct{ Step, Members, Says string }

// start returns the page of a new journey: from an example, a copy, or nothing.
func (a *Asked) start(ctx context.Context, query url.Values) (*Edit, error) {
	if !a.Edits {
		return nil, studio.ErrNotAllowed
	}
	document, err := a.begin(ctx, query.Get("new"), query.Get("copy"))
	if err != nil {
		return nil, err
	}
	return a.edit(ctx, draft{Document: document, AsYAML: query.Get("as") == "yaml", Focus: -1})
}

// open returns the page of a journey of the console, in its newest version or another one.
func (a *Asked) open(ctx context.Context, name string, query url.Values) (*Edit, error) {
	versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, name)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 || versions[0].Gone() {
		return a.openFile(ctx, name)
	}
	shown := versions[0]
	if number, err := strconv.ParseUint(query.Get("version"), 10, 32); err == nil {
		at := slices.IndexFunc(versions, func(v store.Version) bool { return v.Number == uint32(number) && !v.Gone() })
		if at < 0 {
			return nil, studio.ErrNone
		}
		shown = versions[at]
	}
	p, err := a.edit(ctx, draft{Name: name, Base: versions[0].Number, Document: shown.Document, AsYAML: query.Get("as") == "yaml", Focus: -1})
	if err != nil {
		return nil, err
	}
	p.Reviewed = a.Asked.Reviewed(shown, versions, p.Post)
	p.Trouble = p.Older
	return p, nil
}

// openFile returns the page of a journey that lives in the config's file. It is edited there.
func (a *Asked) openFile(ctx context.Context, name string) (*Edit, error) {
	j := a.File.Journey(name)
	if j == nil {
		return nil, studio.ErrNone
	}
	p := &Edit{T: a.T, Name: name, Post: a.at(name), Self: a.Self, Exact: a.Exact, Back: a.Journeys, InFile: true, Walked: a.walked(name)}
	if of, err := written.JourneyOfFile(a.Path, a.File.Name, name); err == nil {
		p.Document, _ = written.Journey(of) // what can't be written isn't shown
	}
	if a.Edits {
		p.Copy = a.Root + "?new=1&copy=" + url.QueryEscape(name)
	}
	return p, a.look(ctx, p, a.Brand, j)
}

// edit is the page of what somebody has before them: what is wrong with it, and what it would do.
func (a *Asked) edit(ctx context.Context, d draft) (*Edit, error) {
	brand, j, mistakes, err := a.check(ctx, d)
	if err != nil {
		return nil, err
	}
	p := &Edit{T: a.T, Name: d.Name, Post: a.Root, Self: a.Self, Exact: a.Exact, Back: a.Journeys, Edits: a.Edits, Base: d.Base, Document: d.Document, Note: d.Note}
	if d.Name != "" {
		p.Post, p.Walked = a.at(d.Name), a.walked(d.Name)
	}
	for i := range mistakes {
		mistakes[i] = mistake.In(a.Names.Lang, mistakes[i])
		p.Mistakes = append(p.Mistakes, a.Wrong(mistakes[i]))
	}
	if a.Edits {
		if err := a.form(ctx, p, d, brand, &j, mistakes); err != nil {
			return nil, err
		}
	}
	if len(mistakes) > 0 {
		return p, nil
	}
	return p, a.look(ctx, p, brand, &j)
}

// form shows a draft as a form, where that is asked for and it can be read.
func (a *Asked) form(ctx context.Context, p *Edit, d draft, brand *config.Brand, j *journey.Journey, mistakes config.Mistakes) error {
	fields, ok := d.Fields, true
	if p.AsYAML = d.AsYAML; p.AsYAML {
		return nil
	}
	if fields == nil {
		fields, ok = cards.Fields(d.Document)
	}
	if !ok {
		p.AsYAML, p.NoForm = true, true
		return nil
	}
	segments, err := a.Segments(ctx)
	if err != nil {
		return err
	}
	of := cards.Asked{
		Words: a.Words, Names: a.Names, Journey: j, Fields: fields, Mistakes: a.ByPath(mistakes), Segments: segments, Ends: slices.Sorted(maps.Keys(a.File.Segments)), Focus: d.Focus,
	}
	for i := range brand.Campaigns {
		of.Campaigns = append(of.Campaigns, brand.Campaigns[i].Name)
	}
	for i := range brand.AdLists {
		of.Lists = append(of.Lists, brand.AdLists[i].Name)
	}
	if d.Name != "" { // a step's campaign is written once its journey is saved
		if of.Write, err = a.Texts.Writing(ctx); err != nil {
			return err
		}
	}
	p.Form = cards.New(of)
	p.Form.Point(p.Mistakes)
	return nil
}

func (a *Asked) walked(name string) string {
	if a.Brand.Journey(name) == nil {
		return ""
	}
	return a.Journeys + "/" + url.PathEscape(name)
}

// look says who comes in, what members walk, and what becomes of who is in it.
func (a *Asked) look(ctx context.Context, p *Edit, brand *config.Brand, j *journey.Journey) error {
	var of walked
	group, waiting := errgroup.WithContext(ctx)
	group.Go(func() (err error) { of, err = a.walks(waiting, brand, j); return err })
	group.Go(func() error { return a.enters(waiting, p, brand, j) })
	if err := group.Wait(); err != nil {
		return err
	}
	drawn := a.Shown.Draw(j, of.picture)
	drawn.Says = a.T.Drawn
	p.Picture, p.Steps = &drawn, a.Shown.Steps(j, of.picture)
	for _, of := range of.affected {
		says := a.T.OfWhom[of.Becomes]
		if of.Becomes == walk.Moves {
			says = fmt.Sprintf(a.T.MovesAway, a.Shown.Destination(of.To))
		}
		p.Becomes = append(p.Becomes, Becoming{of.Step, present.Whole(of.Members), says})
	}
	return nil
}

// walkedTables are what is known of who walks a journey.
var walkedTables = []string{"journey_moves", "journey_definitions", "journey_nights"}

// walked is who walks a journey, and what becomes of them.
type walked struct {
	picture  walk.Picture
	affected []walk.Affected
}

// walks asks who walks a journey; what was found last holds until somebody comes in or moves.
func (a *Asked) walks(ctx context.Context, brand *config.Brand, j *journey.Journey) (walked, error) {
	document, err := written.Journey(*j)
	if err != nil { // a file may have what the console can't write
		return readWalked(ctx, walk.New(a.DB, brand, j))
	}
	q := keep.Question{Key: fmt.Sprintf("walked %s %s", brand.Name, store.Version{Document: document}.Mark()), Tables: walkedTables}
	of, _, err := keep.Get(ctx, a.Kept, q, func(ctx context.Context) (walked, error) { return readWalked(ctx, walk.New(a.DB, brand, j)) })
	return of, err
}

func readWalked(ctx context.Context, w *walk.Walker) (of walked, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { of.picture, err = w.Picture(ctx); return err })
	group.Go(func() (err error) { of.affected, err = w.Affects(ctx); return err })
	err = group.Wait()
	return of, err
}

// How long it may take to count who comes in: of what is stored, and as the night asks.
const (
	lookTime  = 10 * time.Second
	exactTime = 5 * time.Minute
)

// enters says who comes in, and how many would by the newest numbers.
func (a *Asked) enters(ctx context.Context, p *Edit, brand *config.Brand, j *journey.Journey) error {
	if j.ByEvent() {
		says := fmt.Sprintf(a.T.ByEvent, j.Event.Type)
		if j.Event.Key != "" {
			says = fmt.Sprintf(a.T.ByEventKey, j.Event.Type, j.Event.Key)
		}
		p.Sentences, p.Enters = []string{says}, a.T.NowEvent
		if j.Narrows() {
			said := present.Audience(a.Names, &j.Enter, audience.Repetition{})
			p.Sentences = append(p.Sentences, said[:len(said)-1]...) // when again is the event's
		}
		return nil
	}
	again, _ := audience.ParseRepetition(j.Again) // a wrong one was a mistake
	p.Sentences = present.Audience(a.Names, &j.Enter, again)
	if a.Date == "" {
		p.Enters = a.T.NoNumbers
		return nil
	}
	found, made, err := a.qualify(ctx, brand, j)
	switch {
	case err == nil && !made:
		p.Counting, p.Again = a.Words.Counting, a.Words.LookAgain
	case err == nil:
		p.Enters = fmt.Sprintf(a.T.Now, present.Whole(found.members), a.Date)
		if !found.at.IsZero() {
			p.Stored = fmt.Sprintf(a.T.ReachStored, a.Stamp(found.at))
		}
	case ctx.Err() != nil:
		return err
	default:
		p.Enters = a.T.NobodyCounted + " " + regulars.ErrorText(err.Error())
	}
	return nil
}

// qualifyTables are what who qualifies is made of.
var qualifyTables = []string{
	"member_snapshots", "member_reach", "members", "member_orders", "stage_intervals", "identity_nodes", "products", "deliveries", "events", "message_events", "console_segments", "generations",
}

// qualified are how many qualify.
type qualified struct {
	members uint64
	at      time.Time // when the members were stored of whom they are; zero: it is as the night asks
}

// qualify counts who qualifies, of what was stored of all members after the night, or as the night
// does; what was counted last holds until something changes. made is false where it is being counted.
func (a *Asked) qualify(ctx context.Context, brand *config.Brand, j *journey.Journey) (found qualified, made bool, err error) {
	c := config.Campaign{Name: cmp.Or(j.Name, "journey"), Audience: j.Enter, Purpose: j.Purpose}
	document, err := written.Journey(journey.Journey{Enter: j.Enter})
	if err != nil {
		return qualified{}, false, err
	}
	key := fmt.Sprintf("enters %s %s %t %s", brand.Name, a.Date, a.Exact, store.Version{Document: document}.Mark())
	return keep.Within(ctx, a.Kept, keep.Question{Key: key, Tables: qualifyTables}, func(ctx context.Context) (qualified, error) {
		most := lookTime
		if a.Exact {
			most = exactTime
		}
		ctx, cancel := context.WithTimeout(ctx, most)
		defer cancel()
		l, err := ledger.New(a.DB, brand.HashKey.Reveal())
		if err != nil {
			return qualified{}, err
		}
		plan, err := l.Resolve(ctx, ledger.PlanOf(brand, &c, a.Date))
		if err != nil {
			return qualified{}, err
		}
		return a.count(ctx, l, plan)
	})
}

func (a *Asked) count(ctx context.Context, l *ledger.Ledger, plan ledger.Plan) (qualified, error) {
	if !a.Exact {
		stored, err := reach.Of(ctx, a.DB, l, plan)
		if err != nil {
			return qualified{}, err
		}
		if stored != nil {
			members, err := stored.Size(ctx)
			return qualified{members, stored.At}, err
		}
	}
	of, err := l.Audience(ctx, plan)
	return qualified{members: of.Members}, err
}
