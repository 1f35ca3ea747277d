package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema/ledger"
)

// A sample has the longest name, one without a name, and every channel and variant; the
// sums of a plan know whom the campaign reached in the week before.
func TestSampleOfAPlan(t *testing.T) {
	l := openLedger(t)
	all := people(60)
	for i := range all {
		all[i].channels = [][]string{{"line"}, {"edm"}, {"sms"}, nil}[i%4]
		all[i].stage = []string{"sleep", "lost"}[i/4%2]
	}
	l.add("acme", all...)
	l.exec("ALTER TABLE members UPDATE name = multiIf(member_id = ?, '', member_id = ?, '歐陽小明明明', name) WHERE true SETTINGS mutations_sync = 2", all[5].id, all[6].id)
	p := planOf("wake")
	p.Audience = audience.Audience{Is: []string{"sleep", "lost"}}
	p.Repetition = audience.Repetition{Per: audience.PerDays, Days: 1}
	p.Trial.Variants = []config.Variant{{Name: "a", Weight: 1}, {Name: "b", Weight: 1}}

	sample, err := l.Sample(context.Background(), p, 14)
	require.NoError(t, err)
	require.Len(t, sample, 14)
	kinds, names := map[string]bool{}, map[string]int{}
	for _, r := range sample {
		kinds[r.Stage+"/"+r.Channel+"/"+r.Variant] = true
		names[r.Name]++
		require.NotEmpty(t, r.Address)
		require.Equal(t, int32(80), r.RecencyDays)
		require.NotNil(t, r.LastPurchase)
		require.InDelta(t, 1280.5, r.Revenue, 0.001)
	}
	require.Len(t, kinds, 12, "two stages, three channels, two variants")
	require.Equal(t, map[string]int{"": 1, "歐陽小明明明": 1, "王小明": 12}, names)

	lines, err := l.Planned(context.Background(), p)
	require.NoError(t, err)
	require.Len(t, lines, 6)
	require.Equal(t, [2]uint64{45, 0}, sums(lines))

	// Seven days ago counts, eight days ago doesn't.
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'acme', 'wake', '2026-11-13', member_id, 'sent', 'line', 1 FROM members")
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) VALUES ('acme', 'other', '2026-11-19', ?, 'sent', 'line', 1)", all[0].id)
	lines, err = l.Planned(context.Background(), p)
	require.NoError(t, err)
	require.Equal(t, [2]uint64{45, 45}, sums(lines))
	l.exec("TRUNCATE TABLE deliveries")
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'acme', 'wake', '2026-11-12', member_id, 'sent', 'line', 1 FROM members")
	lines, err = l.Planned(context.Background(), p)
	require.NoError(t, err)
	require.Equal(t, [2]uint64{45, 0}, sums(lines))

	one, err := l.Member(context.Background(), p.Run, all[6].id)
	require.NoError(t, err)
	require.Equal(t, []any{"歐陽小明明明", "lost", "", ""}, []any{one.Name, one.Stage, one.Channel, one.Address})
	_, err = l.Member(context.Background(), p.Run, 77)
	require.ErrorIs(t, err, ledger.ErrNoMember)
}

func sums(lines []ledger.PlannedLine) (sum [2]uint64) {
	for _, line := range lines {
		sum[0] += line.Members
		sum[1] += line.Again
	}
	return sum
}

// A replay repeats and caps as the nights would have, over days that never were, after
// the real ones before it, and writes nothing.
func TestReplay(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'acme', 'wake', '2026-11-16', member_id, 'sent', 'line', 1 FROM members ORDER BY member_id LIMIT 2")
	// What really went later is no part of it.
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'acme', 'wake', '2026-11-18', member_id, 'sent', 'line', 1 FROM members")
	replay, err := l.NewReplay("2026-11-17")
	require.NoError(t, err)
	defer func() {
		replay.Close(context.Background())
		var left uint64
		require.NoError(t, l.conn.QueryRow(context.Background(), "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name LIKE 'work%staged%'").Scan(&left))
		require.Zero(t, left)
	}()

	wake, news := planOf("wake"), planOf("news")
	wake.Audience, news.Audience = audience.Audience{Is: []string{"sleep"}}, audience.Audience{Is: []string{"sleep"}}
	wake.Repetition = audience.Repetition{Per: audience.PerDays, Days: 2}
	news.Repetition = audience.Repetition{Per: audience.Once}
	news.Caps = []config.Cap{{AtMost: 2, Days: 2}}
	play := func(p ledger.Plan, date string) string {
		t.Helper()
		p.Date = regulars.BusinessDate("2026-11-" + date)
		played, err := replay.Play(context.Background(), p)
		require.NoError(t, err)
		require.Len(t, played.Members, int(played.Planned["line"]))
		return fmt.Sprint(played.Reach.Members, played.Repeated, played.Planned, played.Excluded)
	}
	require.Equal(t, "8 2 map[line:8] map[]", play(wake, "17"), "two got it the day before, really")
	require.Equal(t, "10 0 map[line:10] map[]", play(news, "17"))
	require.Equal(t, "2 8 map[line:2] map[]", play(wake, "18"), "the real deliveries of the 18th don't count")
	require.Equal(t, "0 10 map[] map[]", play(news, "18"))
	require.Equal(t, "8 2 map[line:8] map[]", play(wake, "19"))

	late := planOf("late")
	late.Audience, late.Caps = audience.Audience{Is: []string{"sleep"}}, []config.Cap{{AtMost: 2, Days: 3}}
	require.Equal(t, "10 0 map[] map[cap:10]", play(late, "19"), "each got two since the 17th")
	late.Campaign, late.Caps[0].AtMost, late.Holdout = "later", 4, 0.5
	require.Contains(t, play(late, "18"), "holdout")
	require.Contains(t, play(late, "19"), "10 0", "it has no rule")
	late.Caps = nil
	late.Campaign, late.Repetition = "held", audience.Repetition{Per: audience.Once}
	play(late, "18")
	require.Equal(t, "0 10 map[] map[]", play(late, "19"), "who was held out isn't asked again either")

	var rows uint64
	require.NoError(t, l.conn.QueryRow(context.Background(), "SELECT count() FROM deliveries").Scan(&rows))
	require.Equal(t, uint64(12), rows)
}
