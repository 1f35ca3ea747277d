package workflows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/schema/schematest"
	"regulars/worker/decide"
	"regulars/workflows"
)

// A paused journey lets nobody in and sends nothing, also of what was being sent; it goes on
// when it is resumed. One that is ended sends nothing any more.
func TestAJourneyIsPausedAndEnded(t *testing.T) {
	i := newInstallationWith(t, abandons)
	i.shop.buy(3, i.date)
	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	var says strings.Builder
	journey := decide.Journeys{DB: i.db, Client: i.client, Brand: &i.config.Brands[0], Journey: &i.config.Brands[0].Journeys[0], Out: &says}
	facts := func() activities.BrandFacts {
		facts, err := (&activities.Brands{Config: i.config, DB: i.db}).ReadBrand(t.Context(), i.brand)
		require.NoError(t, err)
		return facts
	}
	approve := func(ref string) {
		require.NoError(t, i.update(ref, workflows.ApproveUpdate, workflows.Decision{By: "mei", Reason: "a test"}))
	}
	sent := func() (n uint64) {
		require.NoError(t, schematest.Connect(t, i.db).QueryRow(t.Context(), "SELECT countIf(state = 'sent') FROM deliveries FINAL WHERE brand = ?", i.brand).Scan(&n))
		return n
	}
	require.Contains(t, facts().Campaigns, "cart")

	i.did(1, "cart_abandoned", "first", 2*time.Hour)
	r, _ := i.tick()
	require.Len(t, r.Sends, 1)
	first := workflows.CampaignID(i.brand, r.Sends[0], i.date)
	require.NoError(t, journey.Pause(t.Context(), "mei", "a wrong price"))
	require.Equal(t, []string{"cart"}, facts().Paused)
	require.Empty(t, facts().Journeys)
	approve(first)
	require.Eventually(t, func() bool {
		p, err := i.client.QueryWorkflow(t.Context(), first, "", workflows.ProgressQuery)
		var progress workflows.CampaignProgress
		return err == nil && p.Get(&progress) == nil && progress.State == workflows.CampaignHeld && strings.Contains(progress.Waits, "mei paused the journey cart: a wrong price")
	}, time.Minute, 100*time.Millisecond)
	i.did(2, "cart_abandoned", "second", 2*time.Hour)
	r, _ = i.tick()
	require.Equal(t, activities.TickFacts{Date: i.date}, r.Facts, "somebody is due in a paused journey")
	require.Empty(t, r.Sends)
	require.Zero(t, sent())

	require.NoError(t, journey.Resume(t.Context(), "mei", "the price is right"))
	require.Contains(t, says.String(), first+" goes on")
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), first, ""), nil))
	require.EqualValues(t, 1, sent())
	r, _ = i.tick()
	require.Len(t, r.Sends, 1, "what happened meanwhile lets in")
	second := workflows.CampaignID(i.brand, r.Sends[0], i.date)

	require.NoError(t, journey.End(t.Context(), "mei", "enough"))
	require.Contains(t, says.String(), second+" is cancelled")
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), second, ""), nil))
	require.Equal(t, []string{"cart"}, facts().Paused)
	require.Equal(t, []string{"cart"}, facts().Journeys, "the night takes out who is left")
	i.did(3, "cart_abandoned", "third", 2*time.Hour)
	r, _ = i.tick()
	require.Equal(t, activities.TickFacts{Date: i.date}, r.Facts)
	require.EqualValues(t, 1, sent())
}
