package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

// The page of a campaign of the file says what was approved last, by whom, and how the file
// differs from that today.
func filesCampaignsAreReviewed(t *testing.T, w *world) {
	b := &w.config.Brands[0]
	b.Campaigns = []config.Campaign{{Name: "wake-up", Channels: []string{"edm"}, Purpose: "marketing", Approve: true}}
	require.NoError(t, schematest.Connect(t, w.db).Exec(t.Context(), "TRUNCATE TABLE campaign_texts"))
	b.Campaigns[0].Audience.Is = []string{"everybody"}
	says := func(text string) {
		b.Campaigns[0].Templates = map[string]config.Template{"edm": {Subject: "We miss you", Text: text}}
		w.serve()
	}
	const page = "/b/tea/studio/wake-up"
	says("Come back </pre><script>alert(1)</script>")
	require.NotContains(t, w.as("mei").get(page).text, `id="difference"`, "nobody has approved it")
	approved := func(by, date string, at time.Time) {
		require.NoError(t, studio.LetGo(t.Context(), w.db, b, ledger.Run{Brand: "tea", Campaign: "wake-up", Date: regulars.BusinessDate(date)}, by, at))
	}
	approved("<b>jun", "2026-11-18", now.Add(-48*time.Hour))
	approved("mei", "2026-11-19", now.Add(-24*time.Hour))
	inOrder(t, w.as("lin").get(page).read(), "Differs from what mei approved at 2026-11-20 06:00, of the business date 2026-11-19", "No difference.", "Let go", "2026-11-19", "mei", "2026-11-18", "<b>jun")

	says("Come back soon")
	shown := w.as("mei").get(page)
	inOrder(t, shown.text, `<del>-`, "Come back &lt;/pre&gt;&lt;script&gt;", `<ins>+`, "Come back soon")
	assert.NotContains(t, shown.text, "<script>alert")
	assert.NotContains(t, shown.text, "<b>jun")
	assert.Contains(t, shown.text, "subject: We miss you", "what is alike is around it")

	b.Campaigns[0].Approve = false
	require.NoError(t, studio.Planned(t.Context(), w.db, b, ledger.Run{Brand: "tea", Campaign: "wake-up", Date: "2026-11-20"}))
	both := w.as("mei").get(page).read()
	inOrder(t, both, "Differs from what mei approved", `id="history"`, "2026-11-18")
	assert.Contains(t, both, "went without being asked")
	require.NoError(t, schematest.Connect(t, w.db).Exec(t.Context(), "DELETE FROM campaign_texts WHERE by != ''"))
	inOrder(t, w.as("mei").get(page).read(), "what went last without being asked, first on the business date 2026-11-20")
	assert.Contains(t, w.as("mei").get(page+"?lang=zh-Hant").read(), "免核准發送")
	assert.Equal(t, http.StatusNotFound, w.as("mei").get(strings.Replace(page, "tea", "coffee", 1)).status)
}
