package activities

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/turn"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/studio"
	"regulars/schema/walk"
)

// Brands reads what the config says, so that workflows, which must not read
// files, know what there is to do.
type Brands struct {
	Config *config.Config
	DB     *schema.DB

	// Settled reports whether Config is what its files hold, unless they are refused;
	// nil: it is. A night that begins before waits for the newer one.
	Settled func() bool
}

var errReading = errors.New("the config has changed: the worker reads it again")

// BrandFacts is what a night has to do for a brand.
type BrandFacts struct {
	Shops     []string
	Campaigns []string // without those that the config pauses, and those of journeys that people paused or ended
	Paused    []string
	Journeys  []string            `json:",omitempty"` // without those that are paused
	AdLists   []string            `json:",omitempty"` // customer lists of ad platforms, which are kept in step with journeys
	InTurn    bool                `json:",omitempty"` // campaigns are planned one after the other, as they are listed
	Troubles  []string            `json:",omitempty"` // why campaigns of the console take no part
	Days      map[string][]string `json:",omitempty"` // on which a campaign goes, as its key on; without an entry: on every day
}

// On lists the campaigns of a business date: those whose messages go on the day after it.
func (f BrandFacts) On(date regulars.BusinessDate) []string {
	return slices.DeleteFunc(slices.Clone(f.Campaigns), func(name string) bool { return !config.GoesOn(f.Days[name], date.AddDays(1)) })
}

// DateInput asks which business date a nominal time stands for.
type DateInput struct {
	Timezone string
	Nominal  time.Time
}

// EndedDate is the business date that has just ended at the nominal time, in
// the given zone. Time zone rules are data of the machine, so a workflow can't
// look them up itself.
func (a *Brands) EndedDate(_ context.Context, in DateInput) (regulars.BusinessDate, error) {
	zone, err := time.LoadLocation(in.Timezone)
	if err != nil {
		return "", refuse(ErrorConfig, fmt.Errorf("time zone %q is not known: correct the brand's timezone and apply the schedule again: %w", in.Timezone, err))
	}
	return regulars.EndedAt(in.Nominal, zone), nil
}

// ReadBrand tells what there is to do for a brand, and lets the metrics see its
// settings as they are now.
func (a *Brands) ReadBrand(ctx context.Context, brand string) (BrandFacts, error) {
	if a.Settled != nil && !a.Settled() {
		return BrandFacts{}, again(ErrorStopping, errReading, time.Second)
	}
	b, err := wholeBrand(ctx, a.DB, a.Config, brand)
	if err != nil {
		return BrandFacts{}, classify(ctx, err)
	}
	if err := derive.SyncSettings(ctx, a.DB, b.Brand); err != nil {
		return BrandFacts{}, classify(ctx, err)
	}
	var facts BrandFacts
	for _, trouble := range b.Troubles {
		facts.Troubles = append(facts.Troubles, trouble.Says)
	}
	for _, shop := range b.Shops {
		facts.Shops = append(facts.Shops, shop.Name)
	}
	for _, l := range b.AdLists {
		facts.AdLists = append(facts.AdLists, l.Name)
	}
	decisions, err := walk.Decisions(ctx, a.DB, b.Name)
	if err != nil {
		return BrandFacts{}, classify(ctx, err)
	}
	for i := range b.Journeys {
		if j := &b.Journeys[i]; !j.Paused && !decisions[j.Name].Paused() {
			facts.Journeys = append(facts.Journeys, j.Name)
		}
	}
	halted := walk.Halted(b.Brand, decisions)
	facts.InTurn = turn.Matters(b.Brand)
	for _, campaign := range turn.Of(b.Brand) {
		if campaign.Paused || halted[campaign.Name] {
			facts.Paused = append(facts.Paused, campaign.Name)
			continue
		}
		facts.Campaigns = append(facts.Campaigns, campaign.Name)
		if len(campaign.On) > 0 {
			if facts.Days == nil {
				facts.Days = map[string][]string{}
			}
			facts.Days[campaign.Name] = campaign.On
		}
	}
	return facts, nil
}

// Terms say when a campaign may be sent.
type Terms struct {
	SendAt  time.Time // not before
	Past    time.Time // from here on its business date is past: not without a person's word
	Approve bool      // wait for a person

	ApproveWithin time.Duration `json:",omitempty"` // cancelled when nobody approves for so long; 0: it waits
}

// CampaignTerms reads when a campaign may be sent: its send_at on the day after
// the business date, by the clocks that count. That day's end makes it past.
func (a *Brands) CampaignTerms(ctx context.Context, ref CampaignRef) (Terms, error) {
	b, campaign, err := campaignOf(ctx, a.DB, a.Config, ref)
	if err != nil {
		return Terms{}, classify(ctx, err)
	}
	if moment, tick := regulars.TickOf(ref.Campaign); tick {
		zone := cmp.Or(b.Zone, time.UTC)
		// What can't wait for the night doesn't wait for its hour either.
		return Terms{SendAt: moment.In(zone), Past: moment.Add(24 * time.Hour).In(zone), Approve: campaign.Approve, ApproveWithin: campaign.ApproveWithin}, nil
	}
	sendAt, past, err := deliver.Span(b, campaign, ref.Date)
	if err != nil {
		return Terms{}, refuse(ErrorConfig, err)
	}
	return Terms{SendAt: sendAt, Past: past, Approve: campaign.Approve, ApproveWithin: campaign.ApproveWithin}, nil
}

// wholeBrand returns a brand with the campaigns that were approved on the console.
func wholeBrand(ctx context.Context, db *schema.DB, c *config.Config, name string) (studio.Whole, error) {
	b, err := findBrand(c, name)
	if err != nil {
		return studio.Whole{}, err
	}
	return studio.Brand(ctx, db, b)
}

// campaignOf returns the campaign of a run as the run was planned, and its brand.
func campaignOf(ctx context.Context, db *schema.DB, c *config.Config, ref CampaignRef) (*config.Brand, *config.Campaign, error) {
	b, err := findBrand(c, ref.Brand)
	if err != nil {
		return nil, nil, err
	}
	brand, campaign, err := studio.ForRun(ctx, db, b, ref.run())
	var unfit *studio.Unfit
	if errors.As(err, &unfit) {
		return nil, nil, refuse(ErrorConfig, err)
	}
	return brand, campaign, err
}

func findBrand(c *config.Config, name string) (*config.Brand, error) {
	b, err := c.Brand(name)
	if err != nil {
		return nil, refuse(ErrorConfig, err)
	}
	return b, nil
}
