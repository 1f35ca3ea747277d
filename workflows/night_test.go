package workflows_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/schema/gate"
	"regulars/schema/metric"
	"regulars/schema/snapshot"
	"regulars/schema/view"
	"regulars/workflows"
)

// A night on the real engines, twice, and then with everything that goes wrong
// in ordinary life.
func TestNight(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	i.shop.buy(30, i.date)
	i.second.buy(3, i.date.AddDays(-40))

	result, err := i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	require.Contains(t, result.Certificate, "whole")
	addresses, most := i.post.sent()
	require.Equal(t, 27, addresses) // three of the thirty had bought in the other shop
	require.Equal(t, 1, most)
	hash, err := metric.PublishedHash(t.Context(), i.db, i.brand)
	require.NoError(t, err)
	for _, table := range []*snapshot.Table{snapshot.Trends, snapshot.Members} {
		current, err := table.Current(t.Context(), i.db, i.brand, i.date)
		require.NoError(t, err)
		require.True(t, current, "a night stores its snapshots")
	}

	t.Run("it leaves its report on the worker's machine", func(t *testing.T) {
		require.Empty(t, result.Report.Trouble)
		require.Equal(t, filepath.Join(i.config.Reports.Dir, i.brand, i.date.String()+".html"), result.Report.Path)
		text, err := os.ReadFile(result.Report.Path)
		require.NoError(t, err)
		require.Contains(t, string(text), "Certificate of "+i.brand)
		require.NotContains(t, string(text), "person1")
	})

	t.Run("again it computes the same and sends nothing", func(t *testing.T) {
		_, err := i.night(workflows.NightlyInput{})
		require.NoError(t, err)
		addresses, most := i.post.sent()
		require.Equal(t, 27, addresses) // three of the thirty had bought in the other shop
		require.Equal(t, 1, most)
		again, err := metric.PublishedHash(t.Context(), i.db, i.brand)
		require.NoError(t, err)
		require.Equal(t, hash, again)
	})

	t.Run("a shop that asks for patience is waited for", func(t *testing.T) {
		i.shop.busy = 2
		_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
		require.NoError(t, err)
	})

	t.Run("a shop that refuses leaves the night not whole", func(t *testing.T) {
		i.second.refuses = &platform.Error{Op: "orders", Status: 401, Err: errors.New("no"), Hint: "renew the token"}
		_, err := i.night(workflows.NightlyInput{})
		require.ErrorContains(t, err, "renew the token")
		i.second.refuses = nil
		certificate, err := gate.ReadCertificate(t.Context(), i.db, i.brand, i.date)
		require.NoError(t, err)
		require.False(t, certificate.Whole)
	})

	t.Run("a shop that has more than came leaves the night not whole", func(t *testing.T) {
		i.shop.buy(1, i.date.AddDays(1))
		i.shop.missing = 2
		_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
		require.ErrorContains(t, err, "run the night again")
		i.shop.missing = 0
		_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
		require.NoError(t, err)
	})
}

func TestCampaignByPerson(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	i.shop.buy(25, i.date)
	i.config.Brands[0].Campaigns[0].Approve = true

	_, err := i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	i.campaign(workflows.CampaignApproval)
	require.NoError(t, i.update(i.campaignID(), workflows.HoldUpdate, workflows.Decision{By: "mei", Reason: "wait"}))
	require.NoError(t, i.update(i.campaignID(), workflows.ApproveUpdate, workflows.Decision{By: "mei"}))
	i.campaign(workflows.CampaignHeld)
	require.Error(t, i.update(i.campaignID(), workflows.ApproveUpdate, workflows.Decision{By: "mei"}))
	addresses, _ := i.post.sent()
	require.Zero(t, addresses)
	require.NoError(t, i.update(i.campaignID(), workflows.ReleaseUpdate, workflows.Decision{By: "mei"}))
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), i.campaignID(), ""), nil))
	addresses, most := i.post.sent()
	require.Equal(t, 25, addresses)
	require.Equal(t, 1, most)

	certificate, err := gate.ReadCertificate(t.Context(), i.db, i.brand, i.date)
	require.NoError(t, err)
	require.True(t, certificate.Whole)
	require.Equal(t, []gate.CampaignLine{{Campaign: "welcome", State: "done", Planned: 25, Sent: 25, Closed: true}}, certificate.Campaigns)
}

func TestBackfillMeetsNight(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	i.shop.buy(20, i.date.AddDays(-60))
	in := workflows.BackfillInput{Brand: i.brand, From: i.date.AddDays(-70), To: i.date}
	run, err := i.client.ExecuteWorkflow(t.Context(), workflows.BackfillStart(in, i.queue), workflows.BackfillName, in)
	require.NoError(t, err)
	_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	var progress workflows.BackfillProgress
	require.NoError(t, i.result(run, &progress))
	require.Equal(t, 71, progress.DaysDone)
	addresses, _ := i.post.sent()
	require.Zero(t, addresses)

	published, err := view.PublishedDates(t.Context(), i.db, i.brand)
	require.NoError(t, err)
	require.Equal(t, uint64(71), published.Dates)
	require.Equal(t, time.Duration(0), *progress.Remaining)
}
