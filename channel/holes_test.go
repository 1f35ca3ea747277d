package channel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
)

// all is what a member of anybody's audience may lack.
var all = []string{"member.name", "member.last_purchase", "member.recency_days", "member.stage_before", "member.rfm_class", "unsubscribe_url", "coupon.code"}

func holes(t *testing.T, template config.Template, lacking []string) []channel.Hole {
	t.Helper()
	parse(t, template)
	found, err := channel.Holes(template, "", lacking)
	require.NoError(t, err)
	return found
}

func TestHoles(t *testing.T) {
	for text, want := range map[string]string{
		"Hi {{ member.name }},":                                                                       "member.name",
		"Hi {{ member.name | upcase | append: ' ' }},":                                                "member.name",
		"{{ member.name | prepend: 'Hi ' }},":                                                         "member.name",
		"{% capture g %}Hi {{ member.name }}{% endcapture %}{{ g }},":                                 "member.name",
		"{% assign n = member.name %}{{ n }}":                                                         "member.name",
		"{% if member.name %}Hi {{ member.name }}{% endif %}":                                         "member.name", // "" is true in Liquid
		"{% for i in (1..2) %}{{ member.name }}{% endfor %}":                                          "member.name",
		"{% if member.purchases > 99 %}{{ date }}{% else %}{{ member.name }}{% endif %}":              "member.name",
		"seen {{ member.last_purchase }}":                                                             "member.last_purchase",
		"{{ member.recency_days }} days ago":                                                          "member.recency_days",
		"you were {{ member.stage_before }}":                                                          "member.stage_before",
		"class {{ member.rfm_class }}":                                                                "member.rfm_class",
		"Your code: {{ coupon.code }}":                                                                "coupon.code",
		"leave: {{ unsubscribe_url }}":                                                                "unsubscribe_url",
		"{% if member.name == '' %}{{ member.name }}!{% endif %}":                                     "member.name",
		`{{ member.name | default: "friend" }}`:                                                       "",
		`{% if member.name != "" %}Hi {{ member.name }}{% endif %}`:                                   "",
		"{% assign n = member.name | default: 'friend' %}{{ n }}":                                     "",
		"{% capture n %}{{ member.name }}{% endcapture %}{% if n != '' %}Hi {{ n }}{% endif %}":       "",
		"{% if member.last_purchase %}{{ member.last_purchase }}: {{member.recency_days}}{% endif %}": "",
		"{% raw %}{{ member.name }}{% endraw %}{% comment %}{{ member.name }}{% endcomment %}x":       "",
		"{{ '' }}{{ brand.name }} {{ member.purchases }} {{ member.revenue }} {{ date }}":             "",
	} {
		found := holes(t, config.Template{Text: text}, all)
		if want == "" {
			require.Empty(t, found, text)
			continue
		}
		require.Len(t, found, 1, text)
		require.Equal(t, channel.Hole{Part: "text", Line: 1, Variable: want}, found[0], text)
	}
}

// A hole says where it is, in which part, and for whom nothing is missing it is none.
func TestHolesOfEachPart(t *testing.T) {
	mail := config.Template{
		Subject: "{{ member.name }}, hi", Text: "one\n{{ member.rfm_class }}\n",
		HTML: "<p>\n\n<a href=\"{{ unsubscribe_url }}\">leave</a></p>",
	}
	require.Equal(t, []channel.Hole{{Part: "subject", Line: 1, Variable: "member.name"}, {Part: "text", Line: 2, Variable: "member.rfm_class"}, {Part: "html", Line: 3, Variable: "unsubscribe_url"}}, holes(t, mail, all))
	require.Equal(t, []channel.Hole{{Part: "html", Line: 3, Variable: "unsubscribe_url"}}, holes(t, mail, []string{"unsubscribe_url"}))
	require.Empty(t, holes(t, mail, nil))
}

// What is written as a hole's remedy says leaves none.
func TestRemediesFillHoles(t *testing.T) {
	for variable, text := range map[string]string{
		"member.name":          `{{ member.name | default: "friend" }}{% if member.name != "" %}{{ member.name }}{% endif %}`,
		"member.last_purchase": `{% if member.last_purchase %}{{ member.last_purchase }}{{ member.recency_days }}{% endif %}`,
		"member.rfm_class":     `{{ member.rfm_class | default: "…" }}{% if member.rfm_class != "" %}{{ member.rfm_class }}{% endif %}`,
		"coupon.code":          `{% if coupon.code != "" %}{{ coupon.code }}{% endif %}`,
		"unsubscribe_url":      `{% if unsubscribe_url != "" %}{{ unsubscribe_url }}{% endif %}`,
	} {
		require.Empty(t, holes(t, config.Template{Text: text}, all), variable)
		require.NotEmpty(t, channel.Hole{Variable: variable}.Remedy())
	}
}

func TestHolesOfDates(t *testing.T) {
	found := holes(t, config.Template{Text: "{{ member.last_purchase | date: '%m/%d' }}"}, all)
	require.Len(t, found, 1)
}
