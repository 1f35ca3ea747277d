package studio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/console/form"
	"regulars/console/keep"
	"regulars/console/mistake"
	"regulars/console/words"
	"regulars/deliver/trial"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/desk"
	"regulars/schema/studio"
)

var (
	// ErrNotAllowed is returned where the visitor's role doesn't allow it.
	ErrNotAllowed = errors.New("the role doesn't allow it")
	// ErrNone is returned where there is no such campaign.
	ErrNone = errors.New("there is no such campaign")
)

// Asked is a brand whose campaigns a visitor looks at.
type Asked struct {
	T       *Text
	Words   *words.Text
	Names   *present.Names
	File    *config.Brand // as the config's file has it
	Path    string        // of the config's file
	DB      *schema.DB
	Kept    *keep.Kept            // answers that take long
	Brand   *config.Brand         // with what was approved on the console
	Date    regulars.BusinessDate // whose members are counted: the newest published
	Root    string                // where the pages are
	Who     string
	Edits   bool
	Decides bool
	Exact   bool   // plan as a night does, whatever is stored
	Self    string // the page that is looked at
	Stamp   func(time.Time) string
	Now     time.Time

	Campaigns string                                                       // where the runs of campaigns are
	Turn      func() time.Duration                                         // how long somebody has to wait before they may send another test; 0: they may
	Record    func(desk.Deed) error                                        // what somebody did
	Send      func(context.Context, trial.Request) (channel.Result, error) // a test
}

// Line is one campaign in a list.
type Line struct{ Name, Lives, Sends, Change, State, Tone, URL, Copy, Write string }

// List is the page of all campaigns.
type List struct {
	T       *Text
	Edits   bool
	Lines   []Line
	Recipes []Option
	New     string
}

// List returns every campaign of the brand, and where it lives.
func (a *Asked) List(ctx context.Context) (*List, error) {
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, "")
	if err != nil {
		return nil, err
	}
	l := &List{T: a.T, Edits: a.Edits, New: a.Root + "?new=1"}
	console := studio.ByName(versions)
	for i := range a.File.Campaigns {
		c := &a.File.Campaigns[i]
		line := Line{Name: c.Name, Lives: a.T.TheFile, URL: a.at(c.Name), Copy: a.Root + "?new=1&copy=" + url.QueryEscape(c.Name)}
		if slices.ContainsFunc(console, func(of studio.Written) bool { return of.Name == c.Name && of.Live != nil }) {
			line.State, line.Tone = a.T.Twice, "held"
		}
		l.Lines = append(l.Lines, line)
	}
	for _, c := range console {
		if !c.Newest.Gone() {
			l.Lines = append(l.Lines, a.line(c))
		}
	}
	for _, name := range a.unwritten(console) {
		l.Lines = append(l.Lines, Line{Name: name, Lives: a.T.TheConsole, Sends: a.T.SendsNothing, State: a.T.Unwritten, Tone: "held", Write: a.toWrite(name)})
	}
	for _, r := range recipes {
		l.Recipes = append(l.Recipes, Option{Value: a.Root + "?new=" + r.name, Text: a.T.RecipeNames[r.name]})
	}
	return l, nil
}

func (a *Asked) line(c studio.Written) Line {
	line := Line{
		Name: c.Name, Lives: a.T.TheConsole, URL: a.Root + "/" + url.PathEscape(c.Name), Copy: a.Root + "?new=1&copy=" + url.QueryEscape(c.Name), Sends: a.T.SendsNothing,
		Change: fmt.Sprintf(a.T.LastChange, c.Newest.Number, c.Newest.By, a.Stamp(c.Newest.At)),
	}
	if c.Live != nil {
		line.Sends = fmt.Sprintf(a.T.Version, c.Live.Number)
	}
	line.State, line.Tone = a.Standing(c.Newest)
	return line
}

// Standing says where a version stands.
func (a *Asked) Standing(v studio.Version) (text, tone string) {
	switch v.Verdict {
	case studio.Approved:
		return a.T.Approved, "approved"
	case studio.Rejected:
		return a.T.Rejected, "held"
	}
	return a.T.Waits, "approval"
}

// Edit is the page of one campaign.
type Edit struct {
	T         *Text
	Name      string
	Post      string // where its form goes
	Self      string // where the page is looked at again
	Exact     bool   // it is planned as a night does
	Edits     bool
	Base      uint32
	AsYAML    bool
	Document  string
	Groups    []form.Group
	Rest      [][2]string
	Mistakes  []Wrong
	Sentences []string
	Look      Look
	AsOf      string
	Note      string
	Trouble   string
	Back      string
	Reviewed
	NoForm bool
	InFile bool
	Lives  string // where it is edited, if not here
	Copy   string
	Times  Times
	Try    *Try

	campaign *config.Campaign // as it was read
}

// Reviewed is where a version stands, how it differs from what takes effect now, and what came
// before.
type Reviewed struct {
	Version     string
	State, Tone string
	Review      *ReviewForm
	Changes     []DiffLine
	Against     string
	History     []Past
	Removable   bool
	Older       string // says that it is not the newest
}

// Wrong is a mistake of a document.
type Wrong = form.Wrong

// ReviewForm is what approves or rejects the version that is shown.
type ReviewForm struct {
	Number uint32
	Mark   string
}

// Past is a version in the history.
type Past struct{ Version, At, By, Note, State, Tone, Review, URL string }

// Begin returns the page of a new campaign: from a recipe, a copy, or nothing.
func (a *Asked) Begin(ctx context.Context, query url.Values) (*Edit, error) {
	if !a.Edits {
		return nil, ErrNotAllowed
	}
	document, err := a.begin(ctx, query.Get("new"), query.Get("copy"), query.Get("campaign"))
	if err != nil {
		return nil, err
	}
	return a.edit(ctx, Draft{Document: document}, nil, query.Get("as") == "yaml")
}

// Open returns the page of a campaign of the console, in its newest version or another one.
func (a *Asked) Open(ctx context.Context, name string, query url.Values) (*Edit, error) {
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, name)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, ErrNone
	}
	if len(versions) == 0 || versions[0].Gone() {
		return a.openFile(ctx, name)
	}
	shown := versions[0]
	if number, err := strconv.ParseUint(query.Get("version"), 10, 32); err == nil {
		at := slices.IndexFunc(versions, func(v studio.Version) bool { return v.Number == uint32(number) && !v.Gone() })
		if at < 0 {
			return nil, ErrNone
		}
		shown = versions[at]
	}
	p, err := a.edit(ctx, Draft{Name: name, Base: versions[0].Number, Document: shown.Document}, nil, query.Get("as") == "yaml")
	if err != nil {
		return nil, err
	}
	p.Reviewed = a.Reviewed(shown, versions, p.Post)
	p.Trouble = p.Older
	if len(p.Mistakes) > 0 {
		return p, nil
	}
	p.Try = a.tryForm(p.campaign, shown.Number)
	p.Times, err = a.times(ctx, p.campaign)
	return p, err
}

// Draft returns the page of what somebody has before them and has not saved: what is wrong
// with it, whom it would reach, and everything that they typed.
func (a *Asked) Draft(ctx context.Context, d Draft, asYAML bool, trouble string) (*Edit, error) {
	if !a.Edits {
		return nil, ErrNotAllowed
	}
	p, err := a.edit(ctx, d, d.Fields, asYAML)
	if err == nil {
		p.Note, p.Trouble = d.Note, trouble
	}
	return p, err
}

func (a *Asked) edit(ctx context.Context, d Draft, values url.Values, asYAML bool) (*Edit, error) {
	brand, campaign, mistakes, err := a.check(ctx, d)
	if err != nil {
		return nil, err
	}
	p := &Edit{T: a.T, Name: d.Name, Edits: a.Edits, Base: d.Base, Document: d.Document, Post: a.Root, Self: a.Self, Exact: a.Exact, Back: a.Root, AsYAML: asYAML, Note: d.Note}
	if d.Name != "" {
		p.Post += "/" + url.PathEscape(d.Name)
	}
	p.AsOf, p.campaign = a.asOf(), &campaign
	if len(mistakes) == 0 {
		var more config.Mistakes
		p.Look, more = a.look(ctx, brand, &campaign, d.Document)
		mistakes = append(mistakes, more...)
		p.Sentences = present.Audience(a.Names, &campaign.Audience, campaign.Repetition)
	}
	if values == nil && !asYAML {
		if values, p.NoForm = formOr(d.Document); p.NoForm {
			p.AsYAML = true
		}
	}
	for i := range mistakes {
		mistakes[i] = mistake.In(a.Names.Lang, mistakes[i])
		p.Mistakes = append(p.Mistakes, a.Wrong(mistakes[i]))
	}
	if p.AsYAML {
		return p, nil
	}
	f := &sheet{Sheet: form.NewSheet(a.Words, a.Names, values), a: a, others: campaignsOf(brand, d.Name), moment: campaign.Audience.Moment()}
	f.Mistakes = a.ByPath(mistakes)
	if len(mistakes) == 0 {
		f.counts = a.sizes(brand, &campaign)
	}
	if f.segments, err = a.Segments(ctx); err != nil {
		return nil, err
	}
	p.Groups = f.groups()
	p.Rest = f.Rest()
	f.Point(p.Mistakes)
	return p, nil
}

func (a *Asked) asOf() string { return fmt.Sprintf(a.Words.AsOfDate, a.Date) }

func formOr(document string) (values url.Values, none bool) {
	values, ok := FormOf(document)
	return values, !ok
}

// Wrong is a mistake for people, with the place in the YAML, or the field's.
func (a *Asked) Wrong(m config.Mistake) Wrong {
	w := Wrong{Says: m.Problem, Remedy: m.Remedy, At: pathOf(m), Path: pathOf(m)}
	if m.Line > 0 {
		w.At = strings.TrimSpace(w.At + " " + fmt.Sprintf(a.T.AtLine, m.Line))
	}
	return w
}

// ByPath are mistakes by the path of their field.
func (a *Asked) ByPath(mistakes config.Mistakes) map[string][]string {
	all := map[string][]string{}
	for _, m := range mistakes {
		all[pathOf(m)] = append(all[pathOf(m)], strings.TrimSuffix(m.Problem+a.T.Then+m.Remedy, a.T.Then))
	}
	return all
}

func campaignsOf(brand *config.Brand, but string) []string {
	var names []string
	for i := range brand.Campaigns {
		if name := brand.Campaigns[i].Name; name != but {
			names = append(names, name)
		}
	}
	return names
}

// Segments are those of the file, and those that were saved on the members' page and that a
// campaign can address.
func (a *Asked) Segments(ctx context.Context) ([]string, error) {
	var names []string
	for name := range a.File.Segments {
		names = append(names, name)
	}
	saved, err := desk.Segments(ctx, a.DB, a.File.Name)
	for _, s := range saved {
		if s.Audience != "" && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return names, err
}

// Reviewed says where the version that is shown stands, how it differs from what takes effect
// now, and what came before. post is the page of what it is a version of.
func (a *Asked) Reviewed(shown studio.Version, versions []studio.Version, post string) Reviewed {
	p := Reviewed{Version: fmt.Sprintf(a.T.LastChange, shown.Number, shown.By, a.Stamp(shown.At)), Removable: a.Edits}
	if shown.Note != "" {
		p.Version += " · " + shown.Note
	}
	p.State, p.Tone = a.Standing(shown)
	newest := shown.Number == versions[0].Number
	if !newest {
		p.Older = fmt.Sprintf(a.T.OldVersion, versions[0].Number)
	}
	live := studio.Live(versions)
	switch {
	case live == nil:
		p.Against, p.Changes = a.T.First, Difference("", shown.Document)
	case live.Number != shown.Number:
		p.Against, p.Changes = fmt.Sprintf(a.T.Difference, live.Number, live.By, live.Reviewer), Difference(live.Document, shown.Document)
	}
	if newest && a.Decides && shown.Verdict != studio.Approved {
		p.Review = &ReviewForm{shown.Number, shown.Mark()}
	}
	for _, v := range versions {
		past := Past{Version: fmt.Sprintf(a.T.Version, v.Number), At: a.Stamp(v.At), By: v.By, Note: v.Note}
		if v.Gone() {
			past.State, past.Tone = a.T.Gone, "cancelled"
		} else {
			past.State, past.Tone = a.Standing(v)
			past.URL = post + "?version=" + strconv.FormatUint(uint64(v.Number), 10)
		}
		if v.Verdict != "" {
			past.Review = strings.TrimSuffix(v.Reviewer+" · "+a.Stamp(v.Reviewed)+" · "+v.Review, " · ")
		}
		p.History = append(p.History, past)
	}
	return p
}
