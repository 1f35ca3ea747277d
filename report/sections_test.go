package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/present"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/view"
	"regulars/schema/walk"
)

// sectionsOf are the sections of a page, by their ids.
func sectionsOf(f *facts) map[string]section {
	all := map[string]section{}
	for _, s := range newPage(&config.Brand{Name: "tea", Currency: "TWD", Zone: time.UTC}, pageDate, &present.English, f).Sections {
		all[s.ID] = s
	}
	return all
}

func number(v float64) *float64 { return &v }

// The oddest numbers stand first, whichever way they are odd; what only stands still
// or follows from others isn't news.
func TestAnomalies(t *testing.T) {
	odd := func(scope, metric string, z float64, anomaly bool) view.KPI {
		return view.KPI{Scope: scope, Metric: metric, Window: "day", Value: number(1), Median8W: number(2), RobustZ: number(z), Anomaly: anomaly}
	}
	brand := []view.KPI{odd("brand", "revenue", 4, true), odd("brand", "orders", -9, true), odd("brand", "aov", 99, false), odd("brand", "stage_new", 50, true)}
	f := &facts{brand: figuresOf(brand), shops: []view.KPI{odd("shop:web", "revenue", 6, true), odd("shop:web", "rfm_vip", -50, true), odd("shop:web", "orders", 1, false)}}
	s := sectionsOf(f)["anomalies"]
	require.Len(t, s.Anomalies, 3)
	names := present.English
	require.Equal(t, []string{names.Metric("orders"), "web · " + names.Metric("revenue"), names.Metric("revenue")},
		[]string{s.Anomalies[0].Name, s.Anomalies[1].Name, s.Anomalies[2].Name})
	require.Equal(t, []bool{true, false, false}, []bool{s.Anomalies[0].Below, s.Anomalies[1].Below, s.Anomalies[2].Below})
	require.Empty(t, s.MoreAnomalies)
	require.Empty(t, s.Notes)

	for i := range shownAnomalies {
		f.shops = append(f.shops, odd("shop:"+string(rune('a'+i)), "revenue", 3, true))
	}
	s = sectionsOf(f)["anomalies"]
	require.Len(t, s.Anomalies, shownAnomalies)
	require.Len(t, s.MoreAnomalies, 3)

	require.Equal(t, []string{english.NoAnomalies}, sectionsOf(&facts{})["anomalies"].Notes)
}

// The last days of a series end with the date and are so many, wherever it has holes.
func TestLastDays(t *testing.T) {
	day := func(d regulars.BusinessDate) view.Point { return view.Point{Date: d.Time()} }
	points := []view.Point{day("2026-11-01"), day("2026-11-13"), day("2026-11-14"), day("2026-11-20")}
	require.Equal(t, points[2:], lastDays(points, pageDate, 7))
	require.Equal(t, points[1:], lastDays(points, pageDate, 8))
	require.Equal(t, points[3:], lastDays(points, pageDate, 1))
	require.Equal(t, points, lastDays(points, pageDate, 100))
	require.Empty(t, lastDays(points[:1], pageDate, 7))
}

// Each move compares with its own past, and a target that is met exactly is reached.
func TestHeadline(t *testing.T) {
	k := view.KPI{
		Metric: "revenue", Window: "day", Value: number(100), Target: number(100), TargetGap: number(0),
		PrevDay: number(90), DeltaDay: number(10), ChangeDay: number(0.11),
		PrevWeek: number(125), DeltaWeek: number(-25), ChangeWeek: number(-0.2),
		PrevMonth: number(80), DeltaMonth: number(20), ChangeMonth: number(0.25),
		PrevYear: number(100), DeltaYear: number(0), ChangeYear: number(0),
	}
	of := func(k view.KPI) headline {
		return sectionsOf(&facts{brand: figuresOf([]view.KPI{k})})["today"].Headlines[0]
	}
	h := of(k)
	require.Equal(t, "NT$100", h.Value)
	require.True(t, h.Reached)
	var moves []string
	for _, m := range h.Moves {
		moves = append(moves, fmt.Sprintf("%s %s %s %s", m.Key, m.Was, m.Change, m.Tone))
	}
	require.Equal(t, []string{
		"prev_day NT$90 ▲ 11.0 % better", "prev_week NT$125 ▼ 20.0 % worse", "prev_month NT$80 ▲ 25.0 % better", "prev_year NT$100 = same",
	}, moves)
	k.TargetGap, k.DeltaDay = number(-1), nil
	h = of(k)
	require.False(t, h.Reached)
	require.Equal(t, fmt.Sprintf(english.ToGo, "NT$1"), h.ToGo)
	require.Empty(t, h.Moves[0].Change)
}

// What is held and what isn't tried yet stand together while a campaign isn't over.
func TestCampaignsShowWhatIsNotTried(t *testing.T) {
	books := ledger.Books{Planned: 10, Sent: 5, Held: 2, Open: 3}
	row := func(state ledger.RunState) []cell {
		return sectionsOf(&facts{books: []ledger.CampaignBooks{{Campaign: "back", State: state, Books: books}}})["campaigns"].Parts[0].Table.Rows[0]
	}
	held, done := row(ledger.RunHeld), row(ledger.RunDone)
	require.Equal(t, []string{"5", "2"}, []string{held[7].Text, done[7].Text})
	require.Equal(t, []present.Tone{present.Better, present.Worse}, []present.Tone{held[8].Tone, done[8].Tone})
}

// The page says when it was made by the brand's clock.
func TestMadeAt(t *testing.T) {
	zone := time.FixedZone("Kiritimati", 14*60*60)
	at := func() string {
		return fmt.Sprintf(english.MadeAt, time.Now().In(zone).Format("2006-01-02 15:04"), zone)
	}
	before := at()
	made := newPage(&config.Brand{Name: "tea", Currency: "TWD", Zone: zone}, pageDate, &present.English, &facts{}).MadeAt
	require.Contains(t, []string{before, at()}, made)
}

// What the page shows of a store is what the certificate holds of it.
func TestCertificateOfStores(t *testing.T) {
	total := uint64(9)
	swept := time.Date(2026, 11, 18, 23, 0, 0, 0, time.UTC)
	shown := CertificateOf(gate.Certificate{Stores: []gate.StoreLine{{
		Shop: "web", Entity: "orders", Platform: &total, Stored: 8, Hidden: 1, Rejected: 2, OK: true, SweptAt: swept, Healed: 3, HealedNow: 4, Tells: "total", Unseen: "the dead",
	}, {Shop: "store"}}})
	require.Equal(t, []present.StoreLine{{
		Shop: "web", Entity: "orders", Platform: &total, Stored: 8, Hidden: 1, Rejected: 2, OK: true, Swept: "2026-11-18", Healed: 3, HealedNow: 4, Tells: "total", Unseen: "the dead",
	}, {Shop: "store"}}, shown.Stores)
}

// Journeys stand in a report with everybody in them; where there are none nothing is said.
func TestJourneys(t *testing.T) {
	require.NotContains(t, sectionsOf(&facts{}), "journeys")
	j := &journey.Journey{Name: "welcome", Steps: []journey.Step{{Name: "care", After: "7d", Send: "care"}, {Name: "offer", Send: "offer"}}}
	sums := []walk.Sum{
		{Step: "care", Members: 5}, {Step: "offer", Members: 2}, {Step: "older", Members: 1}, {Step: "kept_out", KeptOut: true, Members: 3},
		{Reason: "finished", Members: 4}, {Reason: "goal", Members: 6}, {Reason: "ended", Members: 1},
	}
	flows := []walk.Flow{{Step: "care", To: "offer", Why: "sent", Members: 12}, {Step: "offer", To: "", Why: "sent", Members: 4}, {Step: "offer", To: "", Why: "goal", Members: 6}}
	s := sectionsOf(&facts{journeys: []walk.Summary{{Journey: j, State: walk.StatePaused, Picture: walk.Draw(j, sums, flows)}}})["journeys"]
	texts := func(t *table) (rows []string) {
		for _, row := range t.Rows {
			line := ""
			for _, c := range row {
				line += c.Text + "|"
			}
			rows = append(rows, line)
		}
		return rows
	}
	require.Equal(t, []string{"welcome|paused|22|8|3|4|7|" + english.BooksClose + "|"}, texts(s.Parts[0].Table))
	require.Equal(t, "22 came in = 8 on a step + 3 kept out + 4 finished + 7 left", s.Parts[1].Lead)
	require.Equal(t, []string{
		"care|7 days|then → offer (12)|5|", "offer||then → the end (4)|2|", "older|a step of an earlier version||1|", "kept out|||3|", "walked to the end|||4|", "reached the goal|||6|", "the journey was ended|||1|",
	}, texts(s.Parts[1].Table))
}
