package studio

import (
	"context"
	"fmt"
	"net/url"

	"regulars/config"
	"regulars/config/written"
	"regulars/present"
)

// openFile returns the page of a campaign that lives in the config's file: whom it reaches,
// what they get and when, and the text that is there. It is edited there.
func (a *Asked) openFile(ctx context.Context, name string) (*Edit, error) {
	campaign, err := a.File.Campaign(name)
	if err != nil {
		return nil, ErrNone
	}
	p := &Edit{T: a.T, Name: name, Post: a.at(name), Back: a.Root, AsYAML: true, InFile: true, AsOf: a.asOf()}
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
		p.Mistakes = append(p.Mistakes, a.wrong(m))
	}
	p.Sentences = present.Audience(a.Names, &campaign.Audience, campaign.Repetition)
	if p.Times, err = a.times(ctx, campaign); err != nil {
		return nil, err
	}
	p.Try = a.tryForm(campaign, 0)
	return p, nil
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
