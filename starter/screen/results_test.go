package screen

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"regulars/experiment"
	"regulars/present"
	"regulars/schema/view"
)

func TestResultsAreDrawn(t *testing.T) {
	assigned, heldOut := experiment.Group{Buyers: experiment.Share{Hits: 12, Of: 150}}, experiment.Group{Buyers: experiment.Share{Hits: 1, Of: 17}}
	for range 17 {
		assigned.Revenue.Add(0, 3)
		heldOut.Revenue.Add(0, 3)
	}
	lift := experiment.Compare(assigned, heldOut)
	rows := []view.Result{
		{Campaign: "wake-up-the-sleeping", Counts: view.Counts{Planned: 1234567, Sent: 1234567, Revenue: 123456789}, Assigned: assigned, HeldOut: heldOut, Lift: &lift, Ends: "2026-11-27"},
		{Campaign: "wake-up-the-sleeping", Channel: "line", Counts: view.Counts{Planned: 7}, Ends: "2026-11-27"},
	}
	var out bytes.Buffer
	Results(&out, view.ResultQuery{From: "2026-11-01", To: "2026-11-20", AsOf: "2026-11-28"}, rows, &present.English, "TWD")
	t.Log("\n" + out.String())
	for _, want := range []string{"What came of the deliveries of 2026-11-01 to 2026-11-20, as of 2026-11-28", "  line", "1,234,567", "–", "too few to tell: 17 kept out; about 1,300 more are needed"} {
		assert.Contains(t, out.String(), want)
	}
	tables, _, _ := strings.Cut(out.String(), "wake-up-the-sleeping: ")
	for line := range strings.Lines(tables) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), Width)
	}
}
