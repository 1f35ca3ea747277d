package studio

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/written"
	"regulars/present"
	"regulars/schema/studio"
)

// openFile returns the page of a campaign that lives in the config's file: whom it reaches,
// what they get and when, and the text that is there. It is edited there.
func (a *Asked) openFile(ctx context.Context, name string) (*Edit, error) {
	campaign, err := a.File.Campaign(name)
	if err != nil {
		return nil, ErrNone
	}
	p := &Edit{T: a.T, Name: name, Post: a.at(name), Self: a.Self, Exact: a.Exact, Back: a.Root, AsYAML: true, InFile: true, AsOf: a.asOf()}
	p.Lives = a.T.InTheFile
	if j := a.journeyOf(name); j != nil {
		p.Lives = fmt.Sprintf(a.T.InTheFileStep, j.Name)
	}
	p.Document = textOfFile(a, name)
	if a.Edits {
		p.Copy = a.Root + "?new=1&copy=" + url.QueryEscape(name)
	}
	var mistakes config.Mistakes
	p.Look, mistakes = a.look(ctx, a.File, campaign, "the file's "+name)
	for _, m := range mistakes {
		p.Mistakes = append(p.Mistakes, a.Wrong(m))
	}
	p.Sentences = present.Audience(a.Names, &campaign.Audience, campaign.Repetition)
	if p.Times, err = a.times(ctx, campaign); err != nil {
		return nil, err
	}
	p.Try = a.tryForm(campaign, 0)
	return p, a.letGo(ctx, p, campaign)
}

// shownTexts are listed of what a campaign of the file said when it was let go.
const shownTexts = 10

// letGo says what was approved last of a campaign of the file, by whom, and how the file
// differs from that today; of one that goes without being asked, what went last.
func (a *Asked) letGo(ctx context.Context, p *Edit, campaign *config.Campaign) error {
	texts, err := studio.Texts(ctx, a.DB, a.File.Name, campaign.Name, shownTexts)
	if err != nil || len(texts) == 0 {
		return err
	}
	today, err := studio.DocumentOf(campaign)
	if err != nil {
		today = p.Document
	}
	last := texts[0]
	if by := slices.IndexFunc(texts, func(f studio.Filed) bool { return f.By != "" }); by >= 0 {
		last = texts[by]
	}
	date := regulars.DateOf(last.Date, time.UTC)
	if p.Against = fmt.Sprintf(a.T.ApprovedLast, last.By, a.Stamp(last.At), date); last.By == "" {
		p.Against = fmt.Sprintf(a.T.WentLast, date)
	}
	p.Changes = Difference(last.Document, today)
	for _, f := range texts {
		past := Past{Version: regulars.DateOf(f.Date, time.UTC).String(), At: a.Stamp(f.At), By: f.By, State: a.T.Approved, Tone: "approved"}
		if f.By == "" {
			past.State, past.Tone = a.T.Unasked, "done"
		}
		p.History = append(p.History, past)
	}
	return nil
}

// textOfFile is the campaign as it stands in the file; empty where the file can't be read any
// more, which its worker doesn't need.
func textOfFile(a *Asked, name string) string {
	c, err := written.OfFile(a.Path, a.File.Name, name)
	if err != nil {
		return ""
	}
	text, err := written.YAML(c)
	if err != nil {
		return ""
	}
	return text
}
