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

// face is what a page that is open is looked at with.
type face struct {
	name, scheme string
	width        int64
}

// looks are, of each language, the faces. Widths and schemes don't ask the server again, so a
// page is loaded once in each language.
var looks = []struct {
	lang  string
	faces []face
}{
	{"en", []face{{"phone.en.light", "light", 360}, {"desk.en.dark", "dark", 1200}}},
	{"zh-Hant", []face{{"phone.zh.dark", "dark", 360}, {"desk.zh.light", "light", 1200}}},
}

// tab opens a browser that ends with the test. What its pages complain of is added to complaints.
func (w *world) tab(t *testing.T, path string, complaints *[]string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	tab, end := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(end)
	if deadline, set := t.Deadline(); set {
		var cancel context.CancelFunc
		tab, cancel = context.WithDeadline(tab, deadline.Add(-10*time.Second))
		t.Cleanup(cancel)
	}
	chromedp.ListenTarget(tab, func(event any) { *complaints = append(*complaints, w.complaint(event)...) })
	require.NoError(t, chromedp.Run(tab,
		network.Enable(), cdplog.Enable(), runtime.Enable(),
		emulation.SetFocusEmulationEnabled(true), // in a window that nobody looks at nothing has the focus
	))
	return tab
}

// TestInABrowser signs in by a click, looks at every screen on a phone and a desk, in both
// languages, light and dark, and approves a campaign by clicks.
func TestInABrowser(t *testing.T) {
	path := prerequisite.Browser(t)
	w := travelled(t)
	ming := "/b/tea/members/" + w.idOf("ming@shop.test")
	axe := axeCore(t)
	var complaints []string
	tab := w.tab(t, path, &complaints)
	var body string
	require.NoError(t, chromedp.Run(tab,
		chromedp.Navigate(w.server.URL+"/sign-in?lang=en"),
		chromedp.SendKeys("input[name=name]", "ops"), chromedp.SendKeys("input[name=password]", password), chromedp.Click("button.main"),
		chromedp.WaitVisible("#waits"),
	))
	w.look(t, tab, axe, "en", append(shown, "/b/tea/campaigns/welcome/2026-11-20?still", "/b/tea/campaigns/wake-up/2026-11-20?do=first", "/b/tea/numbers", "/elsewhere", ming, ming+"?do=erase", "/b/tea/members?due=sleep&days=10&do=export", "/b/tea/work", "/b/tea/work?from=2026-10-01&to=2026-10-30",
		"/b/tea/journeys", second, second+"?step=care", second+"?step=care&do=journey_move&member="+w.idOf("ming@shop.test"))...)
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

// look loads each screen in both languages. With no face it may be wider than the screen, and in
// one language axe finds nothing: what is true of a width, and of a scheme, is seen by two faces.
func (w *world) look(t *testing.T, tab context.Context, axe, axed string, screens ...string) {
	t.Helper()
	for _, look := range looks {
		rules := axe
		if look.lang != axed {
			rules = ""
		}
		for _, screen := range screens {
			join := "?"
			if strings.Contains(screen, "?") {
				join = "&"
			}
			require.NoError(t, chromedp.Run(tab, look.faces[0].put(), chromedp.Navigate(w.server.URL+screen+join+"lang="+look.lang), chromedp.WaitReady("main")))
			if rules != "" {
				require.NoError(t, chromedp.Run(tab, chromedp.Evaluate(rules, nil)))
			}
			for _, face := range look.faces {
				face.look(t, tab, screen, rules != "")
			}
		}
	}
}

// put makes the window as wide, and as light or dark, as the face.
func (f face) put() chromedp.Tasks {
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: f.scheme}}
	return chromedp.Tasks{emulation.SetDeviceMetricsOverride(f.width, 900, 1, f.width < 500), emulation.SetEmulatedMedia().WithFeatures(media)}
}

// look looks at the screen that is open; axed reports whether axe is loaded.
func (f face) look(t *testing.T, tab context.Context, screen string, axed bool) {
	t.Helper()
	var overflow int
	require.NoError(t, chromedp.Run(tab, f.put(), chromedp.Evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)))
	assert.LessOrEqual(t, overflow, 0, "%s on a %s is wider than the screen", screen, f.name)
	if axed {
		var found string
		require.NoError(t, chromedp.Run(tab, chromedp.Evaluate(askAxe, &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
		assert.Equal(t, "[]", found, "%s on a %s", screen, f.name)
	}
	if *keep == "" {
		return
	}
	var image []byte
	require.NoError(t, chromedp.Run(tab, chromedp.FullScreenshot(&image, 100)))
	file := strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(strings.Trim(screen, "/")) + "." + f.name + ".png"
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
