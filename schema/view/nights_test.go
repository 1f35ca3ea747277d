package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

// What people decided about a campaign is shown with what they decided about all, and not
// with what they decided about one whose name begins as its own.
func TestDecisions(t *testing.T) {
	r := openRows(t)
	const decisions = "campaign_decisions (brand, campaign, date, decision, by, note, first, at)"
	wake := "('b', 'wake', '2026-11-20', 'approve', 'ann', 'a few', 10, '2026-11-20 08:00:00.250')"
	r.put(decisions, wake,
		"('b', 'sleep', '2026-11-20', 'hold', 'bob', '', 0, '2026-11-20 08:00:00.250'), ('b', '', '1970-01-01', 'stop', 'bob', '', 0, '2026-11-20 09:00:00')",
		"('b', 'wake#2', '2026-11-20', 'cancel', 'ann', '', 0, '2026-11-20 07:00:00'), ('b', 'wakeful', '2026-11-20', 'hold', 'ann', '', 0, '2026-11-20 06:00:00')",
		"('other', 'wake', '2026-11-20', 'release', 'eve', '', 0, '2026-11-20 10:00:00'), ('other', '', '1970-01-01', 'resume', 'eve', '', 0, '2026-11-20 10:00:00')",
		wake)
	decided := func(campaign string, limit int) (texts []string) {
		found, err := view.Decisions(t.Context(), r.db, "b", campaign, limit)
		require.NoError(t, err)
		for _, d := range found {
			texts = append(texts, d.Campaign+" "+d.Decision)
		}
		return texts
	}
	all := []string{" stop", "sleep hold", "wake approve", "wake#2 cancel", "wakeful hold"}
	require.Equal(t, all, decided("", 10))
	require.Equal(t, all[:3], decided("", 3))
	require.Equal(t, []string{" stop", "wake approve", "wake#2 cancel"}, decided("wake", 10))
	require.Equal(t, []string{" stop", "wake#2 cancel"}, decided("wake#2", 10))
	found, err := view.Decisions(t.Context(), r.db, "b", "wake", 2)
	require.NoError(t, err)
	at := time.Date(2026, 11, 20, 8, 0, 0, int(250*time.Millisecond), time.UTC)
	require.Equal(t, view.Decision{Campaign: "wake", Date: day("2026-11-20"), Decision: "approve", By: "ann", Note: "a few", First: 10, At: at}, inUTC(found)[1])
}

const deliveries = "deliveries (brand, campaign, date, member_id, state, reason, channel, version)"

// What became of the members of a campaign is what is known last of each.
func TestDeliveriesOfADate(t *testing.T) {
	r := openRows(t)
	r.put(deliveries,
		"('b', 'wake', '2026-11-20', 1, 'planned', '', 'line', 1), ('b', 'wake', '2026-11-20', 2, 'planned', '', 'line', 1), ('b', 'wake', '2026-11-20', 3, 'failed', 'refused', 'line', 2)",
		"('b', 'wake', '2026-11-20', 1, 'sent', '', 'line', 2), ('b', 'wake', '2026-11-20', 2, 'sent', '', 'line', 2)",
		"('b', 'wake', '2026-11-20', 4, 'sent', '', 'edm', 1), ('b', 'wake', '2026-11-20', 5, 'excluded', 'no_consent', '', 1), ('b', 'sleep', '2026-11-20', 1, 'held', '', 'line', 1)",
		"('b', 'wake', '2026-11-19', 6, 'sent', '', 'line', 1), ('b', 'wake', '2026-11-21', 6, 'sent', '', 'line', 1), ('other', 'wake', '2026-11-20', 6, 'sent', '', 'line', 1)")
	found, err := view.Deliveries(t.Context(), r.db, "b", "2026-11-20")
	require.NoError(t, err)
	require.Equal(t, []view.DeliveryLine{
		{Campaign: "sleep", Channel: "line", State: "held", Members: 1},
		{Campaign: "wake", State: "excluded", Reason: "no_consent", Members: 1},
		{Campaign: "wake", Channel: "edm", State: "sent", Members: 1},
		{Campaign: "wake", Channel: "line", State: "sent", Members: 2},
		{Campaign: "wake", Channel: "line", State: "failed", Reason: "refused", Members: 1},
	}, found)
}

// A member who complains twice complains once; what was found out later to be of another
// campaign is of that one.
func TestComplaints(t *testing.T) {
	r := openRows(t)
	r.put(deliveries,
		"('b', 'wake', '2026-11-20', 1, 'sent', '', 'edm', 2), ('b', 'wake', '2026-11-20', 2, 'sent', '', 'edm', 2), ('b', 'wake', '2026-11-20', 3, 'sent', '', 'edm', 2), ('b', 'wake', '2026-11-20', 4, 'failed', '', 'edm', 2)",
		"('b', 'wake', '2026-11-20', 3, 'failed', '', 'edm', 3)",
		"('b', 'wake', '2026-11-14', 1, 'sent', '', 'edm', 2), ('b', 'wake', '2026-11-13', 1, 'sent', '', 'edm', 2), ('b', 'sleep', '2026-11-20', 1, 'sent', '', 'edm', 2), ('b', 'aaa', '2026-11-20', 7, 'sent', '', 'edm', 2)",
		"('other', 'wake', '2026-11-20', 5, 'sent', '', 'edm', 2), ('other', 'sleep', '2026-11-20', 5, 'sent', '', 'edm', 2), ('b', 'failed alone', '2026-11-20', 5, 'failed', '', 'edm', 2), ('b', '', '2026-11-20', 1, 'sent', '', 'edm', 2)")
	r.put("message_events (brand, channel, provider_id, type, event_id, campaign, date, member_id, version)",
		"('b', 'edm', 'm1', 'complained', '1', 'wake', '2026-11-20', 1, 1), ('b', 'edm', 'm1', 'complained', '2', 'wake', '2026-11-20', 1, 1), ('b', 'edm', 'm2', 'complained', '1', 'wake', '2026-11-20', 2, 1)",
		"('b', 'edm', 'm2', 'complained', '1', 'aaa', '2026-11-20', 7, 2)",
		"('b', 'edm', 'm3', 'complained', '1', 'wake', '2026-11-14', 1, 1), ('b', 'edm', 'm4', 'complained', '1', 'wake', '2026-11-13', 1, 1), ('b', 'edm', 'm5', 'opened', '1', 'sleep', '2026-11-20', 1, 1)",
		"('b', 'edm', 'm6', 'complained', '1', 'failed alone', '2026-11-20', 5, 1), ('b', 'edm', 'm7', 'complained', '1', '', '2026-11-20', 1, 1)",
		"('other', 'edm', 'm1', 'complained', '1', 'wake', '2026-11-20', 5, 1), ('other', 'edm', 'm1', 'complained', '2', 'sleep', '2026-11-20', 5, 1)")
	found, err := view.Complaints(t.Context(), r.db, "b", "2026-11-14")
	require.NoError(t, err)
	require.Equal(t, []view.Complaint{
		{Campaign: "aaa", Date: day("2026-11-20"), Sent: 1, Complained: 1},
		{Campaign: "wake", Date: day("2026-11-14"), Sent: 1, Complained: 1},
		{Campaign: "wake", Date: day("2026-11-20"), Sent: 2, Complained: 1},
	}, inUTC(found))
}

// Runs of ticks are of their night's campaign; what was sent again is of members who count.
func TestCampaignNights(t *testing.T) {
	r := openRows(t)
	r.put(deliveries,
		"('b', 'wake', '2026-11-18', 1, 'sent', '', 'line', 1), ('b', 'wake', '2026-11-20', 1, 'planned', '', 'line', 1), ('b', 'wake', '2026-11-20', 2, 'planned', '', 'line', 1)",
		"('b', 'wake', '2026-11-20', 1, 'sent', '', 'line', 2), ('b', 'wake', '2026-11-20', 2, 'failed', 'refused', 'line', 2), ('b', 'wake', '2026-11-20', 3, 'unknown', '', 'line', 2)",
		"('b', 'wake', '2026-11-20', 4, 'excluded', 'holdout', '', 1), ('b', 'wake', '2026-11-20', 5, 'excluded', 'global_holdout', '', 1), ('b', 'wake', '2026-11-20', 6, 'excluded', 'no_consent', '', 1), ('b', 'wake', '2026-11-20', 12, 'failed', 'holdout', '', 1)",
		"('b', 'wake#t2', '2026-11-20', 7, 'sent', '', 'line', 1), ('b', 'wake#2', '2026-11-20', 8, 'sent', '', 'line', 1), ('b', 'wakeful', '2026-11-20', 9, 'sent', '', 'line', 1), ('b', 'sleep#t2', '2026-11-20', 9, 'sent', '', 'line', 1)",
		"('b', 'wake', '2026-11-17', 1, 'sent', '', 'line', 1), ('b', 'wake', '2026-11-21', 1, 'sent', '', 'line', 1), ('other', 'wake', '2026-11-20', 10, 'sent', '', 'line', 1)")
	found, err := view.CampaignNights(t.Context(), r.db, "b", "wake", "2026-11-18", "2026-11-20")
	require.NoError(t, err)
	require.Equal(t, []view.CampaignNight{
		{Date: day("2026-11-18"), Planned: 1, Sent: 1},
		{Date: day("2026-11-20"), Planned: 8, Sent: 2, Failed: 3, LeftOut: 3, KeptOut: 2},
	}, inUTC(found))
}

// Of a run its newest state and what is known last of its members count.
func TestCampaignsWithTheirBooks(t *testing.T) {
	r := openRows(t)
	r.put("campaign_runs (brand, campaign, date, state, reason, by, version)",
		"('b', 'wake', '2026-11-20', 'planned', '', '', 1), ('b', 'sleep', '2026-11-20', 'done', '', '', 1), ('b', 'empty', '2026-11-21', 'planning', '', '', 1)",
		"('b', 'wake', '2026-11-20', 'held', 'stocktaking', 'ann', 2)",
		"('b', 'held alone', '2026-11-10', 'held', '', '', 1), ('b', 'open alone', '2026-11-09', 'approved', '', '', 1), ('b', 'cancelled', '2026-11-09', 'cancelled', '', '', 1), ('b', 'done', '2026-11-09', 'done', '', '', 1), ('b', 'nobody left', '2026-11-09', 'held', '', '', 1)",
		"('other', 'wake', '2026-11-20', 'done', '', '', 3), ('other', 'theirs', '2026-11-30', 'done', '', '', 3)")
	r.put(deliveries,
		"('b', 'wake', '2026-11-20', 1, 'planned', '', 'line', 1), ('b', 'wake', '2026-11-20', 2, 'failed', '', 'line', 1), ('b', 'wake', '2026-11-20', 3, 'unknown', '', 'line', 1), ('b', 'wake', '2026-11-20', 4, 'excluded', '', '', 1), ('b', 'wake', '2026-11-20', 5, 'held', '', 'line', 1), ('b', 'wake', '2026-11-20', 6, 'reserved', '', 'line', 1)",
		"('b', 'wake', '2026-11-20', 1, 'sent', '', 'line', 2), ('b', 'wake', '2026-11-19', 7, 'sent', '', 'line', 1), ('other', 'wake', '2026-11-20', 8, 'sent', '', 'line', 1)",
		"('b', 'held alone', '2026-11-10', 1, 'held', '', 'line', 1), ('b', 'open alone', '2026-11-09', 1, 'planned', '', 'line', 1), ('b', 'cancelled', '2026-11-09', 1, 'planned', '', 'line', 1), ('b', 'done', '2026-11-09', 1, 'planned', '', 'line', 1), ('b', 'nobody left', '2026-11-09', 1, 'sent', '', 'line', 1)")
	list := func(limit int) (names []string, found []view.CampaignRow) {
		found, err := view.Campaigns(t.Context(), r.db, "b", limit)
		require.NoError(t, err)
		for _, c := range found {
			names = append(names, c.Campaign)
		}
		return names, inUTC(found)
	}
	names, found := list(3)
	require.Equal(t, []string{"empty", "sleep", "wake", "held alone", "open alone"}, names, "the newest three, and who waits")
	require.Equal(t, view.CampaignRow{Campaign: "empty", Date: day("2026-11-21"), State: "planning"}, found[0])
	require.Equal(t, view.CampaignRow{
		Campaign: "wake", Date: day("2026-11-20"), State: "held", Reason: "stocktaking", By: "ann",
		Planned: 6, Sent: 1, Failed: 1, Unknown: 1, Excluded: 1, Held: 1, Open: 1,
	}, found[2])
	names, _ = list(2)
	require.Equal(t, []string{"empty", "sleep", "wake", "held alone", "open alone"}, names)
	names, _ = list(10)
	require.Equal(t, []string{"empty", "sleep", "wake", "held alone", "cancelled", "done", "nobody left", "open alone"}, names)
}
