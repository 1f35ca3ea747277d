package screen

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"regulars/present"
	"regulars/schema/view"
	"regulars/workflows"
)

func TestNightLines(t *testing.T) {
	p := &workflows.NightProgress{
		Step: "address", Waits: "for ClickHouse",
		Shops: map[string]workflows.ShopProgress{
			"web":   {State: "done", Received: 123456, Rejected: 3},
			"store": {State: "failed", Reason: "the token is refused: make a new one"},
		},
		Campaigns: map[string]workflows.CampaignProgress{
			"wake-up": {State: "sending", Books: workflows.Books{Planned: 1200, Excluded: 200, Sent: 340}},
		},
		Troubles: []string{"shop store: the token is refused"},
	}
	p.Notes = []string{"the repurchase cycle stands on little"}
	lines := NightLines(p, "", "")
	assert.Contains(t, strings.Join(lines, "\n"), "! the repurchase cycle stands on little")
	assert.True(t, strings.HasPrefix(lines[0], "✗ pull"), "%s: a shop has failed", lines[0])
	t.Log("\n" + strings.Join(lines, "\n"))
	text := strings.Join(lines, "\n")
	for _, want := range []string{"✓ reconcile", "● address", "○ certify", "123,456 records", "3 rejected", "340 of 1,000 sent", "waits for ClickHouse", "✗ shop store"} {
		assert.Contains(t, text, want)
	}
	assert.Contains(t, NightLines(nil, "no worker polls", "")[0], "no worker polls")
	p.Shops = map[string]workflows.ShopProgress{"web": {State: "done"}}
	assert.True(t, strings.HasPrefix(NightLines(p, "", "")[0], "✓ pull"))
	assert.NotContains(t, strings.Join(NightLines(&workflows.NightProgress{Step: "done"}, "", ""), ""), "○")
}

func TestBackfillLines(t *testing.T) {
	left := 241 * time.Second
	p := &workflows.BackfillProgress{Days: 90, DaysDone: 45, DoneTo: "2026-02-14", Step: "measure", Remaining: &left}
	lines := BackfillLines(p, "", "")
	t.Log("\n" + strings.Join(lines, "\n"))
	assert.Contains(t, lines[0], "45 of 90 days, to 2026-02-14")
	assert.Contains(t, lines[0], "about 4m left")
	assert.Equal(t, barWidth/2, strings.Count(lines[0], "█"))
	p.Paused = true
	assert.Contains(t, BackfillLines(p, "", "")[0], "paused")

	p.Shops = map[string]workflows.ShopProgress{"web": {State: "done", Received: 123456}}
	assert.NotContains(t, strings.Join(BackfillLines(p, "", ""), "\n"), "123,456 records")
	p.Step = workflows.BackfillPulls
	assert.Contains(t, strings.Join(BackfillLines(p, "", ""), "\n"), "123,456 records")
}

// A text that is wider than the screen is shown whole, on several lines.
func TestNothingIsCutAway(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("nothing announces an order that is deleted ", 6)) + " END"
	var out bytes.Buffer
	Table(&out, present.Table{Head: []string{"shop", "n", "what is done"}, Align: "lrl", Rows: [][]string{{"web", "12,345", long}, {"store", "7", "short"}}})
	t.Log("\n" + out.String())
	assert.NotContains(t, out.String(), "≈")
	assert.Equal(t, strings.Count(long, "nothing"), strings.Count(out.String(), "nothing"))
	assert.Contains(t, out.String(), "END")
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), Width)
	}
}

func TestCertificateIsDrawn(t *testing.T) {
	var out bytes.Buffer
	n := uint64(12345)
	Certificate(&out, present.Certificate{
		Brand: "b", Date: "2026-11-20", Reasons: []string{"shop web: orders: 1 is missing"},
		Shops:     []present.ShopLine{{Shop: "web", Entity: "orders", Platform: &n, Received: n, Stored: n - 1}, {Shop: "store", Entity: "orders", OK: true}},
		Campaigns: []present.CampaignLine{{Campaign: "back", State: "done", Planned: 7, Sent: 7, Closed: true}},
	})
	t.Log("\n" + out.String())
	for _, want := range []string{
		"Certificate of b, 2026-11-20: NOT WHOLE", "web    orders       12,345    12,345  12,344         0  ✗", "can't count",
		"back      done         7     7       0        0         0     0  ✓", "✗ shop web: orders: 1 is missing",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), "|")
}

func TestSentTable(t *testing.T) {
	lines := []view.DeliveryLine{
		{Campaign: "wake-up", Channel: "", State: "excluded", Reason: "no_consent", Members: 1400},
		{Campaign: "wake-up", Channel: "", State: "excluded", Reason: "no_address", Members: 20},
		{Campaign: "wake-up", Channel: "line", State: "sent", Members: 900},
		{Campaign: "wake-up", Channel: "line", State: "failed", Reason: "refused", Members: 2},
		{Campaign: "other", Channel: "line", State: "sent", Members: 1},
	}
	b := booksOf(lines, "wake-up")
	assert.Len(t, b, 2)
	assert.Equal(t, []string{"1,400 no consent", "20 no address"}, b[0].reasons)
	assert.EqualValues(t, 900, b[1].sums["sent"])
}

func TestWaitingLine(t *testing.T) {
	say := func(state, waits string) string {
		return WaitingLine("back", "2026-11-20", workflows.CampaignProgress{State: state, Waits: waits})
	}
	assert.Equal(t, "… back of 2026-11-20 waits for a person: `go run ./starter campaign approve back --date 2026-11-20`\n", say(workflows.CampaignApproval, "for a person: `approve`"))
	assert.Equal(t, "… back of 2026-11-20 is held: by mei: a wrong price: `go run ./starter campaign release back --date 2026-11-20`\n",
		say(workflows.CampaignHeld, "held by mei: a wrong price; `release` lets it go on"))
	assert.Equal(t, "… back of 2026-11-20 waits until 2026-11-21 10:00 CST\n", say(workflows.CampaignWaiting, "until 2026-11-21 10:00 CST"))
	assert.Empty(t, say(workflows.CampaignSending, ""))
}
