package derive

import (
	"fmt"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// world is a database with a brand.
type world struct {
	*testing.T
	db    *schema.DB
	conn  driver.Conn
	brand *config.Brand
}

// The subtests share a database, each with a brand of its own.
func TestRun(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for name, test := range map[string]func(world){
		"older":    olderReadingLoses,
		"full":     otherSettingsDeriveAll,
		"revoked":  killedFullRunIsFollowedByAFullOne,
		"cycles":   otherCyclesMakeAllStages,
		"remake":   cyclesAreRemadeWhenAsked,
		"stale":    staleWorkIsDropped,
		"nodes":    nodesAreThoseOfIdentity,
		"nonsense": cycleMustBeANumber,
		"returns":  returnsGiveBack,
		"gifts":    giftCardsAreNoRevenue,
		"zones":    latestStatedZoneCounts,
	} {
		t.Run(name, func(t *testing.T) {
			w := world{T: t, db: db, conn: conn, brand: schematest.Brand(t, name)}
			w.sync()
			test(w)
		})
	}
}

func (w world) sync() {
	w.Helper()
	require.NoError(w, SyncSettings(w.Context(), w.db, w.brand))
}

func (w world) load(id string, readAt time.Time) intake.Load {
	return intake.Load{Brand: w.brand, Shop: &w.brand.Shops[0], ID: id, ReadAt: readAt}
}

// All members in parts are all members at once.
func TestRunInParts(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	rows, usual := map[int]string{}, few
	t.Cleanup(func() { few = usual })
	for name, most := range map[string]uint64{"once": usual, "parts": 10} {
		few = most
		w := world{T: t, db: db, conn: conn, brand: schematest.Brand(t, name)}
		w.sync()
		var orders []regulars.Order
		for i := range 60 {
			o := order(fmt.Sprint(i), fmt.Sprint("c", i%23), int64(10+i))
			o.PlacedAt = o.PlacedAt.AddDate(0, 0, i%17)
			orders = append(orders, o)
		}
		w.take("a", time.Now(), orders...)
		require.Equal(t, map[bool]int{true: 1, false: 8}[most >= 60], partsOf(60))
		require.Equal(t, uint64(60), w.derive().Orders)
		w.brand.Lifecycle.Overlap = "history"
		w.derive()
		w.brand.Lifecycle.Cycle = "45"
		w.derive()
		rows[partsOf(60)] = w.text(`
			SELECT concat(
				(SELECT toString(arraySort(groupArray((order_id, member_id, seq, revenue)))) FROM member_orders FINAL WHERE brand = $1),
				(SELECT toString(arraySort(groupArray((member_id, valid_from, valid_to, stage, stage_before)))) FROM stage_intervals FINAL WHERE brand = $1))`)
	}
	require.Len(t, rows, 2)
	require.Equal(t, rows[1], rows[8])
	require.Contains(t, rows[1], "sleep")
}

// take stores orders as a load that is whole.
func (w world) take(id string, readAt time.Time, orders ...regulars.Order) {
	w.Helper()
	require.NoError(w, intake.InsertOrders(w.Context(), w.db, w.load(id, readAt), orders))
	now := time.Now().UTC()
	require.NoError(w, intake.PutLoad(w.Context(), w.db, intake.Row{
		Brand: w.brand.Name, Shop: w.brand.Shops[0].Name, Entity: "orders", LoadID: id, Kind: intake.LoadWindow,
		State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now,
	}))
}

func (w world) derive() Result {
	w.Helper()
	result, err := Run(w.Context(), w.db, w.brand, "2025-03-31")
	require.NoError(w, err)
	return result
}

// text reads one value of the brand's rows: the statement takes its name.
func (w world) text(statement string) (text string) {
	w.Helper()
	require.NoError(w, w.conn.QueryRow(w.Context(), statement, w.brand.Name).Scan(&text))
	return text
}

func (w world) revenue() string {
	w.Helper()
	return w.text("SELECT toString(sum(revenue)) FROM member_orders FINAL WHERE brand = ?")
}

func order(id, customer string, total int64) regulars.Order {
	return regulars.Order{
		ID: id, CustomerID: customer, PlacedAt: time.Date(2025, 3, 1, 4, 0, 0, 0, time.UTC), Currency: "TWD",
		Placed: true, Paid: true, Total: regulars.Money(total * 10_000),
	}
}

// Whenever it arrives, a reading of an hour ago doesn't replace one of now.
func olderReadingLoses(w world) {
	now := time.Now()
	w.take("newer", now, order("1", "a", 100), order("2", "b", 40))
	w.derive()
	require.Equal(w, "140", w.revenue())

	w.take("older", now.Add(-time.Hour), order("1", "a", 70), order("3", "c", 7))
	require.NoError(w, intake.InsertCustomers(w.Context(), w.db, w.load("newer", now), []regulars.Customer{{ID: "a", City: "Tainan", UpdatedAt: now}}))
	require.NoError(w, intake.InsertCustomers(w.Context(), w.db, w.load("older", now.Add(-time.Hour)), []regulars.Customer{{ID: "a", City: "Taipei", UpdatedAt: now}}))
	w.derive()
	require.Equal(w, "147", w.revenue())
	require.Equal(w, "Tainan", w.text("SELECT toString(max(city)) FROM members WHERE brand = ?"))

	w.take("newest", now.Add(time.Hour), order("1", "a", 110))
	w.derive()
	require.Equal(w, "157", w.revenue())
}

func otherSettingsDeriveAll(w world) {
	unpaid := order("2", "b", 40)
	unpaid.Paid = false
	w.take("one", time.Now(), order("1", "a", 500), unpaid)
	require.EqualValues(w, 2, w.derive().Orders)
	require.Equal(w, "500", w.revenue())
	require.Zero(w, w.derive().Members, "the same settings derive nothing again")

	w.brand.Shops[0].CountsWhen = "placed"
	w.sync()
	result := w.derive()
	require.Equal(w, "540", w.revenue())
	require.EqualValues(w, 2, result.Members)
	require.EqualValues(w, "2025-03-01", result.ChangedFrom)
	require.Zero(w, w.derive().Members)
}

// A full run that is killed leaves rows of two settings. The next one derives all orders
// also where the settings are those of before.
func killedFullRunIsFollowedByAFullOne(w world) {
	unpaid := order("2", "b", 40)
	unpaid.Paid = false
	w.take("one", time.Now(), order("1", "a", 500), unpaid)
	w.derive()

	w.brand.Shops[0].CountsWhen = "placed"
	w.sync()
	w.killed()
	require.Equal(w, "540", w.revenue(), "the run was killed before it stored an order")

	w.brand.Shops[0].CountsWhen = "paid"
	w.sync()
	w.derive()
	require.Equal(w, "500", w.revenue())
}

// killed derives while there is no table of stages: a run that ends after it stored the
// orders and the cycles.
func (w world) killed() {
	w.Helper()
	require.NoError(w, w.conn.Exec(w.Context(), "RENAME TABLE stage_intervals TO stage_intervals_hidden"))
	_, err := Run(w.Context(), w.db, w.brand, "2025-03-31")
	require.ErrorContains(w, err, "derive brand "+w.brand.Name)
	require.NoError(w, w.conn.Exec(w.Context(), "RENAME TABLE stage_intervals_hidden TO stage_intervals"))
}

// Where other cycles hold, members whose orders nobody touched change their stages too.
func otherCyclesMakeAllStages(w world) {
	w.take("one", time.Now(), order("1", "a", 500))
	w.derive()
	const stages = "SELECT toString(arraySort(groupArray((valid_from, stage)))) FROM stage_intervals FINAL WHERE brand = ?"
	require.Equal(w, "[('2025-03-01','new'),('2025-05-30','lost'),('2025-08-28','deep')]", w.text(stages))

	require.NoError(w, w.conn.Exec(w.Context(), "INSERT INTO cycle_used VALUES (?, '2025-04-01', 10, 'median', 0, now64(3))", w.brand.Name))
	require.Zero(w, w.derive().Members)
	require.Equal(w, "[('2025-03-01','new'),('2025-04-01','lost'),('2025-04-30','deep')]", w.text(stages))
}

// What a small first load left is remade on request only, for all months.
func cyclesAreRemadeWhenAsked(w world) {
	const cycle = "SELECT concat(toString(cycle_days), ' ', source, ' ', toString(gaps)) FROM cycle_used FINAL WHERE brand = ? AND valid_from <= '2025-03-15' ORDER BY valid_from DESC LIMIT 1"
	w.brand.Lifecycle.MinGaps = 3
	dated := func(id, who, day string) regulars.Order {
		o := order(id, who, 100)
		at, err := time.Parse(time.DateOnly, day)
		require.NoError(w, err)
		o.PlacedAt = at.Add(3 * time.Hour)
		return o
	}
	w.take("first", time.Now(), dated("7", "b", "2025-02-20"), dated("6", "a", "2025-03-01"))
	w.derive()
	require.Equal(w, "30 fallback 0", w.text(cycle))
	w.take("whole", time.Now(), dated("1", "a", "2023-12-01"), dated("2", "a", "2023-12-11"), dated("3", "a", "2023-12-21"), dated("4", "a", "2023-12-31"), dated("5", "a", "2025-01-10"))
	w.derive()
	require.Equal(w, "30 fallback 0", w.text(cycle), "a recomputation remade what was used once")
	const stages = "SELECT toString(arraySort(groupArray(stage))) FROM stage_intervals FINAL WHERE brand = ? AND valid_from <= '2025-03-15' AND valid_to > '2025-03-15'"
	require.Equal(w, "['active','new']", w.text(stages))

	require.NoError(w, RemakeCycles(w.Context(), w.db, w.brand, "2025-03-15"))
	w.derive()
	require.Equal(w, "10 median 4", w.text(cycle))
	require.Equal(w, "['new','new']", w.text(stages))
}

func staleWorkIsDropped(w world) {
	left := func() string {
		return w.text("SELECT toString(arraySort(groupArray(name))) FROM system.tables WHERE database = currentDatabase() AND startsWith(name, concat('work_', ?, '_'))")
	}
	w.take("one", time.Now(), order("1", "a", 500))
	w.derive()
	require.Equal(w, "[]", left(), "a run leaves work tables")

	for _, table := range []string{"work_stale_rows_1", "work_stale_labels_1", "work_other_rows_1"} {
		require.NoError(w, w.conn.Exec(w.Context(), "CREATE TABLE "+table+" (n UInt8) ENGINE = MergeTree ORDER BY n"))
	}
	w.derive()
	require.Equal(w, "['work_stale_labels_1','work_stale_rows_1']", left(), "a run drops the tables of one that may still run")
	require.NoError(w, dropStaleWork(w.Context(), w.db, "stale", time.Now().Add(abandonedAfter-time.Hour)))
	require.Equal(w, "['work_stale_labels_1','work_stale_rows_1']", left())
	require.NoError(w, dropStaleWork(w.Context(), w.db, "stale", time.Now().Add(abandonedAfter+time.Hour)))
	require.Equal(w, "[]", left())
	require.Equal(w, "work_other_rows_1", w.text("SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'work_other_rows_1' AND ? != ''"))
}

// SQL numbers identifiers as package identity does.
func nodesAreThoseOfIdentity(w world) {
	w.brand.Shops[0].LineProvider, w.brand.HashKey = "acme", config.NewSecret("a key of the tests")
	key := identity.NodeKey("a key of the tests", w.brand.Name)
	w.sync()
	o := order("1", "c1", 100)
	o.Email, o.Phone, o.LineID = " Wang@X.test", "0912-345-678", "U1"
	w.take("one", time.Now(), o)
	w.derive()
	shop := w.brand.Shops[0].Name
	for kind, value := range map[identity.Kind]string{
		identity.KindCustomer: identity.Customer(shop, "c1"),
		identity.KindEmail:    identity.Email(o.Email),
		identity.KindPhone:    identity.Phone(o.Phone, "TW"),
		identity.KindLine:     identity.Line("acme", "U1"),
	} {
		require.Equal(w, fmt.Sprint(key.Node(kind, value)),
			w.text(fmt.Sprintf("SELECT toString(max(node)) FROM identity_nodes WHERE brand = ? AND kind = '%s' AND value = '%s'", kind, value)), kind)
	}
	require.Equal(w, "1", w.text("SELECT toString(uniqExact(member_id)) FROM identity_nodes WHERE brand = ?"))
}

func cycleMustBeANumber(w world) {
	w.brand.Lifecycle.Cycle = "a month"
	_, err := Run(w.Context(), w.db, w.brand, "2025-03-31")
	require.ErrorContains(w, err, `derive brand nonsense: lifecycle.cycle is "a month": write auto or a number of days`)
}
