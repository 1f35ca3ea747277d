package deliver

import (
	"fmt"
	"strings"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/schema/ledger"
)

// LetterOf is what a campaign says on a channel of its brand: for a sending, a preview and
// a test alike. The key is privacy.hash_key. It returns an error for a text that is
// missing or doesn't compile.
func LetterOf(brand *config.Brand, campaign *config.Campaign, name, key string) (Letter, error) {
	settings, known := brand.Channels[name]
	if !known {
		return Letter{}, fmt.Errorf("the brand %s has no channel %s", brand.Name, name)
	}
	templates := map[string]*channel.Template{}
	for _, variant := range campaign.Texts() {
		of := strings.TrimRight(campaign.Name+"/"+variant, "/")
		text, ok := campaign.TemplateText(name, variant)
		if !ok {
			return Letter{}, fmt.Errorf("campaign %s has no template for %s", of, name)
		}
		template, err := channel.ParseTemplate(text, "")
		if err != nil {
			return Letter{}, fmt.Errorf("campaign %s, template for %s: %w", of, name, err)
		}
		templates[variant] = template
	}
	return Letter{
		Templates: templates, UnsubscribeURL: settings.UnsubscribeURL, UnsubscribeMail: settings.UnsubscribeMail,
		TrackURL: settings.TrackURL, Key: key, Language: brand.Language,
	}, nil
}

// draftCoupon stands in drafts for a coupon's code.
const draftCoupon = "CODE-1234"

// Draft renders what a recipient would get, to be looked at: the very message, but for
// its links, which act on nobody and aren't counted. A person who tries them out, or a mail
// client that follows them, must not unsubscribe the member, or click for them.
func (l Letter) Draft(run ledger.Run, purpose string, r ledger.Recipient) (regulars.Message, error) {
	l.void, l.TrackURL = true, ""
	r.Coupon = draftCoupon // a real one is given once, to a member
	return l.message(run, purpose, r)
}

// linkKey signs the links of a message.
func (l Letter) linkKey() string {
	if l.void {
		return "of a draft, which is no key\n" + l.Key
	}
	return l.Key
}

// Compiles returns an error for the first text of a campaign that is missing or doesn't
// compile.
func Compiles(brand *config.Brand, campaign *config.Campaign) error {
	channels, _ := campaign.Order()
	for _, name := range channels {
		if _, err := LetterOf(brand, campaign, name, ""); err != nil {
			return err
		}
	}
	return nil
}
