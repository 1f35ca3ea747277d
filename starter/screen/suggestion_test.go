package screen

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/assert"

	"regulars/experiment"
	"regulars/present"
)

func TestSuggestionIsDrawn(t *testing.T) {
	kind := present.MessageKind{Campaign: "wake-up", Stage: "sleep", Channel: "line", Hours: [2]int{8, 12}}
	inJourney := present.MessageKind{Campaign: "second-purchase-offer", Journey: "second-purchase", Stage: "active", Channel: "sms"}
	s := present.Suggestion{
		From: "2026-06-01", To: "2026-11-20", Days: 28, Margin: 0.4,
		Lines: []present.SuggestionLine{
			{MessageKind: inJourney, Net: experiment.Interval{Estimate: 4.1, Low: -0.2, High: 8.5}, Pays: 0.968, Messages: 12345, Send: 12345},
			{MessageKind: kind, Net: experiment.Interval{Estimate: 1, Low: -1, High: 3}, Pays: 0.8, Messages: 400, Send: 100},
			{MessageKind: kind, Net: experiment.Interval{Estimate: -3, Low: -5, High: -1}, Pays: 0.01, Messages: 400},
		},
		Channels: []present.SuggestionChannel{{Name: "line", Messages: 800, Send: 100, Cost: 20, Earned: 100, Limited: true, Next: 1}},
		Unknown:  []present.SuggestionUnknown{{MessageKind: kind, Why: "too_few", Assigned: 400, HeldOut: 31}},
	}
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		var out bytes.Buffer
		Suggestion(&out, s, names, "TWD")
		t.Log("\n" + out.String())
		for _, want := range []string{"12,345", "second-purchase", "08–12", "+4.10", "−3.00", "96.8 %", "31"} {
			assert.Contains(t, out.String(), want)
		}
		assert.NotContains(t, out.String(), "%!")
		tables, _, _ := strings.Cut(out.String(), "\nLINE")
		for line := range strings.Lines(tables) {
			assert.LessOrEqual(t, text.StringWidthWithoutEscSequences(strings.TrimRight(line, "\n ")), Width)
		}
	}
	var out bytes.Buffer
	Suggestion(&out, present.Suggestion{From: "2026-06-01", To: "2026-11-20"}, &present.English, "TWD")
	assert.Contains(t, out.String(), "too little was measured to suggest anything")
}
