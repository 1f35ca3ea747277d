package feed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/schema/intake"
)

// mostWords is how many words of consents are named that are neither yes nor no.
const mostWords = 20

// noteWord keeps a word of a consent that is neither yes nor no. An empty cell is a no.
func (im *importer) noteWord(text string) {
	text = strings.TrimSpace(text)
	if text == "" || len(im.words) == mostWords || slices.Contains(im.words, text) {
		return
	}
	im.words = append(im.words, strings.Clone(text))
}

// nameOdd names, among what is rejected, what rows of a feed of consents can't be used for.
// No row is rejected for it.
func (im *importer) nameOdd(ctx context.Context) error {
	var consents []regulars.Consent
	for _, word := range im.words {
		consents = append(consents, regulars.Consent{Source: "file", Channel: "granted", Unknown: word})
	}
	if err := intake.NameUnknown(ctx, im.db, im.load, consents); err != nil {
		return err
	}
	var odd []struct {
		Field string `ch:"field"`
		Word  string `ch:"word"`
		Times uint64 `ch:"times"`
	}
	if err := oddConsents.Select(ctx, im.db, &odd, im.params()); err != nil || len(odd) == 0 {
		return err
	}
	var named []regulars.Rejected
	for _, o := range odd {
		reason := fmt.Sprintf("%d rows name nobody: their customer_id, email, phone and line_id are empty or none", o.Times)
		switch o.Field {
		case "channel":
			reason = fmt.Sprintf("by the channel %s nothing is sent: write edm, sms or line", intake.PlainWord(o.Word))
		case "purpose":
			reason = fmt.Sprintf("no campaign can have the purpose %s: write one of a-z, 0-9, _ and -, such as marketing", intake.PlainWord(o.Word))
		}
		named = append(named, regulars.Rejected{Entity: intake.EntityConsents, ID: "file " + o.Field, Reason: reason})
	}
	return intake.InsertRejected(ctx, im.db, im.load, named)
}
