package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/deploy/local"
	"regulars/schema"
	"regulars/worker/service"
	"regulars/workflows"
)

// workerRole is this binary as a worker, so that what one takes is seen by itself.
const workerRole = "bench-worker"

func init() {
	local.Role(workerRole, func(ctx context.Context) error {
		return service.Run(ctx, service.Options{ConfigPath: os.Args[1]})
	})
}

// benchRecipients sends a whole campaign by Temporal and a worker in a process of its own to
// a tenth of the recipients, and then to all: how many events each history has, what the
// worker takes at most, and whether any step's time grows faster than the audience.
func benchRecipients(ctx context.Context, stack *local.Stack, db *schema.DB, dir string, n int) error {
	port, stop, err := startSink(ctx)
	if err != nil {
		fmt.Println("\nrecipients             not measured:", err)
		return nil
	}
	defer stop()
	file := filepath.Join(dir, "regulars.yaml")
	sizes := []int{n / 10, n}
	if err := os.WriteFile(file, []byte(recipientsConfig(port, sizes)), 0o600); err != nil {
		return err
	}
	temporal, err := client.DialContext(ctx, client.Options{HostPort: stack.Addresses.Temporal})
	if err != nil {
		return err
	}
	defer temporal.Close()
	worker, err := stack.Start(local.Child{
		Name: "worker", Role: workerRole, Args: []string{file}, Env: append(stack.Addresses.Environment(), "CLICKHOUSE_DATABASE=bench", "BENCH_KEY=a key of the bench"),
	})
	if err != nil {
		return err
	}
	defer func() { _ = worker.Stop() }()
	if err := awaitKeys(ctx, db, worker, len(sizes)); err != nil {
		return err
	}
	for _, size := range sizes {
		if _, err := fillCampaign(ctx, db, brandOf(size), size); err != nil {
			return err
		}
	}
	steps := make([]map[string]time.Duration, len(sizes))
	for i, size := range sizes {
		if steps[i], err = sendTo(ctx, temporal, db, worker, size); err != nil {
			return fmt.Errorf("%w\n%s", err, worker.LogTail())
		}
		peak, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", worker.PID()))
		if err == nil {
			fmt.Printf("                       the worker took at most %s so far\n", peakOf(string(peak)))
		}
	}
	fmt.Printf("                       time per recipient, of %d against %d:", n, n/10)
	for _, step := range slices.Sorted(maps.Keys(steps[1])) {
		fmt.Printf(" %s %.2f", step, float64(steps[1][step])/float64(n)/(float64(steps[0][step])/float64(n/10)))
	}
	fmt.Println()
	return nil
}

func brandOf(size int) string { return fmt.Sprint("bench-", size) }

func recipientsConfig(port int, sizes []int) string {
	var b strings.Builder
	b.WriteString("brands:\n")
	for _, size := range sizes {
		fmt.Fprintf(&b, `  - name: %s
    timezone: UTC
    currency: TWD
    shops: [{name: web, platform: woocommerce, url: "http://127.0.0.1:9", key: "${BENCH_KEY}", key_secret: "${BENCH_KEY}"}]
    channels:
      edm: {provider: smtp, host: 127.0.0.1, port: %d, tls: none, from: news@shop.example, per_second: 1000000, unsubscribe_url: "https://shop.example/u"}
    campaigns:
      - name: wake-up
        audience: {is: [sleep]}
        once_per: 1d
        channels: [edm]
        templates:
          edm: {subject: "{{ member.name }}，好久不見", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}
`, brandOf(size), port)
	}
	b.WriteString("privacy: {hash_key: '${BENCH_KEY}'}\nworker: {listen: '127.0.0.1:0', task_queue: bench}\n")
	return b.String()
}

// sendTo runs the campaign of a brand to its end, and returns what each of its steps took.
func sendTo(ctx context.Context, temporal client.Client, db *schema.DB, worker *local.Process, size int) (map[string]time.Duration, error) {
	in := workflows.CampaignInput{Brand: brandOf(size), Campaign: "wake-up", Date: regulars.DateOf(time.Now().AddDate(0, 0, -1), time.UTC), SendPast: true}
	id := workflows.CampaignID(in.Brand, in.Campaign, in.Date)
	began := time.Now()
	run, err := temporal.ExecuteWorkflow(ctx, workflows.StartOptions(id, "bench", "campaign wake-up", 0, workflows.About{Brand: in.Brand, Kind: workflows.KindCampaign}), workflows.CampaignName, in)
	if err != nil {
		return nil, err
	}
	if err := awaitRun(ctx, run, worker); err != nil {
		return nil, err
	}
	took := time.Since(began)
	var sent uint64
	if err := db.Conn().QueryRow(ctx, "SELECT count() FROM deliveries FINAL WHERE brand = ? AND state = 'sent'", in.Brand).Scan(&sent); err != nil {
		return nil, err
	}
	if sent != uint64(size) {
		return nil, fmt.Errorf("%d of %d messages are sent", sent, size)
	}
	runs, longest, steps, err := histories(ctx, temporal, id)
	fmt.Printf("\nrecipients             %d in %.0f s by Temporal (%.0f/s): %d runs, at most %d events in a history\n", size, took.Seconds(), float64(size)/took.Seconds(), runs, longest)
	return steps, err
}

// awaitKeys waits until the worker has chosen the keys of the brands' ids, which it does
// where a brand has no members yet.
func awaitKeys(ctx context.Context, db *schema.DB, worker *local.Process, brands int) error {
	for {
		var keyed uint64
		if err := db.Conn().QueryRow(ctx, "SELECT count() FROM node_keys FINAL").Scan(&keyed); err != nil || keyed == uint64(brands) {
			return err
		}
		select {
		case <-worker.Done():
			return fmt.Errorf("the worker ended: %w", worker.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// awaitRun waits for the end of a run, or of the worker, which would leave it open for ever.
func awaitRun(ctx context.Context, run client.WorkflowRun, worker *local.Process) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-worker.Done():
			cancel(fmt.Errorf("the worker ended: %w", worker.Err()))
		case <-ctx.Done():
		}
	}()
	if err := run.Get(ctx, nil); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	return nil
}

// histories counts the runs of a workflow, the events of the longest of them, and sums up
// what their activities took, by name.
func histories(ctx context.Context, temporal client.Client, id string) (runs, longest int, steps map[string]time.Duration, err error) {
	steps = map[string]time.Duration{}
	found, err := temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: fmt.Sprintf("WorkflowId = '%s'", id)})
	if err != nil {
		return 0, 0, nil, err
	}
	for _, execution := range found.Executions {
		n := 0
		scheduled := map[int64]*historypb.HistoryEvent{}
		events := temporal.GetWorkflowHistory(ctx, id, execution.Execution.RunId, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			event, err := events.Next()
			if err != nil {
				return 0, 0, nil, err
			}
			n++
			scheduled[event.EventId] = event
			if done := event.GetActivityTaskCompletedEventAttributes(); done != nil {
				began := scheduled[done.ScheduledEventId]
				steps[began.GetActivityTaskScheduledEventAttributes().ActivityType.Name] += event.EventTime.AsTime().Sub(began.EventTime.AsTime())
			}
		}
		runs, longest = runs+1, max(longest, n)
	}
	return runs, longest, steps, nil
}

// peakOf is the most memory that a process took, from what the kernel says of it.
func peakOf(status string) string {
	for line := range strings.Lines(status) {
		if value, is := strings.CutPrefix(line, "VmHWM:"); is {
			return cmp.Or(strings.TrimSpace(value), "nothing")
		}
	}
	return "what the kernel doesn't say"
}
