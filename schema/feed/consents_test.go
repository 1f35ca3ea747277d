package feed_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/schematest"
)

// consentFeeds reads feeds of consents, and of customers, of the shops of one brand.
type consentFeeds struct {
	t     *testing.T
	db    *schema.DB
	loads int
}

func (c *consentFeeds) read(shop, entity, text string) feed.Result {
	c.t.Helper()
	c.loads++
	f := config.Feed{Entity: entity, Path: write(c.t, "s.csv", text), Columns: map[string]string{
		"customer_id": "id", "granted": "ok", "at": "at", "channel": "ch", "purpose": "why",
	}}
	if entity == "customers" {
		f.Columns = map[string]string{"customer_id": "id", "name": "name", "consent_edm": "ok", "consent_at": "at"}
	}
	files, err := file.NewFeed(f)
	require.NoError(c.t, err)
	l := fileLoad(c.t, fmt.Sprintf("load%d", c.loads))
	l.Shop.Name = shop
	r, err := feed.Import(c.t.Context(), c.db, l, f, files, true, nil)
	require.NoError(c.t, err)
	return r
}

func (c *consentFeeds) consents(shop, rows string) feed.Result {
	c.t.Helper()
	return c.read(shop, "consents", "id,ch,ok,at,why\n"+rows)
}

// says is what all facts together say: a refusal holds until a yes that is dated after it.
func (c *consentFeeds) says(shop, channel string) string {
	c.t.Helper()
	type row struct{ T string }
	rows := schematest.Query[row](c.t, c.db, fmt.Sprintf("SELECT if(maxIf(at, granted AND dated) > maxIf(at, NOT granted) OR countIf(granted) > 0 AND countIf(NOT granted) = 0, 'yes', 'no') T "+
		"FROM consent_facts FINAL WHERE shop LIKE '%s%%' AND channel = '%s' AND purpose = 'marketing' HAVING count() > 0", shop, channel))
	if len(rows) == 0 {
		return ""
	}
	return rows[0].T
}

func TestConsentsOfOneMoment(t *testing.T) {
	const (
		yes = "7,edm,yes,2026-01-01 10:00:00,\n"
		no  = "7,edm,no,2026-01-01 10:00:00,\n"
	)
	c := &consentFeeds{t: t, db: schematest.Open(t)}

	// Two feeds of one shop, as two exports of one person are, in either order.
	c.consents("one", no)
	c.consents("one", yes)
	require.Equal(t, "no", c.says("one", "edm"), "a yes of the same moment is not later than the no")
	c.consents("two", yes)
	c.consents("two", no)
	c.consents("two", yes)
	require.Equal(t, "no", c.says("two", "edm"))
	c.consents("two", yes+"7,edm,yes,2026-01-01 10:00:01,\n")
	require.Equal(t, "yes", c.says("two", "edm"), "a second later it is")
	require.Zero(t, c.consents("two", yes+"7,edm,yes,2026-01-01 10:00:01,\n").Changed, "the same again changes nothing")

	// Rows of one file, whichever comes last.
	c.consents("three", no+yes)
	require.Equal(t, "no", c.says("three", "edm"))
	c.consents("four", yes+no+yes)
	require.Equal(t, "no", c.says("four", "edm"))

	// What the customer's record says, and what the feed of consents does.
	customer := func(name string) { c.read("five", "customers", "id,name,ok,at\n7,"+name+",yes,2026-01-01 10:00:00\n") }
	customer("Ann")
	require.Equal(t, "yes", c.says("five", "edm"))
	c.consents("five", no)
	require.Equal(t, "no", c.says("five", "edm"))
	// Merged parts hold no longer what was replaced.
	require.NoError(t, c.db.Conn().Exec(t.Context(), "OPTIMIZE TABLE consent_facts FINAL"))
	customer("Anna")
	require.Equal(t, "no", c.says("five", "edm"), "an unrelated edit revives nothing")
	customer("Annie")
	require.Equal(t, "no", c.says("five", "edm"))
}

// The same person at two shops: what they say meets at the address.
func TestConsentsOfOneMomentAtTwoShops(t *testing.T) {
	db := schematest.Open(t)
	read := func(id, shop, ok string) {
		f := config.Feed{Entity: "consents", Path: write(t, "s.csv", "mail,ok,at\nann@x.tw,"+ok+",2026-01-01 10:00:00\n"),
			Columns: map[string]string{"email": "mail", "granted": "ok", "at": "at", "channel": "'edm'"}}
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		l := fileLoad(t, id)
		l.Shop.Name = shop
		_, err = feed.Import(t.Context(), db, l, f, files, true, nil)
		require.NoError(t, err)
	}
	c := &consentFeeds{t: t, db: db}
	read("1", "a", "no")
	read("2", "b", "yes")
	require.Equal(t, "no", c.says("", "edm"))
	read("3", "b", "yes")
	require.Equal(t, "no", c.says("", "edm"))
	read("4", "a", "no")
	require.Equal(t, "no", c.says("", "edm"))
}

func TestConsentsWithoutATime(t *testing.T) {
	c := &consentFeeds{t: t, db: schematest.Open(t)}
	const dated = "7,edm,yes,2026-01-01 10:00:00,\n"
	c.consents("a", dated)
	require.Equal(t, "yes", c.says("a", "edm"))
	r := c.consents("a", dated+"7,edm,no,,\n")
	require.Zero(t, r.Rejected)
	require.Equal(t, "no", c.says("a", "edm"), "a no without a time is dated by when it was first seen")
	require.Zero(t, c.consents("a", dated+"7,edm,no,,\n").Changed, "and not dated again")

	time.Sleep(2 * time.Millisecond)
	c.consents("a", dated+"7,edm,no,,\n7,edm,yes,,\n")
	require.Equal(t, "no", c.says("a", "edm"), "a yes without a time ends no refusal")
	after := time.Now().Add(-time.Millisecond).In(fileLoad(t, "").Shop.Zone).Format("2006-01-02 15:04:05.000")
	time.Sleep(2 * time.Millisecond)
	later := dated + "7,edm,no,0000-00-00,\n7,edm,yes," + after + ",\n"
	c.consents("a", later)
	require.Equal(t, "yes", c.says("a", "edm"), "a yes that is dated later does")
	c.consents("a", later)
	require.Equal(t, "yes", c.says("a", "edm"), "for good")

	c.consents("b", "8,sms,yes,,\n")
	require.Equal(t, "yes", c.says("b", "sms"), "where nothing was refused")
}

func TestConsentsInOtherWords(t *testing.T) {
	c := &consentFeeds{t: t, db: schematest.Open(t)}
	r := c.consents("a", "7,edm,yes,2026-01-01 10:00:00,\n7,edm,perhaps,2026-01-02 10:00:00, Marketing\n"+
		"7,簡訊,yes,2026-01-01 10:00:00,\n7,sms,,2026-01-02 10:00:00,\n"+
		"7,LINE,opt_out,2026-01-02 10:00:00,\n7,fax,no,2026-01-02 10:00:00,\n7,edm,no,2026-01-02 10:00:00,行銷\n,edm,no,2026-01-02 10:00:00,\n")
	require.Zero(t, r.Rejected)
	for _, channel := range []string{"edm", "sms", "line"} {
		require.Equal(t, "no", c.says("a", channel), channel)
	}
	type row struct{ T string }
	var reasons []string
	for _, r := range schematest.Query[row](t, c.db, "SELECT reason T FROM rejected WHERE entity = 'consents' ORDER BY T") {
		reasons = append(reasons, r.T)
	}
	require.Equal(t, []string{
		"1 rows name nobody: their customer_id, email, phone and line_id are empty or none",
		`by the channel "fax" nothing is sent: write edm, sms or line`,
		`no campaign can have the purpose "行銷": write one of a-z, 0-9, _ and -, such as marketing`,
		`the word "perhaps" is neither yes nor no: it counts as no`,
	}, reasons)
}

// A no of a day holds to the end of that day, as nobody knows when it was said.
func TestARefusalOfADay(t *testing.T) {
	c := &consentFeeds{t: t, db: schematest.Open(t)}
	c.consents("a", "7,edm,no,2026-01-02,\n7,edm,yes,2026-01-02 23:59:00,\n7,sms,no,2026-01-02,\n7,sms,yes,2026-01-03,\n")
	require.Equal(t, "no", c.says("a", "edm"), "of the same day")
	require.Equal(t, "yes", c.says("a", "sms"), "of the next one")
	c.consents("b", "7,edm,yes,2026-01-02 23:59:00,\n")
	c.read("b", "customers", "id,name,ok,at\n7,Ann,no,2026-01-02\n")
	require.Equal(t, "no", c.says("b", "edm"), "of a customer's record")
	c.consents("b", "7,edm,yes,2026-01-03 00:00:01,\n")
	require.Equal(t, "yes", c.says("b", "edm"))
}

// A customer's word that nobody knows is a no, over what was allowed elsewhere; who hasn't
// confirmed yet has said nothing.
func TestACustomersOtherWords(t *testing.T) {
	c := &consentFeeds{t: t, db: schematest.Open(t)}
	for shop, o := range map[string]struct{ word, says string }{"a": {"stop", "no"}, "b": {"退訂", "no"}, "c": {"pending", "yes"}, "d": {"", "yes"}} {
		c.consents(shop, "7,edm,yes,2026-01-01 10:00:00,\n")
		c.read(shop, "customers", "id,name,ok,at\n7,Ann,"+o.word+",\n")
		require.Equal(t, o.says, c.says(shop, "edm"), o.word)
	}
	c.read("e", "customers", "id,name,ok,at\n7,Ann,pending,\n")
	require.Empty(t, c.says("e", "edm"), "pending is no yes")
	c.read("e", "customers", "id,name,ok,at\n7,Ann,yes,\n")
	require.Equal(t, "yes", c.says("e", "edm"))
}
