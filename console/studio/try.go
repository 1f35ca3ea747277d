package studio

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/deliver/trial"
	"regulars/present"
	"regulars/schema/desk"
	"regulars/schema/studio"
)

// Try is the form by which somebody sends themselves a campaign's message.
type Try struct {
	Number   uint32   // of the version that goes; 0: the file's
	Texts    []string // of variants to choose from
	Channels string
}

// tryForm is the form where there is something to send and the visitor may.
func (a *Asked) tryForm(c *config.Campaign, number uint32) *Try {
	channels, _ := c.Order()
	if !a.Edits || a.Date == "" || len(channels) == 0 {
		return nil
	}
	t := &Try{Number: number}
	if len(c.Variants) > 0 {
		t.Texts = c.Texts()
	}
	for i, name := range channels {
		channels[i] = wordOr(a.Words.ChannelNames, name)
	}
	t.Channels = strings.Join(channels, a.Words.Comma)
	return t
}

// try sends a message of the campaign to the address that is typed, and to no other, once it
// is on record that somebody asked for it.
func (a *Asked) try(r *http.Request, name string, number uint32) (Done, error) {
	done := Done{To: a.at(name) + versionOf(number)}
	if !a.Edits {
		return done, ErrNotAllowed
	}
	q, err := a.toTry(r.Context(), name, number)
	if err != nil {
		return done, err
	}
	q.To, q.Variant = strings.TrimSpace(r.PostFormValue("to")), r.PostFormValue("variant")
	channel, err := trial.ChannelOf(q.To)
	if err != nil {
		return done, &Refusal{a.T.TryNoAddress}
	}
	if channels, _ := q.Campaign.Order(); !slices.Contains(channels, channel) {
		return done, &Refusal{fmt.Sprintf(a.T.TryNoChannel, wordOr(a.Words.ChannelNames, channel))}
	}
	if q.Variant != "" && !slices.Contains(q.Campaign.Texts(), q.Variant) {
		return done, ErrNone
	}
	if wait := a.Turn(); wait > 0 {
		return done, &Refusal{fmt.Sprintf(a.T.TryOften, int(wait/time.Minute)+1)}
	}
	// It is on record before it leaves the house, whatever becomes of it.
	deed := desk.Deed{Action: desk.CampaignTest, What: fmt.Sprintf("%s: %s %s", name, channel, present.MaskedAddress(q.To))}
	if err := a.Record(deed); err != nil {
		return done, err
	}
	sent, err := a.Send(r.Context(), q)
	if err != nil {
		return done, &Refusal{fmt.Sprintf(a.T.TryNotSent, regulars.ErrorText(err.Error()))}
	}
	done.Said = desk.CampaignTest
	switch sent.Outcome {
	case regulars.OutcomeSent:
		return done, nil
	case regulars.OutcomeUnknown:
		return done, &Refusal{fmt.Sprintf(a.T.TryUnknown, sent.Reason)}
	}
	return done, &Refusal{fmt.Sprintf(a.T.TryNotSent, strings.TrimSpace(sent.Reason+" "+sent.Code))}
}

// toTry is what goes: a version of the console that nothing is wrong with, or the file's
// campaign.
func (a *Asked) toTry(ctx context.Context, name string, number uint32) (trial.Request, error) {
	q := trial.Request{Date: a.Date}
	if number == 0 {
		campaign, err := a.File.Campaign(name)
		if err != nil || name == "" {
			return q, ErrNone
		}
		q.Brand, q.Campaign = a.File, campaign
		return q, nil
	}
	versions, err := studio.Campaigns.Versions(ctx, a.DB, a.File.Name, name)
	if err != nil {
		return q, err
	}
	at := slices.IndexFunc(versions, func(v studio.Version) bool { return v.Number == number && !v.Gone() })
	if name == "" || at < 0 {
		return q, ErrNone
	}
	brand, campaign, mistakes, err := a.check(ctx, Draft{Name: name, Document: versions[at].Document})
	if err == nil && len(mistakes) > 0 {
		err = &Refusal{a.T.NotApprovable}
	}
	q.Brand, q.Campaign = brand, &campaign
	return q, err
}

func versionOf(number uint32) string {
	if number == 0 {
		return ""
	}
	return fmt.Sprintf("?version=%d", number)
}
