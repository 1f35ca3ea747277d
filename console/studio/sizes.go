package studio

import (
	"regulars/config"
	"regulars/console/form"
	"regulars/deliver"
	"regulars/deliver/trial"
	"regulars/schema/ledger"
)

// sizes says how long each text of a campaign is on its channel, by its field: rendered for a
// member that nobody is, in each language.
func (a *Asked) sizes(brand *config.Brand, c *config.Campaign) map[string]string {
	all := map[string]string{}
	for channel, t := range c.Templates {
		letter, err := deliver.LetterOf(brand, c, channel, brand.HashKey.Reveal())
		if err != nil {
			continue // it is a mistake at its field
		}
		path := form.Join("templates", channel)
		languages := map[string]string{"": path}
		for language := range t.Languages {
			languages[language] = form.Join(path+".languages", language)
		}
		for language, at := range languages {
			r := trial.MadeUp(a.Date)
			r.Channel, r.Language = channel, language
			if m, err := letter.Draft(ledger.PlanOf(brand, c, a.Date).Run, c.Purpose, r); err == nil {
				all[at+".text"] = a.size(brand, channel, m)
			}
		}
	}
	return all
}
