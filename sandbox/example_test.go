package sandbox_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/sandbox/sandboxtest"
)

// The example must be a valid config with the sandbox's environment, and its
// templates must render for any member.
func TestTheExampleFitsTheSandbox(t *testing.T) {
	s := sandboxtest.Small(t)
	for _, pair := range s.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	path := filepath.Join("..", "examples", "sandbox.yaml")
	cfg, err := config.Load(path)
	require.NoError(t, err)
	brand := cfg.Brands[0]
	require.Len(t, brand.Shops, 3)
	require.Len(t, brand.Shops[2].Feeds, 6)
	for _, feed := range brand.Shops[2].Feeds {
		require.FileExists(t, feed.Path)
	}
	require.Len(t, brand.Campaigns, 4)
	members := []channel.Values{
		{Brand: "sandbox", Campaign: "welcome", Date: "2026-11-20", UnsubscribeURL: "https://shop.example.com/u"},
		{Brand: "sandbox", Campaign: "thanks", Date: "2026-11-20", UnsubscribeURL: "https://shop.example.com/u", Member: channel.Member{
			ID: "m1", Name: "王小明", Stage: "active", StageBefore: "new", LastPurchase: "2026-11-19", RecencyDays: 1, Purchases: 7, Revenue: 12000, RFMClass: "rfm_vip",
		}},
	}
	for _, campaign := range brand.Campaigns {
		for name, text := range campaign.Templates {
			parsed, err := channel.ParseTemplate(text, filepath.Dir(path))
			require.NoError(t, err, "%s over %s", campaign.Name, name)
			for _, v := range members {
				rendered, err := parsed.Render(v)
				require.NoError(t, err, "%s over %s", campaign.Name, name)
				require.NotContains(t, rendered.Text+rendered.HTML+rendered.Subject, "{{")
				if v.Member.Name != "" {
					require.Contains(t, rendered.Text, v.Member.Name)
				}
			}
		}
	}
}
