package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/workflows"
)

// limit is when a wait is given up: shortly before the test binary's own deadline,
// since how long a wait takes depends on the machine's load.
func limit(t *testing.T) time.Time {
	t.Helper()
	if deadline, set := t.Deadline(); set {
		return deadline.Add(-30 * time.Second)
	}
	return time.Now().Add(24 * time.Hour)
}

var taipei = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		panic(err)
	}
	return zone
}()

// world is one brand with everything around it: the sandbox that is its shops
// and providers, a database, a task queue and workers.
type world struct {
	*sandboxtest.Sandbox
	t        *testing.T
	brand    string // also the database and the task queue
	date     regulars.BusinessDate
	env      []string
	workers  int
	stack    *local.Stack
	db       *schema.DB
	conn     driver.Conn
	temporal client.Client
}

// small is a brand that is pulled in seconds.
func small() sandbox.Options {
	return sandbox.Options{Members: 600, Orders: 4000, NoDefects: true, KeepTexts: true}
}

func newWorld(t *testing.T, brand string, o sandbox.Options) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	stack := stackOf(t)
	o.Dir = t.TempDir()
	box, err := sandboxtest.Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })
	return around(t, brand, stack, box)
}

// twin is another brand over the same shops, with a database of its own.
func (w *world) twin(brand string) *world {
	w.t.Helper()
	return around(w.t, brand, w.stack, w.Sandbox)
}

func around(t *testing.T, brand string, stack *local.Stack, box *sandboxtest.Sandbox) *world {
	t.Helper()
	brand = anotherEachTime(brand)
	w := &world{Sandbox: box, t: t, brand: brand, stack: stack, date: regulars.EndedAt(time.Now(), taipei)}
	w.env = append(append(box.Env(), stack.Addresses.Environment()...), "E2E_BRAND="+brand, "CLICKHOUSE_DATABASE="+brand, "E2E_LISTEN=127.0.0.1:0")
	w.openDatabase()
	w.dialTemporal()
	return w
}

// worlds are how many there have been of each brand.
var worlds = struct {
	sync.Mutex
	of map[string]int
}{of: map[string]int{}}

// anotherEachTime is a name that no world of this process has had: -count runs a test
// again on the same engines, where the night of the first would be done.
func anotherEachTime(brand string) string {
	worlds.Lock()
	defer worlds.Unlock()
	worlds.of[brand]++
	if n := worlds.of[brand]; n > 1 {
		return fmt.Sprint(brand, n)
	}
	return brand
}

func (w *world) openDatabase() {
	w.t.Helper()
	password, err := w.stack.Addresses.Password()
	require.NoError(w.t, err)
	w.db, err = schema.Open(w.t.Context(), schema.Options{Addr: w.stack.Addresses.ClickHouse, Password: password, Database: w.brand})
	require.NoError(w.t, err)
	w.conn, err = clickhouse.Open(&clickhouse.Options{
		Addr: []string{w.stack.Addresses.ClickHouse}, Auth: clickhouse.Auth{Database: w.brand, Username: "default", Password: password},
	})
	require.NoError(w.t, err)
	w.t.Cleanup(func() {
		_ = w.conn.Close()
		_ = w.db.Close()
	})
}

func (w *world) dialTemporal() {
	w.t.Helper()
	c, err := client.DialContext(w.t.Context(), client.Options{HostPort: w.stack.Addresses.Temporal})
	require.NoError(w.t, err)
	w.t.Cleanup(c.Close)
	w.temporal = c
}

// worker is a worker in a process of its own.
type worker struct {
	*local.Process
	log string // the path of its log
}

// startWorker starts one more worker of the world and waits until it works.
func (w *world) startWorker() *worker {
	w.t.Helper()
	config, err := filepath.Abs(filepath.Join("testdata", "regulars.yaml"))
	require.NoError(w.t, err)
	w.workers++
	name := fmt.Sprintf("worker-%s-%d", w.brand, w.workers)
	process, err := w.stack.Start(local.Child{Name: name, Role: workerRole, Args: []string{config}, Env: w.env})
	require.NoError(w.t, err)
	k := &worker{Process: process, log: w.stack.LogPath(name)}
	w.t.Cleanup(func() { w.end(k) })
	w.until("the worker works", func() bool {
		require.NoError(w.t, k.Err())
		return strings.Contains(k.text(w.t), "the worker is ready")
	})
	return k
}

// end stops a worker and keeps the log of one whose test failed.
func (w *world) end(k *worker) {
	_ = k.Stop()
	if w.t.Failed() {
		w.t.Logf("the end of %s:\n%s", filepath.Base(k.log), k.LogTail())
	}
}

func (k *worker) text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(k.log)
	require.NoError(t, err)
	return string(text)
}

// kill ends a worker with SIGKILL.
func (w *world) kill(k *worker) {
	w.t.Helper()
	require.NoError(w.t, k.Kill())
}

// until waits for what must come to be.
func (w *world) until(what string, ready func() bool) {
	w.t.Helper()
	started, limit := time.Now(), limit(w.t)
	for !ready() {
		require.NoError(w.t, localtest.Failure(w.stack), "the stack ended")
		if time.Now().After(limit) {
			w.t.Fatalf("waited %s until %s", time.Since(started).Round(time.Second), what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// startNight starts the night of the world's date. SendPast: the test may run over
// midnight, and then still sends.
func (w *world) startNight() client.WorkflowRun {
	w.t.Helper()
	in := workflows.NightlyInput{Brand: w.brand, Date: w.date, SendPast: true}
	return w.start(workflows.NightlyStart(in, w.brand), workflows.NightlyName, in)
}

// night runs a whole night.
func (w *world) night() workflows.NightResult {
	w.t.Helper()
	return w.nightOf(w.startNight())
}

func (w *world) nightOf(run client.WorkflowRun) workflows.NightResult {
	w.t.Helper()
	var result workflows.NightResult
	w.await(run, &result)
	return result
}

func (w *world) startBackfill(from, to regulars.BusinessDate) client.WorkflowRun {
	w.t.Helper()
	in := workflows.BackfillInput{Brand: w.brand, From: from, To: to}
	return w.start(workflows.BackfillStart(in, w.brand), workflows.BackfillName, in)
}

func (w *world) backfillOf(run client.WorkflowRun) workflows.BackfillProgress {
	w.t.Helper()
	var result workflows.BackfillProgress
	w.await(run, &result)
	return result
}

func (w *world) start(options client.StartWorkflowOptions, name string, in any) client.WorkflowRun {
	w.t.Helper()
	run, err := w.temporal.ExecuteWorkflow(w.t.Context(), options, name, in)
	require.NoError(w.t, err)
	return run
}

// await waits for a workflow, which must end well.
func (w *world) await(run client.WorkflowRun, result any) {
	w.t.Helper()
	ctx, cancel := context.WithDeadline(w.t.Context(), limit(w.t))
	defer cancel()
	require.NoError(w.t, run.Get(ctx, result), run.GetID())
}

// number reads one number from ClickHouse.
func (w *world) number(query string, args ...any) uint64 {
	w.t.Helper()
	var n uint64
	require.NoError(w.t, w.conn.QueryRow(w.t.Context(), query, args...).Scan(&n), query)
	return n
}

func (w *world) rows(query string, args ...any) driver.Rows {
	w.t.Helper()
	rows, err := w.conn.Query(w.t.Context(), query, args...)
	require.NoError(w.t, err, query)
	w.t.Cleanup(func() { _ = rows.Close() })
	return rows
}

// predictions are what is published of them, by date, scope and name.
func (w *world) predictions() map[string]float64 {
	w.t.Helper()
	all := map[string]float64{}
	rows := w.rows(`SELECT concat(toString(date), ' ', scope, ' ', metric), value FROM kpi
		WHERE metric IN ('p_alive', 'expected_14d', 'clv_365d', 'at_risk') AND value IS NOT NULL`)
	for rows.Next() {
		var of string
		var value *float64
		require.NoError(w.t, rows.Scan(&of, &value))
		all[of] = *value
	}
	require.NoError(w.t, rows.Err())
	return all
}

// requireSame compares everything published with that of another world, and
// predictions as closely as fits that start elsewhere come out.
func (w *world) requireSame(other *world, of string) {
	w.t.Helper()
	require.Equal(w.t, other.hash(), w.hash(), of)
	want, got := other.predictions(), w.predictions()
	require.Len(w.t, got, len(want), of)
	for name, value := range want {
		require.InEpsilon(w.t, 1+value, 1+got[name], 1e-3, "%s: %s", of, name)
	}
}

// hash is one mark over everything published but predictions.
func (w *world) hash() string {
	w.t.Helper()
	hash, err := metric.PublishedHash(w.t.Context(), w.db, w.brand)
	require.NoError(w.t, err)
	return hash
}

// has reports whether a worker has made a table yet.
func (w *world) has(table string) bool {
	w.t.Helper()
	return w.number("SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = ?", table) > 0
}
