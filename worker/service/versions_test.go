package service_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/deploy/local/localtest"
	"regulars/schema/schematest"
	"regulars/worker/rollout"
	"regulars/worker/service"
	"regulars/workflows"
)

const versioned = `
brands:
  - name: slow-%[1]s
    timezone: Asia/Taipei
    currency: TWD
    shops: [{name: web, platform: file, path: "%[2]s", columns: {order_id: id, placed_at: at, customer_id: who, amount: amount}}]
  - name: quick-%[1]s
    timezone: Asia/Taipei
    currency: TWD
    shops: [{name: web, platform: file, path: orders.csv, columns: {order_id: id, placed_at: at, customer_id: who, amount: amount}}]
worker: {listen: "%[3]s", task_queue: "versions-%[1]s", versioning: {deployment: "regulars-%[1]s", build: "%[4]s"}}
`

// An old worker ends the night that it began while a new one takes what begins; when the
// old one has nothing open anymore, that is seen.
func TestVersionsSideBySide(t *testing.T) {
	stack := localtest.Stack(t)
	database := schematest.Options(t)
	t.Setenv("TEMPORAL_ADDRESS", stack.Temporal)
	t.Setenv("CLICKHOUSE_ADDR", stack.ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", stack.PasswordFile)
	t.Setenv("CLICKHOUSE_DATABASE", database.Database)
	name, folder := uuid.NewString()[:8], t.TempDir()
	date := regulars.EndedAt(time.Now(), time.UTC).AddDays(-1)
	orders := fmt.Sprintf("id,at,who,amount\n1,%[1]s 10:00:00,a,100\n2,%[1]s 11:00:00,b,50\n", date)
	write(t, filepath.Join(folder, "orders.csv"), orders)
	asked, answer := make(chan struct{}), make(chan struct{})
	shop := slowShop(t, orders, asked, answer)

	c, err := client.Dial(client.Options{HostPort: stack.Temporal})
	require.NoError(t, err)
	defer c.Close()
	deployment := "regulars-" + name
	work := func(build string) {
		path := filepath.Join(folder, build+".yaml")
		write(t, path, fmt.Sprintf(versioned, name, shop+"/orders.csv", freeAddress(t), build))
		runUntilTheEnd(t, path)
		eventually(t, "the worker is known", func() bool {
			all, err := rollout.Versions(t.Context(), c, deployment)
			return err == nil && len(all) > 0 && all[0].Build == build
		})
	}
	begin := func(brand string) client.WorkflowRun {
		in := workflows.NightlyInput{Brand: brand + "-" + name, Date: date}
		run, err := c.ExecuteWorkflow(t.Context(), workflows.NightlyStart(in, "versions-"+name), workflows.NightlyName, in)
		require.NoError(t, err)
		return run
	}
	makeCurrent := func(build string) {
		eventually(t, build+" is made current", func() bool { return rollout.MakeCurrent(t.Context(), c, deployment, build, "test") == nil })
	}

	work("old")
	makeCurrent("old")
	slow := begin("slow")
	<-asked
	work("new")
	makeCurrent("new")
	require.NoError(t, begin("quick").Get(t.Context(), nil))
	require.Equal(t, map[string]bool{"new": true}, buildsOf(t, c, workflows.NightlyID("quick-"+name, date)), "what begins is the current version's")
	eventually(t, "the old version's open night is counted", func() bool {
		old := versionOf(t, c, deployment, "old")
		return old.Open > 0 && old.State == rollout.Draining
	})

	close(answer)
	require.NoError(t, slow.Get(t.Context(), nil))
	require.Equal(t, map[string]bool{"old": true}, buildsOf(t, c, workflows.NightlyID("slow-"+name, date)), "a night ends with the code that began it")
	eventually(t, "nothing is open of the old version", func() bool { return versionOf(t, c, deployment, "old").Open == 0 })
	require.Equal(t, rollout.Current, versionOf(t, c, deployment, "new").State)

	require.NoError(t, rollout.Ramp(t.Context(), c, deployment, "old", 25, "test"))
	require.Equal(t, float32(25), versionOf(t, c, deployment, "old").Share)
	require.Equal(t, rollout.Ramping, versionOf(t, c, deployment, "old").State)
	require.NoError(t, rollout.Ramp(t.Context(), c, deployment, "old", 0, "test"))
	require.NotEqual(t, rollout.Ramping, versionOf(t, c, deployment, "old").State)
	_, err = rollout.Versions(t.Context(), c, "nobody-"+name)
	require.ErrorIs(t, err, rollout.ErrUnknown)
}

// slowShop answers a file only when it may, and says when it was first asked for.
func slowShop(t *testing.T, text string, asked, answer chan struct{}) string {
	t.Helper()
	once := sync.OnceFunc(func() { close(asked) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once()
		select {
		case <-answer:
			_, _ = io.WriteString(w, text)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// runUntilTheEnd runs a worker that ends with the test.
func runUntilTheEnd(t *testing.T, path string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- service.Run(ctx, service.Options{ConfigPath: path, Log: io.Discard, OnReady: func() { close(ready) }})
	}()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	select {
	case <-ready:
	case <-time.After(time.Minute):
		t.Fatal("the worker is not ready")
	}
}

func versionOf(t *testing.T, c client.Client, deployment, build string) rollout.Version {
	t.Helper()
	all, err := rollout.Versions(t.Context(), c, deployment)
	require.NoError(t, err)
	for _, v := range all {
		if v.Build == build {
			return v
		}
	}
	t.Fatalf("there is no version %s", build)
	return rollout.Version{}
}

// buildsOf are the versions that a workflow's tasks were done by.
func buildsOf(t *testing.T, c client.Client, id string) map[string]bool {
	t.Helper()
	builds := map[string]bool{}
	history := c.GetWorkflowHistory(t.Context(), id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		require.NoError(t, err)
		if done := event.GetWorkflowTaskCompletedEventAttributes(); done != nil {
			require.Equal(t, enumspb.VERSIONING_BEHAVIOR_PINNED, done.GetVersioningBehavior())
			builds[done.GetDeploymentVersion().GetBuildId()] = true
		}
	}
	return builds
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 1200 {
		if is() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("waited in vain until %s", what)
}
