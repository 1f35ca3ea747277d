package config

import (
	"regulars/config/document"
)

// Written is a text that holds campaigns, in the grammar of the file.
type Written struct {
	Campaigns []Campaign `yaml:"campaigns"` // one
}

// ReadCampaign reads the one campaign of a text that stands outside the config's file, such as
// one that was written on the console, by the file's grammar and rules. What is wrong is
// returned all at once, as Mistakes, with what could be read. No variable and no file is
// read: who writes the text may not see this machine's.
func (b *Brand) ReadCampaign(at string, text []byte) (Campaign, error) {
	r := &reader{document.New(at, nil)}
	var written Written
	const path = "campaigns[0]"
	if r.Read(text, &written) && r.onlyOne(written.Campaigns) {
		c := &written.Campaigns[0]
		r.withoutFiles(path, c)
		defaults{given: r.Given}.campaign(path, b, c)
		r.name(path+".name", c.Name, map[string]bool{})
		r.checkCampaign(path, b, c)
		if c.Audience.Journey != "" {
			r.Add(path+".audience.journey", "the campaigns of journeys stand in the config's file", "write the campaign there")
		}
	}
	r.Mistakes.Sort()
	if len(written.Campaigns) == 0 {
		written.Campaigns = []Campaign{{}}
	}
	if len(r.Mistakes) > 0 {
		return written.Campaigns[0], r.Mistakes
	}
	return written.Campaigns[0], nil
}

func (r *reader) onlyOne(all []Campaign) bool {
	if len(all) != 1 && len(r.Mistakes) == 0 {
		r.Add("campaigns", "there is not one campaign", "write campaigns: and one campaign below it, behind a dash")
	}
	return len(all) == 1
}

// withoutFiles refuses the files of a campaign, before they are read.
func (r *reader) withoutFiles(path string, c *Campaign) {
	for name, t := range c.Templates {
		c.Templates[name] = t.WithoutFiles(r.Reader, path+".templates."+name)
	}
	for i := range c.Variants {
		for name, t := range c.Variants[i].Templates {
			c.Variants[i].Templates[name] = t.WithoutFiles(r.Reader, item(path+".variants", i)+".templates."+name)
		}
	}
	if c.Coupons.File != "" {
		r.Add(path+".coupons.file", "a file can't be read here", "write the campaign in the config's file")
		c.Coupons.File = ""
	}
}
