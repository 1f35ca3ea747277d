package meter_test

import (
	"context"
	"errors"
	"flag"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
	"regulars/worker/meter"
)

var update = flag.Bool("update", false, "write the scrapes that deploy/check evaluates the alerts on")

// scrapes is where deploy/check finds what a worker reports of each fault.
const scrapes = "../../deploy/check/testdata/scrapes"

// The night of 20 November, as it stands the next morning at eight in Taipei.
const (
	night   = regulars.BusinessDate("2026-11-20")
	began   = "2026-11-20 20:30:00"
	certify = "2026-11-20 21:10:00"
)

var now = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// world is a brand with two shops and a campaign, and the worker that reports of it.
type world struct {
	t        *testing.T
	brand    string
	conn     driver.Conn
	db       *schema.DB
	config   *config.Config
	isReady  bool
	refused  string
	temporal func(context.Context) error
	left     int64
}

// faults are each named after the file of its scrape.
var faults = map[string]func(w *world){
	"healthy": func(*world) {},
	"night_missing": func(w *world) {
		w.exec("INSERT INTO generations VALUES (?, 2, 'night', '2026-11-19', '2026-11-20', 'dropped', 0, ?, ?, 2)", w.brand, began, began)
		w.exec("INSERT INTO generations VALUES (?, 1, 'night', '2026-11-01', '2026-11-18', 'published', 0, ?, ?, 3)", w.brand, began, began)
	},
	"night_not_whole": func(w *world) {
		w.exec("INSERT INTO certificates (brand, date, whole, reasons, at, version) VALUES (?, ?, false, ['shop web: one is missing'], ?, 2)", w.brand, string(night), certify)
		w.exec(`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, reason, version)
			VALUES (?, ?, 'web', 'orders', 'w', 101, 100, 100, 0, false, 'one is missing', 2)`, w.brand, string(night))
	},
	"night_slow": func(w *world) {
		w.exec("INSERT INTO certificates (brand, date, whole, reasons, at, version) VALUES (?, ?, true, [], '2026-11-21 02:00:00', 2)", w.brand, string(night))
	},
	"shop_behind": func(w *world) {
		at := now.Add(-50 * time.Hour)
		for _, id := range []string{"t", "t-again"} {
			w.load(intake.Row{Shop: "till", Entity: "orders", LoadID: id, State: intake.LoadFailed, Kind: intake.LoadFile, To: now, StartedAt: now})
		}
		w.load(intake.Row{Shop: "till", Entity: "orders", LoadID: "t0", State: intake.LoadDone, Kind: intake.LoadFile, To: at, StartedAt: at, Received: 50})
	},
	"records_rejected": func(w *world) {
		w.exec(`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, version)
			VALUES (?, ?, 'web', 'orders', 'w', 100, 94, 94, 6, true, 2)`, w.brand, string(night))
		w.load(intake.Row{Shop: "web", Entity: "orders", LoadID: "w", State: intake.LoadDone, Kind: intake.LoadWindow, To: at(began), StartedAt: at(began), Received: 94, Rejected: 6})
	},
	"campaign_held": func(w *world) {
		w.run("wake-up", "held")
		w.deliver("wake-up", "line", "held", 500, 7)
	},
	"approval_waits": func(w *world) {
		w.run("wake-up", "planned")
		w.deliver("wake-up", "line", "planned", 500, 9)
	},
	"messages_failing": func(w *world) { w.deliver("wake-up", "line", "failed", 500, 20) },
	"messages_unknown": func(w *world) { w.deliver("wake-up", "line", "unknown", 500, 3) },
	"quota_low":        func(w *world) { w.left = 40 },
	"clickhouse_down":  func(w *world) { require.NoError(w.t, w.db.Close()) },
	"temporal_down": func(w *world) {
		c, err := client.NewLazyClient(client.Options{HostPort: closed(w.t)})
		require.NoError(w.t, err)
		w.t.Cleanup(c.Close)
		w.temporal = func(ctx context.Context) error {
			_, err := c.CheckHealth(ctx, &client.CheckHealthRequest{})
			return err
		}
	},
	"config_refused":   func(w *world) { w.refused = "line 3 is no YAML" },
	"worker_not_ready": func(w *world) { w.isReady = false },
}

// What a worker reports of each fault is what deploy/check evaluates the alerts on. Every
// fault is put into the tables, or done to the server, and read by a real scrape.
func TestFaults(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	var brands []string
	for name := range faults {
		brands = append(brands, brandOf(name))
	}
	plant(t, conn, brands)
	seen := 0
	for name, fault := range faults {
		w := newWorld(t, brandOf(name), db, conn)
		if name == "clickhouse_down" {
			w.db = schematest.Open(t)
		}
		fault(w)
		got := w.scrape()
		file := filepath.Join(scrapes, name+".prom")
		if *update {
			require.NoError(t, os.MkdirAll(scrapes, 0o755))
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err, "go test ./worker/meter -update writes it")
		require.Equal(t, string(want), got, "%s: go test ./worker/meter -update writes it again", name)
		seen++
	}
	files, err := filepath.Glob(filepath.Join(scrapes, "*.prom"))
	require.NoError(t, err)
	require.Len(t, files, seen, "a scrape of a fault that there isn't")
}

// A reading is kept: what changes meanwhile is seen when it is no longer fresh, which no
// second scrape at once is. What the config no longer has is not reported.
func TestReadingIsKept(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	plant(t, conn, []string{"kept"})
	w := newWorld(t, "kept", db, conn)
	registry := w.registry()
	first := gather(t, registry)
	require.Contains(t, first, `regulars_night_whole{brand="kept"} 1`)
	require.Contains(t, first, `shop="till"`)
	faults["night_not_whole"](w)
	require.Contains(t, gather(t, registry), `regulars_night_whole{brand="kept"} 1`)
	require.Contains(t, gather(t, w.registry()), `regulars_night_whole{brand="kept"} 0`)
	w.config.Brands[0].Shops = w.config.Brands[0].Shops[:1]
	require.NotContains(t, gather(t, w.registry()), `shop="till"`)
}

// brandOf is the brand that has a fault.
func brandOf(fault string) string { return strings.ReplaceAll(fault, "_", "-") }

func newWorld(t *testing.T, brand string, db *schema.DB, conn driver.Conn) *world {
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	w := &world{t: t, brand: brand, db: db, conn: conn, isReady: true, left: 9000, temporal: func(context.Context) error { return nil }}
	w.config = &config.Config{Brands: []config.Brand{{
		Name: brand, Zone: zone,
		Shops:     []config.Shop{{Name: "web"}, {Name: "till"}},
		Channels:  map[string]*config.Channel{"line": {Provider: "line"}, "edm": nil},
		Campaigns: []config.Campaign{{Name: "wake-up", Approve: true}},
	}}}
	return w
}

// plant gives brands a night without a fault, in few statements: each is written to the disk.
func plant(t *testing.T, conn driver.Conn, brands []string) {
	t.Helper()
	for _, statement := range []string{
		"INSERT INTO generations SELECT arrayJoin(?), 1, 'night', '2026-11-01', '2026-11-20', 'published', 0, now(), now(), 1",
		`INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation)
			SELECT arrayJoin(?), toDate('2026-11-01') + number, 'brand', 'revenue', 'day', 1, 1 FROM numbers(20)`,
		"INSERT INTO certificates (brand, date, whole, reasons, at, version) SELECT arrayJoin(?), '2026-11-20', true, [], '2026-11-20 21:10:00', 1",
		`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, version)
			SELECT arrayJoin(?), '2026-11-20', l.1, l.2, l.3, l.4, l.4, l.4, 0, true, 1
			FROM (SELECT arrayJoin([('web', 'orders', 'w', 100), ('till', 'orders feed0', 't', 50)]) AS l)`,
		// What is unchanged was counted before; the customers are of a time long past.
		`INSERT INTO loads (brand, shop, entity, load_id, kind, state, received, stored, window_to, started_at, version)
			SELECT arrayJoin(?), l.1, l.2, l.3, l.4, 'done', l.5, l.5, began, began, 1
			FROM
			(
				SELECT
					arrayJoin([('web', 'orders', 'w', 'window', 100, 0), ('till', 'orders', 't', 'file', 50, 0), ('till', 'orders', 't-again', 'unchanged', 50, 0), ('web', 'customers', 'old', 'window', 7, 60)]) AS l,
					toDateTime64('2026-11-20 20:30:00', 3, 'UTC') - toIntervalDay(l.6) AS began
			)`,
		"INSERT INTO campaign_runs (brand, campaign, date, state, version) SELECT arrayJoin(?), 'wake-up', '2026-11-20', 'done', 1",
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version)
			SELECT arrayJoin(?), 'wake-up', toDate('2026-11-20'), number, if(number < 100, 'sent', 'excluded'), if(number < 100, 'line', ''), 1 FROM numbers(130)`,
	} {
		require.NoError(t, conn.Exec(t.Context(), statement, brands))
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		panic(err)
	}
	return t
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	require.NoError(w.t, w.conn.Exec(w.t.Context(), statement, values...))
}

func (w *world) load(row intake.Row) {
	w.t.Helper()
	row.Brand, row.Stored, row.FinishedAt = w.brand, row.Received, row.StartedAt
	require.NoError(w.t, intake.PutLoad(w.t.Context(), w.db, row))
}

func (w *world) run(campaign, state string) {
	w.t.Helper()
	w.exec("INSERT INTO campaign_runs (brand, campaign, date, state, at, version) VALUES (?, ?, ?, ?, ?, toUnixTimestamp64Nano(now64(9)))", w.brand, campaign, string(night), state, certify)
}

// deliver gives members a state, beginning with the id from.
func (w *world) deliver(campaign, channel, state string, from, members int) {
	w.t.Helper()
	w.exec(`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version)
		SELECT ?, ?, toDate(?), ? + number, ?, ?, 1 FROM numbers(?)`, w.brand, campaign, string(night), from, state, channel, members)
}

func (w *world) registry() *prometheus.Registry {
	m := meter.New(meter.Options{
		Config: w.config,
		Ready:  func() bool { return w.isReady }, Refused: func() string { return w.refused },
		Sender: func(string, config.Channel) (channel.Sender, error) { return account{left: w.left}, nil },
	})
	m.Open(w.db, w.temporal)
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(m)
	return registry
}

// account is a provider's, of which only the quota is asked.
type account struct {
	channel.Sender
	left int64
}

func (a account) Quota(context.Context) (channel.Quota, error) {
	if a.left < 0 {
		return channel.Quota{}, errors.New("the provider doesn't answer")
	}
	return channel.Quota{Limited: true, Left: a.left}, nil
}

func (account) Close() error { return nil }

// scrape is what the worker reports once the quota is known, but for what differs each time.
func (w *world) scrape() string {
	w.t.Helper()
	registry := w.registry()
	text := gather(w.t, registry)
	for tries := 0; !strings.Contains(text, "channel_quota_left"); tries++ {
		require.Less(w.t, tries, 1000, "the quota is never known")
		time.Sleep(time.Millisecond)
		text = gather(w.t, registry)
	}
	for pattern, fixed := range map[string]string{
		`(?m)^(regulars_reading_timestamp_seconds) .*$`: "$1 1.7952192e+09",
		`(?m)^(regulars_reading_duration_seconds) .*$`:  "$1 0.01",
		`version="[^"]*"`: `version="0"`,
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, fixed)
	}
	return text
}

func gather(t *testing.T, registry *prometheus.Registry) string {
	t.Helper()
	answer := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, http.StatusOK, answer.Code, answer.Body)
	return answer.Body.String()
}

// closed is an address of this machine at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}
