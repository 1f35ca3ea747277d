package studio

import (
	"context"
	"fmt"
	"slices"

	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
)

// Check reads a document that somebody writes, as nights would, with the other campaigns of
// the file and the console known. What is wrong is config.Mistakes, each at its place.
func Check(ctx context.Context, db *schema.DB, b *config.Brand, at, document string) (*config.Brand, config.Campaign, error) {
	whole, err := Brand(ctx, db, b)
	if err != nil {
		return nil, config.Campaign{}, err
	}
	if err := tooLarge(at, document); err != nil {
		return whole.Brand, config.Campaign{}, err
	}
	campaign, err := whole.ReadCampaign(at, []byte(document))
	return whole.Brand, campaign, err
}

// CheckSaved is Check for a campaign that is only saved: it may also be one that a step of a
// journey sends which nobody has approved yet.
func CheckSaved(ctx context.Context, db *schema.DB, b *config.Brand, at, document string) (*config.Brand, config.Campaign, error) {
	brand, campaign, err := Check(ctx, db, b, at, document)
	if err == nil || brand == nil || campaign.Audience.Journey == "" {
		return brand, campaign, err
	}
	versions, failed := Journeys.Versions(ctx, db, b.Name, campaign.Audience.Journey)
	if failed != nil {
		return nil, campaign, failed
	}
	if len(versions) == 0 || versions[0].Gone() {
		return brand, campaign, err
	}
	of, _ := b.ReadJourney(at, []byte(versions[0].Document)) // what is wrong with it is for its own page to say
	with := withJourney(brand, of)
	saved, unsaid := with.ReadCampaign(at, []byte(document))
	if unsaid != nil {
		return brand, campaign, err
	}
	return with, saved, nil
}

// CheckJourney is Check for a journey. The brand that is returned has it.
func CheckJourney(ctx context.Context, db *schema.DB, b *config.Brand, at, document string) (*config.Brand, journey.Journey, error) {
	whole, err := Brand(ctx, db, b)
	if err != nil {
		return nil, journey.Journey{}, err
	}
	if err := tooLarge(at, document); err != nil {
		return whole.Brand, journey.Journey{}, err
	}
	j, err := whole.ReadJourney(at, []byte(document))
	return withJourney(whole.Brand, j), j, err
}

// withJourney is a brand with a journey in the place of the one of its name.
func withJourney(b *config.Brand, j journey.Journey) *config.Brand {
	with := *b
	with.Journeys = slices.DeleteFunc(slices.Clone(b.Journeys), func(of journey.Journey) bool { return of.Name == j.Name })
	with.Journeys = append(with.Journeys, j)
	return &with
}

func tooLarge(at, document string) error {
	if len(document) <= MaxDocument {
		return nil
	}
	return config.Mistakes{{File: at, Problem: fmt.Sprintf("it is larger than %d KiB", MaxDocument>>10), Remedy: "shorten its texts"}}
}
