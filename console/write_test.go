package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/desk"
	"regulars/schema/ledger/reach"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
	"regulars/schema/studio"
)

// writing is a peopled world whose brands have channels.
func writing(t *testing.T) *world {
	t.Helper()
	w := peopled(t)
	for i := range w.config.Brands {
		w.config.Brands[i].Channels = map[string]*config.Channel{"edm": {Provider: "smtp", UnsubscribeURL: "https://tea.test/u"}, "sms": {Provider: "mitake", Price: "0.8"}}
	}
	w.serve()
	return w
}

// TestWriting is what people may do on the pages on which campaigns are written, and what
// they can't, in one world that begins again each time.
func TestWriting(t *testing.T) {
	w := writing(t)
	conn, campaigns := schematest.Connect(t, w.db), w.config.Brands[0].Campaigns
	for name, of := range map[string]func(*testing.T, *world){
		"a campaign": writeACampaign, "form and YAML": formAndYAMLAreOneDocument, "funnel": funnelIsThePlan, "counting": pagesComeBeforeTheirCounts, "roles": writingTakesItsRole, "attacks": writingAttacks, "one place": writingKeepsOnePlace, "a test": aTestGoesToWhoTypes, "of the file": filesCampaignsAreShown, "steps": stepsAreWritten, "reviewed": filesCampaignsAreReviewed,
		"a journey": writeAJourney, "a journey reviewed": reviewSaysWhatBecomes, "a journey by role": draftsTakeTheirRole, "a journey by form": journeyFormIsTheDocument,
	} {
		for _, table := range []string{"campaign_versions", "campaign_reviews", "campaign_pins", "console_actions", "journey_moves"} {
			require.NoError(t, conn.Exec(t.Context(), "TRUNCATE TABLE "+table))
		}
		w.config.Brands[0].Campaigns = campaigns
		t.Run(name, func(t *testing.T) { of(t, w) })
	}
}

const asYAML = `campaigns:
  - name: hello-all
    audience: {is: [everybody], where: 1 = 1}
    channels: [edm, sms]
    purpose: marketing
    # why we write it
    templates:
      edm: {subject: "Hi", text: "Hello {{ member.name }}"}
      sms: {text: "Hello {{ member.name }}"}
`

var fieldForm = regexp.MustCompile(`(?s)name="base" value="(\d+)".*?name="mark" value="([0-9a-f]+)"`)

// save saves a document as YAML, and requires that it went.
func (p *person) save(name, base, document string) {
	p.w.t.Helper()
	path := "/b/tea/studio"
	if name != "" {
		path += "/" + name
	}
	a := p.post(path, "do", "save", "as", "yaml", "base", base, "document", document, "note", "why <b>")
	require.Equal(p.w.t, http.StatusSeeOther, a.status, a.read())
}

// approve approves what the page of a campaign shows.
func (p *person) approve(name string) answer {
	p.w.t.Helper()
	found := fieldForm.FindStringSubmatch(p.get("/b/tea/studio/" + name).text)
	require.NotNil(p.w.t, found, "nothing to approve on the page of %s", name)
	return p.post("/b/tea/studio/"+name, "do", "approved", "base", found[1], "mark", found[2])
}

func (w *world) live() map[string]uint32 {
	w.t.Helper()
	whole, err := studio.Brand(w.t.Context(), w.db, &w.config.Brands[0])
	require.NoError(w.t, err)
	return whole.Console
}

// A campaign is written, looked at, reviewed by somebody, and takes effect; the next version
// waits, and says how it differs and from whom.
func writeACampaign(t *testing.T, w *world) {
	ed, mei := w.as("ed"), w.as("mei")
	begun := ed.get("/b/tea/studio?new=wake-up")
	require.Equal(t, http.StatusOK, begun.status)
	for _, want := range []string{`value="wake-up-2"`, `name="audience.enters"`, `name="templates.edm.subject"`, "We miss you", "became sleep", "Whom it reaches"} {
		require.Contains(t, begun.text, want)
	}
	looked := ed.post("/b/tea/studio", "do", "look", "as", "yaml", "base", "0", "document", asYAML)
	require.Equal(t, http.StatusOK, looked.status)
	require.Contains(t, looked.text, "# why we write it")
	require.Contains(t, looked.text, "Hello ")
	require.Contains(t, looked.text, "members of any stage")
	require.Empty(t, w.live(), "looking saves nothing")
	ed.save("", "0", asYAML)
	require.Empty(t, w.live(), "nobody has approved it")
	require.Equal(t, http.StatusSeeOther, mei.approve("hello-all").status)
	require.Equal(t, map[string]uint32{"hello-all": 1}, w.live())

	ed.save("hello-all", "1", strings.Replace(asYAML, "Hi", "Hi again", 1))
	page := mei.get("/b/tea/studio/hello-all")
	require.Contains(t, page.read(), "Differs from version 1 by ed, which mei approved")
	require.Contains(t, page.read(), `<ins>+       edm: {subject: "Hi again"`)
	require.Contains(t, page.read(), `<del>-       edm: {subject: "Hi",`)
	require.Equal(t, map[string]uint32{"hello-all": 1}, w.live())
	found := fieldForm.FindStringSubmatch(page.text)
	ed.save("hello-all", "2", strings.Replace(asYAML, "Hi", "Hi once more", 1))
	mei.post("/b/tea/studio/hello-all", "do", "approved", "base", found[1], "mark", found[2])
	require.Equal(t, map[string]uint32{"hello-all": 1}, w.live(), "what mei looked at is not the newest")
	require.Contains(t, mei.get("/b/tea/studio/hello-all").text, "look at it first")
	require.Contains(t, ed.post("/b/tea/studio/hello-all", "do", "save", "as", "yaml", "base", "2", "document", asYAML+"# late").read(), "somebody saved another version meanwhile")
	mei.approve("hello-all")
	require.Equal(t, map[string]uint32{"hello-all": 3}, w.live())
	require.Contains(t, mei.get("/b/tea/studio").text, "version 3")

	ed.post("/b/tea/studio/hello-all", "do", "remove", "base", "3")
	require.Empty(t, w.live())
	require.Equal(t, http.StatusNotFound, ed.get("/b/tea/studio/hello-all").status)
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 20)
	require.NoError(t, err)
	require.Len(t, deeds, 6, "three saved, two approved, one removed")
}

// A form that was changed is the document; one that wasn't keeps its comments; a mistake stands
// at its field, and everything that was typed is still there.
func formAndYAMLAreOneDocument(t *testing.T, w *world) {
	ed := w.as("ed")
	form := map[string]string{"do": "yaml", "as": "form", "base": "0", "document": asYAML, "moment": "is", "name": "hello-all", "audience.is": "everybody", "audience.where": "1 = 1", "channels": "edm\r\nsms", "purpose": "marketing",
		"templates.edm.subject": "Hi", "templates.edm.text": "Hello {{ member.name }}", "templates.sms.text": "Hello {{ member.name }}"}
	send := func(change map[string]string) answer {
		var pairs []string
		for path, value := range form {
			if changed, is := change[path]; is {
				value = changed
			}
			pairs = append(pairs, path, value)
		}
		for path, value := range change {
			pairs = append(pairs, path, value)
		}
		return ed.post("/b/tea/studio", pairs...)
	}
	require.Contains(t, send(nil).text, "# why we write it", "nothing was changed")
	changed := send(map[string]string{"holdout": "0.2", "audience.enters": "sleep"})
	require.Contains(t, changed.text, "holdout: 0.2")
	require.NotContains(t, changed.text, "enters:", "of a moment that isn't chosen")
	wrong := send(map[string]string{"do": "save", "holdout": "twenty", "send_at": "25:00", "templates.edm.text": "Hello {{ member.nme"})
	require.Equal(t, http.StatusOK, wrong.status)
	for _, want := range []string{"Not saved", `"twenty" is not a number`, `value="twenty"`, `value="25:00"`, "Hello {{ member.nme", `id="f-holdout-wrong"`, "10:00"} {
		require.Contains(t, wrong.read(), want)
	}
	broken := ed.post("/b/tea/studio", "do", "form", "as", "yaml", "base", "0", "document", strings.Replace(asYAML, "purpose", "purpos", 1))
	require.Contains(t, broken.read(), "did you mean purpose?")
	require.Contains(t, broken.read(), "(line 5)")
	require.Contains(t, broken.read(), "purpos: marketing", "the text is still there")
	require.Empty(t, w.live())
	require.Empty(t, schematest.Query[struct{ N uint64 }](t, w.db, "SELECT count() N FROM campaign_versions HAVING N > 0"))
}

// The funnel is the plan of a night over the same members.
func funnelIsThePlan(t *testing.T, w *world) {
	ed := w.as("ed")
	page := ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "channels", "holdout: 0.5\n    channels", 1)).read()
	members := schematest.Query[struct{ N uint64 }](t, w.db, "SELECT count() N FROM members WHERE brand = 'tea'")[0].N
	found := regexp.MustCompile(`<span>match</span> <strong>(\d+)</strong>`).FindStringSubmatch(page)
	require.NotNil(t, found)
	require.Equal(t, fmt.Sprint(members), found[1])
	var sum int
	for _, line := range regexp.MustCompile(`<li class="left"><span>[^<]*</span> <strong>(\d+)</strong>`).FindAllStringSubmatch(page, -1) {
		var n int
		_, err := fmt.Sscan(line[1], &n)
		require.NoError(t, err)
		sum += n
	}
	var reached int
	_, err := fmt.Sscan(regexp.MustCompile(`<span>get it</span> <strong>(\d+)</strong>`).FindStringSubmatch(page)[1], &reached)
	require.NoError(t, err)
	require.EqualValues(t, members, sum+reached, "every member is somewhere")
	require.Contains(t, ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "1 = 1", "nonsense > 1", 1)).read(), "audience.where")

	// What is stored after a night says the same, and of when it is.
	require.NotContains(t, page, "what was stored on")
	require.NoError(t, snapshot.Write(t.Context(), w.db, "tea"))
	require.NoError(t, reach.Write(t.Context(), w.db, &w.config.Brands[0]))
	lines := regexp.MustCompile(`(?s)<ul class="funnel">.*?</ul>`)
	stored := ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "channels", "holdout: 0.5\n    channels", 1)).read()
	require.Contains(t, stored, "what was stored on")
	require.Equal(t, lines.FindString(page), lines.FindString(stored))
	require.Contains(t, ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "1 = 1", "nonsense > 1", 1)).read(), "audience.where")
	exact := ed.post("/b/tea/studio", "do", "exact", "as", "yaml", "document", strings.Replace(asYAML, "channels", "holdout: 0.5\n    channels", 1)).read()
	require.NotContains(t, exact, "what was stored on")
	require.Equal(t, lines.FindString(page), lines.FindString(exact))
}

// What a role can't it doesn't, of another brand nobody learns anything, and another site posts
// nothing.
func writingTakesItsRole(t *testing.T, w *world) {
	w.as("ed").save("", "0", asYAML)
	found := fieldForm.FindStringSubmatch(w.as("mei").get("/b/tea/studio/hello-all").text)
	require.NotNil(t, found)
	for name, rank := range map[string]int{"lin": 0, "mei": 1} {
		p := w.as(name)
		for _, path := range []string{"/b/tea/studio", "/b/tea/studio/hello-all"} {
			a := p.get(path)
			require.Equal(t, http.StatusOK, a.status)
			assert.NotContains(t, a.text, `value="save"`, name)
			assert.NotContains(t, a.text, `value="remove"`, name)
			for _, do := range []string{"save", "look", "form", "yaml", "remove", ""} {
				if path == "/b/tea/studio" && do == "remove" {
					continue
				}
				assert.Equal(t, http.StatusForbidden, p.post(path, "do", do, "as", "yaml", "base", "1", "document", asYAML).status, "%s %s", name, do)
			}
		}
		assert.Equal(t, http.StatusForbidden, p.get("/b/tea/studio?new=wake-up").status)
		if rank == 0 {
			assert.NotContains(t, p.get("/b/tea/studio/hello-all").text, `name="mark"`)
			for _, do := range []string{"approved", "rejected"} {
				assert.Equal(t, http.StatusForbidden, p.post("/b/tea/studio/hello-all", "do", do, "base", found[1], "mark", found[2]).status)
			}
			assert.NotContains(t, p.get("/b/tea/studio/hello-all").text, "王小明", "names are masked")
		}
		for _, path := range []string{"/b/coffee/studio", "/b/coffee/studio/hello-all", "/b/coffee/studio?new=welcome"} {
			assert.Equal(t, http.StatusNotFound, p.get(path).status)
			assert.Equal(t, http.StatusNotFound, p.post(path, "do", "save", "as", "yaml", "document", asYAML).status)
		}
	}
	ops := w.as("ops")
	assert.Equal(t, http.StatusNotFound, ops.get("/b/coffee/studio/hello-all").status, "it is another brand's")
	assert.NotContains(t, ops.get("/b/coffee/studio").text, "hello-all")
	for _, header := range []string{"cross-site", "same-site"} {
		r := w.as("ed").request(http.MethodPost, "/b/tea/studio", []string{"do", "save", "as", "yaml", "document", asYAML})
		r.Header.Set("Sec-Fetch-Site", header)
		assert.Equal(t, http.StatusForbidden, w.as("ed").do(r).status)
	}
	require.Empty(t, w.live())
	require.Len(t, schematest.Query[struct{ N uint64 }](t, w.db, "SELECT toUInt64(number) N FROM campaign_versions"), 1)
}

// What people write stays text in the page, reads nothing of the machine, and ends.
func writingAttacks(t *testing.T, w *world) {
	ed := w.as("ed")
	const script = `</textarea></pre><script>alert(1)</script><img src=x onerror=alert(1)>`
	evil := strings.Replace(asYAML, "Hello {{ member.name }}\"}\n      sms", strings.ReplaceAll(script, `"`, "")+"\", html: \"<b>"+script+"</b>\"}\n      sms", 1)
	for _, a := range []answer{
		ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", evil), ed.post("/b/tea/studio", "do", "form", "as", "yaml", "document", evil),
		ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", script), ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "hello-all", "'"+script+"'", 1)),
		ed.post("/b/tea/studio", "do", "look", "as", "form", "name", script, "templates."+script+".text", script, "variants[0].name", script),
		ed.get("/b/tea/studio?new=1&copy=" + url.QueryEscape(script)), ed.get("/b/tea/studio/" + url.PathEscape(script)),
	} {
		assert.NotContains(t, a.text, "<script>")
		assert.NotContains(t, a.text, "<img src=x")
	}
	ed.save("", "0", evil)
	assert.NotContains(t, w.as("mei").get("/b/tea/studio/hello-all").text, "<script>")

	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("of the worker"), 0o600))
	t.Setenv("REGULARS_TEST_SECRET", "of the worker")
	for _, text := range []string{`text: "${REGULARS_TEST_SECRET}"`, "text_file: " + secret, "html_file: " + secret} {
		a := ed.post("/b/tea/studio", "do", "save", "as", "yaml", "document", strings.Replace(asYAML, `text: "Hello {{ member.name }}"}
      sms`, text+"}\n      sms", 1))
		assert.Equal(t, http.StatusOK, a.status)
		assert.NotContains(t, a.read(), "of the worker")
		assert.Contains(t, a.read(), "can't be read here")
	}
	for _, bomb := range []string{
		"{% for i in (1..1000000000) %}x{% endfor %}", "{% for i in (1..99999) %}{% for j in (1..99999) %}x{% endfor %}{% endfor %}",
		strings.Repeat("{% if member.name %}", 5000), "{% assign a = 'x' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
	} {
		begun := time.Now()
		a := ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", strings.Replace(asYAML, "Hello {{ member.name }}\"}\n      sms", bomb+"\"}\n      sms", 1))
		assert.Equal(t, http.StatusOK, a.status, bomb[:20])
		assert.Regexp(t, `class="mistakes"|class="to-correct"`, a.text, bomb[:20])
		assert.Less(t, time.Since(begun), 30*time.Second, bomb[:20])
	}
	deep := "campaigns:\n  - name: " + strings.Repeat("[", 100_000)
	assert.Equal(t, http.StatusOK, ed.post("/b/tea/studio", "do", "look", "as", "yaml", "document", deep).status)
	assert.Contains(t, ed.post("/b/tea/studio", "do", "save", "as", "yaml", "document", asYAML+strings.Repeat("#", 300<<10)).read(), "larger than")
	assert.Equal(t, http.StatusNotFound, ed.post("/b/tea/studio", "do", "save", "as", "yaml", "document", strings.Repeat("x", 3<<20)).status)
}

// A name that the config's file has is refused here, and its campaign can't be approved.
func writingKeepsOnePlace(t *testing.T, w *world) {
	ed := w.as("ed")
	a := ed.post("/b/tea/studio", "do", "save", "as", "yaml", "document", strings.Replace(asYAML, "hello-all", "wake-up", 1))
	require.Contains(t, a.read(), "remove it there first")
	ed.save("", "0", asYAML)
	require.Contains(t, ed.post("/b/tea/studio", "do", "save", "as", "yaml", "document", asYAML).read(), "the console has a campaign of this name")
	require.Contains(t, ed.post("/b/tea/studio/hello-all", "do", "save", "as", "yaml", "base", "1", "document", strings.Replace(asYAML, "hello-all", "other", 1)).read(), "The name stays as it is")
	w.config.Brands[0].Campaigns = append(w.config.Brands[0].Campaigns, config.Campaign{Name: "hello-all"})
	w.serve()
	mei := w.as("mei")
	mei.approve("hello-all")
	require.Contains(t, mei.get("/b/tea/studio/hello-all").read(), "remove it there first")
	require.Empty(t, w.live())
}
