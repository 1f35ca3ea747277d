package console_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/schema/ledger"
	"regulars/schema/studio"
)

// TestWriteInABrowser writes a campaign by real clicks: from a recipe, changed by controls,
// looked at, turned into YAML and back, saved and approved; and looks at its pages on a phone
// and a desk.
func TestWriteInABrowser(t *testing.T) {
	path := prerequisite.Browser(t)
	w := writing(t)
	w.travelling()
	b := &w.config.Brands[0]
	said := *b
	said.Campaigns = slices.Clone(b.Campaigns)
	last := &said.Campaigns[len(said.Campaigns)-1]
	last.Templates = map[string]config.Template{"edm": {Subject: "of the file", Text: "Dear {{ member.name }},\nwe miss you"}}
	require.NoError(t, studio.LetGo(t.Context(), w.db, &said, ledger.Run{Brand: "tea", Campaign: last.Name, Date: "2026-11-19"}, "mei", now.Add(-24*time.Hour)))
	_, err := studio.Campaigns.Save(t.Context(), w.db, "tea", studio.Version{Name: "care", Document: stepAsYAML, By: "ed", Note: "first try"}, 0)
	require.NoError(t, err)
	axe := axeCore(t)
	var complaints []string
	tab := w.tab(t, path, &complaints)
	var hidden, yaml, held, saved, approved string
	require.NoError(t, chromedp.Run(tab,
		emulation.SetDeviceMetricsOverride(1200, 900, 1, false),
		chromedp.Navigate(w.server.URL+"/sign-in?lang=en"),
		chromedp.SendKeys("input[name=name]", "ops"), chromedp.SendKeys("input[name=password]", password), chromedp.Click("button.main"),
		chromedp.WaitVisible("#waits"), chromedp.Click(`nav a[href$="/tea/campaigns"]`), chromedp.WaitVisible(`a[href$="/studio"]`), chromedp.Click(`a[href$="/studio"]`),
		chromedp.WaitVisible(`a[href$="new=welcome"]`), chromedp.Click(`a[href$="new=welcome"]`), chromedp.WaitVisible("form.write"),
		// Another moment shows its own fields, and hides the others'.
		chromedp.Evaluate(`getComputedStyle(document.querySelector('.of-enters')).display`, &hidden),
		chromedp.Click(`input[name=moment][value=is]`), chromedp.WaitVisible(`.of-is`), chromedp.Click(`input[name="audience.is"][value=active]`), chromedp.Click(`input[name="audience.is"][value=new]`),
		chromedp.SetValue(`input[name="holdout~n"]`, "20"), chromedp.Click(`button[value=yaml]`), chromedp.WaitVisible("textarea.yaml"), chromedp.Value("textarea.yaml", &yaml),
		chromedp.Click(`button[value=form]`), chromedp.WaitVisible(`input[name="holdout~n"]`), chromedp.Value(`input[name="holdout~n"]`, &held),
		chromedp.SendKeys(`.save input[name=note]`, "歡迎"), chromedp.Click(`button[value=save]`), chromedp.WaitVisible(".says"), chromedp.Text(".says", &saved),
	))
	assert.Equal(t, "none", hidden)
	assert.Contains(t, yaml, "is: [new, active]")
	assert.NotContains(t, yaml, "days_after", "the recipe's moment doesn't count any more")
	assert.Contains(t, yaml, "holdout: 0.2")
	assert.Equal(t, "20", held)
	assert.Equal(t, "Saved. It takes effect when it is approved.", saved)
	versions, err := studio.Campaigns.Versions(t.Context(), w.db, "tea", "welcome")
	require.NoError(t, err)
	require.Len(t, versions, 1)
	assert.Equal(t, []string{"ops", "歡迎", ""}, []string{versions[0].By, versions[0].Note, versions[0].Verdict})
	w.clickAJourney(tab)
	w.look(t, tab, axe, "zh-Hant",
		"/b/tea/studio", "/b/tea/studio/welcome", "/b/tea/studio/welcome?as=yaml", "/b/tea/studio?new=wake-up",
		"/b/tea/journeys/written", "/b/tea/journeys/filed", "/b/tea/studio/care", "/b/tea/studio?new=step&campaign=care-again", "/b/tea/studio/filed-again",
		"/b/tea/journeys", "/b/tea/write-journeys?new=second-purchase", "/b/tea/write-journeys/clicked", "/b/tea/write-journeys/clicked?as=yaml", "/b/tea/write-journeys/filed",
	)
	require.NoError(t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/studio/welcome?lang=en"), chromedp.WaitVisible(`button[value=approved]`), chromedp.Click(`button[value=approved]`),
		chromedp.WaitVisible(".says"), chromedp.Text(".says", &approved),
	))
	assert.Equal(t, "Approved: the next night plans with it.", approved)
	assert.Equal(t, map[string]uint32{"welcome": 1}, w.live())
	if *keep != "" { // what a mistake looks like
		var image []byte
		require.NoError(t, chromedp.Run(tab, emulation.SetDeviceMetricsOverride(360, 900, 1, true), chromedp.Navigate(w.server.URL+"/b/tea/studio/welcome?lang=zh-Hant"), chromedp.WaitVisible("form.write"),
			chromedp.SetValue(`input[name="holdout~n"]`, "ten"), chromedp.Click(`button[value=look]`), chromedp.WaitVisible("#f-holdout-wrong"), chromedp.FullScreenshot(&image, 100)))
		require.NoError(t, os.WriteFile(filepath.Join(*keep, "mistake.png"), image, 0o600))
	}
	assert.Empty(t, complaints, strings.Join(complaints, "\n"))
}

// clickAJourney writes a journey of three steps, with a wait and a way, from nothing and without a
// keyboard but for its name and a condition; saves it, writes what its first step sends, and approves both,
// by clicks.
func (w *world) clickAJourney(tab context.Context) {
	w.t.Helper()
	var saved, approved, sent, wrong string
	click := func(selector string) chromedp.Action { return chromedp.Click(selector) }
	// pressed waits for the page that answers a button: it is another document.
	pressed := func(selector, then string) chromedp.Tasks {
		return chromedp.Tasks{chromedp.Evaluate(`document.body.classList.add('before')`, nil), click(selector), chromedp.WaitNotPresent("body.before"), chromedp.WaitVisible(then)}
	}
	require.NoError(w.t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/journeys?lang=en"), chromedp.WaitVisible(`a[href$="write-journeys?new=1"]`), click(`a[href$="write-journeys?new=1"]`), chromedp.WaitVisible("#step-1"),
		chromedp.SendKeys(`#f-name`, "clicked"),
		pressed(`button[value=add]`, "#step-2"), pressed(`button[value=add]`, "#step-3"),
		click(`input[name="steps[1]~wait"][value=until]`), chromedp.WaitVisible(`select[name="steps[1].until.clicked"]`), chromedp.SetValue(`select[name="steps[1].until.clicked"]`, "first"),
		chromedp.SetValue(`input[name="steps[1].at_most~n"]`, "3"), click(`input[name="steps[1]~does"][value=ways]`), chromedp.WaitVisible(`button[value="way:1"]`),
		pressed(`button[value="way:1"]`, `input[name="steps[1].ways[0].if.bought"]`), click(`input[name="steps[1].ways[0].if.bought"]`),
		click(`input[name="steps[2]~wait"][value=on]`), chromedp.WaitVisible(`input[name="steps[2].on~n"]`), chromedp.SetValue(`input[name="steps[2].on~n"]`, "many"),
		pressed(`button[value=save]`, `#f-steps-2-on-wrong`), chromedp.Text(`.to-correct`, &wrong), chromedp.SetValue(`input[name="steps[2].on~n"]`, "2"),
		pressed(`button[value="up:2"]`, "#step-2:focus"), pressed(`button[value="down:1"]`, "#step-3:focus"),
		chromedp.SendKeys(`.save input[name=note]`, "旅程"), pressed(`button[value=save]`, ".says"), chromedp.Text(".says", &saved),
		click(`#step-1 a[href*="campaign=clicked-first"]`), chromedp.WaitVisible(`textarea[name="templates.edm.text"]`), pressed(`button[value=save]`, ".says"), chromedp.Text(".says", &sent),
		chromedp.Navigate(w.server.URL+"/b/tea/write-journeys/clicked"), chromedp.WaitVisible(`button[value=approved]`),
		pressed(`button[value=approved]`, ".says"), chromedp.Text(".says", &approved),
	))
	assert.Contains(w.t, wrong, "Step 3", "it says where it is wrong")
	assert.Equal(w.t, "Saved. It takes effect when it is approved.", saved)
	assert.Equal(w.t, saved, sent)
	assert.Equal(w.t, "Approved: the next night or tick goes by it.", approved)
	versions, err := studio.Journeys.Versions(w.t.Context(), w.db, "tea", "clicked")
	require.NoError(w.t, err)
	require.Len(w.t, versions, 1)
	assert.Equal(w.t, []string{"ops", "旅程", studio.Approved, "ops"}, []string{versions[0].By, versions[0].Note, versions[0].Verdict, versions[0].Reviewer})
	assert.Equal(w.t, clicked, versions[0].Document)
	campaigns, err := studio.Campaigns.Versions(w.t.Context(), w.db, "tea", "clicked-first")
	require.NoError(w.t, err)
	require.Len(w.t, campaigns, 1)
}

const clicked = `journeys:
  - name: clicked
    enter:
      enters: [new]
    steps:
      - name: first
        after: 1d
        send: clicked-first
      - name: step-2
        until:
          clicked: first
        at_most: 3d
        ways:
          - if:
              bought: true
            then: end
      - name: step-3
        on: expected_purchase - 2d
        send: clicked-step-3
`
