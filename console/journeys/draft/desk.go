package draft

import (
	"context"
	"errors"
	"net/url"

	"regulars/config"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/console/journeys"
	"regulars/console/journeys/sample"
	"regulars/console/studio"
	store "regulars/schema/studio"
)

// Asked is a brand whose journeys a visitor writes.
type Asked struct {
	*studio.Asked
	T        *Text
	Texts    *studio.Asked  // the campaigns that the steps send
	Shown    journeys.Shown // the journeys that are walked
	Journeys string         // where their pages are
}

// New returns a brand as somebody looks at it, with where the pages are on which journeys are
// written.
func New(a *studio.Asked, shown journeys.Shown, root string) *Asked {
	of, t := *a, textOf(a.Names)
	of.T, of.Root = t.Text, root
	return &Asked{Asked: &of, T: t, Texts: a, Shown: shown, Journeys: shown.Path}
}

// draft is what somebody has before them.
type draft struct {
	Name     string // of the journey that is edited; empty: a new one
	Base     uint32 // the version that they began with
	Document string
	Note     string

	AsYAML bool
	Fields url.Values // as they were typed, where it was a form; nil: those of the document
	Focus  int        // the step at which somebody is; -1: at none
}

// check returns a draft's journey, with the brand that it would be a part of, and what is wrong
// with it.
func (a *Asked) check(ctx context.Context, d draft) (*config.Brand, journey.Journey, config.Mistakes, error) {
	brand, j, err := store.CheckJourney(ctx, a.DB, a.File, a.T.Command, d.Document)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return brand, j, mistakes, nil
	case err != nil:
		return nil, j, nil, err
	}
	problem, err := a.CheckWhere(ctx, brand.Name, j.Enter.Where)
	if err != nil {
		return nil, j, nil, err
	}
	if problem != "" {
		mistakes = append(mistakes, config.Mistake{Path: "journeys[0].enter.where", Problem: problem})
	}
	if d.Name != "" && j.Name != d.Name {
		mistakes = append(mistakes, config.Mistake{Path: "journeys[0].name", Problem: a.T.NameKept})
	}
	if store.JourneyInFile(a.File, j.Name) {
		mistakes = append(mistakes, config.Mistake{Path: "journeys[0].name", Problem: a.T.InFile})
	}
	return brand, j, mistakes, nil
}

// save keeps a draft as a new version, and returns the journey's name. It returns a *Refusal
// where the draft has a mistake, or somebody saved meanwhile.
func (a *Asked) save(ctx context.Context, d draft) (name string, number uint32, err error) {
	if !a.Edits {
		return "", 0, studio.ErrNotAllowed
	}
	_, j, mistakes, err := a.check(ctx, d)
	if err != nil {
		return "", 0, err
	}
	if len(mistakes) > 0 {
		return "", 0, &studio.Refusal{Words: a.T.NotSaved}
	}
	if d.Name == "" {
		versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, j.Name)
		if err != nil {
			return "", 0, err
		}
		if len(versions) > 0 && !versions[0].Gone() {
			return "", 0, &studio.Refusal{Words: a.T.NameTaken}
		}
		if len(versions) > 0 {
			d.Base = versions[0].Number
		}
	}
	number, err = store.Journeys.Save(ctx, a.DB, a.File.Name, store.Version{Name: j.Name, Document: d.Document, By: a.Who, Note: d.Note}, d.Base)
	if errors.Is(err, store.ErrMeanwhile) {
		return "", 0, &studio.Refusal{Words: a.T.Meanwhile}
	}
	return j.Name, number, err
}

// say approves or rejects the version that was looked at. It returns a *Refusal where that is
// not the newest one, or can't take effect.
func (a *Asked) say(ctx context.Context, r store.Review) error {
	if !a.Decides {
		return studio.ErrNotAllowed
	}
	versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, r.Name)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return studio.ErrNone
	}
	if r.Verdict == store.Approved {
		if store.JourneyInFile(a.File, r.Name) {
			return &studio.Refusal{Words: a.T.InFile}
		}
		_, _, mistakes, err := a.check(ctx, draft{Name: r.Name, Document: versions[0].Document})
		if err != nil {
			return err
		}
		if len(mistakes) > 0 {
			return &studio.Refusal{Words: a.T.NotApprovable}
		}
	}
	err = store.Journeys.Say(ctx, a.DB, a.File.Name, r)
	if errors.Is(err, store.ErrStale) {
		return &studio.Refusal{Words: a.T.Stale}
	}
	return err
}

// remove takes a journey off the console.
func (a *Asked) remove(ctx context.Context, d draft) error {
	if !a.Edits {
		return studio.ErrNotAllowed
	}
	versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, d.Name)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[0].Gone() {
		return studio.ErrNone
	}
	_, err = store.Journeys.Save(ctx, a.DB, a.File.Name, store.Version{Name: d.Name, By: a.Who, Note: d.Note}, d.Base)
	if errors.Is(err, store.ErrMeanwhile) {
		return &studio.Refusal{Words: a.T.Meanwhile}
	}
	return err
}

// begin is the document of a new journey: an example, or a copy of another one without its name
// and what its steps send, which is sent by one step only.
func (a *Asked) begin(ctx context.Context, example, copied string) (string, error) {
	if j, known := sample.Journey(a.Brand, example); known {
		return written.Journey(j)
	}
	if copied == "" {
		return "journeys:\n  - name: \"\"\n    enter: {enters: [new]}\n    steps:\n      - {name: first, after: 1d, send: \"\"}\n", nil
	}
	j, err := a.copied(ctx, copied)
	if err != nil {
		return "", err
	}
	j.Name, j.Migrate = "", nil
	for i := range j.Steps {
		if j.Steps[i].Send != "" {
			j.Steps[i].Send += "-copy"
		}
	}
	return written.Journey(j)
}

func (a *Asked) copied(ctx context.Context, name string) (journey.Journey, error) {
	if store.JourneyInFile(a.File, name) {
		j, err := written.JourneyOfFile(a.Path, a.File.Name, name)
		if err != nil {
			return j, &studio.Refusal{Words: a.T.CopyFails}
		}
		return j, nil
	}
	versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, name)
	if err != nil {
		return journey.Journey{}, err
	}
	if len(versions) == 0 || versions[0].Gone() {
		return journey.Journey{}, studio.ErrNone
	}
	j, ok := written.ReadJourney(versions[0].Document)
	if !ok {
		return j, &studio.Refusal{Words: a.T.CopyFails}
	}
	return j, nil
}
