package campaign

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/starter/session"
	"regulars/workflows"
)

const trialShop = `
brands:
  - name: %s
    timezone: Asia/Taipei
    currency: TWD
    shops: [{name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: a, customer_id: who}}]
    channels: {line: {channel_token: '${TEST_TOKEN}'}}
    campaigns:
      - name: wake-up
        audience: {is: [sleep]}
        channels: [line]
        decide: after 1000
        templates: {line: {text: hello}}
        variants: [{name: coupon}, {name: story, templates: {line: {text: once upon a time}}}]
      - name: news
        audience: {is: [sleep]}
        channels: [line]
        templates: {line: {text: news}}
privacy: {hash_key: '${TEST_KEY}'}
`

// waiting stands in for a campaign whose rest waits for a rule; it refuses one note. Where
// waits is empty it says that it waits for something else.
func waiting(ctx workflow.Context, waits string) (workflows.Decision, error) {
	var got workflows.Decision
	options := workflow.UpdateHandlerOptions{Validator: func(_ workflow.Context, d workflows.Decision) error {
		if d.Reason == "refuse me" {
			return temporal.NewApplicationError("the campaign is over", "usage")
		}
		return nil
	}}
	err := workflow.SetUpdateHandlerWithOptions(ctx, workflows.DecideUpdate, func(_ workflow.Context, d workflows.Decision) error {
		got = d
		return nil
	}, options)
	if err != nil {
		return got, err
	}
	err = workflow.SetQueryHandler(ctx, workflows.ProgressQuery, func() (workflows.CampaignProgress, error) {
		return workflows.CampaignProgress{Campaign: "wake-up", State: workflows.CampaignWaiting, Waits: waits}, nil
	})
	if err != nil {
		return got, err
	}
	_, err = workflow.AwaitWithTimeout(ctx, time.Minute, func() bool { return got.Variant != "" })
	return got, err
}

// `campaign decide` reaches every date of the campaign whose rest waits, and nobody else;
// where none waits it is written down for the nights to come.
func TestCampaignDecide(t *testing.T) {
	db := schematest.Open(t)
	stack := localtest.Stack(t)
	for name, value := range map[string]string{
		address.TemporalEnv: stack.Temporal, address.ClickHouseEnv: stack.ClickHouse, "CLICKHOUSE_DATABASE": db.Database(), "CLICKHOUSE_PASSWORD": localtest.Password(t),
		"TEST_TOKEN": "token", "TEST_KEY": "a key of enough characters",
	} {
		t.Setenv(name, value)
	}
	name := "tea-" + uuid.NewString()[:8]
	s := &session.Session{ConfigPath: filepath.Join(t.TempDir(), "regulars.yaml")}
	require.NoError(t, os.WriteFile(s.ConfigPath, fmt.Appendf(nil, trialShop, name), 0o600))
	command := func(args ...string) (string, error) {
		c := New(s)
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(&out)
		c.SilenceUsage = true
		c.SetArgs(append([]string{"decide"}, args...))
		err := c.ExecuteContext(t.Context())
		return out.String(), err
	}
	_, err := command("news", "--variant", "story")
	require.ErrorContains(t, err, "has no rule that decides")
	_, err = command("wake-up", "--variant", "fable")
	require.ErrorContains(t, err, `no text "fable": it has coupon, story`)
	_, err = command("wake-up")
	require.ErrorContains(t, err, `no text "": it has`)
	_, err = command("wakeup", "--variant", "story")
	require.ErrorContains(t, err, "wake-up")

	c, err := client.Dial(client.Options{HostPort: stack.Temporal})
	require.NoError(t, err)
	defer c.Close()
	queue := uuid.NewString()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(waiting)
	require.NoError(t, w.Start())
	defer w.Stop()
	start := func(brand, campaign string, date regulars.BusinessDate, waits string) client.WorkflowRun {
		run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
			ID: workflows.CampaignID(brand, campaign, date), TaskQueue: queue,
			TypedSearchAttributes: workflows.About{Brand: brand, Date: date, Kind: workflows.KindCampaign}.Attributes(),
		}, waiting, waits)
		require.NoError(t, err)
		return run
	}
	const waits = "for the rule to decide which variant 10 members get; `" + workflows.DecideUpdate + "` decides now"
	first, second := start(name, "wake-up", "2026-11-19", waits), start(name, "wake-up", "2026-11-20", waits)
	others := []client.WorkflowRun{start(name, "wake-up", "2026-11-21", "for a person"), start(name, "wake-up-2", "2026-11-20", waits), start(name+"x", "wake-up", "2026-11-20", waits)}
	listed := func() bool {
		_, err := command("wake-up", "--variant", "story", "--note", "refuse me")
		return err != nil
	}
	require.Eventually(t, listed, 20*time.Second, 100*time.Millisecond, "the running campaigns are never listed")

	out, err := command("wake-up", "--variant", "story", "--note", "the sale ends")
	require.NoError(t, err)
	require.Contains(t, out, first.GetID()+" sends the rest story")
	require.Contains(t, out, second.GetID()+" sends the rest story")
	require.Contains(t, out, "from now on wake-up sends story only")
	for _, run := range []client.WorkflowRun{first, second} {
		var decided workflows.Decision
		require.NoError(t, run.Get(t.Context(), &decided))
		require.Equal(t, "story", decided.Variant)
		require.Equal(t, "the sale ends", decided.Reason)
		require.NotEmpty(t, decided.By)
	}
	for _, run := range others {
		require.NotContains(t, out, run.GetID())
		require.NoError(t, c.CancelWorkflow(t.Context(), run.GetID(), ""))
	}

	// Nobody waits any more: it holds for what is planned from now on.
	out, err = command("wake-up", "--variant", "coupon", "--note", "after all")
	require.NoError(t, err)
	require.Equal(t, "from now on wake-up sends coupon only\n", out)
	cfg, err := config.Load(s.ConfigPath)
	require.NoError(t, err)
	l, err := ledger.New(db, cfg.Privacy.HashKey.Reveal())
	require.NoError(t, err)
	verdict, err := l.Verdict(t.Context(), ledger.TrialOf(name, "wake-up", &cfg.Brands[0].Campaigns[0]))
	require.NoError(t, err)
	require.NotNil(t, verdict)
	require.Equal(t, "coupon", verdict.Variant)
	require.NotEmpty(t, verdict.By)
}
