package studio

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"regulars/config"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/schema"
)

// Whole is a brand with the campaigns and journeys of the console, as nights take it.
type Whole struct {
	*config.Brand
	Console  map[string]uint32   // the live version of each campaign of the console
	Paths    map[string]uint32   // the live version of each journey of the console
	Waiting  map[string][]string // journeys that stand still, and the campaigns of their steps that nobody has approved
	Troubles []Trouble
}

// Trouble is why a campaign or a journey of the console takes no part; of a campaign that a step
// of a journey sends, also why the journey stands still.
type Trouble struct{ Campaign, Journey, Says string }

// Of is what the trouble is about.
func (t Trouble) Of() string { return cmp.Or(t.Campaign, "journey "+t.Journey) }

type liveRow struct {
	Kind     string `ch:"kind"`
	Name     string `ch:"name"`
	Number   uint32 `ch:"number"`
	Document string `ch:"document"`
}

// Brand returns the brand with the campaigns and journeys that were approved on the console. A
// name that stands in the file, too, is nobody's: neither campaign takes part until one of them
// is removed, and neither journey goes on.
func Brand(ctx context.Context, db *schema.DB, b *config.Brand) (Whole, error) {
	var live []liveRow
	if err := liveScript.Select(ctx, db, &live, brandParams{b.Name}); err != nil {
		return Whole{}, err
	}
	return join(b, live), nil
}

func join(b *config.Brand, live []liveRow) Whole {
	with := *b
	w := Whole{Brand: &with, Console: map[string]uint32{}, Paths: map[string]uint32{}}
	campaigns := slices.DeleteFunc(slices.Clone(live), func(row liveRow) bool { return row.Kind != string(Campaigns) })
	w.joinJourneys(b, slices.DeleteFunc(live, func(row liveRow) bool { return row.Kind != string(Journeys) }), campaigns)
	w.joinCampaigns(b, campaigns)
	w.wait()
	return w
}

// joinJourneys adds the journeys of the console.
func (w *Whole) joinJourneys(b *config.Brand, live, campaigns []liveRow) {
	w.Journeys = slices.Clone(b.Journeys)
	for _, row := range live {
		if of := w.Journey(row.Name); of != nil {
			of.Paused = true
			w.Troubles = append(w.Troubles, Trouble{Journey: row.Name, Says: twiceJourney(row.Name)})
			continue
		}
		j, err := readJourney(knownTo(b, row.Document, campaigns), row)
		if err != nil {
			w.Troubles = append(w.Troubles, Trouble{Journey: row.Name, Says: err.Error()})
			continue
		}
		w.Journeys = append(w.Journeys, j)
		w.Paths[row.Name] = row.Number
	}
}

// knownTo is a brand as a journey of the console finds it: with the names of the console's
// campaigns, but for those that it sends, which are read after it.
func knownTo(b *config.Brand, document string, campaigns []liveRow) *config.Brand {
	known := *b
	known.Campaigns = slices.Clone(b.Campaigns)
	j, _ := written.ReadJourney(document)
	for _, row := range campaigns {
		if !InFile(b, row.Name) && !slices.Contains(j.Sends(), row.Name) {
			known.Campaigns = append(known.Campaigns, config.Campaign{Name: row.Name})
		}
	}
	return &known
}

// joinCampaigns adds the campaigns of the console.
func (w *Whole) joinCampaigns(b *config.Brand, live []liveRow) {
	known := *w.Brand
	known.Campaigns, w.Campaigns = slices.Clone(b.Campaigns), slices.Clone(b.Campaigns)
	for _, row := range live {
		known.Campaigns = append(known.Campaigns, config.Campaign{Name: row.Name})
	}
	for _, row := range live {
		if InFile(b, row.Name) {
			w.Campaigns = slices.DeleteFunc(w.Campaigns, func(c config.Campaign) bool { return c.Name == row.Name })
			w.Troubles = append(w.Troubles, Trouble{Campaign: row.Name, Says: twice(row.Name)})
			continue
		}
		campaign, err := read(&known, row.Name, row.Number, row.Document)
		if err != nil {
			w.Troubles = append(w.Troubles, Trouble{Campaign: row.Name, Says: err.Error()})
			continue
		}
		w.Campaigns = append(w.Campaigns, campaign)
		w.Console[row.Name] = row.Number
	}
}

// wait pauses the journeys of which a step's campaign is nowhere: members who walked on would
// never get its message.
func (w *Whole) wait() {
	for i := range w.Journeys {
		j, stands := &w.Journeys[i], false
		for _, name := range j.Sends() {
			of := slices.IndexFunc(w.Troubles, func(t Trouble) bool { return t.Campaign == name })
			if _, err := w.Campaign(name); err == nil || j.Paused || of < 0 && !j.OnConsole() {
				continue
			}
			if w.Waiting == nil {
				w.Waiting = map[string][]string{}
			}
			stands = true
			w.Waiting[j.Name] = append(w.Waiting[j.Name], name)
			why := fmt.Sprintf("a step sends the campaign %s, of which the console has no approved version: write it there, and let it be approved", name)
			if of >= 0 {
				why = w.Troubles[of].Says
			}
			w.Troubles = append(w.Troubles, Trouble{Campaign: name, Says: fmt.Sprintf("the journey %s stands still: %s", j.Name, why)})
		}
		j.Paused = j.Paused || stands
	}
}

// InFile reports whether the config's file has a campaign of the name.
func InFile(b *config.Brand, name string) bool {
	return slices.ContainsFunc(b.Campaigns, func(c config.Campaign) bool { return c.Name == name })
}

// JourneyInFile reports whether the config's file has a journey of the name.
func JourneyInFile(b *config.Brand, name string) bool { return b.Journey(name) != nil }

func twiceJourney(name string) string {
	return fmt.Sprintf("the journey %s stands in the config's file and on the console, so it stands still: remove it from the file, or take it off the console (starter journey export %s --remove)", name, name)
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

// readJourney is read for a journey.
func readJourney(b *config.Brand, row liveRow) (journey.Journey, error) {
	j, err := b.ReadJourney(fmt.Sprintf("%s, version %d", row.Name, row.Number), []byte(row.Document))
	if err == nil && j.Name != row.Name {
		err = fmt.Errorf("it is named %s", j.Name)
	}
	if err != nil {
		return journey.Journey{}, fmt.Errorf("the journey %s of the console no longer fits its brand, and nobody walks it: correct it on the console, or the config: %w", row.Name, err)
	}
	return j, nil
}
