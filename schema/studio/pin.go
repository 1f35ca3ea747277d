package studio

import (
	"context"
	"errors"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/schema"
	"regulars/schema/ledger"
)

type (
	pinParams struct {
		Brand, Campaign string
		Date            regulars.BusinessDate
		Number          uint32
	}
	pinnedParams struct {
		Brand, Campaign, Run string
		Date                 regulars.BusinessDate
	}
)

var (
	pinScript    = schema.NewScript[pinParams](room, files, "pin.sql")
	pinnedScript = schema.NewScript[pinnedParams](room, files, "pinned.sql")
)

// Pinned returns the number of the version that a run was planned with, and its document; 0:
// none of the console's.
func Pinned(ctx context.Context, db *schema.DB, run ledger.Run) (number uint32, document string, err error) {
	err = pinnedScript.Row(ctx, db, pinnedParams{run.Brand, regulars.CampaignOf(run.Campaign), pinName(run.Campaign), run.Date}, &number, &document)
	return number, document, err
}

// pinName is under which a run's version is kept: what is sent again is sent as it was.
func pinName(run string) string {
	if _, tick := regulars.TickOf(run); tick {
		return run
	}
	return regulars.CampaignOf(run)
}

// ForRun returns the brand and the campaign of a run as it was planned: a campaign of the
// console in the version that is live when this is asked first, and in no other from then
// on. Of a campaign of the file it is the file's.
func ForRun(ctx context.Context, db *schema.DB, b *config.Brand, run ledger.Run) (*config.Brand, *config.Campaign, error) {
	whole, err := Brand(ctx, db, b)
	if err != nil {
		return nil, nil, err
	}
	number, document, err := Pinned(ctx, db, run)
	if err != nil {
		return nil, nil, err
	}
	name := regulars.CampaignOf(run.Campaign)
	if number == 0 {
		live, console := whole.Console[name]
		if !console {
			return whole.find(name)
		}
		if err := pinScript.Exec(ctx, db, pinParams{run.Brand, pinName(run.Campaign), run.Date, live}); err != nil {
			return nil, nil, err
		}
		if err := wait(ctx, settle); err != nil {
			return nil, nil, err
		}
		if number, document, err = Pinned(ctx, db, run); err != nil {
			return nil, nil, err
		}
	}
	campaign, err := read(whole.sending(name, document), name, number, document)
	if err != nil {
		return nil, nil, &Unfit{err}
	}
	with := *whole.Brand
	with.Campaigns = slices.DeleteFunc(slices.Clone(with.Campaigns), func(c config.Campaign) bool { return c.Name == name })
	with.Campaigns = append(with.Campaigns, campaign)
	return &with, &with.Campaigns[len(with.Campaigns)-1], nil
}

// sending is the brand as it was when a step sent a campaign: another version of the journey may
// have been approved since, by which nobody comes to that step any more.
func (w Whole) sending(name, document string) *config.Brand {
	c, _ := written.Read(document)
	if of := c.Audience.Journey; of == "" || w.Journey(of) != nil && slices.Contains(w.Journey(of).Sends(), name) {
		return w.Brand
	}
	j := journey.Journey{Name: c.Audience.Journey, Messages: journey.OfConsole, Purpose: c.Purpose}
	j.Resolve()
	if of := w.Journey(j.Name); of != nil {
		j.Steps = slices.Clone(of.Steps)
	}
	j.Steps = append(j.Steps, journey.Step{Send: name})
	return withJourney(w.Brand, j)
}

// Find returns the brand with the campaigns of the console, and the campaign that a name means
// as the next night would take it.
func Find(ctx context.Context, db *schema.DB, b *config.Brand, name string) (*config.Brand, *config.Campaign, error) {
	whole, err := Brand(ctx, db, b)
	if err != nil {
		return nil, nil, err
	}
	return whole.find(regulars.CampaignOf(name))
}

// Unfit says that a brand has no campaign of a name that could be sent.
type Unfit struct{ Why error }

func (u *Unfit) Error() string { return u.Why.Error() }
func (u *Unfit) Unwrap() error { return u.Why }

// find returns a campaign of the brand, or why there is none.
func (w Whole) find(name string) (*config.Brand, *config.Campaign, error) {
	for _, trouble := range w.Troubles {
		if trouble.Campaign == name {
			return nil, nil, &Unfit{errors.New(trouble.Says)}
		}
	}
	campaign, err := w.Campaign(name)
	if err != nil {
		return nil, nil, &Unfit{err}
	}
	return w.Brand, campaign, nil
}
