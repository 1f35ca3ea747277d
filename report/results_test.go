package report

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/experiment"
	"regulars/present"
	"regulars/schema/view"
)

// What the page says of campaigns is what `campaign results` says, number by number, in both
// languages: per campaign, channel and variant.
func TestPageShowsResults(t *testing.T) {
	opened, bounced, cost, roas, spent, spentROAS := uint64(321), uint64(12), 1500.5, 8.2, 1700.5, 7.2
	assigned := experiment.Group{Buyers: experiment.Share{Hits: 90, Of: 900}, Revenue: experiment.Sums{N: 900, Y: 9000, YY: 900000}}
	heldOut := experiment.Group{Buyers: experiment.Share{Hits: 4, Of: 100}, Revenue: experiment.Sums{N: 100, Y: 400, YY: 40000}}
	lift := experiment.Compare(assigned, heldOut)
	rows := []view.Result{
		{Campaign: "wake-up", Counts: view.Counts{
			Planned: 1000, Excluded: 100, Sent: 888, Failed: 7, Unknown: 5, Opened: &opened, Bounced: &bounced, Conversions: 61, Revenue: 12345, Cost: &cost,
			Codes: view.Codes{Given: 893, Redeemed: 45, CodeRevenue: 6789, Discount: 200},
		}, ROAS: &roas, Spent: &spent, SpentROAS: &spentROAS, Assigned: assigned, HeldOut: heldOut, Lift: &lift, Ends: "2026-11-27"},
		{Campaign: "wake-up", Channel: "edm", Counts: view.Counts{Planned: 600, Sent: 543}},
		{Campaign: "wake-up", Channel: "edm", Variant: "story", Counts: view.Counts{Planned: 300, Sent: 271}},
	}
	q := view.ResultQuery{From: "2026-10-24", To: "2026-11-20", AsOf: "2026-11-20"}
	f := &facts{asked: q, outcomes: rows}
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		page := rendered(t, names, f)
		_, page, found := strings.Cut(page, `<section id="campaigns">`)
		require.True(t, found)
		page, _, _ = strings.Cut(page, "</section>")
		numbers := present.NewNumbers("TWD", names)
		results, cells := ResultsOf(q, rows), 0
		require.Equal(t, 1, strings.Count(page, results.Title(names)), "above the first table")
		tables := results.Tables(names, numbers)
		require.Len(t, tables, 5, "with the codes")
		for _, table := range tables {
			for _, row := range table.Rows {
				var html strings.Builder
				for i, text := range row {
					class := ""
					if i < table.Texts() {
						class = "text "
					}
					fmt.Fprintf(&html, `<td class="%s">%s</td>`, class, strings.ReplaceAll(text, "+", "&#43;"))
					cells++
				}
				assert.Contains(t, page, html.String())
			}
			for _, head := range table.Head {
				assert.Contains(t, page, ">"+head+"</th>")
			}
		}
		require.Equal(t, 3*7+3*8+3*5+7+8, cells)
		for _, sentence := range results.Verdicts(names, numbers) {
			assert.Contains(t, page, strings.ReplaceAll(sentence, "+", "&#43;"))
		}
		require.Contains(t, page, ">893<")
		require.Contains(t, page, ">888<")
	}
	assert.NotContains(t, rendered(t, &present.English, &facts{}), "What came of")
}

// What is suggested stands on the page as `campaign suggest` has it, in both languages.
func TestPageSuggests(t *testing.T) {
	kind := present.MessageKind{Campaign: "offer", Journey: "second-purchase", Stage: "sleep", Channel: "line", Hours: [2]int{8, 12}}
	s := present.Suggestion{
		From: "2026-05-25", To: "2026-11-20", Days: 28, Margin: 0.4,
		Lines:    []present.SuggestionLine{{MessageKind: kind, Net: experiment.Interval{Estimate: 12.5, Low: 3.25, High: 21.75}, Pays: 0.99, Messages: 4000, Send: 4000}},
		Channels: []present.SuggestionChannel{{Name: "line", Messages: 4000, Send: 4000, Cost: 800, Earned: 50000}},
		Unknown:  []present.SuggestionUnknown{{MessageKind: kind, Why: "too_few", Assigned: 17, HeldOut: 3}},
	}
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		page := html.UnescapeString(rendered(t, names, &facts{suggested: s}))
		_, page, found := strings.Cut(page, `<section id="campaigns">`)
		require.True(t, found)
		page, _, _ = strings.Cut(page, "</section>")
		require.Contains(t, page, s.Heading(names))
		require.Contains(t, page, s.Title(names))
		for _, table := range []present.Table{s.Table(names), s.UnknownTable(names)} {
			for _, text := range table.Rows[0] {
				assert.Contains(t, page, ">"+text+"<")
			}
		}
		for _, sentence := range s.Sentences(names, present.NewNumbers("TWD", names)) {
			assert.Contains(t, page, sentence)
		}
	}
	assert.NotContains(t, rendered(t, &present.English, &facts{}), s.Heading(&present.English))
}
