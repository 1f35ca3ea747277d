package studio

import (
	"context"
	"fmt"
	"slices"

	"regulars/config"
	"regulars/schema"
)

// Whole is a brand with the campaigns of the console, as nights take it.
type Whole struct {
	*config.Brand
	Console  map[string]uint32   // the live version of each campaign of the console
	Waiting  map[string][]string // journeys that stand still, and the campaigns of their steps that nobody has approved
	Troubles []Trouble
}

// Trouble is why a campaign of the console takes no part; of one that a step of a journey
// sends, also why the journey stands still.
type Trouble struct{ Campaign, Says string }

type liveRow struct {
	Campaign string `ch:"campaign"`
	Number   uint32 `ch:"number"`
	Document string `ch:"document"`
}

// Brand returns the brand with the campaigns that were approved on the console. A name that
// stands in the file, too, is nobody's: neither campaign takes part until one of them is
// removed.
func Brand(ctx context.Context, db *schema.DB, b *config.Brand) (Whole, error) {
	var live []liveRow
	if err := liveScript.Select(ctx, db, &live, brandParams{b.Name}); err != nil {
		return Whole{}, err
	}
	return join(b, live), nil
}

func join(b *config.Brand, live []liveRow) Whole {
	w := Whole{Brand: b, Console: map[string]uint32{}}
	if len(live) == 0 {
		w.wait()
		return w
	}
	known, with := *b, *b
	known.Campaigns, with.Campaigns = slices.Clone(b.Campaigns), slices.Clone(b.Campaigns)
	for _, row := range live {
		known.Campaigns = append(known.Campaigns, config.Campaign{Name: row.Campaign})
	}
	for _, row := range live {
		if InFile(b, row.Campaign) {
			with.Campaigns = slices.DeleteFunc(with.Campaigns, func(c config.Campaign) bool { return c.Name == row.Campaign })
			w.Troubles = append(w.Troubles, Trouble{row.Campaign, twice(row.Campaign)})
			continue
		}
		campaign, err := read(&known, row.Campaign, row.Number, row.Document)
		if err != nil {
			w.Troubles = append(w.Troubles, Trouble{row.Campaign, err.Error()})
			continue
		}
		with.Campaigns = append(with.Campaigns, campaign)
		w.Console[row.Campaign] = row.Number
	}
	w.Brand = &with
	w.wait()
	return w
}

// wait pauses the journeys of which a step's campaign is nowhere: members who walked on would
// never get its message.
func (w *Whole) wait() {
	for i := range w.Journeys {
		j := &w.Journeys[i]
		for _, name := range j.Sends() {
			of := slices.IndexFunc(w.Troubles, func(t Trouble) bool { return t.Campaign == name })
			if _, err := w.Campaign(name); err == nil || j.Paused || of < 0 && !j.OnConsole() {
				continue
			}
			if w.Waiting == nil {
				with := *w.Brand
				with.Journeys = slices.Clone(with.Journeys)
				w.Brand, w.Waiting = &with, map[string][]string{}
			}
			w.Journeys[i].Paused = true
			w.Waiting[j.Name] = append(w.Waiting[j.Name], name)
			why := fmt.Sprintf("a step sends the campaign %s, of which the console has no approved version: write it there, and let it be approved", name)
			if of >= 0 {
				why = w.Troubles[of].Says
			}
			w.Troubles = append(w.Troubles, Trouble{name, fmt.Sprintf("the journey %s stands still: %s", j.Name, why)})
		}
	}
}

// InFile reports whether the config's file has a campaign of the name.
func InFile(b *config.Brand, name string) bool {
	return slices.ContainsFunc(b.Campaigns, func(c config.Campaign) bool { return c.Name == name })
}

func twice(name string) string {
	return fmt.Sprintf("the campaign %s stands in the config's file and on the console, so neither is sent: remove it from the file, or take it off the console (starter campaign export %s --remove)", name, name)
}

// read reads a version. Its mistakes are those of a text that was right when it was saved: the
// brand has changed since.
func read(b *config.Brand, name string, number uint32, document string) (config.Campaign, error) {
	campaign, err := b.ReadCampaign(fmt.Sprintf("%s, version %d", name, number), []byte(document))
	if err == nil && campaign.Name != name {
		err = fmt.Errorf("it is named %s", campaign.Name)
	}
	if err != nil {
		return config.Campaign{}, fmt.Errorf("the campaign %s of the console no longer fits its brand: correct it on the console, or the config: %w", name, err)
	}
	return campaign, nil
}
