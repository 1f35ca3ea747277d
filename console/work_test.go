package console_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config/notify"
	"regulars/console"
	"regulars/schema/desk"
	"regulars/schema/schematest"
)

// A backfill says how long it takes before it starts, and is steered; so are nights and the
// schedule. All of it is on record with who and why.
func TestWork(t *testing.T) {
	w := openWorld(t)
	conn := schematest.Connect(t, w.db)
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO generations VALUES ('tea', 9, 'backfill', '2026-01-01', '2026-01-10', 'forgotten', 0, '2026-11-01 00:00:00', '2026-11-01 00:00:20', 1)"))
	ops := w.as("ops")
	text := ops.get("/b/tea/work").read()
	for _, part := range []string{"30 of 90 days", "about 1m40s left", "paused", "shop web: <b>unreachable</b>", "The schedule runs", "2026-11-22", "do=backfill_pause", "do=backfill_resume"} {
		assert.Contains(t, text, part)
	}
	assert.Equal(t, "5", ops.get("/b/tea/work").header.Get("Refresh"))
	estimate := ops.get("/b/tea/work?from=2026-10-01&to=2026-10-30")
	assert.Contains(t, estimate.text, "30 days take about 1m0s. Nothing is sent.")
	assert.Contains(t, estimate.text, `name="from" value="2026-10-01"`)
	assert.Empty(t, estimate.header.Get("Refresh"), "a note that is being written")
	for _, wrong := range []string{"from=2026-11-01&to=2026-10-01", "from=x&to=2026-10-01", "from=2026-10-01&to=2026-11-21"} {
		assert.Contains(t, ops.get("/b/tea/work?"+wrong).text, "Give two dates that have ended", wrong)
	}
	const id = "backfill/tea/2026-01-01..2026-03-31"
	for _, form := range [][]string{
		{"do", "backfill_start", "from", "2026-10-01", "to", "2026-10-30", "note", "after the fix"}, {"do", "backfill_start", "from", "2026-10-30", "to", "2026-10-01"},
		{"do", "backfill_pause", "id", id}, {"do", "backfill_resume", "id", id}, {"do", "backfill_cancel", "id", id},
		{"do", "night_run", "date", "2026-11-19"}, {"do", "night_run", "date", "2026-11-19", "campaigns", "yes"}, {"do", "night_run", "date", "2026-11-21"},
		{"do", "schedule_pause", "note", "stocktaking"}, {"do", "schedule_resume"},
	} {
		require.Equal(t, http.StatusSeeOther, ops.post("/b/tea/work", form...).status, form)
	}
	assert.Equal(t, []string{
		"backfill tea 2026-10-01..2026-10-30", "pause tea " + id, "resume tea " + id, "cancel tea " + id,
		"night tea 2026-11-19 campaigns false", "night tea 2026-11-19 campaigns true", "pause schedule tea: stocktaking", "resume schedule tea: ",
	}, w.actions.taken())
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 20)
	require.NoError(t, err)
	notes := map[string]string{}
	for _, d := range deeds {
		assert.Equal(t, "ops", d.By)
		notes[d.Action] = d.What + "|" + d.Note
	}
	assert.Equal(t, "2026-10-01 – 2026-10-30|after the fix", notes["backfill_start"])
	assert.Equal(t, "|stocktaking", notes["schedule_pause"])
	assert.Len(t, notes, 7)
	assert.Contains(t, ops.get("/b/tea/work").text, "Paused the schedule")

	w.actions.refuses = &console.Refusal{Words: "the backfill is paused already"}
	ops.post("/b/tea/work", "do", "backfill_pause", "id", id)
	assert.Contains(t, ops.get("/b/tea/work").text, "Refused: the backfill is paused already")
	w.actions.away = errors.New("connection refused")
	assert.Contains(t, ops.get("/b/tea/work").text, "Temporal could not be asked")
	assert.Equal(t, http.StatusNotFound, ops.post("/b/tea/work", "do", "anything").status)
}

// The setup shows each shop, also one that nothing came of, the workers, and what a check
// found.
func TestSetup(t *testing.T) {
	w := openWorld(t)
	conn := schematest.Connect(t, w.db)
	for _, statement := range []string{
		"INSERT INTO loads (brand, shop, entity, load_id, kind, state, window_to, started_at, finished_at, version) VALUES ('tea', 'web', 'orders', 'l1', 'window', 'done', '2026-11-20 20:00:00', '2026-11-20 20:01:00', '2026-11-20 20:02:00', 1), ('tea', 'web', 'orders', 'l3', 'window', 'failed', '2026-11-20 21:00:00', '2026-11-20 21:01:00', '2026-11-20 21:01:00', 2)",
		"INSERT INTO sweeps (brand, shop, entity, sweep, whole, state, started_at, finished_at, version) VALUES ('tea', 'web', 'orders', 's', true, 'done', '2026-11-18 20:01:00', '2026-11-18 20:09:00', 1)",
		"INSERT INTO workers (identity, config, fingerprint, refused, at, brands, version) VALUES ('regulars 0.2.0 1@host', '/etc/regulars.yaml', 'abc', 'line 3: <b>', now(), ['tea'], 1)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	ops := w.as("ops")
	text := ops.get("/b/tea/setup").read()
	inOrder(t, text, "web", "orders", "2026-11-21 04:00", "2h0m", "2026-11-21 05:01", "failed", "2026-11-19 04:09", "store", "never")
	inOrder(t, text, "regulars 0.2.0 1@host", "/etc/regulars.yaml (abc)", "another config", "line 3: <b>")
	assert.NotContains(t, ops.get("/b/tea/setup").text, "line 3: <b>")
	look := w.as("lin").get("/b/tea/setup").read()
	assert.Contains(t, look, "orders")
	assert.NotContains(t, look, "/etc/regulars.yaml")
	zh := w.as("ops").get("/b/tea/setup?lang=zh-Hant").read()
	inOrder(t, zh, "web", ">訂單<", "背景程式", "/etc/regulars.yaml (abc)")
	checked := ops.post("/b/tea/setup")
	inOrder(t, checked.text, "shop web", "answers", "channel line", "not ok", "&lt;i&gt;refused", "look at it", "no unsubscribe link")
	assert.Equal(t, []string{"check tea"}, w.actions.taken())
	assert.Equal(t, http.StatusForbidden, w.as("ed").post("/b/tea/setup").status)
	testSetupNotifies(t, w)
}

// A test of the notifications goes to every recipient by a click, says what became of each, and
// is on record; who may not gets no form, and another site's page sends none.
func testSetupNotifies(t *testing.T, w *world) {
	t.Helper()
	assert.NotContains(t, w.as("ops").get("/b/tea/setup").text, `value="notify_test"`, "nobody is notified")
	w.config.Brands[0].Notify.To = []notify.Recipient{{Name: "mei <b>", Mail: "mei@tea.test", About: []string{notify.Approval}}}
	w.serve()
	ops := w.as("ops")
	form := ops.get("/b/tea/setup").text
	inOrder(t, form, `id="notices"`, "mei &lt;b&gt;", `value="notify_test"`)
	assert.NotContains(t, form, "mei <b>")
	for _, name := range []string{"lin", "mei", "ed"} {
		assert.NotContains(t, w.as(name).get("/b/tea/setup").text, "notify_test", name)
		assert.Equal(t, http.StatusForbidden, w.as(name).post("/b/tea/setup", "do", "notify_test").status, name)
	}
	assert.Equal(t, http.StatusNotFound, w.as("ed").post("/b/coffee/setup", "do", "notify_test").status, "of a brand that isn't hers")
	for _, site := range []string{"cross-site", "same-site"} {
		r := ops.request(http.MethodPost, "/b/tea/setup", []string{"do", "notify_test"})
		r.Header.Set("Sec-Fetch-Site", site)
		assert.Equal(t, http.StatusForbidden, ops.do(r).status, site)
	}
	require.Empty(t, w.actions.taken(), "nothing went")
	sent := ops.post("/b/tea/setup", "do", "notify_test")
	assert.Equal(t, []string{"test notices tea"}, w.actions.taken())
	inOrder(t, sent.text, `role="status"`, "mei", ">ok<", "chat", "not ok", "HTTP 404 &lt;b&gt;")
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 5)
	require.NoError(t, err)
	require.Len(t, deeds, 1)
	assert.Equal(t, []string{desk.NotifyTest, "ops"}, []string{deeds[0].Action, deeds[0].By})
}
