package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
)

const writtenJourney = `journeys:
  - name: second
    enter: {enters: [new], where: purchases = 1}
    goal: {bought: true}
    steps:
      - {name: care, after: 7d, send: care}
      - {name: offer, after: 14d, send: offer}
`

func brandOfJourneys() *Brand {
	b := brandOfWritten()
	b.Campaigns = append(b.Campaigns, Campaign{Name: "step", Audience: audience.Audience{Journey: "first"}})
	b.Journeys = []journey.Journey{{Name: "first", Steps: []journey.Step{{Name: "only", Send: "step"}, {Name: "then", Send: "soon"}}, Messages: journey.OfConsole}}
	b.Segments = map[string]Audience{"vips": {Where: "purchases > 9"}}
	return b.WithDefaults()
}

// A journey outside the file is read by the file's grammar and rules; what its steps send may be
// written elsewhere, too.
func TestWrittenJourney(t *testing.T) {
	got, err := brandOfJourneys().ReadJourney("second", []byte(writtenJourney))
	require.NoError(t, err)
	want := journey.Journey{
		Name: "second", Enter: audience.Audience{Enters: []string{"new"}, Where: "purchases = 1"}, Goal: journey.Condition{Bought: true}, Messages: journey.OfConsole,
		Steps: []journey.Step{{Name: "care", After: "7d", Send: "care"}, {Name: "offer", After: "14d", Send: "offer"}},
	}
	want.Resolve()
	require.Equal(t, want, got)

	ticking := strings.Replace(writtenJourney, "after: 14d", "after: 2h", 1)
	for text, says := range map[string]string{
		strings.Replace(writtenJourney, "[new]", "[nwe]", 1):                             `second:3:22: journeys[0].enter.enters[0]: "nwe" is not known; did you mean new?`,
		strings.Replace(writtenJourney, "after: 7d", "aftr: 7d", 1):                      "did you mean after?",
		strings.Replace(writtenJourney, "send: care", "send: step", 1):                   "journeys[0].steps[0].send: the campaign step has an audience of its own",
		strings.Replace(writtenJourney, "send: care", "send: soon", 1):                   "journeys[0].steps[0].send: another step sends soon, too",
		strings.Replace(writtenJourney, "send: offer", "send: care", 1):                  "journeys[0].steps[1].send: another step sends care, too",
		strings.Replace(writtenJourney, "name: second", "name: '<b>'", 1):                "doesn't fit into ids",
		strings.Replace(writtenJourney, "goal: {bought: true}", "stay: vps", 1):          `the brand has no segment "vps"; did you mean vips?`,
		strings.Replace(writtenJourney, "goal: {bought: true}", "holdout: 7", 1):         "journeys[0].holdout: 7 is not a share",
		strings.Replace(writtenJourney, "send: offer", "send: offer, add_to: silent", 1): `the brand has no ad list "silent"`,
		strings.Replace(writtenJourney, "where: purchases = 1", "where: '${HOME}'", 1):   "can't be read here",
		writtenJourney + "  - {name: other}\n":                                           "journeys: there is not one journey",
		writtenJourney + "campaigns: []\n":                                               "there is no such key",
		ticking:                                                                          "only nights are run",
		"":                                                                               "the file is empty",
	} {
		_, err := brandOfJourneys().ReadJourney("second", []byte(text))
		require.ErrorContains(t, err, says, text)
	}
	hourly := brandOfJourneys()
	hourly.Between = leastBetween
	_, err = hourly.ReadJourney("second", []byte(ticking))
	require.NoError(t, err)

	again := brandOfJourneys()
	again.Journeys = append(again.Journeys, got)
	_, err = again.ReadJourney("second", []byte(writtenJourney))
	require.NoError(t, err, "its next version may send what it sends")
}
