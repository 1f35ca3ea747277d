package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/bench/rush"
	"regulars/config"
	"regulars/deploy/local"
	"regulars/identity"
	"regulars/schema"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// eventsOptions say what is reported.
type eventsOptions struct {
	rate    int           // events a second
	lasting time.Duration // how long
	each    int           // events of a request
	between time.Duration // two ticks
	members int           // of the brand, at least
}

func eventsFlags() *eventsOptions {
	o := &eventsOptions{members: 200_000}
	flag.IntVar(&o.rate, "rate", 1000, "events a second")
	flag.DurationVar(&o.lasting, "lasting", 10*time.Minute, "how long events are reported")
	flag.IntVar(&o.each, "each", 20, "events of one request")
	flag.DurationVar(&o.between, "between", 5*time.Minute, "between two ticks")
	return o
}

const eventsKey = "a key of the bench"

// benchEvents reports events to the endpoint of a worker in a process of its own, while ticks
// run and mails go into smtp-sink, and compares what came of each with what had to come of it.
func benchEvents(ctx context.Context, stack *local.Stack, db *schema.DB, dir string, o eventsOptions) error {
	inbox := filepath.Join(dir, "inbox")
	port, stop, err := startSink(ctx, "-d", filepath.Join(inbox, "%Y%m%d%H%M%S."))
	if err != nil {
		fmt.Println("\nevents                 not measured:", err)
		return nil
	}
	defer stop()
	if err := openToAll(dir, inbox); err != nil {
		return err
	}
	at, err := freeAddress()
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "regulars.yaml")
	if err := os.WriteFile(file, []byte(eventsConfig(port, at, o.between)), 0o600); err != nil {
		return err
	}
	if err := os.Setenv("BENCH_KEY", eventsKey); err != nil {
		return err
	}
	cfg, err := config.Load(file)
	if err != nil {
		return err
	}
	temporal, err := client.DialContext(ctx, client.Options{HostPort: stack.Addresses.Temporal})
	if err != nil {
		return err
	}
	defer temporal.Close()
	worker, err := stack.Start(local.Child{
		Name: "worker", Role: workerRole, Args: []string{file}, Env: append(stack.Addresses.Environment(), "CLICKHOUSE_DATABASE=bench", "BENCH_KEY="+eventsKey),
	})
	if err != nil {
		return err
	}
	defer func() { _ = worker.Stop() }()
	if err := awaitKeys(ctx, db, worker, 1); err != nil {
		return err
	}
	perSecond := max(o.rate/100, 1) // cycles
	s := rush.Plan{Rate: o.rate, Total: o.rate * int(o.lasting/time.Second), Apart: 5 * perSecond, Back: 60 * perSecond}
	if err := fillEvents(ctx, db, &cfg.Brands[0], max(o.members, rush.Members(s.Total))); err != nil {
		return err
	}
	if err := awaitEndpoint(ctx, "http://"+at+"/events.js"); err != nil {
		return err
	}
	m := &eventsMeasure{o: o, db: db, temporal: temporal, worker: worker, brand: cfg.Brands[0].Name}
	if err := m.run(ctx, s, rush.Poster{URL: "http://" + at + "/events", Key: eventsKey, Each: o.each}); err != nil {
		return fmt.Errorf("%w\n%s", err, worker.LogTail())
	}
	return m.show(ctx, inbox)
}

// openToAll lets smtp-sink, which runs as nobody, write into a directory.
func openToAll(dirs ...string) error {
	for _, dir := range dirs {
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, 0o777)); err != nil { //nolint:gosec // of this run alone
			return err
		}
	}
	return nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func eventsConfig(port int, listen string, between time.Duration) string {
	return fmt.Sprintf(`brands:
  - name: bench
    timezone: UTC
    currency: TWD
    between_nights: %s
    events: {key: "${BENCH_KEY}", shop: web}
    shops: [{name: web, platform: woocommerce, url: "http://127.0.0.1:9", key: "${BENCH_KEY}", key_secret: "${BENCH_KEY}"}]
    channels:
      edm: {provider: smtp, host: 127.0.0.1, port: %d, tls: none, from: news@shop.example, per_second: 1000000, unsubscribe_url: "https://shop.example/u"}
    journeys:
      - name: abandoned-cart
        event: {type: cart_abandoned, key: cart_id}
        again: each key
        goal: {did: [order_placed], same: cart_id}
        at_most: 3d
        steps: [{name: soon, send: cart}]
    campaigns:
      - name: cart
        audience: {journey: abandoned-cart}
        channels: [edm]
        templates:
          edm: {subject: "{{ member.name }}，{{ entry.goods }}", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}
privacy: {hash_key: '${BENCH_KEY}'}
worker: {listen: '%s', task_queue: bench}
`, max(between, 5*time.Minute), port, listen)
}

// fillEvents makes members whom the endpoint knows by their addresses, and a night that was
// whole.
func fillEvents(ctx context.Context, db *schema.DB, brand *config.Brand, n int) error {
	if _, err := fillCampaign(ctx, db, brand.Name, n); err != nil {
		return err
	}
	night := regulars.DateOf(time.Now().AddDate(0, 0, -1), time.UTC)
	for _, statement := range []string{
		"INSERT INTO generations (brand, generation, kind, from_date, to_date, state, version) VALUES (?, 1, 'night', ?, ?, 'published', 1)",
		"INSERT INTO reconciliation (brand, date, shop, entity, ok, version) VALUES (?, ?, 'web', 'orders', true, toUInt64(if(? = '', 0, 1)))",
	} {
		if err := db.Conn().Exec(ctx, statement, brand.Name, string(night), string(night)); err != nil {
			return fmt.Errorf("make a night: %w", err)
		}
	}
	var ids []uint64
	if err := db.Conn().QueryRow(ctx, "SELECT groupArray(id) FROM (SELECT sipHash64(number) AS id FROM numbers(?) ORDER BY number)", n).Scan(&ids); err != nil {
		return err
	}
	batch, err := db.Conn().PrepareBatch(ctx, "INSERT INTO identity_nodes (brand, node, member_id, kind, value)", driver.WithReleaseConnection())
	if err != nil {
		return err
	}
	key := identity.NodeKey(brand.HashKey.Reveal(), brand.Name)
	for i, id := range ids {
		mail := fmt.Sprintf("m%d@example.com", i)
		if err := batch.Append(brand.Name, key.Node(identity.KindEmail, mail), id, "email", mail); err != nil {
			return err
		}
	}
	return batch.Send()
}

func awaitEndpoint(ctx context.Context, url string) error {
	for range 100 {
		if response, err := http.Get(url); err == nil { //nolint:gosec,noctx // the worker's own address
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("the worker doesn't answer at %s", url)
}

// eventsMeasure is one run, and what came of it.
type eventsMeasure struct {
	o        eventsOptions
	db       *schema.DB
	temporal client.Client
	worker   *local.Process
	brand    string

	plan   rush.Plan
	posted rush.Posted
	ticks  []time.Duration
	all    time.Duration // what everything took of the processors while events came
	worked time.Duration // and of it the worker
}

// run reports the events, and ticks meanwhile; and once more, so that the last ones go.
func (m *eventsMeasure) run(ctx context.Context, s rush.Plan, p rush.Poster) (err error) {
	all, worked, err := m.processors()
	if err != nil {
		return err
	}
	s.Began = time.Now().Add(time.Second)
	m.plan = s
	ending, end := context.WithCancel(ctx)
	defer end()
	ticked := make(chan error, 1)
	go func() { ticked <- m.tickAll(ctx, ending.Done()) }()
	m.posted, err = p.Post(ctx, s)
	end()
	if err := errors.Join(err, <-ticked); err != nil {
		return err
	}
	if err := m.settle(ctx); err != nil {
		return err
	}
	m.all, m.worked, err = m.processors()
	m.all, m.worked = m.all-all, m.worked-worked
	return err
}

// processors are what this process and all that it started took so far, and of it the worker.
func (m *eventsMeasure) processors() (all, worker time.Duration, err error) {
	if all, err = rush.Tree(os.Getpid()); err != nil {
		return 0, 0, err
	}
	worker, err = rush.Tree(m.worker.PID())
	return all, worker, err
}

// tickAll runs a tick after the other, as the schedule does, and a last one when it is time.
func (m *eventsMeasure) tickAll(ctx context.Context, end <-chan struct{}) error {
	next := time.NewTicker(m.o.between)
	defer next.Stop()
	for last := false; !last; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end:
			last = true
			// The last events have their own tick, at its time.
			select {
			case <-next.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		case <-next.C:
		}
		in := tick.Input{Brand: m.brand}
		began := time.Now()
		run, err := m.temporal.ExecuteWorkflow(ctx, tick.Start(in, "bench"), tick.Name, in)
		if err != nil {
			return err
		}
		var done tick.Result
		if err := run.Get(ctx, &done); err != nil {
			return err
		}
		if done.Facts.Held != "" || done.Waits != "" || len(done.Troubles) > 0 {
			return fmt.Errorf("a tick led nobody on: %s %s %s", done.Facts.Held, done.Waits, strings.Join(done.Troubles, "; "))
		}
		m.ticks = append(m.ticks, time.Since(began))
	}
	return nil
}

// settle waits for the campaigns that the ticks began.
func (m *eventsMeasure) settle(ctx context.Context) error {
	var runs []string
	if err := m.db.Conn().QueryRow(ctx, "SELECT groupUniqArray(concat(run, '/', toString(date))) FROM journey_moves WHERE brand = ? AND run != ''", m.brand).Scan(&runs); err != nil {
		return err
	}
	for _, run := range runs {
		campaign, date, _ := strings.Cut(run, "/")
		err := m.temporal.GetWorkflow(ctx, workflows.CampaignID(m.brand, campaign, regulars.BusinessDate(date)), "").Get(ctx, nil)
		var unknown *serviceerror.NotFound
		if err != nil {
			return fmt.Errorf("campaign %s (never begun: %t): %w", campaign, errors.As(err, &unknown), err)
		}
	}
	return nil
}

// show prints what came of the events, next to what had to.
func (m *eventsMeasure) show(ctx context.Context, inbox string) error {
	arrived, err := rush.Inbox(inbox)
	if err != nil {
		return err
	}
	var stored, entries, twiceIn uint64
	if err := m.db.Conn().QueryRow(ctx, "SELECT count() FROM events FINAL WHERE brand = ?", m.brand).Scan(&stored); err != nil {
		return err
	}
	if err := m.db.Conn().QueryRow(ctx, `SELECT sum(n), countIf(n > 1) FROM
		(SELECT count() AS n FROM (SELECT DISTINCT member_id, entry, entry_key FROM journey_moves WHERE brand = ? AND walk = '' AND seq = 0) GROUP BY entry_key)`,
		m.brand).Scan(&entries, &twiceIn); err != nil {
		return err
	}
	f := rush.Compare(m.plan, arrived)
	took := m.posted.Took
	slices.Sort(took)
	fmt.Printf("\nevents                 %d in %s (%d/s, %d a request): %d accepted, %d asked for again, at most %s behind the pace\n",
		m.plan.Total, m.o.lasting, m.o.rate, m.o.each, m.posted.Accepted, m.posted.Again, round(m.posted.Behind))
	fmt.Printf("                       a request took %s, %s (p50, p99), at most %s\n", round(rush.Part(took, 0.5)), round(rush.Part(took, 0.99)), round(rush.Part(took, 1)))
	fmt.Printf("                       %d of %d distinct events stored; %d came in, %d of them twice\n", stored, m.plan.Distinct(), entries, twiceIn)
	fmt.Printf("                       %d messages owed: %d lost, %d taken twice, %d to who was owed none\n", f.Owed, f.Lost, f.Twice, f.Wrong)
	fmt.Printf("                       from event to inbox %s, %s (p50, p99), at most %s, with ticks every %s that took %s\n",
		round(rush.Part(f.Took, 0.5)), round(rush.Part(f.Took, 0.99)), round(rush.Part(f.Took, 1)), m.o.between, rounded(m.ticks))
	perThousand := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(m.plan.Total) }
	fmt.Printf("                       processors per 1,000 events and the messages of them: %.2f s, %.2f s of it the worker\n", perThousand(m.all), perThousand(m.worked))
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.worker.PID())); err == nil {
		fmt.Printf("                       the worker took at most %s\n", peakOf(string(status)))
	}
	if stored != uint64(m.plan.Distinct()) || f.Lost+f.Twice+f.Wrong > 0 || twiceIn > 0 {
		return errors.New("an event was lost or taken twice")
	}
	return nil
}

func rounded(all []time.Duration) string {
	var parts []string
	for _, d := range all {
		parts = append(parts, fmt.Sprint(round(d)))
	}
	return strings.Join(parts, ", ")
}
