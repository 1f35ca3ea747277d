package deliver

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/template"
)

// An approval is of what a campaign says: whatever a member could read of it changes the mark,
// and in which file it stands doesn't.
func TestTextMark(t *testing.T) {
	says := func(change func(*config.Campaign)) uint64 {
		sms, edm := config.Template{}, config.Template{}
		sms.Text, edm.Subject, edm.HTML = "short", "s", "<p>long</p>"
		edm.Languages = map[string]template.Text{"en": {Subject: "e", HTML: "<p>english</p>"}}
		c := &config.Campaign{
			Name: "wake", Templates: map[string]config.Template{"sms": sms, "edm": edm},
			Variants: []config.Variant{{Name: "a"}, {Name: "b", Templates: map[string]config.Template{"sms": sms}}},
		}
		change(c)
		mark, err := TextMark(c)
		require.NoError(t, err)
		require.NotZero(t, mark)
		return mark
	}
	mark := says(func(*config.Campaign) {})
	edit := func(of map[string]config.Template, name string, change func(*config.Template)) {
		text := of[name]
		change(&text)
		of[name] = text
	}
	for name, change := range map[string]func(*config.Campaign){
		"a text":    func(c *config.Campaign) { edit(c.Templates, "sms", func(t *config.Template) { t.Text = "other" }) },
		"a subject": func(c *config.Campaign) { edit(c.Templates, "edm", func(t *config.Template) { t.Subject = "other" }) },
		"a language's text": func(c *config.Campaign) {
			c.Templates["edm"].Languages["en"] = template.Text{Subject: "e", HTML: "<p>x</p>"}
		},
		"one language more": func(c *config.Campaign) {
			c.Templates["edm"].Languages["ja"] = template.Text{Subject: "j", HTML: "<p>j</p>"}
		},
		"a text of a variant": func(c *config.Campaign) {
			edit(c.Variants[1].Templates, "sms", func(t *config.Template) { t.Text = "other" })
		},
		"one variant less":      func(c *config.Campaign) { c.Variants = c.Variants[:1] },
		"one variant by name":   func(c *config.Campaign) { c.Variants[0].Name = "c" },
		"a channel less":        func(c *config.Campaign) { delete(c.Templates, "sms") },
		"a text as a variant's": func(c *config.Campaign) { c.Variants[0].Templates = c.Variants[1].Templates },
	} {
		require.NotEqual(t, mark, says(change), name)
	}
	require.Equal(t, mark, says(func(c *config.Campaign) {
		edit(c.Templates, "edm", func(t *config.Template) { t.HTMLFile = "long.html" })
		english := c.Templates["edm"].Languages["en"]
		english.HTMLFile = "english.html"
		c.Templates["edm"].Languages["en"] = english
		edit(c.Variants[1].Templates, "sms", func(t *config.Template) { t.TextFile = "short.txt" })
	}), "the file that a text was read from")
}
