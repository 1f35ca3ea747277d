package present

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/present/cause"
)

var update = flag.Bool("update", false, "write the golden files")

func sampleCertificate() Certificate {
	platform := uint64(12345)
	return Certificate{
		Brand: "tea", Date: "2026-11-20",
		Reasons: []string{"shop web: orders: 1 is missing", "campaign back: 2 of 10 planned have no outcome"},
		Shops: []ShopLine{
			{Shop: "web", Entity: "orders", Platform: &platform, Received: 12344, Stored: 12343, Rejected: 1},
			{Shop: "store", Entity: "a|b", Received: 3, Stored: 3, OK: true, Unchanged: true},
		},
		Stores: []StoreLine{
			{Shop: "web", Entity: "orders", Platform: &platform, Stored: 12343, Hidden: 2, Rejected: 1, Swept: "2026-11-18", Healed: 7, HealedNow: 3, Unseen: "the dead"},
			{Shop: "store", Entity: "orders", Stored: 3, OK: true},
		},
		Campaigns: []CampaignLine{
			{Campaign: "back", State: "done", Planned: 10, Sent: 1, Failed: 2, Unknown: 3, Excluded: 1, Held: 1},
			{Campaign: "hello", State: "held", Planned: 1000, Held: 1000, Closed: true},
		},
	}
}

func TestCertificateMarkdown(t *testing.T) {
	const golden = "testdata/certificate.md"
	text := sampleCertificate().Markdown()
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(text), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
	require.Equal(t, "### Certificate of tea, 2026-11-20: whole\n\n", Certificate{Brand: "tea", Date: "2026-11-20", Whole: true}.Markdown())
}

// Words that nobody mapped are named next to what came.
func TestCertificateNamesUnmappedWords(t *testing.T) {
	c := Certificate{Shops: []ShopLine{{Shop: "web", Entity: "orders", Received: 3, Stored: 3, OK: true, Unmapped: 2, Words: "awaiting stock (2)"}}}
	require.Equal(t, "✓ 2 orders don't count, for nobody mapped their status: awaiting stock (2)", c.Tables(&English)[0].Rows[0][6])
	require.Equal(t, "✓ 2 筆訂單的狀態未對應，不計入：awaiting stock (2)", c.Tables(&Chinese)[0].Rows[0][6])
}

func TestCertificateTables(t *testing.T) {
	tables := sampleCertificate().Tables(&Chinese)
	require.Len(t, tables, 4)
	require.Equal(t, "tea 2026-11-20 的證明：不完整", sampleCertificate().Title(&Chinese))
	require.Equal(t, "商店", tables[0].Title)
	require.Equal(t, [][]string{
		{"web", "訂單", "12,345", "12,344", "12,343", "1", "✗"}, {"store", "a|b", "無法計數", "3", "3", "0", "✓ 未變動"},
	}, tables[0].Rows)
	require.Equal(t, [][]string{
		{"web", "訂單", "12,345", "12,343", "2", "1", "2026-11-18 (7)", "3", "✗"}, {"store", "訂單", "無法計數", "3", "0", "0", "尚無", "0", "✓"},
	}, tables[1].Rows)
	require.Equal(t, [][]string{{"web", "訂單", "the dead"}}, tables[3].Rows)
	for i, table := range tables {
		require.Equal(t, []int{2, 2, 2, 3}[i], table.Texts())
		require.Len(t, table.Align, len(table.Head))
		for _, row := range table.Rows {
			require.Len(t, row, len(table.Head))
		}
	}
	require.Equal(t, []int{3, 4, 5, 6}, tables[0].Rights())
	require.Empty(t, Certificate{}.Tables(&English))
}

func TestMarkdownKeepsTextsInTheirCells(t *testing.T) {
	table := Table{Head: []string{"", "n"}, Align: "lr", Rows: [][]string{{"a|b\nc", "1"}, {"", "2"}}}
	require.Equal(t, "| | n |\n| --- | ---: |\n| a\\|b c | 1 |\n| | 2 |\n", table.Markdown())
	require.Empty(t, Table{Head: []string{"a"}, Align: "l"}.Markdown())
	require.Equal(t, 1, Table{Align: "l"}.Texts())
}

// Dates that had no night are named in the certificate, with what became of the
// campaigns, in both languages.
func TestCertificateNamesMissedDates(t *testing.T) {
	c := Certificate{Brand: "tea", Date: "2026-11-27", Whole: true, Missed: &Missed{
		First: "2026-11-01", Last: "2026-11-26", ComputedFrom: "2026-11-23", Sent: []string{"wake-up", "welcome"}, Skipped: []string{"last-call"},
	}}
	require.Equal(t, []string{
		"no night ran for 2026-11-23 to 2026-11-26: those numbers were computed with this one",
		"nor for 2026-11-01 to 2026-11-22, which have no numbers: `starter backfill --from 2026-11-01 --to 2026-11-22` computes them",
		"who entered a stage on those dates is addressed tonight by wake-up, welcome (catch_up: send)",
		"who entered a stage on those dates is in no plan of last-call (catch_up: skip)",
	}, c.Notes(&English))
	for _, note := range c.Notes(&English) {
		require.Contains(t, c.Markdown(), "\n- "+note)
	}
	require.Contains(t, c.Notes(&Chinese)[2], "wake-up、welcome")

	c.Missed = &Missed{First: "2026-11-26", Last: "2026-11-26", ComputedFrom: "2026-11-26"}
	require.Equal(t, []string{"no night ran for 2026-11-26: those numbers were computed with this one"}, c.Notes(&English))
	require.Empty(t, Certificate{}.Notes(&English))
}

// What stands on a small first history is said with the command that makes it again, in
// both languages, and apart for the terminal.
func TestCertificateNamesWhatIsKept(t *testing.T) {
	c := Certificate{Brand: "tea", Date: "2024-02-15", Whole: true, Kept: []Kept{{"cycles", "2024-02-01", 0, 1260}, {"fits", "2024-02-11", 60, 130}}}
	want := []string{
		"the repurchase cycle from 2024-02-01 on was made of 0 gaps, and of the same time there are 1,260 by now: it is kept until `starter backfill --from 2024-02-01 --remake cycles` makes it again",
		"the predictions from 2024-02-11 on were fitted to 60 members, and of the same time there are 130 by now: they are kept until `starter backfill --from 2024-02-11 --remake fits` makes them again",
	}
	require.Equal(t, want, c.Notes(&English))
	require.Equal(t, want, c.KeptNotes())
	for _, note := range want {
		require.Contains(t, c.Markdown(), note)
	}
	for i, note := range c.Notes(&Chinese) {
		require.Contains(t, note, "`starter backfill --from "+string(c.Kept[i].From)+" --remake "+c.Kept[i].What+"`")
	}
	c.Missed = &Missed{First: "2024-02-14", Last: "2024-02-14", ComputedFrom: "2024-02-14"}
	require.Len(t, c.Notes(&English), 3)
}

// What was compared and what a platform can't tell is said in the reader's language; a
// certificate of an earlier release says it in the words it has.
func TestCertificateSaysWhatWasCompared(t *testing.T) {
	c := Certificate{Stores: []StoreLine{
		{
			Shop: "web", Entity: "orders", Notes: []cause.Cause{{Code: cause.SpansCompared}, {Code: cause.HiddenAsked, Open: 70, Came: 50}},
			Blind: []cause.Cause{{Code: cause.Unseen + "orders_deleted"}},
		},
		{Shop: "old", Entity: "orders", Compared: "the totals", Unseen: "the dead"},
	}}
	rows := func(n *Names) [][]string {
		tables := c.Tables(n)
		return tables[len(tables)-1].Rows
	}
	require.Equal(t, [][]string{
		{"web", "訂單", "已依建立月份逐月比對總數；同月互相抵銷的變動，以及不影響總數的變動，待下次全面比對；隱藏的 70 筆中，每晚以編號詢問 50 筆"},
		{"web", "訂單", "訂單刪除時沒有通知：當晚比對總數就會發現"},
		{"old", "訂單", "the totals"}, {"old", "訂單", "the dead"},
	}, rows(&Chinese))
	require.Equal(t, "nothing announces an order that is deleted: totals find it the same night", rows(&English)[1][2])
}
