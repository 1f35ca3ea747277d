package studio_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/written"
	"regulars/console/studio"
)

const whole = `campaigns:
  - name: wake-up
    audience:
      enters: [sleep, lost]
      from: [active]
      segment: vips
      rfm_cells: [r5f5]
      tags: ["a, b", 茶]
      predicted: {p_alive: {above: 0.5}, clv_365d: {top: 0.1}}
      bought: {products: [tea-1], within_days: 30}
      did_not: {events: [add_to_cart], within_days: 2}
      answered: {campaign: hello, how: [clicked]}
      where: "purchases > 1\nAND revenue >= 100"
    once_per: 90d
    "on": [mon, 2026-12-24]
    channels: [preferred, line, edm]
    send_at: "10:00"
    approve: true
    approve_within: 48h
    holdout: 0.1
    budget: "300.50"
    templates:
      edm:
        subject: "NT$$100 {{ member.name }}"
        text: |
          二
            lines $${not} a variable

        html: "<p>&amp;</p>"
        languages: {zh-TW: {subject: 嗨, text: 好}}
      line: {text: hi}
    variants:
      - {name: a, weight: 2}
      - {name: b, templates: {line: {text: ho}}}
    decide: after 1000
`

// A document that goes through the form is the same campaign.
func TestFormKeepsTheCampaign(t *testing.T) {
	want, ok := written.Read(whole)
	require.True(t, ok)
	form, ok := studio.FormOf(whole)
	require.True(t, ok)
	for path, values := range form { // as a browser sends them
		for i := range values {
			form[path][i] = strings.ReplaceAll(values[i], "\n", "\r\n")
		}
	}
	require.Equal(t, whole, studio.DocumentOf(whole, form), "nothing was changed")
	text := studio.DocumentOf("", form)
	got, ok := written.Read(text)
	require.True(t, ok, text)
	require.Equal(t, want, got, text)
	again := studio.DocumentOf("", must(studio.FormOf(text)))
	require.Equal(t, text, again)
}

func must(form url.Values, ok bool) url.Values {
	if !ok {
		panic("not read")
	}
	return form
}

// What can't be right stays what it is, for the rules to say so; another moment's fields don't
// count; a language that is typed gets its name.
func TestFormLosesNothing(t *testing.T) {
	text := studio.DocumentOf("", url.Values{
		"name": {"wake-up"}, "holdout": {"ten"}, "daily_max": {"1.5"}, "moment": {"enters"}, "audience.enters": {"sleep", "slep"}, "audience.is": {"new"}, "audience.due_in_days": {"3"},
		"templates.edm.languages+": {"ja"}, "templates.edm.languages.+.text": {"はい"}, "templates.sms.languages.+.text": {"lost?"}, "unknown": {"x"}, "variants[3].name": {"late"},
	})
	for _, want := range []string{"holdout: ten", "daily_max: 1.5", "enters: [sleep, slep]", "ja:", "はい", `"+":`, "lost?", "name: late"} {
		require.Contains(t, text, want)
	}
	for _, not := range []string{"is:", "due_in_days", "unknown", "moment"} {
		require.NotContains(t, text, not)
	}
	for _, not := range []string{"", "campaigns: [", "campaigns: [{holdot: 1}]", "campaigns: []", "campaigns: [{holdout: ten}]"} {
		_, ok := studio.FormOf(not)
		require.False(t, ok, not)
	}
}
