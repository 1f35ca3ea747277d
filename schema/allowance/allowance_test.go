package allowance_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/days"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/schema/schematest"
)

var taipei = time.FixedZone("CST", 8*60*60)

// today is the day of the tests: what is older than the table keeps is gone.
var today = time.Now().In(taipei).Format(time.DateOnly)

func at(clock string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, today+" "+clock, taipei)
	if err != nil {
		panic(err)
	}
	return t
}

// door is a shop with a clock that the test moves.
type door struct {
	t     *testing.T
	db    *schema.DB
	brand *config.Brand
	shop  *config.Shop
	now   time.Time
}

func newDoor(t *testing.T) *door {
	brand := &config.Brand{Name: "acme", Zone: taipei, Shops: []config.Shop{{Name: "web", Zone: taipei}, {Name: "other", Zone: taipei}}}
	return &door{t: t, db: schematest.Open(t), brand: brand, shop: &brand.Shops[0], now: at("10:00:00")}
}

func (d *door) open() *allowance.Account {
	a := allowance.Open(d.db, d.brand, d.shop)
	a.Now = func() time.Time { return d.now }
	return a
}

// ask asks until it may not, n times at most, a second apart, and returns how often it could
// and what came then.
func (d *door) ask(a *allowance.Account, n int) (int, time.Duration, string) {
	d.t.Helper()
	for i := range n {
		wait, reason, err := a.Admit(d.t.Context())
		require.NoError(d.t, err)
		if wait > 0 {
			return i, wait, reason
		}
		d.now = d.now.Add(time.Second)
	}
	return n, 0, ""
}

func (d *door) spent() uint64 {
	d.t.Helper()
	all, err := allowance.Today(d.t.Context(), d.db, d.brand, d.now)
	require.NoError(d.t, err)
	for _, s := range all {
		if s.Shop == d.shop.Name {
			return s.Requests
		}
	}
	return 0
}

// A day's budget holds over accounts, which are steps, workers and restarts; the next day is
// a fresh one; another shop has its own.
func TestBudgetOfADay(t *testing.T) {
	d := newDoor(t)
	d.shop.RequestsPerDay = 40
	first, _, _ := d.ask(d.open(), 15)
	require.Equal(t, 15, first)
	claimed := d.spent()
	require.GreaterOrEqual(t, claimed, uint64(15))
	require.LessOrEqual(t, claimed, uint64(15+10), "more than ten seconds of requests are lost with a worker")
	second, wait, reason := d.ask(d.open(), 100)
	require.LessOrEqual(t, first+second, 40, "the budget is exceeded")
	require.GreaterOrEqual(t, second, 40-int(claimed))
	require.Equal(t, at("00:00:00").AddDate(0, 0, 1), d.now.Add(wait))
	require.Equal(t, "the 40 requests of today are spent, it goes on at "+at("00:00:00").AddDate(0, 0, 1).Format(time.DateOnly)+" 00:00 CST (requests_per_day)", reason)
	all, err := allowance.Today(t.Context(), d.db, d.brand, d.now)
	require.NoError(t, err)
	require.Equal(t, []allowance.Spent{{Shop: "web", Requests: 40, Until: at("00:00:00").AddDate(0, 0, 1)}}, all)

	d.shop = &d.brand.Shops[1]
	other, _, _ := d.ask(d.open(), 3)
	require.Equal(t, 3, other)
	d.shop = &d.brand.Shops[0]
	d.now = at("00:00:00").AddDate(0, 0, 1)
	next, _, _ := d.ask(d.open(), 100)
	require.Equal(t, 40, next)
}

// What was claimed for one day isn't used on the next.
func TestClaimsEndWithTheDay(t *testing.T) {
	d := newDoor(t)
	d.shop.RequestsPerDay = 20
	d.now = at("23:59:58")
	for range 4 { // fast: the claims grow
		_, _, err := d.open().Admit(t.Context())
		require.NoError(t, err)
	}
	a := d.open()
	n, _, _ := d.ask(a, 22)
	require.Equal(t, 22, n)
	require.EqualValues(t, 20, d.spent(), "all of them but two are of the day after")
}

func TestHoursToAvoid(t *testing.T) {
	d := newDoor(t)
	for _, text := range []string{"12:00-14:00", "13:30-15:00"} {
		hours, err := days.ParseHours(text)
		require.NoError(t, err)
		d.shop.Avoid = append(d.shop.Avoid, hours)
	}
	a := d.open()
	d.now = at("11:59:59")
	n, wait, reason := d.ask(a, 10)
	require.Equal(t, 1, n)
	require.Equal(t, 2*time.Hour, wait)
	require.Equal(t, "it is left alone until "+today+" 14:00 CST (avoid_hours)", reason)
	d.now = d.now.Add(wait)
	_, wait, _ = d.ask(a, 10)
	require.Equal(t, time.Hour, wait, "the other hours aren't over")
	all, err := allowance.Today(t.Context(), d.db, d.brand, d.now)
	require.NoError(t, err)
	require.Equal(t, at("15:00:00"), all[0].Until)
	d.now = at("15:00:00")
	n, _, _ = d.ask(a, 10)
	require.Equal(t, 10, n)
}

// A worker that Temporal has given up and that goes on by itself stops within its claim, once
// another one asks; the other goes on.
func TestTheLaterOneGoesOn(t *testing.T) {
	d := newDoor(t)
	old := d.open()
	n, _, _ := d.ask(old, 30)
	require.Equal(t, 30, n)
	later := d.open()
	n, _, _ = d.ask(later, 1)
	require.Equal(t, 1, n)
	var err error
	asked := 0
	for ; err == nil && asked < 100; asked++ {
		_, _, err = old.Admit(t.Context())
		d.now = d.now.Add(time.Second)
	}
	require.ErrorIs(t, err, allowance.ErrTaken)
	require.LessOrEqual(t, asked, 22, "more than twice ten seconds' requests after another one began")
	n, _, _ = d.ask(later, 100)
	require.Equal(t, 100, n)
}

// Who took over a moment before midnight is still seen by the other a moment after it, also
// where nothing was claimed of the new day.
func TestTheLaterOneGoesOnAtMidnight(t *testing.T) {
	d := newDoor(t)
	old := d.open()
	d.now = at("23:59:58")
	_, _, err := old.Admit(t.Context())
	require.NoError(t, err)
	_, _, err = d.open().Admit(t.Context())
	require.NoError(t, err)
	d.now = at("00:00:00").AddDate(0, 0, 1)
	_, _, err = old.Admit(t.Context())
	require.ErrorIs(t, err, allowance.ErrTaken)
}

// burst asks so often at once that the account holds requests that it hasn't sent, and returns it.
func (d *door) burst() *allowance.Account {
	d.t.Helper()
	a := d.open()
	for range 6 { // claims of 1, 4 and 16
		wait, _, err := a.Admit(d.t.Context())
		require.NoError(d.t, err)
		require.Zero(d.t, wait)
	}
	return a
}

// What is claimed holds for twenty seconds: then a worker that was away looks again, before it
// sends anything, who asks by now.
func TestAClaimGetsOld(t *testing.T) {
	d := newDoor(t)
	old := d.burst()
	_, _, err := d.open().Admit(t.Context())
	require.NoError(t, err)
	d.now = d.now.Add(20 * time.Second)
	_, _, err = old.Admit(t.Context())
	require.NoError(t, err, "what it holds")
	d.now = d.now.Add(time.Second)
	_, _, err = old.Admit(t.Context())
	require.ErrorIs(t, err, allowance.ErrTaken)
}

// What is held of a day isn't sent on the next: it is claimed of that.
func TestWhatIsHeldEndsWithTheDay(t *testing.T) {
	d := newDoor(t)
	d.now = at("23:59:58")
	a := d.burst()
	d.now = at("00:00:01").AddDate(0, 0, 1)
	require.Zero(t, d.spent())
	_, _, err := a.Admit(t.Context())
	require.NoError(t, err)
	require.Positive(t, d.spent())
}

// A claim holds the requests of ten seconds: not every one is written.
func TestClaimsAreFew(t *testing.T) {
	d := newDoor(t)
	n, _, _ := d.ask(d.open(), 60)
	require.Equal(t, 60, n)
	var claims uint64
	require.NoError(t, d.db.Conn().QueryRow(t.Context(), "SELECT count() FROM shop_requests").Scan(&claims))
	require.LessOrEqual(t, claims, uint64(12))
}

// Of two who began in the same moment the one goes on whose name comes later.
func TestOfTwoOfOneMomentOneGoesOn(t *testing.T) {
	for claimant, goesOn := range map[string]bool{"": true, "~": false} {
		d := newDoor(t)
		a := d.open()
		_, _, err := a.Admit(t.Context())
		require.NoError(t, err)
		require.NoError(t, d.db.Conn().Exec(t.Context(), "INSERT INTO shop_requests SELECT * REPLACE (? AS claimant) FROM shop_requests", claimant))
		d.now = d.now.Add(time.Minute)
		_, _, err = a.Admit(t.Context())
		require.Equal(t, goesOn, err == nil, "%q %v", claimant, err)
	}
}

// Today names the shops that were asked or are left alone, each until the later of the end of
// its hours and of its day; one with requests left is not left alone.
func TestToday(t *testing.T) {
	d := newDoor(t)
	today := func() []allowance.Spent {
		t.Helper()
		all, err := allowance.Today(t.Context(), d.db, d.brand, d.now)
		require.NoError(t, err)
		return all
	}
	require.Empty(t, today())
	d.shop.RequestsPerDay = 3
	n, _, _ := d.ask(d.open(), 1)
	require.Equal(t, 1, n)
	require.Equal(t, []allowance.Spent{{Shop: "web", Requests: 1}}, today())
	hours, err := days.ParseHours("10:00-14:00")
	require.NoError(t, err)
	d.brand.Shops[1].Avoid = []days.Hours{hours}
	require.Equal(t, []allowance.Spent{{Shop: "web", Requests: 1}, {Shop: "other", Until: at("14:00:00")}}, today())
	n, _, _ = d.ask(d.open(), 9)
	require.Equal(t, 2, n)
	d.shop.Avoid = d.brand.Shops[1].Avoid
	require.Equal(t, at("00:00:00").AddDate(0, 0, 1), today()[0].Until, "its hours end earlier")
	hours, err = days.ParseHours("10:00-02:00")
	require.NoError(t, err)
	d.shop.Avoid = []days.Hours{hours}
	require.Equal(t, at("02:00:00").AddDate(0, 0, 1), today()[0].Until, "its hours end later")
}

// A claim whose answer was lost, and that was therefore written again, counts once.
func TestAClaimWrittenTwiceCountsOnce(t *testing.T) {
	d := newDoor(t)
	d.shop.RequestsPerDay = 2
	n, _, _ := d.ask(d.open(), 1)
	require.Equal(t, 1, n)
	require.NoError(t, d.db.Conn().Exec(t.Context(), "SYSTEM STOP MERGES shop_requests"))
	require.NoError(t, d.db.Conn().Exec(t.Context(), "INSERT INTO shop_requests SELECT * REPLACE (at + 1 AS at) FROM shop_requests"))
	require.EqualValues(t, 1, d.spent())
	n, _, _ = d.ask(d.open(), 5)
	require.Equal(t, 1, n, "of two requests one is left")
}

// Many goroutines of one account keep its budget, however they meet.
func TestOneAccountForMany(t *testing.T) {
	d := newDoor(t)
	d.shop.RequestsPerDay = 60
	a := allowance.Open(d.db, d.brand, d.shop)
	a.Now = func() time.Time { return at("10:00:00") }
	var sent atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if wait, _, err := a.Admit(context.WithoutCancel(t.Context())); err == nil && wait == 0 {
					sent.Add(1)
				}
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 60, sent.Load())
}

// A person who asks a shop counts and keeps to the budget, one request at a time, also at hours
// to avoid; the puller that is at work isn't taken over by it.
func TestAPersonVisits(t *testing.T) {
	d := newDoor(t)
	d.shop.RequestsPerDay = 12
	puller := d.open()
	visit := func() *allowance.Account {
		a := allowance.Visit(d.db, d.brand, d.shop)
		a.Now = func() time.Time { return d.now }
		return a
	}
	asked, _, _ := d.ask(puller, 1)
	require.Equal(t, 1, asked)
	before := d.spent()
	asked, _, _ = d.ask(visit(), 3)
	require.Equal(t, 3, asked)
	require.Equal(t, before+3, d.spent(), "each request by itself")
	d.now = d.now.Add(time.Minute) // the puller claims again
	_, _, err := puller.Admit(t.Context())
	require.NoError(t, err, "it is taken over by a visit")
	hours, err := days.ParseHours("09:00-11:00")
	require.NoError(t, err)
	d.shop.Avoid = []days.Hours{hours}
	asked, _, _ = d.ask(puller, 1)
	require.Zero(t, asked)
	asked, wait, reason := d.ask(visit(), 20)
	require.Equal(t, 12, int(d.spent()))
	require.Positive(t, asked)
	require.Less(t, asked, 12)
	require.Positive(t, wait)
	require.Contains(t, reason, "the 12 requests of today are spent")
}

// Until when a shop was left alone lately: the longer of its hours and its budget, and what is
// longer ago doesn't count.
func TestLeftAloneLately(t *testing.T) {
	d := newDoor(t)
	left := func(since time.Duration) allowance.Left {
		t.Helper()
		l, err := allowance.LeftAlone(t.Context(), d.db, d.brand.Name, d.shop, d.now.Add(-since), d.now)
		require.NoError(t, err)
		l.Until = l.Until.UTC()
		return l
	}
	of := func(clock string) allowance.Left { return allowance.Left{Until: at(clock).UTC()} }
	require.Zero(t, left(8*time.Hour))
	for _, text := range []string{"07:00-08:00", "08:30-09:00"} {
		hours, err := days.ParseHours(text)
		require.NoError(t, err)
		d.shop.Avoid = append(d.shop.Avoid, hours)
	}
	require.Equal(t, of("09:00:00"), left(8*time.Hour), "the last of them")
	require.Equal(t, of("09:00:00"), left(time.Hour+time.Minute))
	require.Zero(t, left(time.Hour), "they were over then")
	d.now = at("07:30:00")
	require.Equal(t, of("08:00:00"), left(time.Minute), "it is left alone now")
	d.shop.RequestsPerDay = 1
	require.Equal(t, of("08:00:00"), left(time.Minute), "a request is left")
	d.shop.Avoid, d.now = nil, at("10:00:00")
	asked, _, _ := d.ask(d.open(), 5)
	require.Equal(t, 1, asked)
	spent := allowance.Left{Until: at("00:00:00").AddDate(0, 0, 1).UTC(), Spent: true}
	require.Equal(t, spent, left(time.Hour))
	for text, until := range map[string]time.Time{"23:00-02:00": at("02:00:00").AddDate(0, 0, 1), "22:00-00:00": at("00:00:00").AddDate(0, 0, 1)} {
		hours, err := days.ParseHours(text)
		require.NoError(t, err)
		d.shop.Avoid, d.now = []days.Hours{hours}, at("23:30:00")
		require.Equal(t, allowance.Left{Until: until.UTC()}, left(time.Hour), "the hours, which end later, or with the day")
	}
	d.shop.Avoid, d.now = nil, at("02:00:00").AddDate(0, 0, 1)
	require.Equal(t, spent, left(3*time.Hour), "the day before is spent")
	require.Zero(t, left(time.Hour))
}
