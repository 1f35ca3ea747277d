package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
)

// loadJourneys loads the example with some of its text replaced.
func loadJourneys(t *testing.T, old, new string) (*Config, error) {
	t.Helper()
	t.Setenv("EVENTS_KEY", "a key of the tests for events")
	t.Setenv("REGULARS_HASH_KEY", "a key of the tests, long enough for it")
	text, err := os.ReadFile(filepath.Join("..", "examples", "journeys.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600))
	return Load(path)
}

func TestTheExampleOfJourneysLoads(t *testing.T) {
	c, err := loadJourneys(t, "brands:", "brands:")
	require.NoError(t, err)
	b := &c.Brands[0]
	require.Len(t, b.Journeys, 10)
	j := &b.Journeys[0]
	require.Equal(t, []string{"care", "offer", "offer-again"}, j.Sends())
	require.Equal(t, "marketing", j.Purpose)
	require.Equal(t, journey.Wait{Kind: journey.WaitAfter, Days: 7}, j.Steps[0].WaitOf())
	require.Equal(t, journey.Wait{Kind: journey.WaitExpected, AtMost: 60}, j.Steps[1].WaitOf())
	require.Equal(t, journey.Wait{Kind: journey.WaitUntil, AtMost: 4}, j.Steps[2].WaitOf())
	care, err := b.Campaign("care")
	require.NoError(t, err)
	require.Equal(t, audience.PerEntry, care.Repetition.Per, "each entry gets it once")
	require.Equal(t, 90, b.Journeys[1].AgainAfter())
	require.False(t, j.Ticks() || b.Journeys[1].Ticks() || b.Journeys[2].Ticks())
	require.Equal(t, 15*time.Minute, b.Between)
	cart := &b.Journeys[3]
	require.True(t, cart.Ticks() && cart.ByEvent() && !cart.Narrows())
	require.Equal(t, journey.Wait{Kind: journey.WaitAfter, For: time.Hour}, cart.Steps[0].WaitOf())
	require.Equal(t, journey.Event{Type: "cart_abandoned", Key: "cart_id", With: map[string]string{"language": "zh"}}, cart.Event)
	require.Zero(t, cart.AgainAfter())
}

func TestMistakesOfJourneys(t *testing.T) {
	for name, c := range map[string]struct{ old, new, problem, remedy string }{
		"no such campaign":          {"after: 7d, send: care }", "after: 7d, send: caer }", `no campaign "caer"`, "journey: second-purchase"},
		"a campaign of its own":     {"audience: { journey: birthday }", "audience: { birthday: day }", "an audience of its own", "audience: {journey: birthday}"},
		"sent by nobody":            {"{ name: soon, send: before-sleep }", "{ name: soon, after: 1d }", "no step of the journey wake-up sends the campaign", "send: before-sleep"},
		"sent twice":                {"{ name: reminder, send: offer-again }", "{ name: reminder, send: care }", "another step sends care", "a campaign of its own"},
		"another purpose":           {"      - name: birthday\n        enter", "      - name: birthday\n        purpose: service\n        enter", "needs consent to marketing", "the same purpose"},
		"no such segment":           {"leave: open-ticket", "leave: open-tickets", `no segment "open-tickets"`, "open-ticket"},
		"no such segment in a way":  {"if: { in: vip }", "if: { in: vips }", `no segment "vips"`, "vip"},
		"a step that isn't there":   {"send: wake-up, then: end", "send: wake-up, then: erly-access", `"erly-access" is not known`, "early-access"},
		"a circle":                  {"send: wake-up, then: end", "send: wake-up, then: soon", "soon doesn't come later", "again: 90d"},
		"to itself":                 {"send: wake-up, then: end", "send: wake-up, then: asleep", "asleep doesn't come later", "again: 90d"},
		"an answer before the mail": {"goal: { bought: true }\n        leave", "goal: { bought: true, clicked: care }\n        leave", "", ""},
		"asked before it is sent":   {"until: { opened: offer }", "until: { opened: reminder }", "reminder doesn't come before", "an earlier one"},
		"asked of no message":       {"ways: [{ if: { opened: offer }", "ways: [{ if: { clicked: heard }", "heard sends nothing", "a step with send"},
		"two waits":                 {"{ name: care, after: 7d,", "{ name: care, after: 7d, on: expected_purchase,", "several things at once", "keep one of after"},
		"no days":                   {"after: 7d, send: care", "after: 7, send: care", `"7" is not a number of days`, "write it as 7d"},
		"no day":                    {"on: expected_purchase,", "on: expected_purchse,", "is no day", "expected_purchase - 3d"},
		"at most for nothing":       {"after: 14d, send", "after: 14d, at_most: 3d, send", "how long on or until wait", "remove it"},
		"does two things":           {"after: 14d, send: wake-up, then: end", "after: 14d, send: wake-up, ways: [{ if: { bought: true }, then: end }]", "several things at once", "steps of their own"},
		"a way without a condition": {"[{ if: { in: vip }, then: early-access }]", "[{ then: early-access }]", "the way has no condition", "write one"},
		"a way to nowhere":          {"[{ if: { in: vip }, then: early-access }]", "[{ if: { in: vip } }]", "it is missing", "a later step"},
		"a lot of one":              {"ways: [{ if: { in: vip }, then: early-access }]", "split: [{ weight: 1, then: early-access }]", "one way is no choice", "a second one"},
		"no weight":                 {"ways: [{ if: { in: vip }, then: early-access }]", "split: [{ then: soon }, { weight: 1, then: early-access }]", "above zero", "such as 1"},
		"a name that is taken":      {"{ name: soon,", "{ name: who,", "the name who is taken", "its own name"},
		"a name for something else": {"{ name: soon,", "{ name: kept_out,", "is no name of a step", "another one"},
		"no event":                  {"if: { in: vip }", "if: { did: [Add To Cart] }", "is no event", "add_to_cart"},
		"no moment":                 {"enter: { birthday: day }", "enter: { where: purchases = 1 }", "open when a member qualifies", "enters"},
		"entered by itself":         {"enter: { birthday: day }", "enter: { journey: wake-up }", "entered by its own audience", "enters: [new]"},
		"a share above one":         {"holdout: 0.1", "holdout: 1.1", "", "10 % is 0.1"},
		"moved to nowhere":          {"again: 300d", "migrate: { old: nowhere }", `"nowhere" is not known`, "wish"},
		"a journey that is silent":  {"steps: [{ name: wish, send: birthday }]", "steps: [{ name: wish, after: 1d }]", "no step sends anything", "send:"},
		"written elsewhere":         {"      - name: second-purchase\n", "      - name: second-purchase\n        messages: consle\n", `"consle" is not known`, "console"},
		"sent twice elsewhere":      {"{ name: reminder, send: offer-again }", "{ name: reminder, send: late }\n          - { name: once-more, send: late }\n        messages: console", "another step sends late", "a campaign of its own"},
		"no name elsewhere":         {"{ name: reminder, send: offer-again }", "{ name: reminder, send: Late one }\n        messages: console", "doesn't fit into ids", "a-z"},
		"an unknown key":            {"again: 300d", "agian: 300d", "no such key", "again"},
		"ticks that don't run":      {"    between_nights: 15m", "    catch_up: skip", "only nights are run", "between_nights: 1h"},
		"ticks too often":           {"between_nights: 15m", "between_nights: 1m", "between 5 minutes and a day", "1h"},
		"each key of no event":      {"again: 300d", "again: each key", "no event lets members in", "90d"},
		"an event of no type":       {"event: { type: cart_abandoned, key", "event: { key", "it is missing", "checkout_started"},
		"an event that is no name":  {"event: { type: cart_abandoned, key", "event: { type: Cart Abandoned, key", "is no event", "checkout_started"},
		"an event and a moment":     {"again: each key", "again: each key\n        enter: { enters: [new] }", "the event is the moment", "is: [everybody]"},
		"the same as what":          {"{ type: cart_abandoned, key: cart_id, with", "{ type: cart_abandoned, with", "one of them isn't said", "key at the journey's event"},
		"too many hours":            {"after: 23h, send: cart-later }", "after: 230h, send: cart-later }", "is not a number of days", "below 96 hours"},
		"hours for a day":           {"on: expected_purchase, at_most: 60d", "on: expected_purchase, at_most: 60h", "is not a number of days", "7d"},
		"hours until":               {"until: { opened: offer }\n            at_most: 4d", "until: { opened: offer }\n            at_most: 90m", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadJourneys(t, c.old, c.new)
			if c.problem == "" && c.remedy == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.problem)
			require.ErrorContains(t, err, c.remedy)
		})
	}
}

// Another version is walked by who comes in later; who may come in is no part of it.
func TestVersions(t *testing.T) {
	j := journey.Journey{Name: "a", Steps: []journey.Step{{Name: "s", Send: "c"}}}
	first, err := j.Version()
	require.NoError(t, err)
	j.Enter.Is, j.Again, j.Holdout, j.Paused, j.Messages, j.Migrate = []string{"new"}, "3d", 0.5, true, journey.OfConsole, map[string]string{"x": "s"}
	same, err := j.Version()
	require.NoError(t, err)
	require.Equal(t, first, same)
	j.Event, j.Again = journey.Event{Type: "checkout_started"}, journey.EachKey
	same, err = j.Version()
	require.NoError(t, err)
	require.Equal(t, first, same)
	text, err := json.Marshal(journey.Journey{Steps: []journey.Step{{}}})
	require.NoError(t, err)
	require.NotContains(t, string(text), `"Same":`, "what is new and absent makes no other version")
	require.NotContains(t, string(text), `"Event":`)
	require.NotContains(t, string(text), `"Messages":`)
	j.Steps[0].After = "1d"
	other, err := j.Version()
	require.NoError(t, err)
	require.NotEqual(t, first, other)
}

// Readers of English get each message of the shipped programmes in English, the others in
// Traditional Chinese: the carts have a journey for each language.
func TestTheExampleOfJourneysSpeaksTwoLanguages(t *testing.T) {
	c, err := loadJourneys(t, "brands:", "brands:")
	require.NoError(t, err)
	sent := 0
	for _, campaign := range c.Brands[0].Campaigns {
		if strings.HasPrefix(campaign.Audience.Journey, "abandoned-cart") {
			continue
		}
		sent++
		english, has := campaign.Templates["edm"].Languages["en"]
		require.True(t, has && english.Subject != "" && english.Text != "", campaign.Name)
		require.NotContains(t, english.Text, "取消訂閱", campaign.Name)
		require.Contains(t, campaign.Templates["edm"].Text, "取消訂閱", campaign.Name)
	}
	require.Equal(t, 15, sent)
}

func TestMistakesOfAdLists(t *testing.T) {
	const meta = `ad_lists: [{name: sleepers, platform: meta, id: "238", token: "${AD_TOKEN}"}]`
	google := func(more string) string {
		return `ad_lists: [{name: sleepers, platform: google, id: "8", account: "1234567890", service_account: "${AD_TOKEN}", accept_terms: true` + more + `}]`
	}
	for name, c := range map[string]struct{ lists, problem string }{
		"meta":                 {meta, ""},
		"google":               {google(""), ""},
		"through a manager":    {google(`, login_account: "98"`), ""},
		"a test":               {google(`, endpoint: "http://127.0.0.1:1"`), ""},
		"no list":              {"ad_lists: []", `no ad list "sleepers"`},
		"twice":                {strings.Replace(meta, "}]", `}, {name: sleepers, platform: meta, id: "239", token: "${AD_TOKEN}"}]`, 1), "name"},
		"no id":                {strings.Replace(meta, `"238"`, `act_238`, 1), "no id of a list"},
		"no token":             {strings.Replace(meta, `, token: "${AD_TOKEN}"`, "", 1), "token"},
		"another platform":     {strings.Replace(meta, "meta", "orkut", 1), "not known"},
		"no account":           {strings.Replace(google(""), `"1234567890"`, `123-456-7890`, 1), "no Google Ads account"},
		"no such manager":      {google(`, login_account: 9-8`), "no Google Ads account"},
		"no key":               {strings.Replace(google(""), `service_account: "${AD_TOKEN}", `, "", 1), "service_account"},
		"terms":                {strings.Replace(google(""), "true", "false", 1), "Customer Match"},
		"somebody in between":  {google(`, endpoint: "https://proxy.example"`), "members go to the platform itself"},
		"a name like loopback": {google(`, endpoint: "http://127.0.0.1.evil.example"`), "members go to the platform itself"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadAdLists(t, c.lists)
			if c.problem == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.problem)
		})
	}
	_, err := loadAdLists(t, meta, ", take_from: sleepers")
	require.ErrorContains(t, err, "keep one of add_to and take_from")
}

// loadAdLists loads the example with ad lists, onto one of which a step puts members.
func loadAdLists(t *testing.T, lists string, more ...string) (*Config, error) {
	t.Helper()
	t.Setenv("EVENTS_KEY", "a key of the tests for events")
	t.Setenv("REGULARS_HASH_KEY", "a key of the tests, long enough for it")
	t.Setenv("AD_TOKEN", "a token of the tests for ads")
	text, err := os.ReadFile(filepath.Join("..", "examples", "journeys.yaml"))
	require.NoError(t, err)
	const caps, step = "    caps:", "after: 7d, send: care }"
	require.Contains(t, string(text), caps)
	require.Contains(t, string(text), step)
	written := strings.NewReplacer(caps, "    "+lists+"\n"+caps, step, "after: 7d, send: care, add_to: sleepers"+strings.Join(more, "")+" }").Replace(string(text))
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(written), 0o600))
	return Load(path)
}
