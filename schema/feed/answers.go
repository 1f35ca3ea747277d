package feed

import (
	"context"

	"regulars"
	"regulars/schema"
	"regulars/schema/intake"
)

// settleConsents makes facts of what the customers of a feed answer now, and names the
// words that are neither yes nor no.
func (im *importer) settleConsents(ctx context.Context) error {
	p := im.params()
	for _, channel := range regulars.Channels {
		if _, given := expression(im.feed, "consent_"+string(channel)); given {
			p.Consents = append(p.Consents, string(channel))
		}
	}
	if len(p.Consents) == 0 {
		return nil
	}
	p.Answers = schema.Identifier(im.answers)
	if err := makeCustomerConsents.Exec(ctx, im.db, p); err != nil {
		return err
	}
	if err := intake.SettleAnswers(ctx, im.db, im.load, im.answers); err != nil {
		return err
	}
	var words []struct {
		Channel string `ch:"channel"`
		Source  string `ch:"source"`
		Unknown string `ch:"unknown"`
	}
	if err := unknownWords.Select(ctx, im.db, &words, p); err != nil {
		return err
	}
	var consents []regulars.Consent
	for _, w := range words {
		consents = append(consents, regulars.Consent{Channel: w.Channel, Source: w.Source, Unknown: w.Unknown})
	}
	return intake.NameUnknown(ctx, im.db, im.load, consents)
}
