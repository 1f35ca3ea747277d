package activities_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
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
	v := studio.Version{Name: "wakeup", Document: document, By: "mei"}
	n, err := studio.Campaigns.Save(d.t.Context(), d.DB, "acme", v, base)
	require.NoError(d.t, err)
	require.NoError(d.t, studio.Campaigns.Say(d.t.Context(), d.DB, "acme", studio.Review{Name: "wakeup", Number: n, Mark: v.Mark(), Verdict: studio.Approved, By: "jun"}))
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

// A journey whose messages are written on the console stands still until the campaign of its
// step is approved there; then its members come in and get that version.
func TestJourneyWaitsForWhatItsStepSends(t *testing.T) {
	d := openDeliveries(t, 30)
	brand := &d.Config.Brands[0]
	brand.Campaigns = nil
	brand.Journeys = []journey.Journey{{Name: "asleep", Messages: journey.OfConsole, Enter: audience.Audience{Enters: []string{"sleep"}}, Steps: []journey.Step{{Name: "first", Send: "wakeup"}}}}
	brand.WithDefaults()
	nights := &activities.Warehouse{Config: d.Config, DB: d.DB}
	d.env.RegisterActivity(nights)
	walk := func() (activities.BrandFacts, uint64) {
		t.Helper()
		facts, err := (&activities.Brands{Config: d.Config, DB: d.DB}).ReadBrand(t.Context(), "acme")
		require.NoError(t, err)
		_, err = d.env.ExecuteActivity(nights.WalkJourneys, activities.JourneysInput{Brand: "acme", Date: d.ref.Date})
		require.NoError(t, err)
		type count struct {
			N uint64 `ch:"n"`
		}
		return facts, schematest.Query[count](t, d.DB, "SELECT uniqExact(member_id) AS n FROM journey_moves WHERE journey = 'asleep' AND step = ''")[0].N
	}
	facts, came := walk()
	require.Len(t, facts.Troubles, 1)
	require.Contains(t, facts.Troubles[0], "the journey asleep stands still: a step sends the campaign wakeup, of which the console has no approved version")
	require.Empty(t, facts.Journeys)
	require.Zero(t, came, "who came in now would never get the message")

	d.save(strings.Replace(writtenWakeUp, "{enters: [sleep], segment: friends}", "{journey: asleep}", 1), 0)
	facts, came = walk()
	require.Empty(t, facts.Troubles)
	require.Equal(t, []string{"asleep"}, facts.Journeys)
	require.Equal(t, []string{"wakeup"}, facts.Campaigns)
	require.Positive(t, came)
	planned := d.plan().Books.Planned
	require.Positive(t, planned)
	result, err := d.send()
	require.NoError(t, err)
	require.EqualValues(t, planned, result.Sent)
	require.True(t, strings.HasPrefix(d.posts["edm"].last.Text, "one 王"), d.posts["edm"].last.Text)
}

// Who lets a campaign of the file go is on record with what it said then.
func TestWhatWasApprovedIsOnRecord(t *testing.T) {
	d := openDeliveries(t, 10)
	d.Config.Brands[0].Campaigns[0].Approve = true
	d.plan()
	texts := func() []studio.Filed {
		got, err := studio.Texts(t.Context(), d.DB, d.ref.Brand, d.ref.Campaign, 10)
		require.NoError(t, err)
		return got
	}
	require.Empty(t, texts(), "nobody has approved it")
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Hour) // before what is planned below
	state := activities.CampaignStateInput{CampaignRef: d.ref, State: ledger.RunHeld, By: "jun", Decisions: []activities.CampaignDecision{{Name: ledger.DecisionHold, By: "jun", At: at}}}
	_, err := d.env.ExecuteActivity(d.SetCampaignState, state)
	require.NoError(t, err)
	require.Empty(t, texts(), "a hold lets nothing go")
	state = activities.CampaignStateInput{CampaignRef: d.ref, State: ledger.RunApproved, By: "mei", Decisions: []activities.CampaignDecision{{Name: ledger.DecisionApprove, By: "mei", At: at.Add(time.Minute)}}}
	_, err = d.env.ExecuteActivity(d.SetCampaignState, state)
	require.NoError(t, err)
	got := texts()
	require.Len(t, got, 1)
	require.Equal(t, "mei", got[0].By)
	want, err := studio.DocumentOf(&d.Config.Brands[0].Campaigns[0])
	require.NoError(t, err)
	require.Equal(t, want, got[0].Document)

	d.Config.Brands[0].Campaigns[0].Approve = false
	d.ref.Date = d.ref.Date.AddDays(1)
	d.plan()
	require.Len(t, texts(), 2, "it is no longer asked about")
	require.Empty(t, texts()[0].By)
}
