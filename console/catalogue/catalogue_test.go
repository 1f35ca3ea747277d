package catalogue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/console/catalogue"
	"regulars/present"
	"regulars/schema/metric"
)

// Every metric that can be chosen has a name in both languages.
func TestEveryMetricHasAName(t *testing.T) {
	all, err := metric.Definitions()
	require.NoError(t, err)
	for _, words := range []*present.Names{&present.Chinese, &present.English} {
		names := catalogue.Of(all, words)
		require.NotEmpty(t, names)
		for _, n := range names {
			require.NotEqual(t, n.Metric, n.Name, words.Lang)
			require.NotContains(t, n.Name, "%!", n.Metric)
		}
	}
	for metric, want := range map[string]string{
		"stage_sleep": "Members: sleep", "stage_share_sleep": "Share of members: sleep", "stage_due_lost_14d": "Becomes lost within 14 days", "rfm_revenue_vip": "RFM revenue: VIP", "bounced": "Bounced",
	} {
		require.Equal(t, want, present.English.Metric(metric))
	}
}
