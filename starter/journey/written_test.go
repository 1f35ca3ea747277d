package journey

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/desk"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const withoutJourney = `privacy: {hash_key: "${TEST_HASH_KEY}"}
brands:
- name: tea
  timezone: Asia/Taipei
  currency: TWD
  shops: [{name: web, platform: file, path: a.csv, columns: {order_id: a, placed_at: b, amount: c}}]
  channels: {edm: {host: localhost, port: 2525, tls: none, from: a@tea.test, unsubscribe_mail: a@tea.test}}
`

const itsJourney = `  journeys:
  - name: second
    enter: {enters: [new]}
    goal: {bought: true}
    steps: [{name: care, after: 7d, send: care}, {name: offer, after: 14d, send: offer}]
  campaigns:
  - {name: care, audience: {journey: second}, channels: [edm], templates: {edm: {subject: Hi, text_file: hello.txt}}}
  - {name: offer, audience: {journey: second}, channels: [edm], templates: {edm: {subject: Hi, text: "NT$$100 off"}}}
  - {name: other, audience: {enters: [sleep]}, channels: [edm], templates: {edm: {subject: Hi, text: Hello}}}
`

func movingFrom(t *testing.T, dir, text string, m moving) moving {
	t.Helper()
	path := filepath.Join(dir, "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	m.cfg, m.brand = cfg, &cfg.Brands[0]
	return m
}

// A journey moves from the file to the console with what its steps send, and back, lives in one
// place meanwhile, and is walked as it was.
func TestJourneyMoves(t *testing.T) {
	db, dir := schematest.Open(t), t.TempDir()
	t.Setenv("TEST_HASH_KEY", "0123456789abcdef")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hello.txt"), []byte("Hello {{ member.name }}\n"), 0o600))
	var out, notes bytes.Buffer
	file := filepath.Join(dir, "second.yaml")
	m := movingFrom(t, dir, withoutJourney+itsJourney, moving{db: db, file: file, note: "to marketing", out: &out, notes: &notes})
	before := m.brand
	version, err := before.Journey("second").Version()
	require.NoError(t, err)
	whole := func() studio.Whole {
		w, err := studio.Brand(t.Context(), db, m.brand)
		require.NoError(t, err)
		return w
	}

	require.NoError(t, m.export(t.Context(), "second", false))
	require.Contains(t, notes.String(), "remove it and its campaigns from the file")
	require.ErrorContains(t, m.export(t.Context(), "second", true), "the console has no journey second")
	require.ErrorContains(t, m.export(t.Context(), "secnd", false), "did you mean second?")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "Hello {{ member.name }}")
	require.NotContains(t, string(text), "other")
	require.ErrorContains(t, m.take(t.Context(), true), "remove it there first")
	require.NoError(t, m.take(t.Context(), false))
	require.Contains(t, out.String(), "the journey second is on the console as version 1, and waits there for approval")
	require.Empty(t, whole().Troubles, "what waits is in nobody's way")
	require.False(t, whole().Journey("second").Paused)

	m = movingFrom(t, dir, withoutJourney, m)
	require.NoError(t, m.take(t.Context(), true))
	w := whole()
	require.Empty(t, w.Troubles)
	require.Equal(t, map[string]uint32{"care": 1, "offer": 1}, w.Console, "the very texts are no new versions")
	require.Equal(t, map[string]uint32{"second": 1}, w.Paths)
	require.False(t, w.Journey("second").Paused)
	after, err := w.Journey("second").Version()
	require.NoError(t, err)
	require.Equal(t, version, after)
	for _, name := range []string{"care", "offer"} {
		was, err := before.Campaign(name)
		require.NoError(t, err)
		is, err := w.Campaign(name)
		require.NoError(t, err)
		require.Equal(t, was.Templates["edm"].Text, is.Templates["edm"].Text)
	}
	out.Reset()
	require.NoError(t, listed(t.Context(), &out, db, w))
	require.Contains(t, out.String(), "the console, version 1")

	require.NoError(t, m.export(t.Context(), "second", true))
	back, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(text), string(back))
	require.Empty(t, whole().Paths)
	require.Empty(t, whole().Console)
	deeds, err := desk.OfJourney(t.Context(), db, "tea", "second", 9)
	require.NoError(t, err)
	var did []string
	for _, d := range deeds {
		did = append(did, d.Action+" "+d.What+" "+d.Note)
	}
	require.Equal(t, []string{"journey_drop second to marketing", "journey_approved second 1 to marketing", "journey_save second 1 to marketing"}, did)
	m = movingFrom(t, dir, withoutJourney+itsJourney, m)
	require.Equal(t, before.Journeys, whole().Journeys, "it is the file's again")
}

// What is wrong with a file is said before anything of it is saved.
func TestJourneysThatCantBeTaken(t *testing.T) {
	db, dir := schematest.Open(t), t.TempDir()
	t.Setenv("TEST_HASH_KEY", "0123456789abcdef")
	m := movingFrom(t, dir, withoutJourney, moving{db: db, file: filepath.Join(dir, "x.yaml"), out: &bytes.Buffer{}, notes: &bytes.Buffer{}})
	right := "journeys:\n- {name: second, enter: {enters: [new]}, steps: [{name: care, send: care}]}\ncampaigns:\n- {name: care, audience: {journey: second}, channels: [edm], templates: {edm: {subject: Hi, text: Hello}}}\n"
	for text, says := range map[string]string{
		strings.Replace(right, "[new]", "[nwe]", 1):                            "did you mean new?",
		strings.Replace(right, "name: care, audience", "name: x, audience", 1): "no step of the journey second sends the campaign",
		strings.Replace(right, "{journey: second}", "{enters: [sleep]}", 1):    "a step of the journey second sends the campaign",
		strings.Replace(right, "text: Hello", "text: '{{ membr'", 1):           "template",
		strings.Replace(right, "text: Hello", "text_file: x.txt", 1):           "can't be read here",
		strings.Replace(right, "[edm]", "[sms]", 1):                            "the brand has no channel sms",
		right[strings.Index(right, "campaigns"):]:                              "there is not one journey",
	} {
		require.NoError(t, os.WriteFile(m.file, []byte(text), 0o600))
		require.ErrorContains(t, m.take(t.Context(), false), says, text)
	}
	for _, kind := range []studio.Kind{studio.Campaigns, studio.Journeys} {
		versions, err := kind.Versions(t.Context(), db, "tea", "")
		require.NoError(t, err)
		require.Empty(t, versions)
	}
	require.NoError(t, os.WriteFile(m.file, []byte(right), 0o600))
	require.NoError(t, m.take(t.Context(), false))
}
