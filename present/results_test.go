package present

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/experiment"
)

func group(hits, of uint64, each float64) experiment.Group {
	g := experiment.Group{Buyers: experiment.Share{Hits: hits, Of: of}}
	for i := range of {
		if i < hits {
			g.Revenue.Add(each*float64(1+i%2), 0)
		} else {
			g.Revenue.Add(0, 0)
		}
	}
	return g
}

func line(campaign, channel, variant string, assigned, heldOut experiment.Group) ResultLine {
	l := ResultLine{Campaign: campaign, Channel: channel, Variant: variant, Assigned: assigned, HeldOut: heldOut, Ends: "2026-11-20"}
	if channel == "" {
		lift := experiment.Compare(assigned, heldOut)
		l.Lift = &lift
	}
	return l
}

// What nobody reported reads as not known, and never as zero.
func TestResultTables(t *testing.T) {
	opened, zero, cost, roas, best := uint64(0), uint64(0), 1200.0, 8.25, 0.934
	total := line("wake-up", "", "", group(56, 70, 100), group(48, 80, 100))
	total.Planned, total.Sent, total.Excluded, total.Opened, total.Bounced, total.Conversions = 150, 70, 80, &opened, &zero, 56
	total.Revenue, total.Cost, total.ROAS = 9900, &cost, &roas
	variant := line("wake-up", "", "a", group(30, 35, 100), group(48, 80, 100))
	variant.Best = &best
	r := Results{From: "2026-11-01", To: "2026-11-20", AsOf: "2026-11-27", Lines: []ResultLine{
		total, variant, line("wake-up", "line", "", group(1, 2, 1), experiment.Group{}), line("wake-up", "line", "a", group(1, 2, 1), experiment.Group{}),
	}}
	numbers := NewNumbers("TWD", &English)
	tables := r.Tables(&English, numbers)
	require.Len(t, tables, 4)
	require.Equal(t, []string{"wake-up", "150", "80", "70", "0", "0", "0"}, tables[0].Rows[0])
	require.Equal(t, []string{"wake-up", "–", "0", "–", "–", "0", "–", "–"}, tables[1].Rows[0])
	require.Equal(t, []string{"wake-up", "56", "NT$9,900", "NT$1,200", "8.25"}, tables[2].Rows[0])
	require.Equal(t, []string{"  a", "0", "NT$0", "–", "–"}, tables[2].Rows[1])
	require.Equal(t, []string{"  line", "  line · a"}, []string{tables[0].Rows[2][0], tables[0].Rows[3][0]})
	require.Len(t, tables[3].Rows, 2, "nobody draws a channel by lot")
	row := tables[3].Rows[0]
	require.Equal(t, []string{"wake-up", "70", "80", "80.0 %", "60.0 %", "+20.0 (5.2 to 33.4)"}, row[:6])
	require.Equal(t, "–", row[7])
	require.Equal(t, "93.4 %", tables[3].Rows[1][7])
	for _, table := range tables {
		require.Len(t, table.Align, len(table.Head))
		for _, row := range table.Rows {
			require.Len(t, row, len(table.Head))
		}
	}
	require.Equal(t, "What came of the deliveries of 2026-11-01 to 2026-11-20, as of 2026-11-27", r.Title(&English))
	require.Equal(t, "2026-11-20 發送的成效，截至 2026-11-20", Results{From: "2026-11-20", To: "2026-11-20", AsOf: "2026-11-20"}.Title(&Chinese))
}

// The sentence says whether it is enough, and how many more it takes.
func TestResultVerdicts(t *testing.T) {
	best := 0.934
	few := line("few", "", "", group(12, 150, 100), group(1, 17, 100))
	open := line("open", "", "b", group(56, 70, 100), group(48, 80, 100))
	open.Best, open.Ends = &best, "2026-12-01"
	r := Results{AsOf: "2026-11-27", Lines: []ResultLine{
		line("alone", "", "", group(3, 10, 100), experiment.Group{}),
		line("nobody", "", "", experiment.Group{}, group(3, 10, 100)),
		few,
		line("still", "", "", group(0, 100, 100), group(0, 30, 100)),
		line("harm", "", "", group(48, 800, 100), group(56, 70, 100)),
		open,
		line("open", "line", "", group(1, 2, 1), experiment.Group{}),
	}}
	numbers := NewNumbers("TWD", &English)
	require.Equal(t, []string{
		"alone: nobody was kept out, so nobody knows what would have been bought anyway: set a holdout",
		"nobody: everybody was kept out",
		"few: too few to tell: 17 kept out; about 1,300 more are needed; revenue per member: too few to tell: 17 kept out; about 390 more are needed",
		"still: too few to tell: 30 kept out; revenue per member: too few to tell: 30 kept out",
		"harm: enough: 63.0 to 81.8 points fewer of them bought; revenue per member: enough: NT$93 to NT$129 less",
		"open · b: enough: 5.2 to 33.4 points more of them bought; revenue per member: enough: NT$4 to NT$56 more; the best of the variants with 93.4 %; purchases still count until 2026-12-01",
	}, r.Verdicts(&English, numbers))
	require.Contains(t, r.Verdicts(&Chinese, numbers)[2], "人數不足，尚無法判斷：對照組 17 人，約需再")
}
