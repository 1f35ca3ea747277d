package activities_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/config"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const writtenWakeUp = `campaigns:
  - name: wakeup
    audience: {enters: [sleep], segment: friends}
    channels: [line, edm]
    approve: true
    templates:
      edm: {subject: "{{ brand.name }}", text: "one {{ member.name }}"}
      line: {text: "one {{ member.name }}"}
`

func (d *deliverTest) save(document string, base uint32) {
	d.t.Helper()
	v := studio.Version{Campaign: "wakeup", Document: document, By: "mei"}
	n, err := studio.Save(d.t.Context(), d.DB, "acme", v, base)
	require.NoError(d.t, err)
	require.NoError(d.t, studio.Say(d.t.Context(), d.DB, "acme", studio.Review{Campaign: "wakeup", Number: n, Mark: v.Mark(), Verdict: studio.Approved, By: "jun"}))
}

// A campaign that was written on the console is planned and sent as the same campaign of the
// file, saved segments and all.
func TestConsoleCampaignIsPlannedAsTheFiles(t *testing.T) {
	type row struct {
		Member  uint64 `ch:"member_id"`
		Channel string `ch:"channel"`
		State   string `ch:"state"`
	}
	planned := func(console bool) []row {
		d := openDeliveries(t, 300)
		d.exec(`INSERT INTO console_segments (brand, name, filter, audience, version) VALUES ('acme', 'friends', 'x', 'segments: {friends: {where: member_id % 3 = 0}}', 1)`)
		brand := d.Config.Brands[0].WithDefaults()
		if console {
			brand.Campaigns = nil
			d.save(writtenWakeUp, 0)
		} else {
			c, err := brand.ReadCampaign("file", []byte(writtenWakeUp))
			require.NoError(t, err)
			brand.Campaigns = []config.Campaign{c}
		}
		facts, err := (&activities.Brands{Config: d.Config, DB: d.DB}).ReadBrand(t.Context(), "acme")
		require.NoError(t, err)
		require.Equal(t, []string{"wakeup"}, facts.Campaigns)
		terms, err := (&activities.Brands{Config: d.Config, DB: d.DB}).CampaignTerms(t.Context(), d.ref)
		require.NoError(t, err)
		require.True(t, terms.Approve)
		require.Positive(t, d.plan().Books.Planned)
		result, err := d.send()
		require.NoError(t, err)
		require.Positive(t, result.Sent)
		require.Less(t, result.Sent, 200, "the segment narrows it down")
		require.True(t, strings.HasPrefix(d.posts["edm"].last.Text, "one 王"), d.posts["edm"].last.Text)
		return schematest.Query[row](t, d.DB, "SELECT member_id, toString(channel) AS channel, toString(state) AS state FROM deliveries FINAL ORDER BY member_id")
	}
	require.Equal(t, planned(false), planned(true))
}

// What is approved after the plan is for the next run: the one that was planned goes on with
// its own text, and another worker's process does the same.
func TestRunIsSentAsItWasPlanned(t *testing.T) {
	d := openDeliveries(t, 300)
	d.exec(`INSERT INTO console_segments (brand, name, filter, audience, version) VALUES ('acme', 'friends', 'x', 'segments: {friends: {where: member_id % 3 = 0}}', 1)`)
	d.Config.Brands[0].Campaigns = nil
	d.save(writtenWakeUp, 0)
	books := d.plan().Books
	d.save(strings.ReplaceAll(writtenWakeUp, "one ", "two "), 1)
	d.Deliveries = d.worker(d.DB)
	d.Config.Brands[0].Campaigns = nil
	result, err := d.send()
	require.NoError(t, err)
	require.EqualValues(t, books.Planned, result.Sent)
	require.Contains(t, d.posts["edm"].last.Text, "one ")

	d.ref.Date = d.ref.Date.AddDays(1)
	require.Zero(t, d.plan().Books.Planned, "each member gets it once, ever")
	number, _, err := studio.Pinned(t.Context(), d.DB, ledger.Run{Brand: d.ref.Brand, Campaign: d.ref.Campaign, Date: d.ref.Date})
	require.NoError(t, err)
	require.EqualValues(t, 2, number)
}

// A name that stands in both places is sent from neither, and the night says so.
func TestCampaignInBothPlacesIsRefused(t *testing.T) {
	d := openDeliveries(t, 10)
	d.save(strings.ReplaceAll(writtenWakeUp, ", segment: friends", ""), 0)
	facts, err := (&activities.Brands{Config: d.Config, DB: d.DB}).ReadBrand(t.Context(), "acme")
	require.NoError(t, err)
	require.Empty(t, facts.Campaigns)
	require.Len(t, facts.Troubles, 1)
	require.Contains(t, facts.Troubles[0], "remove it from the file, or take it off the console")
	_, err = d.env.ExecuteActivity(d.PlanCampaign, d.ref)
	require.ErrorContains(t, err, fmt.Sprintf("the campaign %s stands in the config's file and on the console", d.ref.Campaign))
}
