package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema/desk"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const stepAsYAML = `campaigns:
  - name: care
    audience: {journey: written}
    channels: [edm]
    templates:
      edm: {subject: "How is it", text: "Dear {{ member.name }}, <i>care"}
`

var hiddenForm = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// travelling gives the brand a journey whose messages are written on the console, and one of
// the file.
func (w *world) travelling() {
	w.t.Helper()
	b := &w.config.Brands[0]
	steps := func(send string) []journey.Step {
		return []journey.Step{{Name: "first", After: "7d", Send: send}, {Name: "again", After: "3d", Send: send + "-again"}}
	}
	b.Campaigns = append(b.Campaigns, config.Campaign{
		Name: "filed-again", Audience: audience.Audience{Journey: "filed"}, Channels: []string{"edm"}, Approve: true, Templates: map[string]config.Template{"edm": {Subject: "of the file", Text: "Dear {{ member.name }},\ncome back soon"}},
	})
	b.Journeys = []journey.Journey{
		{Name: "written", Messages: journey.OfConsole, Enter: audience.Audience{Enters: []string{"new"}}, Steps: steps("care")},
		{Name: "filed", Enter: audience.Audience{Enters: []string{"new"}}, Steps: steps("filed")},
	}
	w.config.WithDefaults()
	for i := range w.config.Brands {
		w.config.Brands[i].HashKey = config.NewSecret(secret)
	}
	w.serve()
}

// The campaigns of a journey's steps are written like any other once the file says so: who may
// begins them on the journey's page, the next version waits and says how it differs, and until
// each is approved the journey stands still. Of a journey whose messages are the file's nothing
// can be written.
func stepsAreWritten(t *testing.T, w *world) {
	b := &w.config.Brands[0]
	before := b.Journeys
	t.Cleanup(func() { b.Journeys = before; w.serve() })
	w.travelling()
	ed, mei, lin := w.as("ed"), w.as("mei"), w.as("lin")

	const written = "/b/tea/journeys/written"
	inOrder(t, ed.get(written).read(), "It stands still", "care, care-again", "They are written here", "first", "not written yet", `href="/b/tea/studio?new=step&campaign=care"`, "again", `campaign=care-again"`)
	inOrder(t, ed.get("/b/tea/studio").read(), "care", "the console", "not written yet", "new=step&campaign=care\"", "care-again")
	for _, p := range []*person{mei, lin} {
		assert.NotContains(t, p.get(written).text, "new=step", "to write is for editors")
		assert.NotContains(t, p.get("/b/tea/studio").text, "new=step")
		assert.Equal(t, http.StatusForbidden, p.get("/b/tea/studio?new=step&campaign=care").status)
		assert.Equal(t, http.StatusForbidden, p.post("/b/tea/studio", "do", "save", "as", "yaml", "document", stepAsYAML).status)
	}
	for _, name := range []string{"filed", "filed-again", "other", ""} {
		assert.Equal(t, http.StatusNotFound, ed.get("/b/tea/studio?new=step&campaign="+name).status, name)
	}
	assert.Equal(t, http.StatusNotFound, w.as("ops").get("/b/coffee/studio?new=step&campaign=care").status, "of another brand")
	inOrder(t, ed.get("/b/tea/journeys/filed").read(), "stand in the config's file", "messages: console", "starter campaign export and import")
	inOrder(t, ed.get("/b/tea/studio/filed-again").read(), "of the journey filed stands in the config's file", "messages: console")

	begun := ed.get("/b/tea/studio?new=step&campaign=care").read()
	inOrder(t, begun, `name="audience.journey" value="written"`, "It goes when a member comes to its step of the journey written", `value="care"`, "Dear {{ member.name }},")
	assert.NotContains(t, begun, `id="wrong"`, "what it begins with has no mistakes")
	assert.NotContains(t, begun, `name="audience.enters"`, "the step says when")
	form := []string{"do", "save", "as", "form", "base", "0", "note", "first try", "name", "care", "channels", "edm", "send_at", "10:00", "templates.edm.subject", "How is it", "templates.edm.text", "Dear {{ member.name }}, <i>care"}
	for _, hidden := range hiddenForm.FindAllStringSubmatch(begun, -1) {
		if hidden[1] != "base" && hidden[1] != "as" {
			form = append(form, hidden[1], hidden[2])
		}
	}
	require.Equal(t, http.StatusSeeOther, ed.post("/b/tea/studio", form...).status, "as a form")
	inOrder(t, mei.get(written).read(), "first", "waits for approval", "again", "not written yet")
	require.Equal(t, http.StatusNotFound, mei.post("/b/coffee/studio/care", "do", "approved", "base", "1").status, "of another brand")
	require.Equal(t, http.StatusSeeOther, mei.approve("care").status)
	require.Equal(t, map[string]uint32{"care": 1}, w.live())
	inOrder(t, mei.get(written).read(), "It stands still", ": care-again.", "first", "approved", "How is it", "王小明, <i>care")
	assert.Contains(t, mei.get(written).text, "&lt;i&gt;care", "it stays text")

	ed.save("", "0", strings.ReplaceAll(strings.Replace(stepAsYAML, "name: care", "name: care-again", 1), "<i>care", "once more"))
	mei.approve("care-again")
	whole, err := studio.Brand(t.Context(), w.db, b)
	require.NoError(t, err)
	require.Empty(t, whole.Waiting)
	page := mei.get(written).read()
	assert.NotContains(t, page, "It stands still")
	inOrder(t, page, "runs", "do=journey_pause", "once more")

	ed.save("care", "1", stepAsYAML)
	review := mei.get("/b/tea/studio/care").read()
	inOrder(t, review, "Differs from version 1 by ed, which mei approved", "send_at")
	assert.Contains(t, mei.get(written).read(), "waits for approval", "the newest waits, the approved one is sent")
	require.EqualValues(t, 1, w.live()["care"])
	for text, want := range map[string]string{
		strings.Replace(stepAsYAML, "journey: written", "enters: [new]", 1):                                       "a step of the journey written sends the campaign",
		strings.Replace(stepAsYAML, "journey: written", "journey: filed", 1):                                      "a step of the journey written sends the campaign",
		strings.Replace(strings.Replace(stepAsYAML, "journey: written", "journey: filed", 1), "care", "filed", 1): "write messages: console at the journey there",
	} {
		refused := ed.post("/b/tea/studio", "do", "save", "as", "yaml", "base", "2", "document", text)
		assert.Equal(t, http.StatusOK, refused.status)
		assert.Contains(t, refused.read(), want)
	}
	for _, site := range []string{"cross-site", "same-site"} {
		r := ed.request(http.MethodPost, "/b/tea/studio/care", []string{"do", "remove", "base", "2"})
		r.Header.Set("Sec-Fetch-Site", site)
		assert.Equal(t, http.StatusForbidden, ed.do(r).status, site)
	}
	require.Contains(t, w.live(), "care")
	copied := ed.get("/b/tea/studio?new=1&copy=care").read()
	assert.NotContains(t, copied, `name="audience.journey" value`, "the step sends one campaign")

	ed.post("/b/tea/studio/care", "do", "remove", "base", "2", "note", "back to git")
	inOrder(t, ed.get(written).read(), "It stands still", ": care.", "first", "not written yet")
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 20)
	require.NoError(t, err)
	require.Len(t, deeds, 6, "three saved, two approved, one removed")
	require.Len(t, schematest.Query[struct{ N uint64 }](t, w.db, "SELECT toUInt64(number) N FROM campaign_versions"), 4)
	zh := ed.get(written + "?lang=zh-Hant").read()
	inOrder(t, zh, "暫時停住", "尚未撰寫", "開始撰寫")
}
