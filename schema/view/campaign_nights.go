package view

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

type campaignNightsParams struct {
	Brand    string
	Campaign string
	From     regulars.BusinessDate
	To       regulars.BusinessDate
}

var campaignNights = schema.NewScript[campaignNightsParams]("view", files, "campaign_nights.sql")

// CampaignNight is what one night planned of a campaign, and what became of it.
type CampaignNight struct {
	Date    time.Time `ch:"date"`
	Planned uint64    `ch:"planned"`
	Sent    uint64    `ch:"sent"`
	Failed  uint64    `ch:"failed"` // or unknown
	LeftOut uint64    `ch:"left_out"`
	KeptOut uint64    `ch:"kept_out"` // of LeftOut: to compare with
}

// CampaignNights returns the nights from one date to another that planned somebody of a
// campaign.
func CampaignNights(ctx context.Context, db *schema.DB, brand, campaign string, from, to regulars.BusinessDate) ([]CampaignNight, error) {
	var rows []CampaignNight
	err := campaignNights.Select(ctx, db, &rows, campaignNightsParams{brand, campaign, from, to})
	return rows, err
}
