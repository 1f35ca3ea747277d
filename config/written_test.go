package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/template"
)

const writtenCampaign = `campaigns:
  - name: wake-up
    audience: {enters: [sleep], where: purchases > 1}
    channels: [edm]
    holdout: 0.1
    templates:
      edm:
        subject: We miss you
        text: Hello {{ member.name }}, $$5 off
`

func brandOfWritten() *Brand {
	b := &Brand{Name: "tea", Channels: map[string]*Channel{"edm": {Provider: "smtp"}}, Campaigns: []Campaign{{Name: "hello"}}}
	return b.WithDefaults()
}

// A campaign outside the file is the campaign that the file would make of the same text.
func TestWrittenCampaignIsTheFiles(t *testing.T) {
	got, err := brandOfWritten().ReadCampaign("wake-up", []byte(writtenCampaign))
	require.NoError(t, err)
	cfg, err := parse("regulars.yaml", []byte(`privacy: {hash_key: "${KEY}"}
brands:
- name: tea
  timezone: Asia/Taipei
  currency: TWD
  shops: [{name: web, platform: file, path: a.csv}]
  channels: {edm: {host: localhost, port: 25, tls: none, from: a@b.test}}
`+"  "+strings.ReplaceAll(strings.TrimSpace(writtenCampaign), "\n", "\n  ")+"\n"), func(string) (string, bool) { return strings.Repeat("x", 20), true })
	var mistakes Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			require.NotContains(t, m.Path, "campaigns", m.String())
		}
	}
	require.Equal(t, cfg.Brands[0].Campaigns[0], got)
	require.Equal(t, "Hello {{ member.name }}, $5 off", got.Templates["edm"].Text)
	require.Equal(t, 7, got.AttributionDays)
}

// A mistake stands at its place, with its remedy, as the file's.
func TestWrittenCampaignMistakes(t *testing.T) {
	for text, want := range map[string]string{
		strings.Replace(writtenCampaign, "[sleep]", "[slep]", 1):                         `wake-up:3:25: campaigns[0].audience.enters[0]: "slep" is not known; did you mean sleep?`,
		strings.Replace(writtenCampaign, "[edm]", "[sms]", 1):                            "campaigns[0].channels[0]: the brand has no channel sms",
		strings.Replace(writtenCampaign, "holdout: 0.1", "holdout: 10", 1):               "campaigns[0].holdout: 10 is not a share",
		strings.Replace(writtenCampaign, "holdout", "holdot", 1):                         "campaigns[0].holdot: there is no such key; did you mean holdout?",
		writtenCampaign + "  - {name: other}\n":                                          "campaigns: there is not one campaign",
		"brands: []\n":                                                                   "there is no such key",
		"":                                                                               "the file is empty",
		strings.Replace(writtenCampaign, "enters: [sleep]", "journey: j", 1):             "campaigns[0].audience.journey",
		strings.Replace(writtenCampaign, "name: wake-up", "name: '<b>'", 1):              "doesn't fit into ids",
		strings.Replace(writtenCampaign, "where: purchases > 1", "segmnt: x", 1):         "did you mean segment?",
		strings.Replace(writtenCampaign, "where:", "answered: {campaign: x}, where:", 1): `the brand has no campaign "x"`,
	} {
		_, err := brandOfWritten().ReadCampaign("wake-up", []byte(text))
		require.ErrorContains(t, err, want)
	}
}

// Who writes a campaign on the console sees neither the environment of the worker nor its
// files.
func TestWrittenCampaignReadsNothingOfTheMachine(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("of the worker"), 0o600))
	t.Setenv("REGULARS_TEST_SECRET", "of the worker")
	for _, text := range []string{
		strings.Replace(writtenCampaign, "text: Hello", "text: ${REGULARS_TEST_SECRET}", 1),
		strings.Replace(writtenCampaign, "text: Hello {{ member.name }}, $$5 off", "text_file: "+secret, 1),
		strings.Replace(writtenCampaign, "text: Hello {{ member.name }}, $$5 off", "html_file: "+secret, 1),
		writtenCampaign + "        languages: {en: {subject: x, text_file: " + secret + "}}\n",
		writtenCampaign + "    variants:\n      - {name: a, templates: {edm: {subject: x, text_file: " + secret + "}}}\n      - {name: b}\n",
		writtenCampaign + "    coupons: {file: " + secret + "}\n",
		writtenCampaign + "        languages: {ja: &f {subject: x, text_file: " + secret + "}, en: *f}\n",
	} {
		c, err := brandOfWritten().ReadCampaign("wake-up", []byte(text))
		require.ErrorContains(t, err, "can't be read here")
		require.NotContains(t, err.Error(), "of the worker")
		for _, of := range append([]map[string]template.Template{c.Templates}, variantsOf(c)...) {
			for _, text := range of {
				require.NotContains(t, text.Text+text.HTML+text.Languages["en"].Text, "of the worker")
			}
		}
		require.Empty(t, c.Coupons.File)
	}
}

func variantsOf(c Campaign) (all []map[string]template.Template) {
	for _, v := range c.Variants {
		all = append(all, v.Templates)
	}
	return all
}

const writtenStep = `campaigns:
  - name: care
    audience: {journey: second}
    channels: [edm]
    templates:
      edm: {subject: How is it, text: Hello}
`

func brandOfSteps(messages, purpose string) *Brand {
	b := &Brand{
		Name: "tea", Channels: map[string]*Channel{"edm": {Provider: "smtp"}},
		Journeys: []journey.Journey{{Name: "second", Messages: messages, Purpose: purpose, Enter: audience.Audience{Enters: []string{"new"}}, Steps: []journey.Step{{Name: "care", Send: "care"}}}},
	}
	return b.WithDefaults()
}

// A campaign that a step sends is read like any other, once the file says that its journey's
// are written elsewhere.
func TestWrittenCampaignOfAStep(t *testing.T) {
	c, err := brandOfSteps(journey.OfConsole, "").ReadCampaign("care", []byte(writtenStep))
	require.NoError(t, err)
	require.Equal(t, "second", c.Audience.Journey)
	require.Equal(t, audience.PerEntry, c.Repetition.Per, "each entry gets it once")
	for name, of := range map[string]struct {
		brand      *Brand
		text, want string
	}{
		"the file's":      {brandOfSteps("", ""), writtenStep, "campaigns[0].audience.journey: the campaigns of the journey second are written in the config's file; write messages: console"},
		"of no step":      {brandOfSteps(journey.OfConsole, ""), strings.Replace(writtenStep, "name: care", "name: caer", 1), "no step of the journey second sends the campaign; give it the name of one that a step sends: care"},
		"its own moment":  {brandOfSteps(journey.OfConsole, ""), strings.Replace(writtenStep, "journey: second", "enters: [sleep]", 1), "a step of the journey second sends the campaign; write audience: {journey: second}"},
		"no such journey": {brandOfSteps(journey.OfConsole, ""), strings.Replace(strings.Replace(writtenStep, "journey: second", "journey: other", 1), "name: care", "name: x", 1), `the brand has no journey "other"`},
		"another consent": {brandOfSteps(journey.OfConsole, "service"), writtenStep, "the campaign needs consent to marketing, and the journey to service; write purpose: service"},
	} {
		_, err := of.brand.ReadCampaign("care", []byte(of.text))
		require.ErrorContains(t, err, of.want, name)
	}
}
