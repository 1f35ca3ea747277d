package studio

import (
	"regulars"
	"regulars/deliver"
	"regulars/deliver/trial"
	"regulars/present"
	"regulars/schema/ledger"
)

// StepTexts are what a step of a journey sends, and where its campaign's page is.
type StepTexts struct {
	Step, Campaign, URL string
	Messages            []Message
}

// TextsOf renders a campaign's texts, each channel and variant once, for a member that nobody
// is: nobody has to stand on the step, and no member is asked for.
func (a *Asked) TextsOf(step, name string) StepTexts {
	s := StepTexts{Step: step, Campaign: name, URL: a.at(name)}
	c, err := a.File.Campaign(name)
	if err != nil || name == "" {
		return s
	}
	key := a.File.HashKey.Reveal()
	channels, _ := c.Order()
	for _, channel := range channels {
		letter, err := deliver.LetterOf(a.File, c, channel, key)
		for _, variant := range c.Texts() {
			r := trial.MadeUp(a.Date)
			r.Channel, r.Variant = channel, variant
			if !a.Decides { // it looks like everybody's name on the pages of who sees none
				r.Name = present.MaskedName(r.Name)
			}
			shown := Message{Who: wordOr(a.Words.ChannelNames, channel), About: variant}
			var m regulars.Message
			if err == nil {
				m, err = letter.Draft(ledger.PlanOf(a.File, c, a.Date).Run, c.Purpose, r)
			}
			if err != nil {
				shown.Wrong = regulars.ErrorText(err.Error())
			} else {
				shown.Subject, shown.Text, shown.HTML, shown.Size = m.Subject, short(m.Text), short(m.HTML), a.size(a.File, channel, m)
			}
			s.Messages = append(s.Messages, shown)
		}
	}
	return s
}
