package check

import (
	"fmt"
	"maps"
	"slices"

	"regulars"
	"regulars/channel"
	"regulars/channel/draft"
	"regulars/config"
	"regulars/config/audience"
)

// holesOf lists the empty places that a template would print for members whom the
// campaign may address. It is a mistake here, and not of the config: a night sends what
// was sent yesterday.
func holesOf(brand *config.Brand, campaign *config.Campaign, name string, text config.Template, dir string) []problem {
	holes, err := channel.Holes(text, dir, lacking(brand, campaign, name))
	if err != nil {
		return []problem{{says: err.Error()}}
	}
	problems := make([]problem, len(holes))
	for i, hole := range holes {
		problems[i] = problem{hole.Error(), hole.Remedy()}
	}
	return problems
}

// lacking lists the variables that a member of the audience may lack on a channel.
func lacking(brand *config.Brand, campaign *config.Campaign, name string) []string {
	a := &campaign.Audience
	list := []string{"member.name"}
	if !haveBought(a) {
		list = append(list, "member.last_purchase", "member.recency_days")
	}
	if len(a.From) == 0 {
		list = append(list, "member.stage_before")
	}
	if len(a.Classes) == 0 && len(a.Cells) == 0 {
		list = append(list, "member.rfm_class")
	}
	if c := brand.Channels[name]; c == nil || c.UnsubscribeURL == "" {
		list = append(list, "unsubscribe_url")
	}
	if !campaign.Coupons.Given() {
		list = append(list, "coupon.code")
	}
	list = append(list, channel.RecommendedMissing()...)
	return list
}

// haveBought reports whether every member of an audience has bought at least once.
func haveBought(a *config.Audience) bool {
	if within := a.Within(); len(within) > 0 && !slices.Contains(within, string(regulars.StageProspect)) {
		return true
	}
	if len(a.Classes) > 0 || len(a.Cells) > 0 {
		return true
	}
	switch a.Moment() {
	case audience.MomentIs, audience.MomentEnters:
		stages := a.StageNames()
		return len(stages) > 0 && !slices.Contains(stages, string(regulars.StageProspect))
	case audience.MomentBirthday:
		return false
	}
	return true
}

// textWarnings are what is to be said against a campaign's texts, all of which compile.
func textWarnings(brand *config.Brand, campaign *config.Campaign, dir string) []string {
	warnings := warningsOf(brand, campaign, campaign.Templates, dir)
	for i := range campaign.Variants {
		v := &campaign.Variants[i]
		for _, warning := range warningsOf(brand, campaign, v.Templates, dir) {
			warnings = append(warnings, "variant "+v.Name+", "+warning)
		}
	}
	return warnings
}

func warningsOf(brand *config.Brand, campaign *config.Campaign, texts map[string]config.Template, dir string) []string {
	var warnings []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		for _, warning := range warningsOn(brand, campaign, name, texts[name], dir) {
			warnings = append(warnings, fmt.Sprintf("%s: %s", name, warning))
		}
	}
	return warnings
}

// taiwan is the region whose rules for advertisements are known.
const taiwan = "TW"

// marketing is the purpose of advertisements.
const marketing = "marketing"

func warningsOn(brand *config.Brand, campaign *config.Campaign, name string, text config.Template, dir string) []string {
	template, err := channel.ParseTemplate(text, dir)
	if err != nil {
		return nil // it is a mistake, and said as one
	}
	messages, err := template.Examples(brand.Name, campaign.Name, channel.ExampleName(brand.Identity.Region))
	if err != nil {
		return []string{err.Error()}
	}
	var warnings []string
	for i, language := range template.Languages() {
		for _, warning := range against(brand, campaign, name, messages[i]) {
			if len(messages) > 1 && language != "" {
				warning = "in " + language + ": " + warning
			}
			warnings = append(warnings, warning)
		}
	}
	return warnings
}

// against is what is to be said against an example of a text.
func against(brand *config.Brand, campaign *config.Campaign, name string, message channel.Rendered) []string {
	switch regulars.Channel(name) {
	case regulars.ChannelSMS:
		return draft.SMS(message.Text, brand.Name, brand.Identity.Region == taiwan && campaign.Purpose == marketing)
	case regulars.ChannelLINE:
		return draft.LINE(message.Text)
	}
	return draft.Mail(message.HTML)
}
