package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/present"
	"regulars/report"
	"regulars/schema/advice"
	"regulars/schema/view"
)

// What a night suggests is kept as it was found, whatever is delivered later, and is nothing
// where the brand has no margin, or before the first night.
func TestSuggestionIsKept(t *testing.T) {
	w := newWorld(t)
	b, ctx := w.brand("advised"), t.Context()
	b.Margin, b.Channels = 0.4, map[string]*config.Channel{"line": {Price: "0.5"}}
	deliver := func(campaign string, members int) {
		t.Helper()
		// Every third is kept out; of the others all bought for 300, of those kept out every second for 200.
		for _, statement := range []string{
			`INSERT INTO deliveries (brand, campaign, channel, stage, date, member_id, state, reason, planned_at, at, version)
			SELECT 'advised', '%[1]s', 'line', 'sleep', toDate('2026-10-20'), 1 + number, if(modulo(number, 3) = 0, 'excluded', 'sent'), if(modulo(number, 3) = 0, 'holdout', ''),
				toDateTime64('2026-10-21 00:00:00', 3), toDateTime64('2026-10-21 04:00:00', 3), 1
			FROM numbers(%[2]d)`,
			`INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, is_purchase, revenue, version)
			SELECT 'advised', 1 + number, 'web', '%[1]s-' || toString(number), toDateTime64('2026-10-22 00:00:00', 3), toDate('2026-10-22'), 1, true, if(modulo(number, 3) = 0, 200, 300 + modulo(number, 7)), 1
			FROM numbers(%[2]d)
			WHERE modulo(number, 3) != 0 OR modulo(number, 2) = 0`,
		} {
			require.NoError(t, w.db.Conn().Exec(ctx, fmt.Sprintf(statement, campaign, members)))
		}
	}
	deliver("wake-up", 600)
	nothing, err := report.Suggested(ctx, w.db, b, w.date)
	require.NoError(t, err)
	require.False(t, nothing.Any())

	require.NoError(t, report.Suggest(ctx, w.db, b, w.date))
	from := w.date.AddDays(1 - report.MeasuredDays)
	kinds, err := advice.Measured(ctx, w.db, b, from, w.date, w.date)
	require.NoError(t, err)
	found, err := advice.Suggest(kinds, b, nil)
	require.NoError(t, err)
	want := report.SuggestionOf(found, b, from, w.date)
	require.Len(t, want.Lines, 1)
	require.Positive(t, want.Lines[0].Net.Low, "a message of 0.5 that makes a member spend 200 more")

	deliver("thanks", 30) // after the night
	for name, date := range map[string]int{"its own date": 0, "a later one": 3} {
		kept, err := report.Suggested(ctx, w.db, b, w.date.AddDays(date))
		require.NoError(t, err)
		require.Equal(t, want.Table(&present.English), kept.Table(&present.English), name)
		require.Equal(t, want, kept, name)
	}
	earlier, err := report.Suggested(ctx, w.db, b, w.date.AddDays(-1))
	require.NoError(t, err)
	require.False(t, earlier.Any())

	time.Sleep(2 * time.Millisecond) // of two of a date the later one holds
	require.NoError(t, report.Suggest(ctx, w.db, b, w.date))
	again, err := report.Suggested(ctx, w.db, b, w.date)
	require.NoError(t, err)
	require.Len(t, again.Unknown, 1, "too few were thanked")
	b.Margin = 0
	unknown, err := report.Suggested(ctx, w.db, b, w.date)
	require.NoError(t, err)
	require.False(t, unknown.Any())
}

// What can't be measured is no reason to have no report: it is written without suggestions,
// in its own words, and what an earlier night suggested isn't taken for this one's.
func TestReportWithoutSuggestions(t *testing.T) {
	w := newWorld(t)
	b := w.empty()
	b.Margin = 0.4
	require.NoError(t, advice.Keep(t.Context(), w.db, b.Name, w.date.AddDays(-1), `{"Lines":[{"Campaign":"an-earlier-one"}]}`))
	b.Zone = time.FixedZone("Nowhere", 8*3600) // ClickHouse doesn't know it
	require.ErrorContains(t, report.Suggest(t.Context(), w.db, b, w.date), "what was measured")
	for lang, said := range map[string]string{"en": "What to send next could not be measured", "zh-Hant": "無法衡量接下來發什麼"} {
		var page bytes.Buffer
		require.NoError(t, report.Write(t.Context(), w.db, b, w.date, lang, &page))
		require.True(t, strings.Contains(page.String(), said))
		require.False(t, strings.Contains(page.String(), "an-earlier-one"))
	}
	kept, err := view.ResultsKept(t.Context(), w.db, b.Name, w.date)
	require.NoError(t, err)
	require.NotNil(t, kept, "what came of the campaigns is kept for the console")
	require.Equal(t, report.Outcomes(w.date), kept.Asked)

	require.NoError(t, w.db.Conn().Exec(t.Context(), "DROP TABLE suggestions SYNC")) // nor can it be kept
	require.Error(t, report.Suggest(t.Context(), w.db, b, w.date))
	var page bytes.Buffer
	require.NoError(t, report.Write(t.Context(), w.db, b, w.date, "en", &page))
	require.True(t, strings.Contains(page.String(), "What to send next could not be measured"))
}
