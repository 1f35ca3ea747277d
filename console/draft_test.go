package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/schema/desk"
	"regulars/schema/schematest"
	"regulars/schema/studio"
	"regulars/schema/walk"
)

const journeyAsYAML = `journeys:
  - name: third
    enter: {is: [everybody], where: 1 = 1} # why <b>
    steps:
      - {name: care, after: 7d, send: third-care}
      - {name: offer, after: 3d, send: third-offer}
`

const drafts = "/b/tea/write-journeys"

// saveJourney saves a journey's document, and requires that it went.
func (p *person) saveJourney(name, base, document string) {
	p.w.t.Helper()
	path := drafts
	if name != "" {
		path += "/" + name
	}
	a := p.post(path, "do", "save", "base", base, "document", document, "note", "why <b>")
	require.Equal(p.w.t, http.StatusSeeOther, a.status, a.read())
}

// approveJourney approves what the page of a journey shows.
func (p *person) approveJourney(name string) answer {
	p.w.t.Helper()
	found := fieldForm.FindStringSubmatch(p.get(drafts + "/" + name).text)
	require.NotNil(p.w.t, found, "nothing to approve on the page of %s", name)
	return p.post(drafts+"/"+name, "do", "approved", "base", found[1], "mark", found[2], "note", "yes")
}

func (w *world) paths() studio.Whole {
	w.t.Helper()
	whole, err := studio.Brand(w.t.Context(), w.db, &w.config.Brands[0])
	require.NoError(w.t, err)
	return whole
}

// stand puts members onto a step of a version of the journey third.
func (w *world) stand(j *journey.Journey, step string, from, members int) {
	w.t.Helper()
	version, err := j.Version()
	require.NoError(w.t, err)
	require.NoError(w.t, schematest.Connect(w.t, w.db).Exec(w.t.Context(), `INSERT INTO journey_moves (brand, journey, member_id, entry, step, to_step, why, seq, date, day, definition)
		SELECT 'tea', 'third', ? + number, '2026-11-10', '', ?, 'came', 0, '2026-11-10', '2026-11-11', ? FROM numbers(?)`, from, step, version, members))
	_, err = walk.New(w.db, &w.config.Brands[0], j).Preview(w.t.Context(), "2026-11-20") // as the night keeps the version
	require.NoError(w.t, err)
}

// A journey is begun, drawn, saved and approved like a campaign; then its messages are written,
// and it goes. The next version says what becomes of who is in it before it takes effect.
func writeAJourney(t *testing.T, w *world) {
	ed, mei := w.as("ed"), w.as("mei")
	inOrder(t, ed.get("/b/tea/journeys").read(), "New journey", `href="/b/tea/write-journeys?new=second-purchase"`, "Abandoned cart", "From nothing", "Write journeys", "There is no journey yet")
	begun := ed.get(drafts + "?new=last-call").read()
	inOrder(t, begun, "New journey", "Nobody is in it", "Who comes in", "became lost", "By the numbers of 2026-11-20", "<svg class=\"journey\"", "1 day", "last-call", "name: last-call")
	assert.NotContains(t, begun, `id="wrong"`, "what it begins with has no mistakes")
	looked := ed.post(drafts, "do", "look", "base", "0", "document", journeyAsYAML).read()
	inOrder(t, looked, "members of any stage", "By the numbers of 2026-11-20", "✉ third-care", "7 days", "third-offer", "# why <b>")
	wrong := ed.post(drafts, "do", "save", "base", "0", "document", strings.Replace(journeyAsYAML, "after: 3d", "aftr: 3d", 1)).read()
	inOrder(t, wrong, "Not saved", "steps[1].aftr", "line 6", "did you mean after?", "aftr: 3d")
	require.Empty(t, schematest.Query[struct{ N uint64 }](t, w.db, "SELECT toUInt64(number) N FROM campaign_versions"), "looking and mistakes save nothing")

	ed.saveJourney("", "0", journeyAsYAML)
	inOrder(t, mei.get("/b/tea/journeys").read(), "Write journeys", "third", "the console", "waits for approval", "nobody yet", "version 1 by ed")
	require.Empty(t, w.paths().Journeys, "nobody has approved it")
	inOrder(t, mei.get(drafts+"/third").read(), "version 1 by ed", "why <b>", "waits for approval", "Nobody walks it yet", "<ins>+   - name: third", "Versions")
	assert.Contains(t, mei.get(drafts+"/third").text, "why &lt;b&gt;", "it stays text")
	require.Equal(t, http.StatusSeeOther, mei.approveJourney("third").status)
	require.Equal(t, map[string]uint32{"third": 1}, w.paths().Paths)
	inOrder(t, ed.get("/b/tea/journeys/third").read(), `href="/b/tea/write-journeys/third"`, "It stands still", "third-care, third-offer", "not written yet", `new=step&campaign=third-care"`)

	for _, send := range []string{"third-care", "third-offer"} {
		ed.save("", "0", strings.NewReplacer("name: care", "name: "+send, "journey: written", "journey: third").Replace(stepAsYAML))
		mei.approve(send)
	}
	whole := w.paths()
	require.Empty(t, whole.Troubles)
	require.False(t, whole.Journey("third").Paused)
	inOrder(t, mei.get("/b/tea/journeys/third").read(), "runs", "do=journey_pause", "Saved a journey", "third 1")
}

// Review says what becomes of who is in it: who stands on a step that changes, moves or is gone.
func reviewSaysWhatBecomes(t *testing.T, w *world) {
	ed, mei := w.as("ed"), w.as("mei")
	ed.saveJourney("", "0", journeyAsYAML)
	mei.approveJourney("third")
	first := w.paths().Journey("third")
	w.stand(first, "care", 100, 4)
	w.stand(first, "offer", 200, 3)
	w.stand(first, journey.KeptOut, 300, 2)
	next := strings.NewReplacer("name: care", "name: begin", "after: 3d", "after: 5d", "third-care}", "third-care}\n      - {name: soon, after: 1d}").Replace(journeyAsYAML)
	ed.saveJourney("third", "1", next)
	page := mei.get(drafts + "/third").read()
	inOrder(t, page, "Differs from version 1 by ed, which mei approved", "Who is in it", "offer", ">3<", "keep the step as they came to it", "care", ">4<", "keep their step, which nobody else comes to", "Who comes in")
	require.Equal(t, "7d", w.paths().Journey("third").Steps[0].After, "the approved one goes on")
	ed.saveJourney("third", "2", next+"    migrate: {care: soon, offer: end}\n")
	inOrder(t, mei.get(drafts+"/third").read(), "offer", ">3<", "move to the end", "care", ">4<", "move to soon")
	inOrder(t, mei.get(drafts+"/third?version=1").read(), "This is an older version", "care", ">4<", "walk on as before", "offer", ">3<", "walk on as before")
	inOrder(t, mei.get(drafts+"/third?lang=zh-Hant").read(), "已在其中的人會如何", "移到 結束", "移到 soon", "誰會進入", "版本紀錄")
	mei.get(drafts + "/third?lang=en")
	mei.approveJourney("third")
	require.Equal(t, map[string]uint32{"third": 3}, w.paths().Paths)
	require.Equal(t, "soon", w.paths().Journey("third").Migrate["care"])
}

// Who may write, approve or only look; another site, another brand and stale forms change nothing;
// a name lives in one place.
func draftsTakeTheirRole(t *testing.T, w *world) {
	ed, mei, lin := w.as("ed"), w.as("mei"), w.as("lin")
	for _, p := range []*person{mei, lin} {
		assert.Equal(t, http.StatusForbidden, p.get(drafts+"?new=1").status)
		assert.Equal(t, http.StatusForbidden, p.post(drafts, "do", "save", "base", "0", "document", journeyAsYAML).status)
		assert.Equal(t, http.StatusForbidden, p.post(drafts, "do", "look", "base", "0", "document", journeyAsYAML).status)
		assert.NotContains(t, p.get("/b/tea/journeys").text, "new=")
	}
	ed.saveJourney("", "0", journeyAsYAML)
	page := lin.get(drafts + "/third")
	require.Equal(t, http.StatusOK, page.status)
	for _, hidden := range []string{"<textarea", `value="approved"`, `value="remove"`} {
		assert.NotContains(t, page.text, hidden)
	}
	found := fieldForm.FindStringSubmatch(mei.get(drafts + "/third").text)
	approved := []string{"do", "approved", "base", found[1], "mark", found[2]}
	assert.Equal(t, http.StatusForbidden, lin.post(drafts+"/third", approved...).status)
	assert.Equal(t, http.StatusForbidden, mei.post(drafts+"/third", "do", "remove", "base", "1").status)
	assert.Equal(t, http.StatusNotFound, mei.post("/b/coffee/write-journeys/third", approved...).status, "of another brand")
	assert.Equal(t, http.StatusNotFound, w.as("ops").get("/b/coffee/write-journeys/third").status)
	for _, site := range []string{"cross-site", "same-site"} {
		r := mei.request(http.MethodPost, drafts+"/third", approved)
		r.Header.Set("Sec-Fetch-Site", site)
		assert.Equal(t, http.StatusForbidden, mei.do(r).status, site)
	}
	for _, name := range []string{"nothing", "<i>"} {
		assert.Equal(t, http.StatusNotFound, ed.get(drafts+"/"+name).status)
		assert.Equal(t, http.StatusNotFound, ed.post(drafts+"/"+name, "do", "remove", "base", "1").status)
		assert.Equal(t, http.StatusNotFound, mei.post(drafts+"/"+name, approved...).status)
	}
	assert.Equal(t, http.StatusNotFound, ed.get(drafts+"?new=1&copy=nothing").status)
	ed.saveJourney("third", "1", journeyAsYAML+"# more\n")
	mei.post(drafts+"/third", approved...)
	assert.Empty(t, w.paths().Paths, "what mei looked at is not the newest")
	assert.Contains(t, mei.get(drafts+"/third").text, "look at it first")
	assert.Contains(t, ed.post(drafts+"/third", "do", "save", "base", "1", "document", journeyAsYAML).read(), "somebody saved another version meanwhile")
	assert.Contains(t, ed.post(drafts, "do", "save", "base", "0", "document", journeyAsYAML).read(), "the console has a journey of this name")
	assert.Contains(t, ed.post(drafts+"/third", "do", "save", "base", "2", "document", strings.Replace(journeyAsYAML, "third\n", "fourth\n", 1)).read(), "The name stays as it is")
	mei.post(drafts+"/third", "do", "rejected", "base", "2", "mark", fieldForm.FindStringSubmatch(mei.get(drafts + "/third").text)[2], "note", "too early")
	inOrder(t, ed.get(drafts+"/third").read(), "rejected", "too early")
	copied := ed.get(drafts + "?new=1&copy=third").read()
	assert.Contains(t, copied, "send: third-care-copy")

	b := &w.config.Brands[0]
	before := b.Journeys
	t.Cleanup(func() { b.Journeys = before; w.serve() })
	b.Journeys = []journey.Journey{{Name: "third", Messages: journey.OfConsole, Steps: []journey.Step{{Name: "only", Send: "of-file"}}}}
	w.config.WithDefaults()
	for i := range w.config.Brands {
		w.config.Brands[i].HashKey = config.NewSecret(secret)
	}
	w.serve()
	ed, mei = w.as("ed"), w.as("mei")
	assert.Contains(t, ed.post(drafts+"/third", "do", "save", "base", "2", "document", journeyAsYAML).read(), "remove it there first")
	mei.approveJourney("third")
	assert.Empty(t, w.paths().Paths)
	ed.post(drafts+"/third", "do", "remove", "base", "2", "note", "back to git")
	inOrder(t, ed.get(drafts+"/third").read(), "lives in the config's file", "starter journey export", "only", "of-file")
	deeds, err := desk.OfJourney(t.Context(), w.db, "tea", "third", 20)
	require.NoError(t, err)
	var did []string
	for _, d := range deeds {
		did = append(did, d.Action+" "+d.What+" by "+d.By)
	}
	require.ElementsMatch(t, []string{"journey_drop third by ed", "journey_rejected third 2 by mei", "journey_save third 2 by ed", "journey_save third 1 by ed"}, did)
}
