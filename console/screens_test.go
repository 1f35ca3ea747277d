package console_test

import (
	"html"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/console"
	"regulars/console/outcome"
	"regulars/present"
	"regulars/report"
	"regulars/schema/view"
)

// Today shows what waits, first and whole, and numbers that are those of kpi.
func TestToday(t *testing.T) {
	w := openWorld(t)
	mei := w.as("mei")
	a := mei.get("/b/tea/")
	require.Equal(t, http.StatusOK, a.status)
	text := html.UnescapeString(a.text)
	inOrder(t, text, "Business date ", "2026-11-20", "Not whole", "shop web: one order is missing", "Waits for you", "wake-up", "waits for approval", "one order is missing", "The day")
	for _, waits := range []string{"60 people", "7 people", "is held: the night is not whole", "?do=approve", "?do=first", "?do=release"} {
		assert.Contains(t, text, waits)
	}
	assert.NotContains(t, text, "welcome/2026-11-20?do", "what is being sent waits for nobody")
	assert.Equal(t, 6, strings.Count(text, "<li data-metric="))
	requireNumbers(t, w, text, today)
	assert.Contains(t, text, "usually")
	assert.Contains(t, text, `<strong>36</strong> <span class="quiet">within 7 days`)

	before := mei.get("/b/tea/?date=2026-11-19").read()
	requireNumbers(t, w, before, "2026-11-19")
	assert.Contains(t, before, "Only the newest date is compared")
	assert.Contains(t, before, "date=2026-11-18")
	assert.Contains(t, before, "date=2026-11-20")
	assert.Contains(t, before, "Everything the shops have")
	assert.NotContains(t, mei.get("/b/tea/?date=2026-11-20").text, "date=2026-11-21", "a date that has not ended")
	assert.Equal(t, http.StatusNotFound, mei.get("/b/tea/?date=yesterday").status)
	assert.Contains(t, mei.get("/b/tea/?lang=zh-Hant").text, "等待您處理")
	assert.Contains(t, mei.get("/b/tea/").text, "等待您處理", "the language is kept")
}

func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		_, rest, found := strings.Cut(text, part)
		require.True(t, found, "%q is missing, or stands elsewhere", part)
		text = rest
	}
}

var (
	shownFigure = regexp.MustCompile(`(?s)<li data-metric="([a-z_]+)" data-window="([a-z0-9]+)">(.*?)</li>`)
	shownKey    = regexp.MustCompile(`data-key="([a-z_]+)">([^<]*)<`)
)

// requireNumbers compares every number of the figures with what `kpi` shows.
func requireNumbers(t *testing.T, w *world, text string, date regulars.BusinessDate) {
	t.Helper()
	numbers, compared := present.NewNumbers("TWD", &present.English), 0
	for _, figure := range shownFigure.FindAllStringSubmatch(text, -1) {
		rows, err := view.KPIs(t.Context(), w.db, "tea", date, "brand", figure[1], figure[2])
		require.NoError(t, err)
		require.Len(t, rows, 1, figure[1])
		k := rows[0]
		for _, shown := range shownKey.FindAllStringSubmatch(figure[3], -1) {
			want := map[string]*float64{"value": k.Value, "prev_day": k.PrevDay, "prev_week": k.PrevWeek, "prev_year": k.PrevYear}[shown[1]]
			unit := map[string]present.Unit{"revenue": present.Currency, "repeat_order_rate": present.Ratio, "retention_rate": present.Ratio}[figure[1]]
			if unit == "" {
				unit = present.Count
			}
			assert.Equal(t, numbers.Value(unit, want), shown[2], "%s %s", figure[1], shown[1])
			compared++
		}
	}
	require.Equal(t, 24, compared)
}

// A sending's equation closes, its reasons stand in words, and a decision goes through a
// form with a note and comes back with what was said.
func TestSending(t *testing.T) {
	w := openWorld(t)
	mei := w.as("mei")
	const path = "/b/tea/campaigns/wake-up/2026-11-20"
	a := mei.get(path)
	for _, part := range []string{"80 planned = 0 sent + 0 failed + 0 unknown + 20 left out + 60 held or to come", "✓ closes", "no consent", "kept out to compare", "waits for approval", `href="/b/tea/studio/wake-up"`, "?do=approve", "?do=first", "?do=hold", "?do=cancel"} {
		assert.Contains(t, a.read(), part)
	}
	assert.Empty(t, a.header.Get("Refresh"), "it waits for a person")
	welcome := mei.get("/b/tea/campaigns/welcome/2026-11-20")
	assert.Contains(t, welcome.read(), "94 planned = 40 sent + 3 failed + 1 unknown + 0 left out + 50 held or to come")
	assert.Equal(t, "5", welcome.header.Get("Refresh"))
	assert.Empty(t, mei.get("/b/tea/campaigns/welcome/2026-11-20?still").header.Get("Refresh"))
	assert.Empty(t, mei.get("/b/tea/campaigns/welcome/2026-11-20?do=hold").header.Get("Refresh"), "a note that is being written")
	inOrder(t, welcome.text, "Approve the first 50", "mei", "fine &lt;i&gt;so far")
	assert.NotContains(t, welcome.text, "?do=approve")

	form := mei.get(path + "?do=first").text
	assert.Contains(t, form, `name="first" value="50"`)
	assert.Contains(t, form, `name="note"`)
	done := mei.post(path, "do", "first", "first", "25", "note", "  looks good ")
	require.Equal(t, http.StatusSeeOther, done.status)
	require.Equal(t, path, done.location())
	assert.Contains(t, mei.get(path).text, "Approved; it asks again")
	assert.NotContains(t, mei.get(path).text, "Approved; it asks again", "it is said once")
	mei.post(path, "do", "approve")
	mei.post(path, "do", "hold", "note", "wait")
	mei.post(path, "do", "release")
	mei.post(path, "do", "cancel")
	for _, wrong := range []string{"", "0", "-3", "many"} {
		mei.post(path, "do", "first", "first", wrong)
	}
	at := "tea/wake-up/2026-11-20 by mei first "
	assert.Equal(t, []string{"approve " + at + "25: looks good", "approve " + at + "0:", "hold " + at + "0: wait", "release " + at + "0:", "cancel " + at + "0:"}, w.actions.taken())

	mei.get(path)
	w.actions.refuses = &console.Refusal{Words: "the campaign is approved already"}
	mei.post(path, "do", "approve")
	assert.Contains(t, mei.get(path).text, "Refused: the campaign is approved already")
	mei.get(path + "?lang=zh-Hant")
	mei.post(path, "do", "approve")
	assert.Contains(t, mei.get(path).text, "已拒絕：活動已經核准")
	w.actions.refuses = assert.AnError
	mei.post(path, "do", "approve")
	assert.Contains(t, mei.get(path).text, assert.AnError.Error())
	assert.Equal(t, http.StatusNotFound, mei.get("/b/tea/campaigns/nothing/2026-11-20").status)
}

// Every campaign of every date has its row, the newest first, and results say where it is
// too early to tell.
func TestCampaigns(t *testing.T) {
	w := openWorld(t)
	ops := w.as("ops")
	text := ops.get("/b/tea/campaigns").text
	_, runs, _ := strings.Cut(text, `id="runs"`)
	inOrder(t, runs, "birthday <small>2026-11-20", "wake-up <small>2026-11-20", "welcome <small>2026-11-20", "wake-up <small>2026-11-19", "Results", "wake-up", "1,200")
	assert.Regexp(t, "too few to tell|nobody was kept out|enough", runs)
	assert.Contains(t, text, "everything?do=stop")
	_, next, _ := strings.Cut(text, `id="next"`)
	inOrder(t, next, "What to send next", "2026-05-25 to 2026-11-20", "&lt;b&gt;bold", "12.50", "99.0 %", "send 3,000", "Too little measured", "welcome", "nobody was kept out")
	assert.NotContains(t, ops.get("/b/coffee/campaigns").text, `id="next"`)
	short := ops.get("/b/tea/campaigns?limit=1").text
	assert.Contains(t, short, "wake-up <small>2026-11-20", "one that waits was cut")
	assert.NotContains(t, short, "wake-up <small>2026-11-19")
	assert.Contains(t, short, "?limit=4")

	// What the night counted is what the page shows, until somebody asks to count it.
	q := report.Outcomes(today)
	counted, err := view.Results(t.Context(), w.db, &w.config.Brands[0], q)
	require.NoError(t, err)
	require.Len(t, ops.get("/b/tea/campaigns").results(), len(outcome.Lines(q, counted, &present.English, present.NewNumbers("TWD", &present.English))))
	live := ops.get("/b/tea/campaigns").results()
	require.NoError(t, view.KeepResults(t.Context(), w.db, "tea", q, counted))
	kept := ops.get("/b/tea/campaigns")
	require.Equal(t, live, kept.results())
	require.Contains(t, kept.text, `href="/b/tea/campaigns?now=1">Count now`)
	for i := range counted {
		counted[i].Sent += 4000
	}
	time.Sleep(2 * time.Millisecond) // of two of a date the later one holds
	require.NoError(t, view.KeepResults(t.Context(), w.db, "tea", q, counted))
	require.Contains(t, strings.Join(ops.get("/b/tea/campaigns").results(), ""), "5,200", "the page counts what is kept")
	require.Equal(t, live, ops.get("/b/tea/campaigns?now=1").results())

	assert.Contains(t, ops.get("/b/tea/everything?do=stop").text, `name="note"`)
	require.Equal(t, http.StatusSeeOther, ops.post("/b/tea/everything", "do", "stop", "note", "a wrong price").status)
	require.Equal(t, http.StatusSeeOther, ops.post("/b/tea/everything", "do", "resume").status)
	require.Equal(t, []string{"stop tea// by ops first 0: a wrong price", "resume tea// by ops first 0:"}, w.actions.taken())
}

var resultRow = regexp.MustCompile(`(?s)<tr>.*?</tr>`)

// results are the rows of the results on the page of campaigns.
func (a answer) results() []string {
	_, text, _ := strings.Cut(a.text, `id="results"`)
	_, text, _ = strings.Cut(text, "<tbody>")
	text, _, _ = strings.Cut(text, "</tbody>")
	return resultRow.FindAllString(text, -1)
}

// The calendar's days are as whole as their nights, and a night shows its certificate and
// no person.
func TestNights(t *testing.T) {
	w := openWorld(t)
	mei := w.as("mei")
	text := mei.get("/b/tea/nights").text
	assert.Contains(t, text, `<a class="open" href="/b/tea/nights/2026-11-20"`)
	assert.Contains(t, text, `<a class="whole" href="/b/tea/nights/2026-11-19"`)
	assert.Contains(t, text, `<span class="none">18`)
	assert.Contains(t, text, "2026-11")

	night := html.UnescapeString(mei.get("/b/tea/nights/2026-11-20").text)
	for _, part := range []string{"shop web: one order is missing", "Shops", "119", "1007", "Wang Xiao", "name: \"•••\", phone: \"+••••"} {
		assert.Contains(t, night, part)
	}
	look := html.UnescapeString(w.as("lin").get("/b/tea/nights/2026-11-20").text)
	assert.Contains(t, look, `the amount "…" is not a number`)
	for _, person := range []string{"王小明", "8869", "Wang", "1007"} {
		assert.NotContains(t, look, person)
	}
	assert.NotContains(t, night, "王小明")
	assert.NotContains(t, night, "8869")
}

// Any metric is a table over dates next to its definition; a mistyped one is met by what
// was meant.
func TestNumbers(t *testing.T) {
	w := openWorld(t)
	mei := w.as("mei")
	text := html.UnescapeString(mei.get("/b/tea/numbers?metric=revenue&window=day&days=10").text)
	values := regexp.MustCompile(`data-date="([0-9-]+)">([^<]*)<`).FindAllStringSubmatch(text, -1)
	require.Len(t, values, 10)
	require.Equal(t, today.String(), values[0][1])
	points, err := view.Series(t.Context(), w.db, "tea", "brand", today, 10, []string{"revenue/day"})
	require.NoError(t, err)
	require.Len(t, points, 10)
	for i, v := range values {
		got, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimPrefix(v[2], "NT$"), ",", ""), 64)
		require.NoError(t, err)
		require.Equal(t, math.Round(*points[9-i].Value), got)
	}
	assert.Contains(t, text, "schema/metric/numbers/")
	assert.Contains(t, text, "shop:web")
	assert.Contains(t, mei.get("/b/tea/numbers?metric=revenue&window=day&scope=shop:web").text, "NT$111,105")

	wrong := mei.get("/b/tea/numbers?metric=revenu&window=day").text
	assert.Contains(t, wrong, "Did you mean revenue?")
	assert.Contains(t, wrong, "/b/tea/numbers?metric=revenue&amp;window=day")
	assert.Contains(t, mei.get("/b/tea/numbers?metric=revenue&window=7d").text, "Nothing of it is published")
	assert.Contains(t, mei.get("/b/tea/numbers").text, "stage_sleep")
}
