package service_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/schema/schematest"
	"regulars/schema/view"
	"regulars/worker/codec"
	"regulars/worker/dial"
	"regulars/worker/service"
	"regulars/workflows"
)

const settings = `
brands:
  - name: %[1]s
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - name: store
        platform: file
        path: orders.csv
        columns: {order_id: id, placed_at: at, customer_id: who, amount: amount}
worker: {listen: "%[2]s", task_queue: %[1]s}
privacy: {payload_key: '${TEST_PAYLOAD_KEY}'}
`

// A worker from its config to a whole night over a file shop, its payloads
// encrypted.
func TestRun(t *testing.T) {
	stack := localtest.Stack(t)
	database := schematest.Options(t)
	t.Setenv("TEMPORAL_ADDRESS", stack.Temporal)
	t.Setenv("CLICKHOUSE_ADDR", stack.ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", stack.PasswordFile)
	t.Setenv("TEST_PAYLOAD_KEY", "a key of enough characters")
	t.Setenv("CLICKHOUSE_DATABASE", database.Database)
	brand, listen := "svc-"+uuid.NewString()[:8], freeAddress(t)
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	date := regulars.EndedAt(time.Now(), time.UTC).AddDays(-1)
	write(t, path, fmt.Sprintf(settings, brand, listen))
	write(t, filepath.Join(filepath.Dir(path), "orders.csv"), fmt.Sprintf("id,at,who,amount\n1,%[1]s 10:00:00,a,100\n2,%[1]s 11:00:00,b,50\n", date))

	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	log := &logLines{said: make(chan string, 1000)}
	go func() {
		ended <- service.Run(ctx, service.Options{ConfigPath: path, Log: log, OnReady: func() { close(ready) }})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	case <-time.After(time.Minute):
		t.Fatal("the worker is not ready")
	}
	require.Equal(t, "ready", get(t, "http://"+listen+"/readyz"))
	require.NoError(t, service.AskReady(listen))

	options := client.Options{HostPort: stack.Temporal}
	require.NoError(t, codec.Apply(&options, config.NewSecret("a key of enough characters")))
	c, err := client.Dial(options)
	require.NoError(t, err)
	defer c.Close()
	in := workflows.NightlyInput{Brand: brand, Date: date}
	run, err := c.ExecuteWorkflow(t.Context(), workflows.NightlyStart(in, brand), workflows.NightlyName, in)
	require.NoError(t, err)
	var result workflows.NightResult
	require.NoError(t, run.Get(t.Context(), &result))
	require.Contains(t, result.Certificate, "| store | orders feed0 | 2 | 2 | 2 | 0 | ✓ |")
	// The worker counts a workflow after the server has returned its result.
	completed := regexp.MustCompile(`(?m)^temporal_workflow_completed_total\{[^}]*workflow_type="Nightly"[^}]*\} 1$`)
	page := get(t, "http://"+listen+"/metrics")
	for tries := 0; !completed.MatchString(page); tries++ {
		require.Less(t, tries, 1000, "the night is not counted")
		time.Sleep(50 * time.Millisecond)
		page = get(t, "http://"+listen+"/metrics")
	}
	requireMetrics(t, page, run)
	requireReload(t, path, brand, listen, log)

	stop()
	require.NoError(t, <-ended)
	log.wait(t, "the worker ends")
	require.ErrorContains(t, service.AskReady(listen), "no worker answers at "+listen)
}

// requireReload changes the config under a worker that is ready: the new one takes
// effect, a broken one doesn't, and both are said to who asks for the status.
func requireReload(t *testing.T, path, brand, listen string, log *logLines) {
	t.Helper()
	db, err := dial.OpenClickHouse(t.Context())
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	write(t, path, fmt.Sprintf(settings, brand, listen)+"\nreports: {dir: elsewhere}\n")
	cfg, err := config.Load(path)
	require.NoError(t, err)
	log.wait(t, "it takes effect now")
	log.wait(t, "the worker is ready")
	workers, err := view.Workers(t.Context(), db)
	require.NoError(t, err)
	require.Len(t, workers, 1)
	require.Equal(t, []string{path, cfg.Fingerprint(), ""}, []string{workers[0].Config, workers[0].Fingerprint, workers[0].Refused})

	write(t, path, "brands: [")
	log.wait(t, "is refused")
	require.Equal(t, "ready", get(t, "http://"+listen+"/readyz"))
	for tries := 0; workers[0].Refused == ""; tries++ {
		require.Less(t, tries, 600, "status doesn't say that the config is refused")
		time.Sleep(50 * time.Millisecond)
		workers, err = view.Workers(t.Context(), db)
		require.NoError(t, err)
	}
	require.Contains(t, workers[0].Refused, "this is not YAML")
	require.Contains(t, get(t, "http://"+listen+"/metrics"), "regulars_config_refused 1")
	require.Equal(t, cfg.Fingerprint(), workers[0].Fingerprint)
}

// logLines hands on what is logged, line by line.
type logLines struct{ said chan string }

func (l *logLines) Write(line []byte) (int, error) {
	select {
	case l.said <- string(line):
	default: // nobody waits for what came so long ago
	}
	return len(line), nil
}

func (l *logLines) wait(t *testing.T, text string) {
	t.Helper()
	for {
		select {
		case line := <-l.said:
			if strings.Contains(line, text) {
				return
			}
		case <-time.After(time.Minute):
			t.Fatalf("the worker doesn't say: %s", text)
		}
	}
}

// labels are all that a metric of Temporal's SDK may carry: kinds, of which there
// are few, never what one run is called.
var labels = []string{
	"activity_type", "cause", "client_name", "failure_reason", "le", "namespace", "operation", "poller_type",
	"status_code", "task_queue", "worker_type", "workflow_type",
}

// requireMetrics looks for what the SDK counts of a night, and for ids.
func requireMetrics(t *testing.T, page string, run client.WorkflowRun) {
	t.Helper()
	require.Contains(t, page, "temporal_activity_execution_latency_seconds_bucket{")
	require.Contains(t, page, "process_resident_memory_bytes")
	requireOurs(t, page)
	require.NotContains(t, page, run.GetID())
	require.NotContains(t, page, run.GetRunID())
	named := 0
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "temporal_") {
			continue
		}
		for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(line, -1) {
			require.Contains(t, labels, label[1], line)
			named++
		}
	}
	require.Positive(t, named)
}

// requireOurs looks for our own metrics of the night, and for every metric of others that
// an alert or a dashboard of deploy/ asks for; ours are compared in deploy/check.
func requireOurs(t *testing.T, page string) {
	t.Helper()
	for _, line := range []string{"regulars_ready 1", "regulars_clickhouse_up 1", "regulars_temporal_up 1", "regulars_config_refused 0"} {
		require.Contains(t, page, "\n"+line+"\n")
	}
	files, err := filepath.Glob("../../deploy/grafana/*.json")
	require.NoError(t, err)
	asked := 0
	for _, file := range append(files, "../../deploy/prometheus/alerts.yaml") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, name := range regexp.MustCompile(`\b(?:temporal|process|go)_[a-z_]+\b`).FindAllString(string(text), -1) {
			require.Regexp(t, `(?m)^`+name+`(\{| )`, page, "%s asks for a metric that no worker has", file)
			asked++
		}
	}
	require.Positive(t, asked)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func get(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return strings.TrimSpace(string(text))
}
