package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/gate"
	"regulars/starter/session"
	"regulars/workflows"
)

// far are brands at both ends of the earth: their business dates never end on the
// same day, and one of them never with UTC's.
func far(t *testing.T) []*config.Brand {
	t.Helper()
	var brands []*config.Brand
	for _, name := range []string{"Pacific/Kiritimati", "Etc/GMT+12"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		brands = append(brands, &config.Brand{Name: "tea", Timezone: name, Zone: zone})
	}
	return brands
}

// ended is the last business date of a brand that has ended. The test begins again
// with the next one where it ends meanwhile.
func ended(brand *config.Brand) regulars.BusinessDate {
	return regulars.EndedAt(time.Now(), brand.Zone)
}

func TestBackfillInput(t *testing.T) {
	for _, brand := range far(t) {
		last := ended(brand)
		for _, campaigns := range []bool{false, true} {
			input, err := backfillInput(brand, "2026-01-01", "", campaigns)
			require.NoError(t, err)
			if last != ended(brand) {
				last = ended(brand)
				input, err = backfillInput(brand, "2026-01-01", "", campaigns)
				require.NoError(t, err)
			}
			require.Equal(t, workflows.BackfillInput{Brand: "tea", From: "2026-01-01", To: last, Campaigns: campaigns}, input)
		}
		input, err := backfillInput(brand, "2026-01-01", "2026-01-01", false)
		require.NoError(t, err)
		require.Equal(t, regulars.BusinessDate("2026-01-01"), input.To)
		_, err = backfillInput(brand, "2026-01-02", "2026-01-01", false)
		require.ErrorContains(t, err, "--to 2026-01-01 lies before --from 2026-01-02")
		_, err = backfillInput(brand, "2026-01-01", ended(brand).AddDays(2).String(), false)
		require.ErrorContains(t, err, "has not ended yet")
		_, err = backfillInput(brand, "2026-01-01", ended(brand).AddDays(1).String(), false)
		require.ErrorContains(t, err, "has not ended yet", "today")
		_, err = backfillInput(brand, "", "2026-01-01", false)
		require.ErrorContains(t, err, "--from is missing")
		_, err = backfillInput(brand, "2026-1-1", "", false)
		require.ErrorContains(t, err, "--from")
		_, err = backfillInput(brand, "2026-01-01", "yesterday", false)
		require.ErrorContains(t, err, "--to")
	}
}

func TestNightInput(t *testing.T) {
	for _, brand := range far(t) {
		for _, c := range []struct{ noCampaigns, past bool }{{}, {noCampaigns: true}, {past: true}} {
			input, err := nightInput(brand, "2026-01-01", c.noCampaigns, c.past)
			require.NoError(t, err)
			require.Equal(t, workflows.NightlyInput{Brand: "tea", Date: "2026-01-01", NoCampaigns: c.noCampaigns, SendPast: c.past}, input)
		}
		last := ended(brand)
		input, err := nightInput(brand, "", false, false)
		require.NoError(t, err)
		require.Contains(t, []regulars.BusinessDate{last, ended(brand)}, input.Date)
		_, err = nightInput(brand, ended(brand).AddDays(1).String(), false, false)
		require.ErrorContains(t, err, "has not ended yet in "+brand.Timezone)
	}
}

// Nothing is sent, and nothing is left out, unless it is asked for.
func TestFlagsThatSend(t *testing.T) {
	require.Equal(t, "false", newBackfill(&session.Session{}).Flags().Lookup("campaigns").DefValue)
	require.Equal(t, "false", newRun(&session.Session{}).Flags().Lookup("past").DefValue)
	require.Equal(t, "false", newRun(&session.Session{}).Flags().Lookup("no-campaigns").DefValue)
	require.Equal(t, "false", newRejected(&session.Session{}).Flags().Lookup("raw").DefValue)
}

// A sweep that left something fails and says what.
func TestShowSwept(t *testing.T) {
	var out bytes.Buffer
	line := gate.StoreLine{Shop: "web", Entity: "orders", Stored: 3, OK: true}
	require.NoError(t, showSwept(&out, []gate.StoreLine{line}))
	require.Contains(t, out.String(), "The numbers follow with the next night")
	out.Reset()
	left := gate.StoreLine{Shop: "web", Entity: "customers", Reason: "one is missing"}
	require.EqualError(t, showSwept(&out, []gate.StoreLine{line, left}), "shop web as a whole, customers: one is missing")
	require.NotContains(t, out.String(), "The numbers follow")
}

// A mistyped metric or window is said at once, with what was probably meant.
func TestKPINames(t *testing.T) {
	for _, q := range []kpiQuery{{}, {metric: "revenue", window: "28d"}, {metric: "repeat_*", window: "asof"}, {explain: "repeat_order_rate"}, {orders: "orders"}} {
		require.NoError(t, q.checkNames())
	}
	for meant, q := range map[string]kpiQuery{
		"did you mean repeat_order_rate?": {metric: "repeat_order_rat"}, "did you mean revenue?": {explain: "revenu"}, "did you mean orders?": {orders: "oders"},
		"did you mean 28d?": {metric: "revenue", window: "28"}, "use one of day, 7d": {window: "fortnight"}, "names a metric blabla": {metric: "blabla"},
	} {
		require.ErrorContains(t, q.checkNames(), meant)
	}
}
