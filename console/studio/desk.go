package studio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"regulars/config"
	"regulars/config/written"
	"regulars/console/form"
	"regulars/deliver"
	"regulars/schema/studio"
)

// Refusal says in words for people why nothing was saved.
type Refusal struct{ Words string }

func (r *Refusal) Error() string { return r.Words }

// Draft is what somebody has before them.
type Draft struct {
	Name     string // of the campaign that is edited; empty: a new one
	Base     uint32 // the version that they began with
	Document string
	Note     string

	Fields url.Values // as they were typed, where it was a form; nil: those of the document
}

// Typed fills in what somebody typed, in a form or as YAML. A form in which nothing was
// changed is the document that it was made of, comments and all.
func (d *Draft) Typed(posted url.Values, asYAML bool) {
	d.Document = form.Typed(posted.Get("document"))
	if asYAML {
		return
	}
	d.Fields = url.Values{}
	for path, values := range posted {
		if !slices.Contains(controls, path) {
			d.Fields[path] = values
		}
	}
	d.Fields = form.Compact[config.Campaign](form.Settle(d.Fields))
	d.Document = DocumentOf(d.Document, d.Fields)
}

// controls are the fields of the page that are none of the document's.
var controls = []string{"do", "as", "base", "document", "note", "mark", "to"}

// check returns a draft's campaign, with the brand that it would be a part of, and what is
// wrong with it. A step of a journey may send it that nobody has approved yet.
func (a *Asked) check(ctx context.Context, d Draft) (*config.Brand, config.Campaign, config.Mistakes, error) {
	brand, campaign, err := studio.CheckSaved(ctx, a.DB, a.File, a.T.Command, d.Document)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return brand, campaign, mistakes, nil
	case err != nil:
		return nil, campaign, nil, err
	}
	channels, _ := campaign.Order()
	for _, name := range channels {
		if _, err := deliver.LetterOf(brand, &campaign, name, ""); err != nil {
			mistakes = append(mistakes, config.Mistake{Path: "campaigns[0].templates." + name, Problem: err.Error()})
		}
	}
	problem, err := a.CheckWhere(ctx, brand.Name, campaign.Audience.Where)
	if err != nil {
		return nil, campaign, nil, err
	}
	if problem != "" {
		mistakes = append(mistakes, config.Mistake{Path: "campaigns[0].audience.where", Problem: problem})
	}
	if d.Name != "" && campaign.Name != d.Name {
		mistakes = append(mistakes, config.Mistake{Path: "campaigns[0].name", Problem: a.T.NameKept})
	}
	if studio.InFile(a.File, campaign.Name) {
		mistakes = append(mistakes, config.Mistake{Path: "campaigns[0].name", Problem: a.T.InFile})
	}
	return brand, campaign, mistakes, nil
}

// Save keeps a draft as a new version, and returns the campaign's name. It returns a *Refusal
// where the draft has a mistake, or somebody saved meanwhile.
func (a *Asked) Save(ctx context.Context, d Draft) (name string, number uint32, err error) {
	if !a.Edits {
		return "", 0, ErrNotAllowed
	}
	_, campaign, mistakes, err := a.check(ctx, d)
	if err != nil {
		return "", 0, err
	}
	if len(mistakes) > 0 {
		return "", 0, &Refusal{a.T.NotSaved}
	}
	if d.Name == "" {
		versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, campaign.Name)
		if err != nil {
			return "", 0, err
		}
		if len(versions) > 0 && !versions[0].Gone() {
			return "", 0, &Refusal{a.T.NameTaken}
		}
		if len(versions) > 0 {
			d.Base = versions[0].Number
		}
	}
	number, err = studio.Campaigns.Save(ctx, a.DB, a.File.Name, studio.Version{Name: campaign.Name, Document: d.Document, By: a.Who, Note: d.Note}, d.Base)
	if errors.Is(err, studio.ErrMeanwhile) {
		return "", 0, &Refusal{a.T.Meanwhile}
	}
	return campaign.Name, number, err
}

// Say approves or rejects the version that was looked at. It returns a *Refusal where that is
// not the newest one, or can't take effect.
func (a *Asked) Say(ctx context.Context, r studio.Review) error {
	if !a.Decides {
		return ErrNotAllowed
	}
	if r.Verdict == studio.Approved {
		if studio.InFile(a.File, r.Name) {
			return &Refusal{a.T.InFile}
		}
		versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, r.Name)
		if err != nil {
			return err
		}
		if len(versions) > 0 {
			if _, _, mistakes, err := a.check(ctx, Draft{Name: r.Name, Document: versions[0].Document}); err != nil || len(mistakes) > 0 {
				return errors.Join(err, &Refusal{a.T.NotApprovable})
			}
			var mistakes config.Mistakes
			if _, _, err := studio.Check(ctx, a.DB, a.File, a.T.Command, versions[0].Document); errors.As(err, &mistakes) {
				return &Refusal{a.T.JourneyFirst}
			} else if err != nil {
				return err
			}
		}
	}
	err := studio.Campaigns.Say(ctx, a.DB, a.File.Name, r)
	if errors.Is(err, studio.ErrStale) {
		return &Refusal{a.T.Stale}
	}
	return err
}

// Remove takes a campaign off the console.
func (a *Asked) Remove(ctx context.Context, name string, base uint32, note string) error {
	if !a.Edits {
		return ErrNotAllowed
	}
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, name)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[0].Gone() {
		return ErrNone
	}
	_, err = studio.Campaigns.Save(ctx, a.DB, a.File.Name, studio.Version{Name: name, By: a.Who, Note: note}, base)
	if errors.Is(err, studio.ErrMeanwhile) {
		return &Refusal{a.T.Meanwhile}
	}
	return err
}

// begin is the document of a new campaign: from a recipe, for a step of a journey, or a copy
// of another one, without its name.
func (a *Asked) begin(ctx context.Context, recipe, copied, step string) (string, error) {
	if recipe == ofStep {
		return a.beginStep(ctx, step)
	}
	for _, r := range recipes {
		if r.name == recipe {
			var err error
			if r.name, err = a.free(ctx, r.name); err != nil {
				return "", err
			}
			return r.documentOf(a.File)
		}
	}
	if copied == "" {
		return "campaigns:\n  - name: \"\"\n", nil
	}
	if studio.InFile(a.File, copied) {
		c, err := written.OfFile(a.Path, a.File.Name, copied)
		if err != nil {
			return "", &Refusal{a.T.CopyFails}
		}
		c.Name, c.Audience.Journey = "", ""
		return written.YAML(c)
	}
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, copied)
	if err != nil {
		return "", err
	}
	if len(versions) == 0 || versions[0].Gone() {
		return "", ErrNone
	}
	c, ok := written.Read(versions[0].Document)
	if !ok {
		return "", &Refusal{a.T.CopyFails}
	}
	c.Name, c.Audience.Journey = "", "" // the step sends one campaign
	return written.YAML(c)
}

// free is a name that no campaign has: the one that is given, or with a number.
func (a *Asked) free(ctx context.Context, name string) (string, error) {
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, "")
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, v := range versions {
		taken[v.Name] = true
	}
	free := name
	for n := 2; taken[free] || studio.InFile(a.File, free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free, nil
}

// pathOf is the path of a field that a mistake is about.
func pathOf(m config.Mistake) string {
	path := strings.TrimPrefix(strings.TrimPrefix(m.Path, "campaigns[0]"), "journeys[0]")
	return strings.TrimPrefix(path, ".")
}
