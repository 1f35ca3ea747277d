package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"regulars/internal/prerequisite"
)

const counting = "Being counted"

// later is a page once what it says of its numbers is there, and what it was before.
func (p *person) later(ask func() answer) (first, last string) {
	p.w.t.Helper()
	first = ask().read()
	for last = first; strings.Contains(last, counting); last = ask().read() {
		require.NoError(p.w.t, p.w.t.Context().Err())
	}
	return first, last
}

// A page comes without what is still being counted, and says where that will be; once it is
// counted the page is what it is where somebody waits for it. It is asked for by who may only look, too.
func pagesComeBeforeTheirCounts(t *testing.T, w *world) {
	ed, lin := w.as("ed"), w.as("lin")
	draft := []string{"do", "exact", "as", "yaml", "document", asYAML}
	shown := map[string]func() answer{
		"a draft":       func() answer { return ed.post("/b/tea/studio", draft...) },
		"of the file":   func() answer { return lin.get("/b/tea/studio/wake-up?lang=en") },
		"members":       func() answer { return lin.get("/b/tea/members?stage=new&lang=en") },
		"exact members": func() answer { return lin.get("/b/tea/members?stage=new&exact=1&lang=en") },
		"a journey":     func() answer { return ed.get("/b/tea/write-journeys?new=welcome&lang=en") },
	}
	want := map[string]string{}
	for name, ask := range shown {
		want[name] = ask().read()
		require.NotContains(t, want[name], counting, name)
	}
	w.patience = time.Nanosecond
	defer func() { w.patience = 0; w.serve() }()
	w.serve()
	ed, lin = w.as("ed"), w.as("lin")
	for name, ask := range shown {
		first, last := ed.later(ask)
		require.Contains(t, first, counting, name)
		require.Equal(t, want[name], last, name)
		asks := regexp.MustCompile(`hx-(?:get|post)="([^"]*)"[^>]*hx-trigger="load[^>]*hx-target="(#[a-z]+)"`).FindStringSubmatch(first)
		require.NotNil(t, asks, "%s: nothing asks for it\n%s", name, first)
		require.Contains(t, first, `id="`+asks[2][1:]+`"`, name)
		require.Contains(t, last, `id="`+asks[2][1:]+`"`, name)
		if name != "a draft" && name != "a journey" {
			require.Contains(t, first, `<a class="button" href="`+asks[1]+`">Look again</a>`, "%s without scripts", name)
			_, again := lin.later(func() answer { return lin.get(asks[1]) })
			require.Equal(t, want[name], again, name)
			continue
		}
		require.Regexp(t, `<button form="write" name="do" value="(look|exact)">Look again</button>`, first, "%s without scripts", name)
	}
	require.Contains(t, ed.post("/b/tea/studio", draft...).text, `hx-trigger="input from:#write`, "it isn't counted while somebody types")
	require.NotContains(t, lin.get("/b/tea/studio/wake-up").text, `hx-trigger="input`)
	r := w.nobody().request(http.MethodGet, "/b/tea/members", nil)
	r.Header.Set("HX-Request", "true")
	require.Equal(t, http.StatusUnauthorized, w.nobody().do(r).status, "a part of a page is no place to sign in")
}

// TestCountsArriveInABrowser opens pages whose counts come later, and changes a campaign: the
// funnel follows, without another page. Nothing complains.
func TestCountsArriveInABrowser(t *testing.T) {
	path := prerequisite.Browser(t)
	w := writing(t)
	w.patience = time.Nanosecond
	w.serve()
	var complaints []string
	tab := w.tab(t, path, &complaints)
	var typed, says, wrong, focused, members string
	require.NoError(t, chromedp.Run(tab,
		emulation.SetDeviceMetricsOverride(1200, 900, 1, false),
		chromedp.Navigate(w.server.URL+"/sign-in?lang=en"),
		chromedp.SendKeys("input[name=name]", "ops"), chromedp.SendKeys("input[name=password]", password), chromedp.Click("button.main"), chromedp.WaitVisible("#waits"),
		chromedp.Navigate(w.server.URL+"/b/tea/studio?new=wake-up"), chromedp.WaitVisible("#look .funnel"),
		// What is typed is counted without another page, and the one who types stays where they are.
		chromedp.Evaluate(`document.body.classList.add('same')`, nil), chromedp.Click(`input[name=moment][value=is]`), chromedp.WaitVisible(`.of-is`), chromedp.Click(`input[name="audience.is"][value=active]`),
		chromedp.Focus(`input[name="holdout~n"]`), chromedp.SetValue(`input[name="holdout~n"]`, "10"), chromedp.WaitVisible(`//body[contains(@class, "same")]//section[@id="look"][.//ul[@class="funnel"]]//ul[@class="says-list"]/li[contains(., "active")]`, chromedp.BySearch),
		chromedp.Value(`body.same input[name="holdout~n"]`, &typed), chromedp.Evaluate(`document.activeElement.name`, &focused), chromedp.Text(`#counted`, &says, chromedp.NodeReady),
		chromedp.SendKeys(`input[name="holdout~n"]`, "x"), chromedp.WaitVisible("body.same #mistakes .mistakes"), chromedp.Text("#mistakes", &wrong),
		chromedp.Navigate(w.server.URL+"/b/tea/members"), chromedp.WaitVisible("#chosen .count strong"), chromedp.WaitVisible("#listed table"), chromedp.Text("#chosen .count strong", &members),
		chromedp.Navigate(w.server.URL+"/b/tea/write-journeys?new=welcome"), chromedp.WaitVisible("#coming"), chromedp.WaitNotPresent("#coming .says"),
	))
	require.Equal(t, "10", typed)
	require.Equal(t, "holdout~n", focused)
	require.Contains(t, says, "get it: ")
	require.Contains(t, wrong, "is not a number")
	require.Contains(t, members, "members")
	require.Empty(t, complaints)
}
