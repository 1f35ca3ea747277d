package preview

import (
	"cmp"
	"time"

	"regulars"
	"regulars/config"
	"regulars/deliver"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
)

// campaign is one whose plan is looked at.
type campaign struct {
	brand *config.Brand
	*config.Campaign
	plan    ledger.Plan
	letters map[string]deliver.Letter // by channel
	mask    identity.Mask
	names   *present.Names
	words   *words
}

// newCampaign readies all texts of a plan's campaign. It returns an error for one that is
// missing or doesn't compile, as a night would.
func newCampaign(cfg *config.Config, brand *config.Brand, plan ledger.Plan) (*campaign, error) {
	found, err := brand.Campaign(regulars.CampaignOf(plan.Campaign))
	if err != nil {
		return nil, err
	}
	names, err := present.NamesIn(brand.Language)
	if err != nil {
		return nil, err
	}
	key := cfg.Privacy.HashKey.Reveal()
	c := &campaign{
		brand: brand, Campaign: found, plan: plan, letters: map[string]deliver.Letter{},
		mask: identity.NewMask(key, brand.Name), names: names, words: wordsOf(names),
	}
	channels, _ := found.Order()
	for _, name := range channels {
		if c.letters[name], err = deliver.LetterOf(brand, found, name, key); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// zone is whose clocks show when the messages go.
func (c *campaign) zone() *time.Location { return cmp.Or(c.brand.Zone, time.UTC) }

// draft renders what a recipient would get.
func (c *campaign) draft(r ledger.Recipient) (regulars.Message, error) {
	return c.letters[r.Channel].Draft(c.plan.Run, c.Purpose, r)
}
