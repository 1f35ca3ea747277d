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
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
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
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	tab, end := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	defer end()
	if deadline, set := t.Deadline(); set {
		var cancel context.CancelFunc
		tab, cancel = context.WithDeadline(tab, deadline.Add(-10*time.Second))
		defer cancel()
	}
	var complaints []string
	chromedp.ListenTarget(tab, func(event any) { complaints = append(complaints, w.complaint(event)...) })
	var hidden, yaml, held, told, approved string
	require.NoError(t, chromedp.Run(tab,
		network.Enable(), cdplog.Enable(), runtime.Enable(), emulation.SetDeviceMetricsOverride(1200, 900, 1, false),
		chromedp.Navigate(w.server.URL+"/sign-in?lang=en"),
		chromedp.SendKeys("input[name=name]", "ops"), chromedp.SendKeys("input[name=password]", password), chromedp.Click("button.main"),
		chromedp.WaitVisible("#waits"), chromedp.Click(`nav a[href$="/tea/campaigns"]`), chromedp.WaitVisible(`a[href$="/studio"]`), chromedp.Click(`a[href$="/studio"]`),
		chromedp.WaitVisible(`a[href$="new=welcome"]`), chromedp.Click(`a[href$="new=welcome"]`), chromedp.WaitVisible("form.write"),
		// Another moment shows its own fields, and hides the others'.
		chromedp.Evaluate(`getComputedStyle(document.querySelector('.of-enters')).display`, &hidden),
		chromedp.Click(`input[name=moment][value=is]`), chromedp.WaitVisible(`.of-is`), chromedp.Click(`input[name="audience.is"][value=active]`), chromedp.Click(`input[name="audience.is"][value=new]`),
		chromedp.SetValue(`input[name=holdout]`, "0.2"), chromedp.Click(`button[value=yaml]`), chromedp.WaitVisible("textarea.yaml"), chromedp.Value("textarea.yaml", &yaml),
		chromedp.Click(`button[value=form]`), chromedp.WaitVisible(`input[name=holdout]`), chromedp.Value(`input[name=holdout]`, &held),
		chromedp.SendKeys(`.save input[name=note]`, "歡迎"), chromedp.Click(`button[value=save]`), chromedp.WaitVisible(".says"), chromedp.Text(".says", &told),
	))
	assert.Equal(t, "none", hidden)
	assert.Contains(t, yaml, "is: [new, active]")
	assert.NotContains(t, yaml, "days_after", "the recipe's moment doesn't count any more")
	assert.Contains(t, yaml, "holdout: 0.2")
	assert.Equal(t, "0.2", held)
	assert.Equal(t, "Saved. It takes effect when it is approved.", told)
	versions, err := studio.Campaigns.Versions(t.Context(), w.db, "tea", "welcome")
	require.NoError(t, err)
	require.Len(t, versions, 1)
	assert.Equal(t, []string{"ops", "歡迎", ""}, []string{versions[0].By, versions[0].Note, versions[0].Verdict})
	w.clickAJourney(tab)
	for _, look := range looks {
		media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}
		require.NoError(t, chromedp.Run(tab, emulation.SetDeviceMetricsOverride(look.width, 900, 1, look.width < 500), emulation.SetEmulatedMedia().WithFeatures(media)))
		rules := axe
		if look.lang == "en" {
			rules = ""
		}
		for _, screen := range []string{
			"/b/tea/studio", "/b/tea/studio/welcome", "/b/tea/studio/welcome?as=yaml", "/b/tea/studio?new=wake-up",
			"/b/tea/journeys/written", "/b/tea/journeys/filed", "/b/tea/studio/care", "/b/tea/studio?new=step&campaign=care-again", "/b/tea/studio/filed-again",
			"/b/tea/journeys", "/b/tea/write-journeys?new=second-purchase", "/b/tea/write-journeys/last-call", "/b/tea/write-journeys/filed",
		} {
			w.look(t, tab, look.name, screen, look.lang, rules)
		}
	}
	require.NoError(t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/studio/welcome?lang=en"), chromedp.WaitVisible(`button[value=approved]`), chromedp.Click(`button[value=approved]`),
		chromedp.WaitVisible(".says"), chromedp.Text(".says", &approved),
	))
	assert.Equal(t, "Approved: the next night plans with it.", approved)
	assert.Equal(t, map[string]uint32{"welcome": 1}, w.live())
	if *keep != "" { // what a mistake looks like
		var image []byte
		require.NoError(t, chromedp.Run(tab, emulation.SetDeviceMetricsOverride(360, 900, 1, true), chromedp.Navigate(w.server.URL+"/b/tea/studio/welcome?lang=zh-Hant"), chromedp.WaitVisible("form.write"),
			chromedp.SetValue(`input[name=holdout]`, "ten"), chromedp.Click(`button[value=look]`), chromedp.WaitVisible("#f-holdout-wrong"), chromedp.FullScreenshot(&image, 100)))
		require.NoError(t, os.WriteFile(filepath.Join(*keep, "mistake.png"), image, 0o600))
	}
	assert.Empty(t, complaints, strings.Join(complaints, "\n"))
}

// clickAJourney begins a journey from an example, saves it and approves it, by clicks.
func (w *world) clickAJourney(tab context.Context) {
	w.t.Helper()
	var saved, approved string
	require.NoError(w.t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/journeys?lang=en"), chromedp.WaitVisible(`a[href$="new=last-call"]`), chromedp.Click(`a[href$="new=last-call"]`),
		chromedp.WaitVisible("textarea.yaml"), chromedp.SendKeys(`.save input[name=note]`, "旅程"), chromedp.Click(`button[value=save]`), chromedp.WaitVisible(".says"), chromedp.Text(".says", &saved),
		chromedp.Click(`button[value=approved]`), chromedp.WaitNotPresent(`button[value=approved]`), chromedp.WaitVisible(".says"), chromedp.Text(".says", &approved),
	))
	assert.Equal(w.t, "Saved. It takes effect when it is approved.", saved)
	assert.Equal(w.t, "Approved: the next night or tick goes by it.", approved)
	versions, err := studio.Journeys.Versions(w.t.Context(), w.db, "tea", "last-call")
	require.NoError(w.t, err)
	require.Len(w.t, versions, 1)
	assert.Equal(w.t, []string{"ops", "旅程", studio.Approved, "ops"}, []string{versions[0].By, versions[0].Note, versions[0].Verdict, versions[0].Reviewer})
}
