package answers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/answer"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/answers"
	"regulars/schema/intake"
	"regulars/schema/ledger/suppression"
	"regulars/schema/schematest"
)

const hashKey = "a key of the tests"

// house is a database with a brand, its ledger and the store.
type house struct {
	t     *testing.T
	db    *schema.DB
	conn  driver.Conn
	brand *config.Brand
	store *answers.Store
}

// One database serves all; each has a brand of its own.
func TestStore(t *testing.T) {
	db := schematest.Open(t)
	for name, test := range map[string]func(h *house){
		"in any order": inAnyOrder, "one id": oneIDForManyMessages, "no address": withoutAnAddress, "refusals": refusalsByReport,
		"following": following, "machines": machines, "behaviour": behaviour,
	} {
		t.Run(name, func(t *testing.T) {
			h := &house{t: t, db: db, brand: schematest.Brand(t, strings.ReplaceAll(name, " ", "-")), conn: schematest.Connect(t, db)}
			h.brand.Campaigns = []config.Campaign{{Name: "wake", Channels: []string{"edm"}, Purpose: "news"}}
			var err error
			h.store, err = answers.Open(db, hashKey)
			require.NoError(t, err)
			test(h)
		})
	}
}

func (h *house) hash(channel regulars.Channel, address string) string {
	hashes, err := suppression.Hashes(h.t.Context(), h.db, suppression.KeyOf(hashKey), []suppression.Destination{{Channel: channel}, {Channel: channel, Address: address}})
	require.NoError(h.t, err)
	require.Empty(h.t, hashes[0])
	return hashes[1]
}

// sent writes what the ledger has of a message that went out.
func (h *house) sent(member uint64, channel regulars.Channel, address, providerID string, at time.Time) {
	h.t.Helper()
	h.exec(`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, address_hash, provider_id, at, version)
		VALUES ('@', 'wake', ?, ?, 'sent', ?, ?, ?, ?, 7)`, at.Format(time.DateOnly), member, string(channel), h.hash(channel, address), providerID, at)
}

func (h *house) record(list ...answer.Answer) {
	h.t.Helper()
	require.NoError(h.t, h.store.Record(h.t.Context(), h.brand, "the provider", list))
}

func (h *house) attribute() {
	h.t.Helper()
	require.NoError(h.t, h.store.Attribute(h.t.Context(), h.brand, 24*time.Hour))
}

// exec and texts write the brand's name for @.
func (h *house) exec(statement string, args ...any) {
	h.t.Helper()
	require.NoError(h.t, h.conn.Exec(h.t.Context(), strings.ReplaceAll(statement, "'@'", "'"+h.brand.Name+"'"), args...))
}

func (h *house) texts(query string, args ...any) []string {
	h.t.Helper()
	rows, err := h.conn.Query(h.t.Context(), strings.ReplaceAll(query, "'@'", "'"+h.brand.Name+"'"), args...)
	require.NoError(h.t, err)
	defer func() { _ = rows.Close() }()
	all := []string{}
	for rows.Next() {
		var text string
		require.NoError(h.t, rows.Scan(&text))
		all = append(all, text)
	}
	return all
}

// events are the stored answers: type, delivery, who isn't a person.
func (h *house) events() []string {
	return h.texts(`SELECT concat(type, ' ', event_id, ' ', campaign, '/', toString(member_id), if(hard, ' hard', ''), if(machine = '', '', concat(' ', machine)))
		FROM message_events FINAL WHERE brand = '@' AND (provider_id != '' OR type != 'clicked') ORDER BY type, event_id`)
}

func (h *house) suppressed() []string {
	return h.texts("SELECT concat(toString(reason), ' ', toString(active)) FROM suppressions FINAL WHERE brand = '@' ORDER BY reason, address_hash")
}

func edm(kind answer.Type, id, message, address string) answer.Answer {
	return answer.Answer{Channel: regulars.ChannelEDM, Type: kind, EventID: id, ProviderID: message, Address: address, At: time.Now().Add(-time.Minute)}
}

// What a provider reports before the ledger knows the message, twice, and in another
// order, comes out the same.
func inAnyOrder(h *house) {
	t := h.t
	hard := edm(answer.Bounced, "e1", "m1", "Ming@X.test")
	hard.Hard = true
	soft := edm(answer.Bounced, "e2", "m2", "mei@x.test")
	opened := edm(answer.Opened, "e3", "m2", "mei@x.test")
	h.record(hard, soft)
	h.record(opened, soft)
	require.Equal(t, []string{"bounced true"}, h.suppressed(), "a soft bounce is no suppression")
	require.Equal(t, h.texts("SELECT address_hash FROM suppressions FINAL WHERE brand = '@'"), []string{h.hash("edm", "ming@x.test")})
	h.attribute()
	require.Equal(t, []string{"bounced e1 /0 hard", "bounced e2 /0", "opened e3 /0"}, h.events(), "nothing is sent yet")

	h.sent(7, "edm", "ming@x.test", "m1", time.Now().Add(-time.Hour))
	h.sent(8, "edm", "mei@x.test", "<m2>", time.Now().Add(-time.Hour))
	want := []string{"bounced e1 wake/7 hard", "bounced e2 wake/8", "opened e3 wake/8"}
	for range 2 {
		h.attribute()
		require.Equal(t, want, h.events())
	}
	h.record(opened, hard, soft)
	require.Equal(t, want, h.events(), "once more changes nothing")
	require.Equal(t, []string{"bounced true"}, h.suppressed())
}

// A provider that gives all messages of a request one id: the address tells them apart,
// and who can't be distinguished gets no answer of another one.
func oneIDForManyMessages(h *house) {
	t := h.t
	for i, address := range []string{"a@x.test", "b@x.test", "c@x.test"} {
		h.sent(uint64(i+1), "edm", address, "batch", time.Now().Add(-time.Hour))
	}
	h.record(edm(answer.Delivered, "d1", "batch", "b@x.test"), edm(answer.Delivered, "d2", "batch", "elsewhere@x.test"), edm(answer.Delivered, "d3", "batch", ""))
	h.attribute()
	require.Equal(t, []string{"delivered d1 wake/2", "delivered d2 /0", "delivered d3 /0"}, h.events())
}

// A bounce mail names the message only; a complaint refuses.
func withoutAnAddress(h *house) {
	t := h.t
	h.sent(7, "edm", "ming@x.test", "id@shop.test", time.Now().Add(-time.Hour))
	h.sent(8, "edm", "mei@x.test", "other@shop.test", time.Now().Add(-time.Hour))
	hard := edm(answer.Bounced, "e1", "id@shop.test", "")
	hard.Hard = true
	h.record(hard, edm(answer.Complained, "e2", "stranger@shop.test", ""))
	require.Equal(t, []string{"bounced e1 wake/7 hard", "complained e2 /0"}, h.events())
	require.Equal(t, []string{"bounced true"}, h.suppressed(), "a complaint about no message of ours suppresses nobody")
	require.Equal(t, []string{h.hash("edm", "ming@x.test")}, h.texts("SELECT address_hash FROM suppressions FINAL WHERE brand = '@'"))
	h.record(edm(answer.Complained, "e3", "other@shop.test", ""))
	require.Equal(t, []string{"bounced true", "complained true"}, h.suppressed())
	require.Equal(t, []string{"8 marketing 0", "8 news 0"}, h.texts("SELECT concat(toString(node), ' ', purpose, ' ', toString(granted = true)) FROM consent_facts WHERE brand = '@' ORDER BY purpose"))
}

// A refusal holds for every purpose of the channel; the same report again doesn't undo a
// yes that came after it.
func refusalsByReport(h *house) {
	t := h.t
	node := identity.Node(identity.KindEmail, "ming@x.test")
	yes := func(at string) {
		h.exec("INSERT INTO consent_facts SELECT '@', 's', ?, 'edm', arrayJoin(['marketing', 'news']), now() + "+at+", true, 'form', 'x', 1, true", node)
	}
	granted := func() []string {
		return h.texts("SELECT concat(purpose, ' ', toString(granted = true)) FROM consents WHERE brand = '@' ORDER BY purpose")
	}
	h.exec("INSERT INTO identity_nodes (brand, node, kind, member_id) VALUES ('@', ?, 'email', 7)", node)
	yes("-3600")
	require.Equal(t, []string{"marketing 1", "news 1"}, granted())
	no := edm(answer.Unsubscribed, "u1", "m1", "ming@x.test")
	h.record(no)
	require.Equal(t, []string{"marketing 0", "news 0"}, granted())
	require.Equal(t, []string{"the provider: unsubscribed"}, h.texts("SELECT DISTINCT source FROM consent_facts WHERE brand = '@' AND NOT granted"))
	yes("-1")
	require.Equal(t, []string{"marketing 1", "news 1"}, granted())
	no.At = time.Time{} // a provider that signs no time
	h.record(no)
	require.Equal(t, []string{"marketing 1", "news 1"}, granted(), "a repetition is no new refusal")
	no.EventID = "u2"
	h.record(no)
	require.Equal(t, []string{"marketing 0", "news 0"}, granted())

	// Who was erased is named by nothing any more.
	key := intake.DoorKey(hashKey)
	for _, hash := range []uint64{intake.DoorCheck(key), key.Hash(identity.KindEmail, "gone@x.test")} {
		h.exec("INSERT INTO erased (brand, hash, at, version) VALUES ('@', ?, now(), 1)", hash)
	}
	h.record(edm(answer.Unsubscribed, "u3", "m3", "gone@x.test"))
	require.Empty(t, h.texts("SELECT toString(node) FROM consent_facts WHERE brand = '@' AND node = ?", identity.Node(identity.KindEmail, "gone@x.test")))
}

// Who follows and leaves again is reached as they did it last, in whatever order it is
// reported; and following ends nothing else.
func following(h *house) {
	t := h.t
	user, other := "U0123456789abcdef0123456789abcdef", "Uffffffffffffffffffffffffffffffff"
	start := time.Now().Add(-time.Hour)
	did := func(kind answer.Type, who string, minutes int) answer.Answer {
		return answer.Answer{Channel: regulars.ChannelLINE, Type: kind, EventID: fmt.Sprint(kind, minutes, who), At: start.Add(time.Duration(minutes) * time.Minute), Address: who}
	}
	h.record(did(answer.Unfollowed, user, 1))
	require.Equal(t, []string{"unfollowed true"}, h.suppressed())
	h.record(did(answer.Followed, user, 4))
	require.Equal(t, []string{"unfollowed false"}, h.suppressed())
	h.record(did(answer.Unfollowed, user, 3), did(answer.Unfollowed, user, 1))
	require.Equal(t, []string{"unfollowed false"}, h.suppressed(), "reported late, done before")

	h.exec("INSERT INTO suppressions VALUES ('@', 'line', ?, 'by_hand', 'anna', true, now(), 1)", h.hash("line", other))
	h.record(did(answer.Unfollowed, other, 5), did(answer.Followed, other, 6))
	require.Equal(t, []string{"by_hand true", "unfollowed false"}, h.suppressed())

	// A reply answers the last message of the week.
	h.exec("INSERT INTO identity_nodes (brand, node, kind, member_id) VALUES ('@', ?, 'line', 70)", identity.Node(identity.KindLine, identity.Line("", user)))
	h.sent(7, "line", user, "", time.Now().Add(-50*time.Minute))
	h.record(did(answer.Replied, user, 30), did(answer.Replied, user, 2))
	require.Contains(t, h.events(), "replied replied2"+user+" /70", "before anything was sent")
	h.attribute()
	require.Contains(t, h.events(), "replied replied30"+user+" wake/7")
	require.Contains(t, h.events(), "replied replied2"+user+" /70")
}

// Clicks of machines are kept, marked, and count for nobody.
func machines(h *house) {
	t := h.t
	now := time.Now()
	h.store.Now = func() time.Time { return now }
	went := map[uint64]time.Time{1: now.Add(-time.Hour), 2: now.Add(time.Second), 3: now.Add(-time.Hour), 4: now.Add(-time.Hour)}
	for member, sent := range went {
		h.sent(member, "edm", fmt.Sprintf("m%d@x.test", member), fmt.Sprint("m", member), sent)
	}
	touch := func(member uint64, link, machine string) {
		at, is := went[member] // an hour ago may be yesterday
		if !is {
			at = now
		}
		date := regulars.BusinessDate(at.Format(time.DateOnly))
		require.NoError(t, h.store.RecordTouch(t.Context(), answers.Touch{Brand: h.brand.Name, Campaign: "wake", Date: date, Channel: "edm", Member: member, Link: link, Machine: machine}))
	}
	touch(1, "a", "")
	touch(1, "a", "") // once a minute
	touch(1, "b", "")
	touch(1, "", "proxy")
	touch(1, "", "")
	touch(2, "a", "")
	for _, link := range []string{"a", "b", "c"} {
		touch(3, link, "")
	}
	touch(4, "a", "head")
	touch(5, "a", "") // of nobody who is in the books
	h.attribute()
	h.attribute()
	marks := h.texts(`SELECT concat(toString(member_id), ' ', type, ' ', machine, ' ', toString(count())) AS line
		FROM message_events FINAL WHERE brand = '@' GROUP BY member_id, type, machine ORDER BY line`)
	require.Equal(t, []string{"1 clicked  2", "1 opened  1", "1 opened proxy 1", "2 clicked at_once 1", "3 clicked scanner 3", "4 clicked head 1"}, marks)
}

// What was done in a shop is stored once, however often it is reported, and of nobody who
// was erased.
func behaviour(h *house) {
	t := h.t
	shop := &h.brand.Shops[0]
	at := time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC) // 01:00 in Taipei
	key := intake.DoorKey(hashKey)
	for _, hash := range []uint64{intake.DoorCheck(key), key.Hash(identity.KindEmail, "gone@x.test")} {
		h.exec("INSERT INTO erased (brand, hash, at, version) VALUES ('@', ?, now(), 1)", hash)
	}
	events := []answers.Behaviour{
		{ID: "e1", Type: "login", At: at, CustomerID: "c1", Email: "ming@x.test"},
		{Type: "page_view", At: at, Visitor: "v1", Properties: map[string]string{"path": "/", "a": "b"}},
		{Type: "page_view", At: at, Visitor: "v1", Properties: map[string]string{"a": "b", "path": "/"}},
		{Type: "login", At: at, Email: "gone@x.test"},
	}
	for range 2 {
		require.NoError(t, h.store.RecordBehaviour(t.Context(), h.brand, shop, events))
	}
	events[0].At = at.Add(48 * time.Hour)
	require.NoError(t, h.store.RecordBehaviour(t.Context(), h.brand, shop, events[:1]))
	// Two reports of one event that come together: the later one holds, and the earlier date is kept.
	both := []answers.Behaviour{
		{ID: "e2", Type: "review", At: at.Add(-24 * time.Hour), Visitor: "v2"},
		{ID: "e2", Type: "review", At: at.Add(24 * time.Hour), Visitor: "v2"},
	}
	require.NoError(t, h.store.RecordBehaviour(t.Context(), h.brand, shop, both))
	require.Equal(t, []string{
		fmt.Sprintf("login 2026-11-23 2026-11-21 %d  {}", identity.Node(identity.KindCustomer, identity.Customer("web", "c1"))),
		"page_view 2026-11-21 2026-11-21 0 v1 {'a':'b','path':'/'}",
		"review 2026-11-22 2026-11-20 0 v2 {}",
	}, h.texts("SELECT concat(type, ' ', toString(date), ' ', toString(first_date), ' ', toString(node), ' ', visitor, ' ', toString(mapSort(properties))) FROM events FINAL WHERE brand = '@' ORDER BY type"))
}
