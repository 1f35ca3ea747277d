package config

import (
	"fmt"

	"regulars"
	"regulars/config/coupon"
	"regulars/config/days"
)

// What becomes of members who entered a stage on dates that had no night.
const (
	CatchUpSend = "send" // the night that follows addresses them, too
	CatchUpSkip = "skip"
)

var catchUps = []string{CatchUpSend, CatchUpSkip}

// CatchUps lists the brand's campaigns whose members qualify on one date, those that are
// not paused, by what becomes of who qualified on dates that had no night.
func (b *Brand) CatchUps() (sent, skipped []string) {
	for i := range b.Campaigns {
		c := &b.Campaigns[i]
		switch {
		case c.Paused || !c.Audience.OnADay():
		case c.CatchUp == CatchUpSend:
			sent = append(sent, c.Name)
		default:
			skipped = append(skipped, c.Name)
		}
	}
	return sent, skipped
}

// BestHour is the word of send_at that stands for each member's own hour.
const BestHour = "best_hour"

// AtBestHour reports whether each member gets it at an hour of their own.
func (c *Campaign) AtBestHour() bool { return c.SendAt == BestHour }

// Preferred is the word of channels that stands for the one which a member answers on.
const Preferred = "preferred"

// Order returns the campaign's channels in order of preference, and whether the one
// that a member answers on goes before them.
func (c *Campaign) Order() (channels []string, preferred bool) {
	for _, name := range c.Channels {
		if name == Preferred {
			preferred = true
			continue
		}
		channels = append(channels, name)
	}
	return channels, preferred
}

// TemplateText returns the campaign's template on a channel, or a variant's where the
// name of one is given, with the contents of its *_file keys in Text and HTML. It reports
// false where the campaign has no such text.
func (c *Campaign) TemplateText(channel, variant string) (Template, bool) {
	for i := range c.Variants {
		if t, ok := c.Variants[i].Templates[channel]; ok && c.Variants[i].Name == variant {
			return t, true
		}
	}
	t, ok := c.Templates[channel]
	return t, ok
}

// Texts lists the names under which TemplateText finds the campaign's texts: of its
// variants, or one empty name.
func (c *Campaign) Texts() []string {
	if len(c.Variants) == 0 {
		return []string{""}
	}
	list := make([]string, len(c.Variants))
	for i := range c.Variants {
		list[i] = c.Variants[i].Name
	}
	return list
}

func (r *reader) checkCampaigns(brand string, b *Brand) {
	taken, files := map[string]bool{}, coupon.Files{}
	for i := range b.Campaigns {
		path := item(brand+".campaigns", i)
		r.name(path+".name", b.Campaigns[i].Name, taken)
		r.checkCampaign(path, b, &b.Campaigns[i])
		r.problems(path+".coupons", files.Add(b.Campaigns[i].Coupons))
	}
}

func (r *reader) checkCampaign(path string, b *Brand, c *Campaign) {
	r.share(path+".pause_at_failure_rate", c.PauseAtFailureRate)
	r.share(path+".pause_at_complaint_rate", c.PauseAtComplaintRate)
	r.share(path+".holdout", c.Holdout)
	if c.SendAt != "" && !c.AtBestHour() && !days.IsClock(c.SendAt) {
		r.Add(path+".send_at", fmt.Sprintf("%q is not a time of day", r.Written(path+".send_at")), `write it as "10:00", or best_hour`)
	}
	if !nameForm.MatchString(c.Purpose) {
		r.Add(path+".purpose", fmt.Sprintf("%q doesn't name a consent", r.Written(path+".purpose")), "write marketing, or leave it out")
	}
	r.notNegative(path+".approve_within", c.ApproveWithin.Hours())
	if c.ApproveWithin != 0 && !c.Approve {
		r.Add(path+".approve_within", "nobody has to approve it", "write approve: true, or remove it")
	}
	r.notNegative(path+".daily_max", float64(c.DailyMax))
	r.positive(path+".attribution_days", c.AttributionDays)
	r.checkRepetition(path, c)
	r.checkDays(path+".on", c.On)
	r.checkAudience(path+".audience", b, &c.Audience)
	r.checkCatchUp(path+".catch_up", c)
	r.checkCampaignChannels(path, b, c)
	r.checkTemplates(path, c)
	r.checkVariants(path, c)
	r.checkDecide(path+".decide", c)
	r.checkBudget(path+".budget", b, c)
	if c.Coupons.File != "" {
		c.Coupons.File = r.Resolve(c.Coupons.File)
	}
}

func (r *reader) checkCatchUp(path string, c *Campaign) {
	switch {
	case !r.Given(path): // it is the brand's
	case c.Audience.OnADay():
		r.oneOf(path, c.CatchUp, catchUps)
	default:
		r.Add(path, "the audience is who is in a stage, and nobody of them is missed by a night", "remove it, or write enters instead of is")
	}
}

func (r *reader) checkCampaignChannels(path string, b *Brand, c *Campaign) {
	if channels, _ := c.Order(); len(channels) == 0 {
		r.Add(path+".channels", "the campaign has no channel", "write them in order of preference, such as [line, edm]")
	}
	seen := map[string]bool{}
	for i, name := range c.Channels {
		at := item(path+".channels", i)
		if name == Preferred {
			if i != 0 {
				r.Add(at, "preferred goes before the others", "write it first")
			}
			continue
		}
		r.oneOf(at, name, names(regulars.Channels))
		if _, ok := b.Channels[name]; !ok {
			r.Add(at, "the brand has no channel "+name, "set it up under the brand's channels, or remove it here")
		}
		if seen[name] {
			r.Add(at, name+" stands here a second time", "keep one of them")
		}
		seen[name] = true
	}
}

func (r *reader) checkTemplates(path string, c *Campaign) {
	channels, _ := c.Order()
	for _, name := range channels {
		for _, variant := range c.Texts() {
			if _, ok := c.TemplateText(name, variant); ok || !oneOf(name, names(regulars.Channels)) {
				continue
			}
			of := "the campaign"
			if variant != "" {
				of = "variant " + variant
			}
			r.Add(path+".templates."+name, of+" has no template for "+name, "write what it says there")
		}
	}
	r.checkTexts(path+".templates", channels, c.Templates)
}

// checkTexts checks the templates of a campaign or a variant.
func (r *reader) checkTexts(path string, channels []string, texts map[string]Template) {
	for _, name := range sortedKeys(texts) {
		at := path + "." + name
		if !oneOf(name, channels) {
			r.Add(at, "the campaign doesn't use the channel "+name, "add it to channels, or remove the template")
			continue
		}
		t := texts[name]
		t.Check(r.Reader, at, name)
		texts[name] = t
	}
}

func (r *reader) checkVariants(path string, c *Campaign) {
	channels, _ := c.Order()
	taken := map[string]bool{}
	for i := range c.Variants {
		at := item(path+".variants", i)
		r.name(at+".name", c.Variants[i].Name, taken)
		if !(c.Variants[i].Weight > 0) {
			r.Add(at+".weight", "it must be above zero", "write how large its part is next to the others', such as 1")
		}
		r.checkTexts(at+".templates", channels, c.Variants[i].Templates)
	}
	if len(c.Variants) == 1 {
		r.Add(path+".variants", "one variant is tried against nothing", "write a second one, or move its templates to the campaign")
	}
}
