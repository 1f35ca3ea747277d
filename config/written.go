package config

import (
	"fmt"
	"slices"
	"strings"

	"regulars/config/document"
	"regulars/config/journey"
)

// Written is a text that holds campaigns, in the grammar of the file.
type Written struct {
	Campaigns []Campaign `yaml:"campaigns"` // one
}

// WrittenJourneys is a text that holds journeys, in the grammar of the file.
type WrittenJourneys struct {
	Journeys []journey.Journey `yaml:"journeys"` // one
}

// ReadCampaign reads the one campaign of a text that stands outside the config's file, such as
// one that was written on the console, by the file's grammar and rules. What is wrong is
// returned all at once, as Mistakes, with what could be read. No variable and no file is
// read: who writes the text may not see this machine's.
func (b *Brand) ReadCampaign(at string, text []byte) (Campaign, error) {
	r := &reader{document.New(at, nil)}
	var written Written
	read := r.Read(text, &written)
	return only(r, read, "campaign", written.Campaigns, func(path string, c *Campaign) {
		r.withoutFiles(path, c)
		defaults{given: r.Given}.campaign(path, b, c)
		r.name(path+".name", c.Name, map[string]bool{})
		r.checkCampaign(path, b, c)
		r.checkStepOf(path, b, c)
	})
}

// ReadJourney is ReadCampaign for a journey. Campaigns that its steps send and that the file
// doesn't have are those of the console.
func (b *Brand) ReadJourney(at string, text []byte) (journey.Journey, error) {
	r := &reader{document.New(at, nil)}
	var written WrittenJourneys
	read := r.Read(text, &written)
	return only(r, read, "journey", written.Journeys, func(path string, j *journey.Journey) {
		r.name(path+".name", j.Name, map[string]bool{})
		j.Messages = journey.OfConsole
		j.Resolve()
		sent := map[string]bool{}
		for i := range b.Journeys {
			for _, name := range b.Journeys[i].Sends() {
				sent[name] = sent[name] || b.Journeys[i].Name != j.Name
			}
		}
		r.checkJourney(path, b, j, sent)
	})
}

// only checks the one thing of a kind that a text holds, and returns it with what is wrong.
func only[T any](r *reader, read bool, kind string, all []T, check func(path string, one *T)) (T, error) {
	switch {
	case read && len(all) == 1:
		check(kind+"s[0]", &all[0])
	case len(all) != 1 && len(r.Mistakes) == 0:
		r.Add(kind+"s", "there is not one "+kind, "write "+kind+"s: and one "+kind+" below it, behind a dash")
	}
	r.Mistakes.Sort()
	if len(all) == 0 {
		all = make([]T, 1)
	}
	if len(r.Mistakes) > 0 {
		return all[0], r.Mistakes
	}
	return all[0], nil
}

// withoutFiles refuses the files of a campaign, before they are read.
func (r *reader) withoutFiles(path string, c *Campaign) {
	for name, t := range c.Templates {
		c.Templates[name] = t.WithoutFiles(r.Reader, path+".templates."+name)
	}
	for i := range c.Variants {
		for name, t := range c.Variants[i].Templates {
			c.Variants[i].Templates[name] = t.WithoutFiles(r.Reader, item(path+".variants", i)+".templates."+name)
		}
	}
	if c.Coupons.File != "" {
		r.Add(path+".coupons.file", "a file can't be read here", "write the campaign in the config's file")
		c.Coupons.File = ""
	}
}

// checkStepOf checks that a campaign that is written elsewhere is sent by a step of a journey
// where it says so, and only there: of journeys whose messages may be written elsewhere.
func (r *reader) checkStepOf(path string, b *Brand, c *Campaign) {
	path += ".audience.journey"
	for i := range b.Journeys {
		if j := &b.Journeys[i]; j.Name != c.Audience.Journey && slices.Contains(j.Sends(), c.Name) {
			r.Add(path, "a step of the journey "+j.Name+" sends the campaign", "write audience: {journey: "+j.Name+"}, or give the campaign another name")
			return
		}
	}
	j := b.Journey(c.Audience.Journey)
	switch {
	case c.Audience.Journey == "":
	case j == nil:
		r.Add(path, fmt.Sprintf("the brand has no journey %q", c.Audience.Journey), "write it in the config's file, or on the console and let it be approved")
	case !j.OnConsole():
		r.Add(path, "the campaigns of the journey "+j.Name+" are written in the config's file", "write messages: console at the journey there")
	case !slices.Contains(j.Sends(), c.Name):
		r.Add(path, "no step of the journey "+j.Name+" sends the campaign", "give it the name of one that a step sends: "+strings.Join(j.Sends(), ", "))
	case c.Purpose != j.Purpose:
		r.Add(path, "the campaign needs consent to "+c.Purpose+", and the journey to "+j.Purpose, "write purpose: "+j.Purpose)
	}
}
