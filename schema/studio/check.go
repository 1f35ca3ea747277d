package studio

import (
	"context"
	"fmt"

	"regulars/config"
	"regulars/schema"
)

// Check reads a document that somebody writes, as nights would, with the other campaigns of
// the file and the console known. What is wrong is config.Mistakes, each at its place.
func Check(ctx context.Context, db *schema.DB, b *config.Brand, at, document string) (*config.Brand, config.Campaign, error) {
	whole, err := Brand(ctx, db, b)
	if err != nil {
		return nil, config.Campaign{}, err
	}
	if len(document) > MaxDocument {
		return whole.Brand, config.Campaign{}, config.Mistakes{{File: at, Problem: fmt.Sprintf("it is larger than %d KiB", MaxDocument>>10), Remedy: "shorten its texts"}}
	}
	campaign, err := whole.ReadCampaign(at, []byte(document))
	return whole.Brand, campaign, err
}
