package studio

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/console/journeys/sample"
	"regulars/deliver"
	"regulars/deliver/trial"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/schema/view"
)

// Texts are what the steps of a journey send.
type Texts struct {
	Lead  string // where they are edited
	Steps []StepTexts
}

// StepTexts are what a step of a journey sends, and where its campaign's page is.
type StepTexts struct {
	Step, Campaign, URL string
	State, Tone         string // of the newest version on the console
	Write               string // where it is begun; empty: it is written, or the visitor may not
	Messages            []Message
}

// TextsOf renders the texts of a journey's steps as its brand sends them, for a member that
// nobody is: nobody has to stand on a step, and no member is asked for.
func (a *Asked) TextsOf(ctx context.Context, brand *config.Brand, name string) (Texts, error) {
	j := brand.Journey(name)
	if j == nil {
		return Texts{}, nil
	}
	versions, err := studio.Campaigns.Versions(ctx, a.DB, brand.Name, "")
	if err != nil {
		return Texts{}, err
	}
	console := studio.ByName(versions)
	texts := Texts{Lead: a.T.StepTexts + a.T.StepsOfFile}
	if j.OnConsole() {
		texts.Lead = a.T.StepTexts + a.T.StepsOfConsole
	}
	for i := range j.Steps {
		if j.Steps[i].Send != "" {
			texts.Steps = append(texts.Steps, a.textsOf(brand, j, &j.Steps[i], console))
		}
	}
	return texts, nil
}

func (a *Asked) textsOf(brand *config.Brand, j *journey.Journey, step *journey.Step, console []studio.Written) StepTexts {
	s := StepTexts{Step: step.Name, Campaign: step.Send, URL: a.at(step.Send)}
	of := slices.IndexFunc(console, func(c studio.Written) bool { return c.Name == step.Send && !c.Newest.Gone() })
	switch {
	case of >= 0:
		s.State, s.Tone = a.Standing(console[of].Newest)
	case j.OnConsole() && !studio.InFile(a.File, step.Send):
		s.URL, s.State, s.Tone = "", a.T.Unwritten, "held"
		if a.Edits {
			s.Write = a.toWrite(step.Send)
		}
	}
	c, err := brand.Campaign(step.Send)
	if err != nil {
		return s
	}
	key := brand.HashKey.Reveal()
	channels, _ := c.Order()
	for _, channel := range channels {
		letter, err := deliver.LetterOf(brand, c, channel, key)
		for _, variant := range c.Texts() {
			r := trial.MadeUp(a.Date)
			r.Channel, r.Variant = channel, variant
			if !a.Decides { // it looks like everybody's name on the pages of who sees none
				r.Name = present.MaskedName(r.Name)
			}
			shown := Message{Who: wordOr(a.Words.ChannelNames, channel), About: variant}
			var m regulars.Message
			if err == nil {
				m, err = letter.Draft(ledger.PlanOf(brand, c, a.Date).Run, c.Purpose, r)
			}
			if err != nil {
				shown.Wrong = regulars.ErrorText(err.Error())
			} else {
				shown.Subject, shown.Text, shown.HTML, shown.Size = m.Subject, short(m.Text), short(m.HTML), a.size(brand, channel, m)
			}
			s.Messages = append(s.Messages, shown)
		}
	}
	return s
}

// ofStep says what a new campaign is begun from that a step of a journey sends.
const ofStep = "step"

func (a *Asked) toWrite(name string) string {
	return a.Root + "?new=" + ofStep + "&campaign=" + url.QueryEscape(name)
}

// unwritten are the campaigns that steps send and that nobody has begun to write.
func (a *Asked) unwritten(console []studio.Written) []string {
	var names []string
	for i := range a.Brand.Journeys {
		j := &a.Brand.Journeys[i]
		for _, name := range j.Sends() {
			begun := slices.ContainsFunc(console, func(c studio.Written) bool { return c.Name == name && !c.Newest.Gone() })
			if j.OnConsole() && !begun && !studio.InFile(a.File, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Writing is where the campaigns that steps send are written: the page of each, or where it is
// begun.
func (a *Asked) Writing(ctx context.Context) (func(campaign string) string, error) {
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, "")
	if err != nil {
		return nil, err
	}
	console := studio.ByName(versions)
	return func(campaign string) string {
		if studio.InFile(a.File, campaign) || slices.ContainsFunc(console, func(c studio.Written) bool { return c.Name == campaign && !c.Newest.Gone() }) {
			return a.at(campaign)
		}
		return a.toWrite(campaign)
	}, nil
}

// sender is the journey of which a step sends a campaign that the console writes: as it was
// approved, or else as it was saved last.
func (a *Asked) sender(ctx context.Context, name string) (*journey.Journey, error) {
	sends := func(j *journey.Journey) bool { return j.OnConsole() && slices.Contains(j.Sends(), name) }
	for i := range a.Brand.Journeys {
		if j := &a.Brand.Journeys[i]; sends(j) {
			return j, nil
		}
	}
	versions, err := studio.Journeys.Versions(ctx, a.DB, a.File.Name, "")
	if err != nil {
		return nil, err
	}
	for _, saved := range studio.ByName(versions) {
		if saved.Newest.Gone() {
			continue
		}
		// What is wrong with it is for its own page to say.
		if j, err := a.Brand.ReadJourney(saved.Name, []byte(saved.Newest.Document)); err == nil && sends(&j) {
			return &j, nil
		}
	}
	return nil, ErrNone
}

// beginStep is the document of a campaign that a step of a journey sends.
func (a *Asked) beginStep(ctx context.Context, name string) (string, error) {
	j, err := a.sender(ctx, name)
	if err != nil {
		return "", err
	}
	c := config.Campaign{Name: name, Audience: audience.Audience{Journey: j.Name}, SendAt: "10:00"}
	if j.Purpose != view.Marketing {
		c.Purpose = j.Purpose
	}
	texts := map[string][2]string{
		"en":      {"A word from {{ brand.name }}", "Dear {{ member.name }},"},
		"zh-Hant": {"{{ brand.name }} 的問候", "{{ member.name }} 您好，"},
	}
	if j.Messages == journey.OfConsole && !studio.JourneyInFile(a.File, j.Name) {
		maps.Copy(texts, sample.Texts(name))
	}
	c.Channels, c.Templates = begunWith(a.File, texts)
	return written.YAML(c)
}

// journeyOf is the journey of the file of which a step sends the campaign; nil: none does.
func (a *Asked) journeyOf(name string) *journey.Journey {
	at := slices.IndexFunc(a.File.Journeys, func(j journey.Journey) bool { return slices.Contains(j.Sends(), name) })
	if at < 0 {
		return nil
	}
	return &a.File.Journeys[at]
}
