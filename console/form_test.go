package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/internal/submit"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

// press posts the form of a page with some fields changed, as one of its buttons does.
func (p *person) press(path, page, do string, change ...string) answer {
	p.w.t.Helper()
	sent := submit.Form(p.w.t, page)
	sent.Set("do", do)
	for i := 0; i < len(change); i += 2 {
		sent.Set(change[i], change[i+1])
	}
	return p.post(path, pairs(sent)...)
}

func pairs(values url.Values) []string {
	var all []string
	for key, of := range values {
		for _, value := range of {
			all = append(all, key, value)
		}
	}
	return all
}

// A journey's form produces the document of a draft, and nothing else: it goes by the rules, roles
// and records of the YAML, shows mistakes at their fields, and what people type stays text.
func journeyFormIsTheDocument(t *testing.T, w *world) {
	ed := w.as("ed")
	page := ed.get(drafts + "?new=1").text
	share := ed.press(drafts, page, "save", "name", "typed", "steps[0].after~n", "soon", "holdout~n", "250")
	inOrder(t, share.read(), "Not saved", `href="#f-holdout">Share kept out`, `name="holdout~n" value="250"`)
	wrong := ed.press(drafts, share.text, "save", "holdout~n", "")
	require.Equal(t, http.StatusOK, wrong.status)
	inOrder(t, wrong.read(), "Not saved", `href="#f-steps-0-after">Step 1: first · How long`)
	assert.Contains(t, wrong.text, `id="f-steps-0-after-wrong"`)
	assert.Contains(t, ed.press(drafts, wrong.text, "look", "lang", "x").text, `value="soon"`, "what was typed is still there")
	inOrder(t, ed.press(drafts, wrong.text, "yaml").read(), `class="yaml"`, "after: soon")

	saved := ed.press(drafts, wrong.text, "save", "steps[0].after~n", "2", "holdout~n", "12.5", "messages", "console")
	require.Equal(t, http.StatusSeeOther, saved.status, saved.read())
	versions, err := studio.Journeys.Versions(t.Context(), w.db, "tea", "typed")
	require.NoError(t, err)
	require.Len(t, versions, 1)
	require.Equal(t, "journeys:\n  - name: typed\n    enter:\n      enters: [new]\n    holdout: 0.125\n    messages: console\n    steps:\n      - name: first\n        after: 2d\n        send: typed-first\n", versions[0].Document)
	open := ed.get(drafts + "/typed")
	assert.Contains(t, open.text, "campaign=typed-first", "what the step sends is written before the journey is approved")
	assert.Contains(t, ed.get("/b/tea/studio?new=step&campaign=typed-first").read(), "journey: typed")
	assert.Equal(t, http.StatusNotFound, ed.get("/b/tea/studio?new=step&campaign=nobody").status)

	const script = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	hostile := ed.press(drafts+"/typed", open.text, "add", "steps[0].name", script, "steps[0].send", script, "event.with", script, "steps[0].ways[0].if.did", script, "steps["+script+"].name", script, "goal."+script, script)
	for _, a := range []answer{hostile, ed.press(drafts+"/typed", hostile.text, "up:1", "moment", script), ed.press(drafts+"/typed", open.text, script, "as", script)} {
		assert.Equal(t, http.StatusOK, a.status)
		assert.NotContains(t, a.text, "<script>")
		assert.NotContains(t, a.text, "<img src=x")
	}
	for _, do := range []string{"add", "up:0", "drop:0", "way:0", "part:0", "look", "save"} {
		for _, name := range []string{"mei", "lin"} {
			assert.Equal(t, http.StatusForbidden, w.as(name).press(drafts+"/typed", open.text, do).status, "%s %s", name, do)
		}
		assert.Equal(t, http.StatusNotFound, ed.press("/b/coffee/write-journeys/typed", open.text, do).status, do)
		sent := submit.Form(t, open.text)
		sent.Set("do", do)
		r := ed.request(http.MethodPost, drafts+"/typed", pairs(sent))
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		assert.Equal(t, http.StatusForbidden, ed.do(r).status, do)
	}
	many := url.Values{"do": {"add"}, "as": {"form"}}
	for i := range 6000 {
		many.Add("steps["+strings.Repeat("9", i%30+1)+"].name", "x")
	}
	assert.Equal(t, http.StatusOK, ed.post(drafts, pairs(many)...).status)
	require.Len(t, schematest.Query[struct{ N uint64 }](t, w.db, "SELECT toUInt64(number) N FROM campaign_versions"), 1, "only what was saved")
}
