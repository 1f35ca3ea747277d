package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What Temporal UI shows of a backfill.
func TestBackfillPanel(t *testing.T) {
	in := BackfillInput{Brand: "tea", From: "2026-01-01", To: "2026-01-10", Campaigns: true}
	left := 90 * time.Second
	for name, c := range map[string]struct {
		change func(*BackfillProgress)
		in     func(*BackfillInput)
		want   string
	}{
		"begins":           {want: "**tea, 2026-01-01 to 2026-01-10**: step\n\n4 of 10 days.\n"},
		"sends nothing":    {in: func(i *BackfillInput) { i.Campaigns = false }, want: "4 of 10 days. Nothing is sent.\n"},
		"guesses its rest": {change: func(p *BackfillProgress) { p.Remaining = &left }, want: "4 of 10 days, about 1m30s left.\n"},
		"has no rest":      {change: func(p *BackfillProgress) { p.Remaining, p.DaysDone = &left, 10 }, want: "10 of 10 days.\n"},
		"is paused":        {change: func(p *BackfillProgress) { p.Paused = true }, want: "4 of 10 days. Paused: the update `resume` lets it go on.\n"},
		"waits":            {change: func(p *BackfillProgress) { p.Waits = "for a shop" }, want: "4 of 10 days. Waits for a shop.\n"},
		"isn't whole":      {change: func(p *BackfillProgress) { p.Troubles = []string{"shop web: HTTP 401"} }, want: "4 of 10 days.\n\n**Not whole**\n\n- shop web: HTTP 401\n"},
	} {
		p, input := BackfillProgress{From: in.From, To: in.To, Days: 10, DaysDone: 4, Step: "step"}, in
		if c.change != nil {
			c.change(&p)
		}
		if c.in != nil {
			c.in(&input)
		}
		panel := backfillPanel(p, input)
		require.Equal(t, c.want, panel[len(panel)-len(c.want):], name)
	}
}
