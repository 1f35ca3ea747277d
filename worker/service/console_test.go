package service

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/config"
	"regulars/console"
	"regulars/deploy/local/localtest"
	"regulars/schema/schematest"
	"regulars/workflows"
)

// standIn is a campaign that waits for its approval, and refuses one note.
func standIn(ctx workflow.Context) (workflows.Decision, error) {
	var got workflows.Decision
	approved := false
	options := workflow.UpdateHandlerOptions{Validator: func(_ workflow.Context, d workflows.Decision) error {
		if d.Reason == "refuse me" {
			return temporal.NewApplicationError("the campaign is over", "usage")
		}
		return nil
	}}
	err := workflow.SetUpdateHandlerWithOptions(ctx, workflows.ApproveUpdate, func(_ workflow.Context, d workflows.Decision) error {
		got, approved = d, true
		return nil
	}, options)
	if err != nil {
		return got, err
	}
	return got, workflow.Await(ctx, func() bool { return approved })
}

// What is approved on a page reaches the campaign's workflow, with who and why; what it
// refuses comes back in its words.
func TestTheConsoleApproves(t *testing.T) {
	c, err := client.Dial(client.Options{HostPort: localtest.Stack(t).Temporal})
	require.NoError(t, err)
	defer c.Close()
	brand, queue := "tea-"+uuid.NewString()[:8], uuid.NewString()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(standIn)
	require.NoError(t, w.Start())
	defer w.Stop()
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: workflows.CampaignID(brand, "wake-up", "2026-11-20"), TaskQueue: queue}, standIn)
	require.NoError(t, err)

	cfg := (&config.Config{Brands: []config.Brand{{Name: brand}}}).WithDefaults()
	link := console.Link{Dir: t.TempDir()}
	require.NoError(t, link.Announce("http://127.0.0.1:8090"))
	page, stop, err := serveConsole(cfg, ConsoleOptions{Listen: "127.0.0.1:0", Link: link, Person: "root"}, console.NewSessions(), nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer stop()
	openConsole(page, cfg, schematest.Open(t), c)
	address, err := link.New()
	require.NoError(t, err)
	ask := func(method, path string, form url.Values, cookies []*http.Cookie) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.RemoteAddr, r.Host = "127.0.0.1:9", "127.0.0.1:8090"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, r)
		return answer.Result()
	}
	cookies := ask(http.MethodGet, strings.TrimPrefix(address, "http://127.0.0.1:8090"), nil, nil).Cookies()
	require.NotEmpty(t, cookies)
	for _, note := range []string{"refuse me", "看過了"} {
		got := ask(http.MethodPost, "/b/"+brand+"/campaigns/wake-up/2026-11-20", url.Values{"do": {"first"}, "first": {"50"}, "note": {note}}, cookies)
		require.Equal(t, http.StatusSeeOther, got.StatusCode)
	}
	var decided workflows.Decision
	require.NoError(t, run.Get(t.Context(), &decided))
	require.Equal(t, workflows.Decision{By: "root", Reason: "看過了", First: 50}, decided)

	again := console.Decision{Brand: brand, Campaign: "wake-up", Date: "2026-11-20"}
	var refused *console.Refusal
	require.True(t, errors.As(actions{cfg, nil, c}.Approve(t.Context(), again), &refused))
	require.Equal(t, console.NotRunning, refused.Words)
}

// Without users, and without a link, there is no console.
func TestNoConsole(t *testing.T) {
	cfg := (&config.Config{}).WithDefaults()
	page, stop, err := serveConsole(cfg, ConsoleOptions{}, console.NewSessions(), nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Nil(t, page)
	openConsole(page, cfg, nil, nil)
	stop()
}
