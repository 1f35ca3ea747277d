package console_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

	"regulars/internal/prerequisite"
	"regulars/schema/desk"
)

var keep = flag.String("keep", "", "a `directory` in which the pictures of the pages stay, to look at")

// looks are what a page is looked at with.
var looks = []struct {
	name, lang, scheme string
	width              int64
}{
	{"phone.en.light", "en", "light", 360}, {"phone.zh.dark", "zh-Hant", "dark", 360},
	{"desk.zh.light", "zh-Hant", "light", 1200}, {"desk.en.dark", "en", "dark", 1200},
}

// TestInABrowser signs in by a click, looks at every screen on a phone and a desk, in both
// languages, light and dark, and approves a campaign by clicks.
func TestInABrowser(t *testing.T) {
	path := prerequisite.Browser(t)
	w := travelled(t)
	ming := "/b/tea/members/" + w.idOf("ming@shop.test")
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
	var body string
	require.NoError(t, chromedp.Run(tab,
		network.Enable(), cdplog.Enable(), runtime.Enable(),
		chromedp.Navigate(w.server.URL+"/sign-in?lang=en"),
		chromedp.SendKeys("input[name=name]", "ops"), chromedp.SendKeys("input[name=password]", password), chromedp.Click("button.main"),
		chromedp.WaitVisible("#waits"),
	))
	for _, look := range looks {
		media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}
		require.NoError(t, chromedp.Run(tab, emulation.SetDeviceMetricsOverride(look.width, 900, 1, look.width < 500), emulation.SetEmulatedMedia().WithFeatures(media)))
		rules := axe // what is true of a width, and of a scheme, is seen by two looks
		if strings.HasSuffix(look.name, "zh.dark") || strings.HasSuffix(look.name, "zh.light") {
			rules = ""
		}
		for _, screen := range append(shown, "/b/tea/campaigns/welcome/2026-11-20?still", "/b/tea/campaigns/wake-up/2026-11-20?do=first", "/b/tea/numbers", "/elsewhere", ming, ming+"?do=erase", "/b/tea/members?due=sleep&days=10&do=export", "/b/tea/work", "/b/tea/work?from=2026-10-01&to=2026-10-30",
			"/b/tea/journeys", second, second+"?step=care", second+"?step=care&do=journey_move&member="+w.idOf("ming@shop.test")) {
			w.look(t, tab, look.name, screen, look.lang, rules)
		}
	}
	require.NoError(t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/?lang=en"), chromedp.Click(`.waiting a[href$="wake-up/2026-11-20?do=approve"]`), chromedp.WaitVisible("form.ask input[name=note]"),
		chromedp.SendKeys("form.ask input[name=note]", "看過了"), chromedp.Click("form.ask button.main"), chromedp.WaitVisible(".says"), chromedp.Text(".says", &body),
	))
	assert.Equal(t, "Approved.", body)
	assert.Equal(t, []string{"approve tea/wake-up/2026-11-20 by ops first 0: 看過了"}, w.actions.taken())
	w.clickThrough(t, tab, ming)
	assert.Empty(t, complaints)
}

// clickThrough finds who falls asleep, saves them as a segment, opts a member out, and starts
// a backfill after its estimate: all of it by clicks.
func (w *world) clickThrough(t *testing.T, tab context.Context, member string) {
	t.Helper()
	var count, saved, opted, estimated, begun string
	require.NoError(t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/b/tea/"), chromedp.Click(`nav a[href$="/members"]`), chromedp.WaitVisible("#matrix"),
		chromedp.SetValue("select[name=due]", "sleep"), chromedp.SetValue("input[name=days]", "10"), chromedp.Click("form.query button.main"),
		chromedp.WaitVisible(`.chips a[href="/b/tea/members"][aria-current]`), chromedp.Text(".count strong", &count),
		chromedp.Click(`a[href$="do=segment_save"]`), chromedp.WaitVisible("form.ask input[name=name]"), chromedp.SendKeys("form.ask input[name=name]", "soon"),
		chromedp.Click("form.ask button.main"), chromedp.WaitVisible(".saved"), chromedp.Text(".saved .title", &saved),
		chromedp.Navigate(w.server.URL+member), chromedp.Click(`a[href$="do=opt_out"]`), chromedp.WaitVisible("form.ask"),
		chromedp.SendKeys("form.ask input[name=note]", "asked"), chromedp.Click("form.ask button.main"), chromedp.WaitVisible(".says"), chromedp.Text(".says", &opted),
		chromedp.Click(`nav a[href$="/nights"]`), chromedp.WaitVisible(`a[href$="/work"]`), chromedp.Click(`a[href$="/work"]`), chromedp.WaitVisible("#backfill"),
		chromedp.Click("form.query button.main"), chromedp.WaitVisible("form.ask"), chromedp.Text("form.ask p", &estimated),
		chromedp.Click("form.ask button.main"), chromedp.WaitVisible(".says"), chromedp.Text(".says", &begun),
	))
	assert.Equal(t, []string{"1 members", "soon", "Opted out: nothing more goes to this member.", "The backfill runs."}, []string{count, saved, opted, begun})
	assert.Contains(t, estimated, "28 days")
	assert.Equal(t, []string{"backfill tea 2026-10-24..2026-11-20"}, w.actions.taken())
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 10)
	require.NoError(t, err)
	require.Len(t, deeds, 3)
}

// look loads a page, which must not be wider than the screen, and on which axe finds
// nothing.
func (w *world) look(t *testing.T, tab context.Context, name, screen, lang, axe string) {
	t.Helper()
	join := "?"
	if strings.Contains(screen, "?") {
		join = "&"
	}
	var overflow int
	require.NoError(t, chromedp.Run(tab, chromedp.Navigate(w.server.URL+screen+join+"lang="+lang), chromedp.WaitReady("main"),
		chromedp.Evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)))
	assert.LessOrEqual(t, overflow, 0, "%s on a %s is wider than the screen", screen, name)
	if axe != "" {
		var found string
		require.NoError(t, chromedp.Run(tab, chromedp.Evaluate(axe, nil), chromedp.Evaluate(askAxe, &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
		assert.Equal(t, "[]", found, "%s on a %s", screen, name)
	}
	if *keep == "" {
		return
	}
	var image []byte
	require.NoError(t, chromedp.Run(tab, chromedp.FullScreenshot(&image, 100)))
	file := strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(strings.Trim(screen, "/")) + "." + name + ".png"
	require.NoError(t, os.WriteFile(filepath.Join(*keep, file), image, 0o600))
}

const askAxe = `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(function (r) {
  return JSON.stringify(r.violations.map(function (v) { return v.id + ': ' + v.nodes.map(function (n) { return n.html.slice(0, 160) + ' ' + (n.any[0] || {message: ''}).message; }).join(' | '); }));
})`

// axeCore is the text of axe-core, which npm fetches for a test that may be without it.
func axeCore(t *testing.T) string {
	t.Helper()
	dir, err := os.UserCacheDir()
	require.NoError(t, err)
	dir = filepath.Join(dir, "regulars", "axe-4.10.3")
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(file); err != nil {
		install := exec.CommandContext(t.Context(), "npm", "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "axe-core@4.10.3")
		if out, err := install.CombinedOutput(); err != nil {
			t.Logf("AXE IS NOT RUN: npm can't install axe-core: %v\n%s", err, out)
			return ""
		}
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// complaint is what of an event a reader would not want: an error, or anything asked of
// another server.
func (w *world) complaint(event any) []string {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		return []string{"exception: " + e.ExceptionDetails.Error()}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			text, _ := json.Marshal(e.Args)
			return []string{fmt.Sprintf("console %s: %s", e.Type, text)}
		}
	case *cdplog.EventEntryAdded:
		if (e.Entry.Level == cdplog.LevelError || e.Entry.Level == cdplog.LevelWarning) && !strings.Contains(e.Entry.URL, "/elsewhere") {
			return []string{"log: " + e.Entry.Text + " " + e.Entry.URL}
		}
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, w.server.URL) && !strings.HasPrefix(e.Request.URL, "data:") {
			return []string{"request: " + e.Request.URL}
		}
	}
	return nil
}
