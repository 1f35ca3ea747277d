package config

import (
	"fmt"
	"regexp"

	"regulars"
)

var clockForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// What becomes of members who entered a stage on dates that had no night.
const (
	CatchUpSend = "send" // the night that follows addresses them, too
	CatchUpSkip = "skip"
)

var catchUps = []string{CatchUpSend, CatchUpSkip}

// addressesEntered reports whether the campaign is for who entered a stage on the
// business date, not for all who are in it.
func (c *Campaign) addressesEntered() bool { return c.Audience.When != "in" }

// CatchUps lists the brand's campaigns for who entered a stage, those that are not
// paused, by what becomes of who entered on dates that had no night.
func (b *Brand) CatchUps() (sent, skipped []string) {
	for i := range b.Campaigns {
		c := &b.Campaigns[i]
		switch {
		case c.Paused || !c.addressesEntered():
		case c.CatchUp == CatchUpSend:
			sent = append(sent, c.Name)
		default:
			skipped = append(skipped, c.Name)
		}
	}
	return sent, skipped
}

// TemplateText returns the campaign's template on a channel, with the contents of
// its *_file keys in Text and HTML. It reports false where the campaign doesn't use
// the channel.
func (c *Campaign) TemplateText(channel string) (Template, bool) {
	t, ok := c.Templates[channel]
	return t, ok
}

func (r *reader) checkCampaigns(brand string, b *Brand) {
	taken := map[string]bool{}
	for i := range b.Campaigns {
		path := item(brand+".campaigns", i)
		r.name(path+".name", b.Campaigns[i].Name, taken)
		r.checkCampaign(path, b, &b.Campaigns[i])
	}
}

func (r *reader) checkCampaign(path string, b *Brand, c *Campaign) {
	r.share(path+".pause_at_failure_rate", c.PauseAtFailureRate)
	r.share(path+".holdout", c.Holdout)
	if c.SendAt != "" && !clockForm.MatchString(c.SendAt) {
		r.add(path+".send_at", fmt.Sprintf("%q is not a time of day", r.written(path+".send_at")), `write it as "10:00"`)
	}
	if !nameForm.MatchString(c.Purpose) {
		r.add(path+".purpose", fmt.Sprintf("%q doesn't name a consent", r.written(path+".purpose")), "write marketing, or leave it out")
	}
	r.checkAudience(path+".audience", &c.Audience)
	r.checkCatchUp(path+".catch_up", c)
	r.checkCampaignChannels(path, b, c)
	r.checkTemplates(path, c)
}

func (r *reader) checkAudience(path string, a *Audience) {
	r.oneOf(path+".when", a.When, audienceWhens)
	for i, stage := range a.Stages {
		r.oneOf(item(path+".stages", i), stage, names(regulars.Stages))
	}
	for i, class := range a.Classes {
		r.oneOf(item(path+".rfm_classes", i), class, classNames())
	}
	if r.isBroken(path+".stages") || r.isBroken(path+".rfm_classes") || r.isBroken(path+".where") {
		return
	}
	if len(a.Stages) == 0 && len(a.Classes) == 0 && a.Where == "" {
		r.add(path, "the audience is everybody", "give stages, rfm_classes or where; if everybody is meant, write where: 1 = 1")
	}
}

func (r *reader) checkCatchUp(path string, c *Campaign) {
	switch {
	case !r.given(path): // it is the brand's
	case c.addressesEntered():
		r.oneOf(path, c.CatchUp, catchUps)
	default:
		r.add(path, "the audience is who is in a stage, and nobody of them is missed by a night", "remove it, or write when: entered")
	}
}

func (r *reader) checkCampaignChannels(path string, b *Brand, c *Campaign) {
	if len(c.Channels) == 0 {
		r.add(path+".channels", "the campaign has no channel", "write them in order of preference, such as [line, edm]")
	}
	seen := map[string]bool{}
	for i, name := range c.Channels {
		at := item(path+".channels", i)
		r.oneOf(at, name, names(regulars.Channels))
		if _, ok := b.Channels[name]; !ok {
			r.add(at, "the brand has no channel "+name, "set it up under the brand's channels, or remove it here")
		}
		if seen[name] {
			r.add(at, name+" stands here a second time", "keep one of them")
		}
		seen[name] = true
	}
}

func (r *reader) checkTemplates(path string, c *Campaign) {
	for _, name := range c.Channels {
		if _, ok := c.Templates[name]; !ok && oneOf(name, names(regulars.Channels)) {
			r.add(path+".templates."+name, "the campaign has no template for "+name, "write what it says there")
		}
	}
	for _, name := range sortedKeys(c.Templates) {
		at := path + ".templates." + name
		if !oneOf(name, c.Channels) {
			r.add(at, "the campaign doesn't use the channel "+name, "add it to channels, or remove the template")
			continue
		}
		t := c.Templates[name]
		r.checkTemplate(at, name, &t)
		c.Templates[name] = t
	}
}

func (r *reader) checkTemplate(path, channel string, t *Template) {
	r.content(path+".text", &t.Text, t.TextFile)
	r.content(path+".html", &t.HTML, t.HTMLFile)
	if channel == "edm" {
		r.need(path+".subject", t.Subject, "write the mail's subject")
		if t.Text == "" && t.HTML == "" && !r.isBroken(path+".text_file") && !r.isBroken(path+".html_file") {
			r.add(path+".text", "the mail is empty", "write text, html, or both")
		}
		return
	}
	if !r.isBroken(path + ".text_file") {
		r.need(path+".text", t.Text, "write the message")
	}
	if t.Subject != "" || t.HTML != "" {
		r.add(path, channel+" has a text only", "remove subject and html")
	}
}

// content reads a template's *_file into its text.
func (r *reader) content(path string, text *string, file string) {
	if file == "" {
		return
	}
	if *text != "" {
		r.add(path+"_file", "the text is given twice, here and by its file", "keep one of them")
		return
	}
	content, err := r.readFile(r.resolve(file), maxTemplateSize)
	if err != nil {
		r.add(path+"_file", fmt.Sprintf("%s can't be read: %s", r.written(path+"_file"), reason(err)), "write the template there; a relative path starts at the config's folder")
		return
	}
	*text = string(content)
}
