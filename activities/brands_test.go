package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/schematest"
)

// A campaign's hours are those of the brand, not of the machine nor of UTC.
func TestCampaignTerms(t *testing.T) {
	cases := []struct{ name, zone, date, sendAt, want, past string }{
		{"east of UTC", "Asia/Taipei", "2026-03-14", "10:00", "2026-03-15T02:00:00Z", "2026-03-15T16:00:00Z"},
		{"west of UTC", "America/New_York", "2026-01-14", "10:00", "2026-01-15T15:00:00Z", "2026-01-16T05:00:00Z"},
		{"without an hour it may go when the day begins", "Asia/Taipei", "2026-03-14", "", "2026-03-14T16:00:00Z", "2026-03-15T16:00:00Z"},
		{"an hour that clocks jump over is the one after", "Europe/Berlin", "2026-03-28", "02:30", "2026-03-29T01:30:00Z", "2026-03-29T22:00:00Z"},
		{"before the jump", "Europe/Berlin", "2026-03-28", "01:30", "2026-03-29T00:30:00Z", "2026-03-29T22:00:00Z"},
		{"a day of 25 hours", "Europe/Berlin", "2026-10-24", "10:00", "2026-10-25T09:00:00Z", "2026-10-25T23:00:00Z"},
		{"a day that ends at eleven", "America/Santiago", "2026-09-04", "10:00", "2026-09-05T14:00:00Z", "2026-09-06T04:00:00Z"},
		{"a day that begins at one", "America/Santiago", "2026-09-05", "", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"},
	}
	db := schematest.Open(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			terms, err := brandsOf(t, db, c.zone, config.Campaign{Name: "welcome", SendAt: c.sendAt}).
				CampaignTerms(t.Context(), activities.CampaignRef{Brand: "acme", Campaign: "welcome", Date: regulars.BusinessDate(c.date)})
			require.NoError(t, err)
			require.Equal(t, c.want, terms.SendAt.UTC().Format(time.RFC3339))
			require.Equal(t, c.past, terms.Past.UTC().Format(time.RFC3339))
			require.False(t, terms.Approve)
		})
	}

	t.Run("with approval", func(t *testing.T) {
		terms, err := brandsOf(t, db, "UTC", config.Campaign{Name: "welcome", Approve: true}).
			CampaignTerms(t.Context(), activities.CampaignRef{Brand: "acme", Campaign: "welcome", Date: "2026-03-14"})
		require.NoError(t, err)
		require.True(t, terms.Approve)
	})

	t.Run("what the config doesn't have is not tried again", func(t *testing.T) {
		a := brandsOf(t, db, "UTC", config.Campaign{Name: "welcome", SendAt: "at ten"})
		for _, name := range []string{"welcome", "unknown"} {
			_, err := a.CampaignTerms(t.Context(), activities.CampaignRef{Brand: "acme", Campaign: name, Date: "2026-03-14"})
			var failed *temporal.ApplicationError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, activities.ErrorConfig, failed.Type())
			require.True(t, failed.NonRetryable())
		}
	})
}

func brandsOf(t *testing.T, db *schema.DB, zone string, campaign config.Campaign) *activities.Brands {
	t.Helper()
	location, err := time.LoadLocation(zone)
	require.NoError(t, err)
	return &activities.Brands{DB: db, Config: &config.Config{Brands: []config.Brand{{
		Name: "acme", Zone: location, Campaigns: []config.Campaign{campaign},
	}}}}
}

// A campaign goes on the days that it names: those of the messages, which go on the day
// after the business date.
func TestCampaignsGoOnTheirDays(t *testing.T) {
	facts := activities.BrandFacts{
		Campaigns: []string{"always", "mondays", "christmas"},
		Days:      map[string][]string{"mondays": {"mon"}, "christmas": {"2026-12-24", "sat"}},
	}
	require.Equal(t, []string{"always", "mondays"}, facts.On("2026-11-22")) // a Sunday
	require.Equal(t, []string{"always"}, facts.On("2026-11-23"))
	require.Equal(t, []string{"always", "christmas"}, facts.On("2026-12-23"))
	require.Equal(t, []string{"always", "christmas"}, facts.On("2026-12-25"))
	require.Len(t, facts.Campaigns, 3, "the facts stay what they are")
}
