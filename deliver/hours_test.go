package deliver_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/template"
	"regulars/deliver"
	"regulars/schema/ledger"
	"regulars/schema/ledger/product"
)

// Each goes at their hour: what is left says when to come back, until nobody is left.
func TestSendingWaitsForEachHour(t *testing.T) {
	for _, idempotent := range []bool{false, true} {
		w := newWorld(t, 30, newProvider(idempotent, 10))
		now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
		w.store.now = func() time.Time { return now }
		hours := []int{9, 13, 20}
		for i, d := range w.store.deliveries {
			due := time.Date(2026, 11, 21, hours[i%3], 0, 0, 0, time.UTC)
			d.DueAt = &due
		}
		run := func() deliver.Totals {
			t.Helper()
			s := w.sending()
			s.OwnHours, s.Now = true, func() time.Time { return now }
			var totals deliver.Totals
			require.NoError(t, s.Run(t.Context(), &totals))
			return totals
		}
		for i, hour := range hours {
			now = time.Date(2026, 11, 21, hour, 0, 0, 0, time.UTC)
			totals := run()
			require.Equal(t, 10, totals.Sent)
			require.Equal(t, 10*(i+1), w.store.count(ledger.DeliverySent))
			if i == 2 {
				require.Nil(t, totals.QuietUntil)
				continue
			}
			require.Equal(t, hours[i+1], totals.QuietUntil.Hour())
		}
		w.requireOnce(30)
	}
}

// Quiet hours that skip take only those whose hour has come, and the rest is waited for.
func TestQuietHoursAndOwnHours(t *testing.T) {
	w := newWorld(t, 3, newProvider(false, 10))
	now := time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC)
	w.store.now = func() time.Time { return now }
	for i, d := range w.store.deliveries {
		due := time.Date(2026, 11, 21, []int{12, 13, 15}[i], 0, 0, 0, time.UTC)
		d.DueAt = &due
	}
	attempt := func(skip bool) (totals deliver.Totals, err error) {
		s := w.sending()
		s.OwnHours, s.Now = true, func() time.Time { return now }
		s.Quiet = deliver.Quiet{Windows: []deliver.Window{{From: 12 * 60, To: 14 * 60, Skip: skip}}}
		err = s.Run(t.Context(), &totals)
		return totals, err
	}
	totals, err := attempt(false)
	require.NoError(t, err)
	require.Equal(t, 14, totals.QuietUntil.Hour(), "the quiet ends before the next hour")
	totals, err = attempt(true)
	require.NoError(t, err)
	require.Equal(t, 15, totals.QuietUntil.Hour())
	require.Equal(t, 2, w.store.count(ledger.DeliveryExcluded))
	require.Equal(t, 1, w.store.count(ledger.DeliveryPlanned))

	w.store.failing["NextDue"] = errors.New("no answer")
	now = now.Add(3 * time.Hour)
	_, err = attempt(false)
	require.ErrorContains(t, err, "no answer")
	require.Equal(t, 1, w.store.count(ledger.DeliverySent))

	asked := w.store.asked
	together := newWorld(t, 1, newProvider(false, 10))
	_, err = together.run()
	require.NoError(t, err)
	require.Zero(t, together.store.asked, "all go together: nobody's hour is asked for")
	require.Positive(t, asked)
}

// A plan gets what stands outside the ledger: whether its texts recommend products, and the
// quiet hours of its channels.
func TestReady(t *testing.T) {
	brand := (&config.Brand{
		Name: "acme", Timezone: "Asia/Taipei", Language: "zh-Hant",
		Channels: map[string]*config.Channel{"edm": {}, "sms": {}},
		Quiet:    []config.QuietHours{{From: "21:00", To: "09:00", Channels: []string{"sms"}}, {From: "12:30", To: "13:30", Channels: []string{"sms"}}},
		Campaigns: []config.Campaign{{
			Name: "wake", Channels: []string{"sms", "edm"}, SendAt: config.BestHour,
			Templates: map[string]config.Template{
				"sms": {Text: "hello"},
				"edm": {Subject: "s", Text: "own {{ member.language }}", Languages: map[string]template.Text{"en": {Subject: "s", Text: "{{ member.recommended.size }}"}}},
			},
		}},
	}).WithDefaults()
	campaign := &brand.Campaigns[0]
	plan, err := deliver.Ready(ledger.PlanOf(brand, campaign, "2026-11-20"), brand, campaign, "a key")
	require.NoError(t, err)
	require.True(t, plan.BestHour)
	require.True(t, plan.Recommends)
	var quiet []int
	for _, q := range plan.Quiet {
		require.Equal(t, "sms", q.Channel)
		quiet = append(quiet, q.Hour)
	}
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 21, 22, 23}, quiet, "12:00 is before the quiet")

	letter, err := deliver.LetterOf(brand, campaign, "edm", "a key")
	require.NoError(t, err)
	run := ledger.Run{Brand: "acme", Campaign: "wake", Date: "2026-11-20"}
	m, err := letter.Draft(run, "marketing", ledger.Recipient{MemberID: 7, Channel: "edm"})
	require.NoError(t, err)
	require.Equal(t, "own zh-Hant", m.Text, "who says nothing is written to in the brand's language")
	m, err = letter.Draft(run, "marketing", ledger.Recipient{MemberID: 7, Channel: "edm", Language: "en-US", Products: []product.Product{{Name: "Tea"}}})
	require.NoError(t, err)
	require.Equal(t, "1", m.Text)

	campaign.Templates = map[string]config.Template{"sms": {Text: "hello"}, "edm": {Subject: "s", Text: "x"}}
	plan, err = deliver.Ready(ledger.PlanOf(brand, campaign, "2026-11-20"), brand, campaign, "a key")
	require.NoError(t, err)
	require.False(t, plan.Recommends)
	require.Equal(t, regulars.BusinessDate("2026-11-20"), plan.Date)
}
