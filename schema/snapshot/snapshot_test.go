package snapshot_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// snapshotted are the tables with the views that they hold; %s are brand and date.
var snapshotted = []struct {
	table                *snapshot.Table
	name, except, ofView string
}{
	{snapshot.Trends, "trend_snapshots", "stamp", "kpi_trend WHERE brand = '%s' AND date = '%s'"},
	{snapshot.Members, "member_snapshots", "stamp, brand, date", "member_asof(brand = '%s', date = '%s')"},
}

// A published brand's snapshots are its views, row by row and column by column.
func TestSnapshotsEqualTheirViews(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	for range prooftest.Provings(1, 40) {
		seed := snapshotSeed(t)
		facts := input.Random(rand.New(rand.NewPCG(seed, 13)))
		from, to := prooftest.RandomRange(rand.New(rand.NewPCG(seed, 14)), facts)
		brand := e.Load(t, fmt.Sprint("snapshot-", seed), facts)
		_, err := derive.Run(t.Context(), e.DB, brand, to)
		require.NoError(t, err)
		_, err = fit.Ensure(t.Context(), e.DB, brand, from, to, nil)
		require.NoError(t, err)
		require.NoError(t, e.Publish(brand, metric.Measurement{From: from, To: to, Kind: "backfill"}))
		require.NoError(t, snapshot.Write(t.Context(), e.DB, brand.Name))
		for _, s := range snapshotted {
			want := e.rowsOf(t, "SELECT toString(tuple(*)) AS row FROM "+fmt.Sprintf(s.ofView, brand.Name, to))
			if s.name == "member_snapshots" && len(want) == 0 {
				require.Empty(t, e.rowsOf(t, fmt.Sprintf("SELECT toString(date) AS row FROM %s WHERE brand = '%s'", s.name, brand.Name)), "a brand without members by then")
				continue
			}
			e.requireCurrent(t, s.table, brand.Name, to)
			e.requireCurrentIs(t, false, s.table, brand.Name, to.AddDays(-1), "no other date is stored")
			got := e.rowsOf(t, fmt.Sprintf("SELECT toString(tuple(* EXCEPT (%s))) AS row FROM %s WHERE brand = '%s' AND date = '%s'", s.except, s.name, brand.Name, to))
			require.NotEmpty(t, want)
			require.Equal(t, want, got, "%s, seed %d", s.name, seed)
		}
	}
}

// snapshotSeed is REGULARS_SEED, or another one at every call.
func snapshotSeed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64N(1_000_000)
	if given := os.Getenv("REGULARS_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
	}
	t.Log("REGULARS_SEED=", seed)
	return seed
}

func TestSnapshotsHaveTheColumnsOfTheirViews(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	columns := func(from string) []schema.Column {
		all, err := e.DB.Columns(t.Context(), "DESCRIBE (SELECT * "+from+")")
		require.NoError(t, err)
		return all
	}
	for _, s := range snapshotted {
		want := columns("FROM " + fmt.Sprintf(s.ofView, "b", "2025-01-01"))
		require.Greater(t, len(want), 20)
		require.Equal(t, want, columns(fmt.Sprintf("EXCEPT (%s) FROM %s", s.except, s.name)), s.name)
	}
}

// marked is what a test writes into snapshots, so that it sees who reads them.
const marked = 987654

// snapshots is a brand whose snapshots the test changes things under.
type snapshots struct {
	*engine
	brand *config.Brand
	date  regulars.BusinessDate
}

// Snapshots that are current are read, and those that aren't are not.
func TestStaleSnapshotsAreNotRead(t *testing.T) {
	t.Parallel()
	s := openSnapshots(t, "read")
	s.mark(t)
	s.run(t, "INSERT INTO targets VALUES ('read', 'brand', 'revenue', 'day', '2025-01-01', 1000, 1, 0)")
	require.Equal(t, []bool{false, true}, s.read(t), "trends of another target")
	s.brand.Prediction.AtRisk = 0.25
	s.sync(t)
	require.Equal(t, []bool{true, false}, s.read(t), "the config has no target, and another setting")
	s.stages(t)
	require.NoError(t, snapshot.Write(t.Context(), s.DB, s.brand.Name))
	s.mark(t)
}

// stages stages some members: as they are stored, whatever has come since, and as the view has them
// where one of them isn't stored, or the date isn't.
func (s *snapshots) stages(t *testing.T) {
	t.Helper()
	s.run(t, "CREATE TABLE among ENGINE = Memory AS SELECT member_id FROM member_snapshots WHERE brand = 'read' ORDER BY member_id LIMIT 3")
	count := func(date regulars.BusinessDate) (all, stored uint64) {
		staged, err := snapshot.StageOf(t.Context(), s.DB, "read", date, "among")
		require.NoError(t, err)
		defer staged.Drop(t.Context())
		require.True(t, staged.Of("read", date))
		text, err := staged.Over(fmt.Sprintf("SELECT count(), countIf(purchases = %d) FROM member_asof(brand = {brand:String}, date = {date:Date})", marked))
		require.NoError(t, err)
		require.NoError(t, s.Conn.QueryRow(t.Context(), text).Scan(&all, &stored))
		return all, stored
	}
	all, stored := count(s.date)
	require.Equal(t, []uint64{3, 3}, []uint64{all, stored}, "what is stored")
	_, stored = count(s.date.AddDays(-1))
	require.Zero(t, stored, "of another date")
	s.run(t, "INSERT INTO among VALUES (1)")
	all, stored = count(s.date)
	require.Equal(t, []uint64{3, 0}, []uint64{all, stored}, "one isn't stored")
}

// Whatever changes what a view returns, its stamp shows; what doesn't, leaves it.
func TestStampsFollowWhatTheViewsRead(t *testing.T) {
	t.Parallel()
	s := openSnapshots(t, "stale")
	events := input.Facts{Settings: input.Settings{Zone: time.UTC}, Events: []input.Event{{Shop: "web", Event: regulars.Event{
		ID: "late", Type: "page_view", At: s.date.Time(), Visitor: "v"}}}}
	run := func(statement string) func() { return func() { s.run(t, statement) } }
	const fits = "INSERT INTO model_fits (brand, model, state, version, fitted_on) VALUES ('%s', 'bg_nbd', 'few', 1, '%s')"
	const generations = "INSERT INTO generations VALUES ('%s', 7, 'backfill', '2025-01-01', '2025-01-02', 'published', 0, now(), now(), 1)"
	cases := []struct {
		name            string
		trends, members bool // change
		do              func()
	}{
		{"the same settings again", false, false, func() { s.sync(t) }},
		{"a later fit", false, false, run(fmt.Sprintf(fits, "stale", "2025-12-01"))},
		{"a later click", false, false, run(click("2025-11-05 12:00:00"))},
		{"merged parts", false, false, run("OPTIMIZE TABLE loads FINAL")},
		{"another brand's generation", false, false, run(fmt.Sprintf(generations, "other"))},
		{"another brand's fit", false, false, run(fmt.Sprintf(fits, "other", "2025-10-01"))},
		{"another brand's target", false, false, run("INSERT INTO targets VALUES ('other', 'brand', 'revenue', 'day', '2025-01-01', 1, 1, 0)")},
		{"a load of events", false, true, func() { s.Store(t, s.brand, events) }},
		{"a load", false, true, func() { s.Done(t, s.brand, "another") }},
		{"a target", true, false, func() {
			s.target(t, config.Target{Scope: "brand", Metric: "revenue", Window: "day", From: "2025-01-01", Value: 1000})
		}},
		{"another value of the target", true, false, func() {
			s.target(t, config.Target{Scope: "brand", Metric: "revenue", Window: "day", From: "2025-01-01", Value: 1500})
		}},
		{"no target any more", true, false, func() { s.target(t) }},
		{"a setting", false, true, func() {
			s.brand.Prediction.AtRisk = 0.25
			s.sync(t)
		}},
		{"a fit", false, true, run(fmt.Sprintf(fits, "stale", "2025-10-01"))},
		{"a cycle", false, true, run("INSERT INTO cycle_used (brand, valid_from, cycle_days) VALUES ('stale', '2025-10-02', 33)")},
		{"a click", false, true, run(click("2025-10-20 12:00:00"))},
		{"a backfill of older dates", true, false, run(fmt.Sprintf(generations, "stale"))},
		{"another view", false, true, func() { s.again(t, "member_signs") }},
		{"a load and a derivation", false, true, func() {
			s.Insert(t, s.brand, "more", prooftest.PaidOn(string(s.date), "more", "a", 70))
			s.derive(t)
		}},
		{"a killed derivation", false, true, func() {
			s.Insert(t, s.brand, "most", prooftest.PaidOn(string(s.date), "most", "a", 70))
			s.Break(t, s.brand, s.date)
		}},
	}
	for _, c := range cases {
		trends, members := s.stamp(t, snapshot.Trends), s.stamp(t, snapshot.Members)
		require.NotZero(t, trends)
		require.NotZero(t, members)
		c.do()
		require.Equal(t, c.trends, s.stamp(t, snapshot.Trends) != trends, "%s: does it change the trends?", c.name)
		require.Equal(t, c.members, s.stamp(t, snapshot.Members) != members, "%s: does it change the members?", c.name)
	}
	require.Zero(t, s.stamp(t, snapshot.Members), "a derivation that was killed leaves nothing to be stored")
}

func click(at string) string {
	return `INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, version)
		SELECT 'stale', 'line', 'p', 'clicked', '` + at + `', '` + at + `', 'c', '2025-10-01', min(member_id), 1 FROM members WHERE brand = 'stale'`
}

// What can't be stored doesn't undo the publishing and leaves what is stored whole;
// writing again stores it.
func TestSnapshotsThatCantBeStored(t *testing.T) {
	t.Parallel()
	s, ctx := openSnapshots(t, "unstored"), t.Context()
	stored := "SELECT toString(tuple(*)) AS row FROM member_snapshots WHERE brand = 'unstored'"
	before := s.rowsOf(t, stored)
	s.Insert(t, s.brand, "more", prooftest.PaidOn(string(s.date), "more", "new", 70))
	s.derive(t)
	generation, err := metric.Measure(ctx, s.DB, s.brand, metric.Measurement{From: s.date, To: s.date, Kind: "night", Only: []string{"sales", "stage_due"}}, nil)
	require.NoError(t, err)

	require.NoError(t, s.Conn.Exec(ctx, "RENAME TABLE stage_intervals TO stage_intervals_away"))
	require.NoError(t, metric.Publish(ctx, s.DB, s.brand.Name, generation))
	require.ErrorContains(t, snapshot.Write(ctx, s.DB, s.brand.Name), "store member_snapshots for brand unstored")
	require.NoError(t, s.Conn.Exec(ctx, "RENAME TABLE stage_intervals_away TO stage_intervals"))
	require.Equal(t, "published", s.Text(t, "SELECT toString(state) FROM generations FINAL WHERE brand = 'unstored' AND generation = ?", generation))
	require.Equal(t, before, s.rowsOf(t, stored))
	require.Equal(t, "0", s.Text(t, "SELECT toString(count()) FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'work_unstored')"))
	s.requireCurrentIs(t, false, snapshot.Members, s.brand.Name, s.date, "not yet")

	require.NoError(t, snapshot.Write(ctx, s.DB, s.brand.Name))
	s.requireCurrent(t, snapshot.Members, s.brand.Name, s.date)
	require.Len(t, s.rowsOf(t, stored), len(before)+1)
}

// Of a brand the last date is stored and the one before, of each once.
func TestSnapshotsKeepTwoDates(t *testing.T) {
	t.Parallel()
	s := openSnapshots(t, "dates")
	for i := range 2 {
		s.date = s.date.AddDays(1)
		s.run(t, fmt.Sprintf("INSERT INTO generations VALUES ('dates', %d, 'night', '%s', '%[2]s', 'published', 0, now(), now(), 1)", i, s.date))
		require.NoError(t, snapshot.Write(t.Context(), s.DB, s.brand.Name))
		s.requireCurrent(t, snapshot.Members, s.brand.Name, s.date)
	}
	require.Equal(t, []string{string(s.date.AddDays(-1)), string(s.date)},
		s.rowsOf(t, "SELECT DISTINCT toString(date) AS row FROM member_snapshots WHERE brand = 'dates'"))
	require.Equal(t, "1", s.Text(t, "SELECT toString(max(n)) FROM (SELECT count() AS n FROM member_snapshots GROUP BY brand, date, member_id)"))
}

// A snapshot of two moments is not kept; that members do something meanwhile stops nothing, and is
// known afterwards.
func TestSnapshotThatChangesWhileItIsWritten(t *testing.T) {
	t.Parallel()
	s, ctx := openSnapshots(t, "moving"), t.Context()
	err := s.meanwhile(t, "INSERT INTO targets VALUES ('moving', 'brand', 'revenue', 'day', '2025-01-01', ?, ?, 0)", func() error { return snapshot.Write(ctx, s.DB, s.brand.Name) })
	require.ErrorIs(t, err, snapshot.ErrChanged)
	s.requireCurrentIs(t, false, snapshot.Trends, s.brand.Name, s.date, "the targets changed")
	require.NoError(t, snapshot.Write(ctx, s.DB, s.brand.Name))
	s.requireCurrent(t, snapshot.Trends, s.brand.Name, s.date)

	s.brand.Prediction.AtRisk = 0.25
	s.sync(t)
	butDeeds := func() bool {
		same, err := snapshot.CurrentButDeeds(ctx, s.DB, s.brand.Name, s.date)
		require.NoError(t, err)
		return same
	}
	require.False(t, butDeeds(), "another setting")
	const event = "INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version) VALUES ('moving', 'web', toString(?), 'login', '2025-10-31', '2025-10-31', 1, {}, ?)"
	require.NoError(t, s.meanwhile(t, event, func() error { return snapshot.Write(ctx, s.DB, s.brand.Name) }))
	require.True(t, butDeeds())
	s.requireCurrentIs(t, false, snapshot.Members, s.brand.Name, s.date, "members did something")
}

// meanwhile runs a statement with one number after the other until something has ended.
func (s *snapshots) meanwhile(t *testing.T, statement string, do func() error) error {
	t.Helper()
	moved, stop, first := make(chan error, 1), make(chan struct{}), make(chan struct{})
	go func() {
		for i := 1; ; i++ {
			err := s.Conn.Exec(t.Context(), statement, float64(i), uint64(i))
			if i == 1 {
				close(first)
			}
			select {
			case <-stop:
				moved <- err
				return
			default:
			}
			if err != nil {
				moved <- err
				return
			}
		}
	}()
	<-first
	err := do()
	close(stop)
	require.NoError(t, <-moved)
	return err
}

func openSnapshots(t *testing.T, name string) *snapshots {
	t.Helper()
	s := &snapshots{engine: openEngine(t), brand: schematest.Brand(t, name), date: "2025-10-31"}
	s.sync(t)
	prooftest.InsertRandomOrders(t, s.DB, s.brand, 100, 20)
	s.derive(t)
	generation, err := metric.Measure(t.Context(), s.DB, s.brand, metric.Measurement{From: s.date, To: s.date, Kind: "backfill", Only: []string{"sales", "stage_due"}}, nil)
	require.NoError(t, err)
	require.NoError(t, metric.Publish(t.Context(), s.DB, name, generation))
	require.NoError(t, snapshot.Write(t.Context(), s.DB, name))
	return s
}

func (s *snapshots) sync(t *testing.T) {
	t.Helper()
	require.NoError(t, derive.SyncSettings(t.Context(), s.DB, s.brand))
}

func (s *snapshots) derive(t *testing.T) {
	t.Helper()
	_, err := derive.Run(t.Context(), s.DB, s.brand, s.date)
	require.NoError(t, err)
}

func (s *snapshots) run(t *testing.T, statement string) {
	t.Helper()
	require.NoError(t, s.Conn.Exec(t.Context(), statement))
}

// again makes a view as a migration does.
func (s *snapshots) again(t *testing.T, view string) {
	t.Helper()
	var query string
	require.NoError(t, s.Conn.QueryRow(t.Context(), "SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = ?", view).Scan(&query))
	s.run(t, strings.Replace(query, "CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
}

func (s *snapshots) target(t *testing.T, targets ...config.Target) {
	t.Helper()
	s.brand.Targets = targets
	s.sync(t)
}

func (s *snapshots) stamp(t *testing.T, table *snapshot.Table) uint64 {
	t.Helper()
	stamp, err := table.Stamp(t.Context(), s.DB, s.brand.Name, s.date)
	require.NoError(t, err)
	return stamp
}

// mark makes the snapshots differ from their views.
func (s *snapshots) mark(t *testing.T) {
	t.Helper()
	for _, change := range []string{
		fmt.Sprintf("ALTER TABLE trend_snapshots UPDATE value = %d WHERE brand = '%s'", marked, s.brand.Name),
		fmt.Sprintf("ALTER TABLE member_snapshots UPDATE purchases = %d WHERE brand = '%s'", marked, s.brand.Name),
	} {
		require.NoError(t, s.Conn.Exec(t.Context(), change+" SETTINGS mutations_sync = 1"))
	}
	require.Equal(t, []bool{true, true}, s.read(t), "current snapshots are read")
}

// read reports whether readers see the marks in the trends and in the members.
func (s *snapshots) read(t *testing.T) []bool {
	t.Helper()
	numbers, err := view.KPIs(t.Context(), s.DB, s.brand.Name, s.date, "brand", "revenue", "day")
	require.NoError(t, err)
	require.Len(t, numbers, 1)
	var members []view.SegmentMember
	require.NoError(t, view.EachOfSegment(t.Context(), s.DB, s.brand.Name, s.date, view.Segment{}, func(m view.SegmentMember) error {
		members = append(members, m)
		return nil
	}))
	require.NotEmpty(t, members)
	ahead, err := view.LookAhead(t.Context(), s.DB, s.brand.Name, s.date, 3)
	require.NoError(t, err)
	require.NotEmpty(t, ahead.Due)
	marks := members[0].Purchases == marked
	require.Equal(t, marks, s.planned(t) > 0, "a campaign plans with the members that segments show")
	return []bool{*numbers[0].Value == marked, marks}
}

// planned returns how many members a campaign would address that bear the mark.
func (s *snapshots) planned(t *testing.T) uint64 {
	t.Helper()
	l, err := ledger.New(s.DB, "a key of the tests")
	require.NoError(t, err)
	plan := ledger.Plan{
		Run:      ledger.Run{Brand: s.brand.Name, Campaign: "marked", Date: s.date},
		Audience: audience.Audience{Where: fmt.Sprintf("purchases = %d", marked)}, Channels: []string{"edm"}, Purpose: "marketing",
	}
	reach, err := l.Audience(t.Context(), plan)
	require.NoError(t, err)
	lines, err := l.Preview(t.Context(), plan)
	require.NoError(t, err)
	var previewed uint64
	for _, line := range lines {
		previewed += line.Members
	}
	require.Equal(t, reach.Members, previewed)
	return reach.Members
}

func (e *engine) requireCurrent(t *testing.T, table *snapshot.Table, brand string, date regulars.BusinessDate) {
	t.Helper()
	e.requireCurrentIs(t, true, table, brand, date, "the snapshot is current")
}

func (e *engine) requireCurrentIs(t *testing.T, want bool, table *snapshot.Table, brand string, date regulars.BusinessDate, why string) {
	t.Helper()
	current, err := table.Current(t.Context(), e.DB, brand, date)
	require.NoError(t, err)
	require.Equal(t, want, current, why)
}

// rowsOf reads rows of one text, sorted.
func (e *engine) rowsOf(t *testing.T, query string) []string {
	t.Helper()
	var rows []struct {
		Row string `ch:"row"`
	}
	require.NoError(t, e.Conn.Select(t.Context(), &rows, "SELECT row FROM ("+query+") ORDER BY row"))
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = r.Row
	}
	return texts
}
