package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema/desk"
	"regulars/schema/ledger"
)

// A test goes to the address that somebody types, and to no other; it is on record before, and
// nobody sends many.
func aTestGoesToWhoTypes(t *testing.T, w *world) {
	w.actions.taken()
	ed := w.as("ed")
	ed.save("", "0", asYAML)
	const page = "/b/tea/studio/hello-all"
	require.Contains(t, ed.get(page).text, `name="to"`)
	send := func(p *person, pairs ...string) string {
		a := p.post(page, append([]string{"do", "test", "base", "1"}, pairs...)...)
		require.Equal(t, http.StatusSeeOther, a.status, a.text)
		require.Equal(t, page+"?version=1", a.location())
		return p.get(a.location()).read()
	}
	w.actions.result = channel.Result{Outcome: regulars.OutcomeSent}
	require.Contains(t, send(ed, "to", " me@shop.tw "), "The test was sent.")
	require.Equal(t, []string{`test tea/hello-all of 2026-11-20 to me@shop.tw in ""`}, w.actions.taken())
	for to, says := range map[string]string{
		"U0123456789abcdef0123456789abcdef": "doesn't use LINE", "": "no address", "me": "no address", "me@shop.tw, you@shop.tw": "no address", "me@shop.tw\r\nBcc: you@shop.tw": "no address", "0912345678": "no address",
	} {
		require.Contains(t, send(ed, "to", to), says, to)
	}
	require.Empty(t, w.actions.taken(), "nothing of these went")
	w.actions.result = channel.Result{Outcome: regulars.OutcomeFailed, Reason: "no such <b>number", Code: "21211"}
	require.Contains(t, send(ed, "to", "+886912345678"), "The test was not sent: no such <b>number 21211")
	w.actions.result = channel.Result{Outcome: regulars.OutcomeUnknown, Reason: "no answer"}
	require.Contains(t, send(ed, "to", "+886912345678"), "Nobody knows whether the test arrived: no answer")
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 10)
	require.NoError(t, err)
	var tests []string
	for _, d := range deeds {
		if d.Action == desk.CampaignTest {
			tests = append(tests, d.By+" "+d.What)
		}
	}
	require.ElementsMatch(t, []string{"ed hello-all: edm m…@shop.tw", "ed hello-all: sms +886912…678"}, tests, "of the same moment the same is one, and no whole address is kept")

	// Who may not write sends none; of another campaign, version or brand there is nothing.
	for _, name := range []string{"lin", "mei"} {
		p := w.as(name)
		assert.NotContains(t, p.get(page).text, `name="to"`, name)
		assert.Equal(t, http.StatusForbidden, p.post(page, "do", "test", "base", "1", "to", "me@shop.tw").status, name)
	}
	assert.Equal(t, http.StatusNotFound, ed.post(page, "do", "test", "base", "7", "to", "me@shop.tw").status)
	assert.Equal(t, http.StatusNotFound, ed.post("/b/tea/studio/nothing", "do", "test", "to", "me@shop.tw").status)
	assert.Equal(t, http.StatusNotFound, ed.post("/b/coffee/studio/hello-all", "do", "test", "base", "1", "to", "me@shop.tw").status)
	w.actions.taken()

	// Ten of a person within a quarter of an hour; then they wait.
	for range 7 {
		send(ed, "to", "me@shop.tw")
	}
	require.Len(t, w.actions.taken(), 7, "three went before")
	require.Contains(t, send(ed, "to", "me@shop.tw"), "You have sent many tests: wait")
	require.Empty(t, w.actions.taken())
	w.clock = w.clock.Add(16 * time.Minute)
	defer func() { w.clock = now }()
	send(ed, "to", "me@shop.tw")
	require.Len(t, w.actions.taken(), 1)
}

// A campaign of the file has a page, too: whom it reaches, what they get, when it goes, and
// what its last nights did; and nothing to edit.
func filesCampaignsAreShown(t *testing.T, w *world) {
	b := &w.config.Brands[0]
	b.Campaigns = []config.Campaign{{
		Name: "wake-up", Audience: audience.Audience{Is: []string{"everybody"}}, Channels: []string{"edm"}, Purpose: "marketing", SendAt: "10:00", On: []string{"mon", "2026-11-24"}, Approve: true,
		Templates: map[string]config.Template{"edm": {Subject: "We miss you, {{ member.name }}", Text: "Come back"}},
	}}
	schedule := b.Schedule
	b.Schedule.Cron = "30 4 * * *"
	defer func() { b.Schedule = schedule }()
	w.serve()
	ed := w.as("ed")
	const page = "/b/tea/studio/wake-up"
	require.Contains(t, ed.get("/b/tea/studio").text, `href="`+page+`"`)
	shown := ed.get(page)
	require.Equal(t, http.StatusOK, shown.status)
	for _, want := range []string{"is edited there", "We miss you, 王小明", "Each waits until a person approves it."} {
		require.Contains(t, shown.read(), want)
	}
	require.NotContains(t, shown.text, `value="save"`)
	// It is Saturday 06:00 in Taipei; the nights begin at 04:30, so the next is Sunday's.
	next := regexp.MustCompile(`<li>([A-Z][a-z]{2} 2026[^<]*)</li>`).FindAllStringSubmatch(shown.read(), -1)
	require.Len(t, next, 5)
	for i, want := range []string{"Mon 2026-11-23 10:00, of the business date 2026-11-22", "Tue 2026-11-24 10:00, of the business date 2026-11-23", "Mon 2026-11-30 10:00, of the business date 2026-11-29"} {
		require.Equal(t, want, next[i][1])
	}
	books, err := ledger.AllBooks(t.Context(), w.db, "tea", "2026-11-19")
	require.NoError(t, err)
	require.Len(t, books, 1)
	require.EqualValues(t, 1500, books[0].Planned)
	require.Regexp(t, `2026-11-19</a></th><td[^>]*>1,500</td><td[^>]*>1,200</td><td[^>]*>0</td><td[^>]*>300</td><td[^>]*>300</td>`, shown.text)
	require.Regexp(t, `2026-11-18</a></th><td[^>]*>1</td><td[^>]*>0</td><td[^>]*>1</td>`, shown.text, "it failed")
	require.Contains(t, shown.read(), "1–1,500 members planned on a night")

	w.actions.result = channel.Result{Outcome: regulars.OutcomeSent}
	w.actions.taken()
	require.Equal(t, page, ed.post(page, "do", "test", "base", "0", "to", "me@shop.tw").location())
	require.Equal(t, []string{`test tea/wake-up of 2026-11-20 to me@shop.tw in ""`}, w.actions.taken())
	for _, do := range []string{"save", "remove", "approved"} {
		a := ed.post(page, "do", do, "as", "yaml", "base", "0", "document", strings.Replace(asYAML, "hello-all", "wake-up", 1))
		require.NotEqual(t, http.StatusInternalServerError, a.status, do)
	}
	require.Empty(t, w.live(), "the file's campaign is edited in the file")
	require.Contains(t, ed.get(page).read(), "is edited there", "nothing was saved either")
	lin := w.as("lin").get(page)
	require.NotContains(t, lin.read(), "王小明", "names are masked")
	require.NotContains(t, lin.text, `name="to"`)
	require.Equal(t, http.StatusNotFound, ed.get("/b/coffee/studio/wake-up").status)
	require.Equal(t, http.StatusNotFound, ed.get("/b/tea/studio/"+url.PathEscape("../wake-up")).status)

	b.Campaigns[0].Paused = true
	w.serve()
	require.Contains(t, w.as("ed").get(page).read(), "It is paused: no night plans it.")
}
