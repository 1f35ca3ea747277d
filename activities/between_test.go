package activities_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/erase"
	"regulars/schema/intake"
	"regulars/schema/ledger"
	"regulars/schema/ledger/optout"
	"regulars/schema/schematest"
)

// memberOf is the id of the n-th member of insertMembers; line and mail are their addresses.
func (d *deliverTest) memberOf(n int) uint64 {
	return schematest.Query[struct {
		ID uint64 `ch:"id"`
	}](d.t, d.DB, fmt.Sprintf("SELECT sipHash64(toUInt64(%d)) AS id", n))[0].ID
}
func lineOf(n int) string { return fmt.Sprintf("U%032x", n) }
func mailOf(n int) string { return fmt.Sprintf("m%d@x.test", n) }

// outcome is what became of a member's delivery.
func (d *deliverTest) outcome(member uint64) string {
	rows := schematest.Query[struct {
		Says string `ch:"says"`
	}](d.t, d.DB, fmt.Sprintf("SELECT concat(state, if(reason = '', '', concat(' ', reason)), ' ', channel) AS says FROM deliveries FINAL WHERE member_id = %d", member))
	require.LessOrEqual(d.t, len(rows), 1)
	if len(rows) == 0 {
		return "no row"
	}
	return rows[0].Says
}

// What people say and do between the plan and the sending holds: each has the one right
// outcome, and only who may still be written to is.
func TestBetweenPlanAndSend(t *testing.T) {
	const members = 14
	d := openDeliveries(t, 0)
	brand := &d.Config.Brands[0]
	key := identity.NodeKey("a key", brand.Name)
	require.NoError(t, d.mark(brand))
	d.insertMembers(members)
	// Who is erased is known by a mail, as the loaders have it; who is parted later had two
	// numbers when the plan was made.
	erased, parted, part := key.Node(identity.KindEmail, mailOf(8)), d.memberOf(10), uint64(77)
	d.exec("INSERT INTO members (brand, member_id, name, email, line_id) SELECT brand, ?, name, email, line_id FROM members WHERE email = ?", erased, mailOf(8))
	d.exec("ALTER TABLE members DELETE WHERE member_id = ? SETTINGS mutations_sync = 1", d.memberOf(8))
	d.exec("INSERT INTO identity_nodes (brand, node, kind, value, state, member_id) VALUES ('acme', ?, 'email', ?, 'used', ?)", erased, mailOf(8), erased)
	d.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('acme', 'web', ?, 'line', 'marketing', '2026-01-01', true, 1)", erased)
	d.exec("INSERT INTO identity_nodes (brand, node, member_id) VALUES ('acme', ?, ?)", part, parted)
	require.EqualValues(t, members, d.plan().Books.Planned)

	optOut := func(n int, channel string) {
		require.NoError(t, optout.Record(t.Context(), d.DB, optout.OptOut{Brand: "acme", Member: d.memberOf(n), Channel: channel, Purpose: "marketing", Source: "unsubscribe link"}))
	}
	optOut(1, "edm")
	optOut(2, "line") // prefers mail now: the plan chose LINE, and no other takes its place in this run
	d.exec("ALTER TABLE members UPDATE line_id = 'U00000000000000000000000000000abc' WHERE member_id = ? SETTINGS mutations_sync = 1", d.memberOf(4))
	d.exec("ALTER TABLE members UPDATE name = 'Ada' WHERE member_id = ? SETTINGS mutations_sync = 1", d.memberOf(5))
	// 6 and 12 turn out to be one person, under the id of 6.
	d.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", d.memberOf(6), d.memberOf(12))
	// 10 turns out to be two: the LINE account is the other's.
	d.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", part, part)
	d.exec("INSERT INTO members (brand, member_id, name, line_id) VALUES ('acme', ?, 'other', ?)", part, lineOf(10))
	d.exec("ALTER TABLE members UPDATE line_id = '' WHERE member_id = ? SETTINGS mutations_sync = 1", parted)
	_, err := erase.People(t.Context(), d.DB, brand, intake.DoorKey("a key"), []erase.Who{{Email: strings.ToUpper(mailOf(8))}}, false)
	require.NoError(t, err)

	result, err := d.send()
	require.NoError(t, err)
	for member, want := range map[uint64]string{
		d.memberOf(0): "sent line", d.memberOf(3): "sent edm", d.memberOf(5): "sent edm",
		d.memberOf(1):  "excluded no_consent edm",
		d.memberOf(2):  "excluded no_consent line",
		d.memberOf(4):  "excluded address_changed line",
		d.memberOf(6):  "sent line",
		d.memberOf(12): "excluded already_in line",
		parted:         "excluded no_address line",
		part:           "no row",
		erased:         "no row",
	} {
		require.Equal(t, want, d.outcome(member), member)
	}
	require.EqualValues(t, members-6, result.Sent)
	for _, gone := range []string{mailOf(1), lineOf(2), lineOf(4), lineOf(12), lineOf(8), lineOf(10), mailOf(8)} {
		require.NotContains(t, d.posts["line"].got, gone)
		require.NotContains(t, d.posts["edm"].got, gone)
	}
	books := d.settle()
	require.EqualValues(t, []uint64{members, members - 6, 5, 1}, []uint64{books.Planned, books.Sent, books.Excluded, books.Held}, "who was erased stays in the books, under a random id")
}

// Who is erased while their message waits in a worker's memory gets none, and doesn't come
// back into any table by what the worker writes; nobody is erased whose message is on its way.
func TestErasedWhileABlockIsSent(t *testing.T) {
	const members = 20
	d := openDeliveries(t, 0)
	brand := &d.Config.Brands[0]
	require.NoError(t, d.mark(brand))
	d.insertMembers(members)
	require.EqualValues(t, members, d.plan().Books.Planned)
	var byMail []uint64 // as their block is sent, two at a time
	for n := 1; n < members; n += 2 {
		byMail = append(byMail, d.memberOf(n))
	}
	slices.Sort(byMail)
	first, last := byMail[0], byMail[len(byMail)-1]
	for _, member := range []uint64{first, last} {
		d.exec("ALTER TABLE identity_nodes UPDATE kind = 'email', value = ?, state = 'used' WHERE node = ? SETTINGS mutations_sync = 1", fmt.Sprintf("%d@gone.test", member), member)
	}
	erased := func(member uint64) error {
		_, err := erase.People(t.Context(), d.DB, brand, intake.DoorKey("a key"), []erase.Who{{Member: member}}, false)
		return err
	}
	d.posts["edm"].size = 2
	d.posts["edm"].during = func() {
		d.posts["edm"].during = nil
		require.ErrorIs(t, erased(first), erase.ErrSending)
		require.NoError(t, erased(last), "it is picked and not claimed")
	}
	result, err := d.send()
	require.NoError(t, err)
	require.EqualValues(t, members-1, result.Sent)
	require.Len(t, d.posts["edm"].got, len(byMail)-1)
	require.Equal(t, "sent edm", d.outcome(first))
	for _, table := range []string{"deliveries", "delivery_attempts"} {
		require.Zero(t, schematest.Query[struct {
			N uint64 `ch:"n"`
		}](t, d.DB, fmt.Sprintf("SELECT count() AS n FROM %s WHERE member_id = %d", table, last))[0].N, table)
	}
	books := d.settle()
	require.EqualValues(t, []uint64{members, members - 1, 1}, []uint64{books.Planned, books.Sent, books.Held})
	require.NoError(t, erased(first), "it has arrived")
	require.Equal(t, "no row", d.outcome(first))
}

// mark keeps the brand's key in the database, as a worker does when it begins.
func (d *deliverTest) mark(brand *config.Brand) error {
	brand.HashKey = d.Config.Privacy.HashKey
	_, err := d.DB.CheckNodeKey(d.t.Context(), brand)
	return err
}

// A person approved certain texts. Others are not sent in their place, whatever worker
// reads which config, until a person releases them.
func TestChangedTextsAskAgain(t *testing.T) {
	d := openDeliveries(t, 60)
	campaign := &d.Config.Brands[0].Campaigns[0]
	campaign.Approve = true
	d.plan()
	let := func(name, by string) {
		_, err := d.env.ExecuteActivity(d.SetCampaignState, activities.CampaignStateInput{CampaignRef: d.ref, State: ledger.RunApproved, By: by,
			Decisions: []activities.CampaignDecision{{Name: name, By: by, At: time.Now()}}})
		require.NoError(t, err)
	}
	let(ledger.DecisionApprove, "mei")
	old := campaign.Templates
	campaign.Templates = map[string]config.Template{"edm": old["edm"], "line": {Text: "another"}}
	_, err := d.send()
	require.ErrorContains(t, err, "the texts of wakeup were changed after mei approved them")
	require.Empty(t, d.posts["line"].got)
	let(ledger.DecisionHold, "jun")
	_, err = d.send()
	require.ErrorContains(t, err, "after mei approved them", "a hold approves nothing")

	same := old["line"]
	same.TextFile = "line.txt" // the same text, kept in a file now
	campaign.Templates = map[string]config.Template{"edm": old["edm"], "line": same}
	result, err := d.send()
	require.NoError(t, err)
	require.EqualValues(t, 60, result.Sent)

	d.ref.Date = d.ref.Date.AddDays(1)
	campaign.Repetition.Per, campaign.Audience = "", config.Audience{Is: []string{"sleep"}}
	d.exec("TRUNCATE TABLE deliveries") // they may get it again
	d.plan()
	let(ledger.DecisionApprove, "mei")
	campaign.Templates["line"] = config.Template{Text: "another"}
	_, err = d.send()
	require.ErrorContains(t, err, "after mei approved them")
	let(ledger.DecisionRelease, "jun")
	result, err = d.send()
	require.NoError(t, err)
	require.EqualValues(t, 60, result.Sent)
	require.Equal(t, "another", d.posts["line"].last.Text)
}
