package report_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/report"
	"regulars/schema/schematest"
	"regulars/schema/view"
)

var keep = flag.String("keep", "", "a `directory` in which the pages and their pictures stay, to look at")

// widths are those of a desk and of a phone.
var widths = map[string]int64{"desk": 1200, "phone": 390}

// TestPages writes the report of every kind of brand, reads it as text, and looks
// at it in a real browser where there is one.
func TestPages(t *testing.T) {
	w := newWorld(t)
	dir := *keep
	if dir == "" {
		dir = t.TempDir()
	}
	brands := []*config.Brand{w.empty(), w.young(), w.sold()}
	paths := map[string]*config.Brand{}
	for _, brand := range brands {
		w.checkSums(t, brand)
		for _, lang := range config.Languages {
			path, err := filepath.Abs(filepath.Join(dir, brand.Name+"."+lang+".html"))
			require.NoError(t, err)
			w.write(brand, lang, path)
			paths[path] = brand
		}
	}
	t.Run("browser", func(t *testing.T) {
		browser := newBrowser(t)
		for path, brand := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".html")
			for device, width := range widths {
				t.Run(name+"."+device, func(t *testing.T) {
					seen := browser.look(t, path, width, filepath.Join(dir, name+"."+device+".png"))
					seen.check(t)
					w.checkHeadlines(t, brand, seen.Headlines)
				})
			}
		}
	})
}

// write writes a page, on which nothing may be missing and nobody named.
func (w *world) write(brand *config.Brand, lang, path string) {
	w.t.Helper()
	file, err := os.Create(path)
	require.NoError(w.t, err)
	started := time.Now()
	require.NoError(w.t, report.Write(w.t.Context(), w.db, brand, w.date, lang, file))
	require.NoError(w.t, file.Close())
	text, err := os.ReadFile(path)
	require.NoError(w.t, err)
	page, _, _ := strings.Cut(string(text), "<footer>")
	page = page[strings.Index(page, "</style>"):]
	for _, wrong := range append(w.secrets(brand), "%!", "ZgotmplZ", "@", "+886", "<nil>", "NaN") {
		require.NotContains(w.t, page, wrong)
	}
	w.t.Logf("%s in %s", filepath.Base(path), time.Since(started).Round(time.Millisecond))
}

// secrets are the names, mails and phones of all members of a brand. Names of one
// letter could stand for anything.
func (w *world) secrets(brand *config.Brand) []string {
	w.t.Helper()
	var people []struct {
		Text string `ch:"text"`
	}
	require.NoError(w.t, schematest.Connect(w.t, w.db).Select(w.t.Context(), &people, `
		SELECT DISTINCT arrayJoin([name, email, phone]) AS text
		FROM (SELECT name, email, phone FROM orders WHERE brand = $1 UNION ALL SELECT name, email, phone FROM customers WHERE brand = $1)
		WHERE lengthUTF8(text) > 1`, brand.Name))
	secrets := make([]string, len(people))
	for i, p := range people {
		secrets[i] = p.Text
	}
	if brand.Name != "quiet" {
		require.NotEmpty(w.t, secrets)
	}
	return secrets
}

// browser is Debian's chromium, or a relative of it.
type browser struct{ ctx context.Context }

func newBrowser(t *testing.T) browser {
	t.Helper()
	path := prerequisite.Browser(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	// The browser may be newer than the protocol; what is not known is not of use.
	ctx, end := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(end)
	require.NoError(t, chromedp.Run(ctx))
	return browser{ctx}
}

// seen is what a browser makes of a page.
type seen struct {
	Overflow  int        `json:"overflow"` // pixels that stand out to the right
	Charts    []drawn    `json:"charts"`
	Sparks    []drawn    `json:"sparks"`
	Headlines []headline `json:"headlines"`

	complaints []string
}

// drawn is a chart: how many rows it should show, how many its options hold, and
// how many marks stand in the picture.
type drawn struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Rows  int    `json:"rows"`
	Data  int    `json:"data"`
	Marks int    `json:"marks"`
}

type headline struct {
	Metric string            `json:"metric"`
	Window string            `json:"window"`
	Texts  map[string]string `json:"texts"`
}

// look loads a page in a tab of its own and takes its picture.
func (b browser) look(t *testing.T, path string, width int64, picture string) seen {
	t.Helper()
	tab, end := chromedp.NewContext(b.ctx)
	defer end()
	if deadline, set := t.Deadline(); set { // how long it takes depends on the machine's load
		var cancel context.CancelFunc
		tab, cancel = context.WithDeadline(tab, deadline.Add(-10*time.Second))
		defer cancel()
	}
	var s seen
	chromedp.ListenTarget(tab, func(event any) { s.complaints = append(s.complaints, complaint(event)...) })
	address := (&url.URL{Scheme: "file", Path: path}).String()
	require.NoError(t, chromedp.Run(tab,
		network.Enable(), cdplog.Enable(), runtime.Enable(),
		emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
		chromedp.Navigate(address),
		chromedp.Evaluate(inspect, &s),
	))
	if *keep == "" {
		return s // a picture that nobody looks at takes half of the time
	}
	var image []byte
	require.NoError(t, chromedp.Run(tab, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		image, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		return err
	})))
	require.NoError(t, os.WriteFile(picture, image, 0o600))
	return s
}

// complaint is what of an event a reader would not want: an error, or anything
// asked of the network.
func complaint(event any) []string {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		return []string{"exception: " + e.ExceptionDetails.Error()}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			return []string{fmt.Sprintf("console %s: %s", e.Type, e.Args[0].Value)}
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.LevelError || e.Entry.Level == cdplog.LevelWarning {
			return []string{"log: " + e.Entry.Text}
		}
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file://") && !strings.HasPrefix(e.Request.URL, "data:") {
			return []string{"request: " + e.Request.URL}
		}
	}
	return nil
}

func (s seen) check(t *testing.T) {
	t.Helper()
	assert.Empty(t, s.complaints)
	assert.LessOrEqual(t, s.Overflow, 0, "the page is wider than the screen")
	for _, chart := range s.Charts {
		assert.Equal(t, chart.Rows, chart.Data, "%s: rows of data", chart.ID)
		assert.Equal(t, chart.Rows, chart.Marks, "%s: %ss that are drawn", chart.ID, chart.Kind)
	}
	for _, spark := range s.Sparks {
		assert.Equal(t, spark.Rows, spark.Marks, "%s: points that are drawn", spark.ID)
	}
}

// inspect counts in the page. A line's points are the corners of its path, since
// its symbols show only where a value stands alone; every other chart's marks
// are paths, and nothing else is seen: a sankey has its nodes as well.
const inspect = `(function () {
  function corners(path) { return (path.getAttribute('d').match(/[ML]/g) || []).length; }
  function known(series) {
    if (series.type === 'sankey') return series.links.length;
    return series.data.filter(function (d) { var v = d.value === undefined ? d : d.value; return v !== '-'; }).length;
  }
  function marks(figure, series, all) {
    var paths = [].slice.call(figure.querySelectorAll('svg path:not([fill-opacity="0"])'));
    if (figure.dataset.marks === 'point') {
      var line = paths.filter(function (p) { return p.getAttribute('fill') === 'none' && p.getAttribute('stroke-width') === '2'; });
      return line.length === 1 ? corners(line[0]) : -line.length;
    }
    if (all.length > 1) paths = paths.filter(function (p) { return all.some(function (s) { return s.itemStyle.color === p.getAttribute('fill'); }) && !p.hasAttribute('transform'); });
    return paths.length - (series.type === 'sankey' ? series.data.length : 0);
  }
  return {
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    charts: [].map.call(document.querySelectorAll('figure.chart'), function (figure) {
      var all = echarts.getInstanceByDom(figure.querySelector('.canvas')).getOption().series;
      var data = all.reduce(function (sum, series) { return sum + known(series); }, 0);
      return {id: figure.id, kind: figure.dataset.marks, rows: +figure.dataset.rows, data: data, marks: marks(figure, all[0], all)};
    }),
    sparks: [].map.call(document.querySelectorAll('svg.spark'), function (svg) {
      var points = [].map.call(svg.querySelectorAll('polyline'), function (l) { return l.points.numberOfItems; });
      return {id: svg.closest('tr').dataset.metric, kind: 'point', rows: +svg.dataset.rows, marks: points.reduce(function (a, b) { return a + b; }, 0)};
    }),
    headlines: [].map.call(document.querySelectorAll('.headlines tbody tr'), function (row) {
      var texts = {};
      row.querySelectorAll('[data-key]').forEach(function (cell) { texts[cell.dataset.key] = cell.textContent; });
      return {metric: row.dataset.metric, window: row.dataset.window, texts: texts};
    })
  };
})()`

// checkHeadlines compares every number of the first table with kpi_trend.
func (w *world) checkHeadlines(t *testing.T, brand *config.Brand, shown []headline) {
	t.Helper()
	require.Len(t, shown, 9)
	for _, h := range shown {
		rows, err := view.KPIs(t.Context(), w.db, brand.Name, w.date, "brand", h.Metric, h.Window)
		require.NoError(t, err)
		require.Len(t, rows, 1, "%s %s", h.Metric, h.Window)
		r := rows[0]
		for key, want := range map[string]*float64{
			"value": r.Value, "prev_day": r.PrevDay, "prev_week": r.PrevWeek, "prev_month": r.PrevMonth, "prev_year": r.PrevYear, "target": r.Target,
		} {
			assertShown(t, want, h.Texts[key], h.Metric+" "+key)
		}
	}
}

var digits = regexp.MustCompile(`[−-]?[0-9][0-9,]*(\.[0-9]+)?`)

// assertShown reads a text as a person does: the number may differ from what is
// meant by half of its last digit.
func assertShown(t *testing.T, want *float64, text, what string) {
	t.Helper()
	if want == nil {
		assert.Equal(t, "–", text, what)
		return
	}
	number := strings.ReplaceAll(strings.ReplaceAll(digits.FindString(text), ",", ""), "−", "-")
	got, err := strconv.ParseFloat(number, 64)
	if !assert.NoError(t, err, "%s: %q", what, text) {
		return
	}
	_, decimals, _ := strings.Cut(number, ".")
	step := math.Pow(10, -float64(len(decimals)))
	if strings.HasSuffix(text, "%") {
		got, step = got/100, step/100
	}
	assert.InDelta(t, *want, got, step/2+1e-9, "%s: %q", what, text)
}
