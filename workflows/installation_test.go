package workflows_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"regulars"
	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/platform"
	"regulars/schema"
	"regulars/schema/schematest"
	"regulars/worker/service"
	"regulars/workflows"
	"regulars/workflows/adlist"
	"regulars/workflows/tick"
)

// installation is a brand of its own on the real ClickHouse and Temporal, with
// a shop and a provider in memory.
type installation struct {
	t      *testing.T
	brand  string
	date   regulars.BusinessDate // the one that has just ended
	queue  string
	config *config.Config
	db     *schema.DB
	client client.Client
	shop   *fakeShop
	second *fakeShop
	post   *fakePost
	open   func(config.Shop, platform.HTTPOptions) (platform.Source, error) // of other shops than the two in memory
}

func newInstallation(t *testing.T) *installation {
	t.Helper()
	return newInstallationWith(t, func(*installation) {})
}

// newInstallationWith is one whose config was changed before the workers start.
func newInstallationWith(t *testing.T, change func(*installation)) *installation {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	i := &installation{
		t: t, brand: "acme-" + uuid.NewString()[:8], date: regulars.EndedAt(time.Now(), time.UTC),
		shop: newFakeShop(), second: newFakeShop(), post: &fakePost{got: map[string]int{}},
	}
	i.queue = i.brand
	i.config = i.settings()
	change(i)
	i.db = schematest.Open(t)
	i.client = i.dial()
	i.work()
	return i
}

func (i *installation) settings() *config.Config {
	return (&config.Config{
		Brands: []config.Brand{{
			Name: i.brand, Timezone: "UTC", Currency: "TWD", Zone: time.UTC,
			Shops: []config.Shop{
				{Name: "web", Platform: "fake", Lookback: time.Hour, Reread: 72 * time.Hour, Zone: time.UTC},
				{Name: "store", Platform: "fake", Lookback: time.Hour, Reread: 72 * time.Hour, Zone: time.UTC},
			},
			Channels: map[string]*config.Channel{"edm": {Provider: "smtp", From: "shop@example.com"}},
			Campaigns: []config.Campaign{{
				Name: "welcome", Audience: config.Audience{Is: []string{"new"}}, Channels: []string{"edm"}, Purpose: "marketing",
				PauseAtFailureRate: 0.2,
				Templates:          map[string]config.Template{"edm": {Subject: "Hello", Text: "Hello, {{ unsubscribe_url }}"}},
			}},
		}},
		Privacy: config.Privacy{HashKey: config.NewSecret("a key for the tests only")},
		Reports: config.Reports{Dir: i.t.TempDir()},
	}).WithDefaults()
}

// openShop opens each shop of the brand as its own fake.
func (i *installation) openShop(shop config.Shop, o platform.HTTPOptions) (platform.Source, error) {
	if i.open != nil {
		return i.open(shop, o)
	}
	if shop.Name == "store" {
		return i.second.open(shop, o)
	}
	return i.shop.open(shop, o)
}

func (i *installation) dial() client.Client {
	i.t.Helper()
	c, err := client.Dial(client.Options{
		HostPort: localtest.Stack(i.t).Temporal,
		Identity: "recorder", // histories hold no name of a machine
		Logger:   log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil))),
	})
	require.NoError(i.t, err)
	i.t.Cleanup(c.Close)
	require.NoError(i.t, service.RegisterAttributes(i.t.Context(), c, client.DefaultNamespace))
	return c
}

// work starts the workers of this installation.
func (i *installation) work() {
	i.t.Helper()
	main := worker.New(i.client, i.queue, worker.Options{WorkflowPanicPolicy: worker.FailWorkflow})
	workflows.Register(main)
	tick.Register(main)
	adlist.Register(main)
	main.RegisterActivity(&activities.Brands{Config: i.config, DB: i.db})
	main.RegisterActivity(&activities.Shops{Config: i.config, DB: i.db, Open: i.openShop})
	main.RegisterActivity(&activities.Warehouse{Config: i.config, DB: i.db})
	main.RegisterActivity(&activities.Certificates{Config: i.config, DB: i.db})
	main.RegisterActivity(&activities.Reports{Config: i.config, DB: i.db})
	main.RegisterActivity(&adlists.Lists{Config: i.config, DB: i.db})
	sends := &activities.Deliveries{Config: i.config, DB: i.db, Open: i.post.open}
	main.RegisterActivity(sends)
	sender := worker.New(i.client, workflows.SendQueue(i.queue), worker.Options{DisableWorkflowWorker: true})
	sender.RegisterActivity(sends)
	for _, w := range []worker.Worker{main, sender} {
		require.NoError(i.t, w.Start())
		i.t.Cleanup(w.Stop)
	}
}

// night runs the night of the installation's date and returns its result.
func (i *installation) night(in workflows.NightlyInput) (workflows.NightResult, error) {
	i.t.Helper()
	in.Brand = i.brand
	if in.Date == "" {
		in.Date = i.date
	}
	run, err := i.client.ExecuteWorkflow(i.t.Context(), workflows.NightlyStart(in, i.queue), workflows.NightlyName, in)
	require.NoError(i.t, err)
	var result workflows.NightResult
	return result, i.result(run, &result)
}

func (i *installation) result(run client.WorkflowRun, into any) error {
	ctx, cancel := i.untilDeadline()
	defer cancel()
	err := run.Get(ctx, into)
	require.NoError(i.t, ctx.Err(), "%s does not end", run.GetID())
	return err
}

// untilDeadline ends shortly before the test binary would, so that the failure
// names what hangs.
func (i *installation) untilDeadline() (context.Context, context.CancelFunc) {
	deadline, ok := i.t.Deadline()
	if !ok {
		return context.WithCancel(i.t.Context())
	}
	return context.WithDeadline(i.t.Context(), deadline.Add(-20*time.Second))
}

func (i *installation) update(id, name string, args ...any) error {
	handle, err := i.client.UpdateWorkflow(i.t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: name, Args: args, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return err
	}
	return handle.Get(i.t.Context(), nil)
}

// campaign waits until the campaign's run is in the state.
func (i *installation) campaign(state string) workflows.CampaignProgress {
	i.t.Helper()
	var progress workflows.CampaignProgress
	require.Eventually(i.t, func() bool {
		answer, err := i.client.QueryWorkflow(i.t.Context(), i.campaignID(), "", workflows.ProgressQuery)
		return err == nil && answer.Get(&progress) == nil && progress.State == state
	}, time.Minute, 50*time.Millisecond, "campaign %s", fmt.Sprint(state))
	return progress
}

func (i *installation) campaignID() string {
	return workflows.CampaignID(i.brand, "welcome", i.date)
}
