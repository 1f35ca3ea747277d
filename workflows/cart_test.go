package workflows_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/activities"
	"regulars/bench/rush"
	"regulars/config"
	"regulars/config/journey"
	"regulars/schema/answers"
	"regulars/schema/schematest"
	"regulars/worker/outside"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// abandons adds the journey of an abandoned cart, whose message waits for a person.
func abandons(i *installation) {
	b := &i.config.Brands[0]
	b.Between = 15 * time.Minute
	b.Campaigns = append(b.Campaigns, config.Campaign{
		Name: "cart", Audience: config.Audience{Journey: "cart"}, Channels: []string{"edm"}, Purpose: "marketing", Approve: true, PauseAtFailureRate: 0.2,
		Templates: map[string]config.Template{"edm": {Subject: "{{ entry.goods }}", Text: "{{ entry.link }}, {{ unsubscribe_url }}"}},
	})
	b.Journeys = []journey.Journey{{
		Name: "cart", Event: journey.Event{Type: "cart_abandoned", Key: "cart_id"}, Again: journey.EachKey,
		Goal: journey.Condition{Did: []string{"order_placed"}, Same: "cart_id"}, Steps: []journey.Step{{Name: "soon", After: "1h", Send: "cart"}},
	}}
	i.config.WithDefaults()
}

// did reports that the nth member did something about a cart so long ago; 0: somebody who
// isn't known.
func (i *installation) did(nth int, what, cart string, ago time.Duration) {
	i.t.Helper()
	require.NoError(i.t, schematest.Connect(i.t, i.db).Exec(i.t.Context(), `INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version)
		SELECT ?, 'web', ?, ?, ?, toDate(?), if(? = 0, 0, arraySort(groupArrayIf(node, node = member_id AND member_id != 0))[?]), map('cart_id', ?, 'goods', ?, 'link', 'https://shop.test/'), 1
		FROM identity_nodes WHERE brand = ?`,
		i.brand, what+"-"+cart, what, time.Now().Add(-ago), time.Now().Add(-ago), nth, nth, cart, "goods of "+cart, i.brand))
}

func (i *installation) tick() (tick.Result, string) {
	i.t.Helper()
	in := tick.Input{Brand: i.brand}
	run, err := i.client.ExecuteWorkflow(i.t.Context(), tick.Start(in, i.queue), tick.Name, in)
	require.NoError(i.t, err)
	var r tick.Result
	require.NoError(i.t, i.result(run, &r))
	require.Empty(i.t, r.Troubles)
	return r, run.GetID()
}

// An abandoned cart is distinguished from a bought one: by its own id, also where it is bought after
// the message was planned, and by whomever.
func TestTheAbandonedCart(t *testing.T) {
	i := newInstallationWith(t, func(i *installation) {
		abandons(i)
		i.config.Brands[0].Events = config.Events{Key: config.NewSecret(eventsKey), Shop: "web"}
	})
	plan := rush.Plan{Began: time.Now().Add(-2 * time.Hour), Rate: 100, Total: 400, Apart: 1, Back: 1}
	i.shop.buy(rush.Members(plan.Total), i.date)
	for n := range i.shop.customers {
		i.shop.customers[n].Email, i.shop.orders[n].Email = rush.Member(n), rush.Member(n)
	}
	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	for n, cart := range []string{"left", "bought", "bought-late", "another"} {
		i.did(n+1, "cart_abandoned", cart, 2*time.Hour)
	}
	i.did(5, "cart_abandoned", "just-now", time.Minute)
	i.did(0, "order_placed", "bought", time.Hour)
	i.did(4, "order_placed", "yet-another", time.Hour)

	r, id := i.tick()
	require.Equal(t, activities.TickFacts{Date: i.date, Coming: 5}, r.Facts)
	require.Len(t, r.Sends, 1)
	i.did(3, "order_placed", "bought-late", 0)
	i.approve(r.Sends[0])
	sent := func() string {
		var text string
		require.NoError(t, schematest.Connect(t, i.db).QueryRow(t.Context(), `SELECT toString(arraySort(groupArray((position(campaign, '#t') > 0, toString(state), toString(reason)))))
			FROM deliveries FINAL WHERE brand = ? AND startsWith(campaign, 'cart')`, i.brand).Scan(&text))
		return text
	}
	const once = "[(1,'excluded','goal'),(1,'sent',''),(1,'sent','')]"
	require.Equal(t, once, sent())
	addresses, most := i.post.sent()
	require.Equal(t, []int{2, 1}, []int{addresses, most})

	if *record {
		i.record("tick", id)
		i.record("walk", workflows.MeasureID(i.brand))
	}
	again, _ := i.tick()
	require.Empty(t, again.Sends, "nothing is due, and nothing is open")
	require.Equal(t, activities.TickFacts{Date: i.date}, again.Facts)
	require.Equal(t, once, sent())
	_, isTick := regulars.TickOf(r.Sends[0])
	require.True(t, isTick, fmt.Sprint(r.Sends))
	i.rushes(plan)
}

const eventsKey = "a key of the tests for events"

// approve lets the messages of a tick go, and waits until they have.
func (i *installation) approve(run string) {
	i.t.Helper()
	ref := workflows.CampaignID(i.brand, run, i.date)
	require.NoError(i.t, i.update(ref, workflows.ApproveUpdate, workflows.Decision{By: "mei", Reason: "a test"}))
	require.NoError(i.t, i.result(i.client.GetWorkflow(i.t.Context(), ref, ""), nil))
}

// rushes reports hundreds of events at once at the worker's endpoint: twice, late, out of order,
// of nobody, and half of them once more after a tick. Each is counted
// once, and who is owed a message gets one.
func (i *installation) rushes(plan rush.Plan) {
	t := i.t
	store, err := answers.Open(i.db, i.config.Privacy.HashKey.Reveal())
	require.NoError(t, err)
	door := outside.New(i.config, http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	door.Open(store)
	server := httptest.NewServer(door)
	defer server.Close()
	want := map[string]int{}
	for address, n := range i.post.got {
		want[address] = n
	}
	count := func() (stored, entered, twice uint64) {
		require.NoError(t, schematest.Connect(t, i.db).QueryRow(t.Context(), `SELECT (SELECT count() FROM events FINAL WHERE brand = ?), sum(n), countIf(n > 1)
			FROM (SELECT count() AS n FROM journey_moves FINAL WHERE brand = ? AND seq = 0 GROUP BY entry_key)`, i.brand, i.brand).Scan(&stored, &entered, &twice))
		return stored, entered, twice
	}
	stored, entered, _ := count()
	for _, part := range []int{plan.Total / 2, plan.Total} {
		some := plan
		some.Total = part
		posted, err := rush.Poster{URL: server.URL + "/events", Key: eventsKey, Each: 7}.Post(t.Context(), some)
		require.NoError(t, err)
		require.Equal(t, part, posted.Accepted)
		r, _ := i.tick()
		for _, run := range r.Sends {
			i.approve(run)
		}
	}
	for address := range plan.Owed() {
		want[address]++
	}
	require.Equal(t, want, i.post.got)
	all, came, twice := count()
	require.EqualValues(t, plan.Distinct(), all-stored)
	require.Equal(t, len(plan.Owed())+plan.Bought(), int(came-entered))
	require.Zero(t, twice)
}

// An order that only a webhook has named is read from the shop before anybody is led on: who
// has bought gets no message, and the next night derives the order.
func TestWhatWebhooksNameIsReadBetweenTheNights(t *testing.T) {
	i := newInstallationWith(t, func(i *installation) {
		abandons(i)
		i.config.Brands[0].Shops[0].WebhookKey = config.NewSecret("a key of the tests")
		i.config.Brands[0].Journeys[0].Goal = journey.Condition{Bought: true}
	})
	i.shop.buy(2, i.date)
	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	i.did(1, "cart_abandoned", "left", 2*time.Hour)
	i.did(2, "cart_abandoned", "bought", 2*time.Hour)

	now := time.Now().UTC().Truncate(time.Second)
	i.shop.orders = append(i.shop.orders, regulars.Order{
		ID: "late", PlacedAt: now.Add(-time.Hour), UpdatedAt: now, Email: i.mailOf(2), Status: "paid", Placed: true, Paid: true, Currency: "TWD", Total: 1000000,
	})
	i.named("late")
	r, id := i.tick()
	require.EqualValues(t, 1, r.Read)
	require.Len(t, r.Sends, 1)
	if *record {
		i.record("tick_asks", id)
		i.record("ask", workflows.PullID(i.brand, "web"))
	}
	i.approve(r.Sends[0])
	require.Equal(t, map[string]int{i.mailOf(1): 1}, i.post.got, "who left the cart, and not who has bought")
	conn := schematest.Connect(t, i.db)
	var derived uint64

	again, _ := i.tick()
	require.Zero(t, again.Read, "each is asked for once")
	_, err = i.night(workflows.NightlyInput{NoCampaigns: true, Date: i.date.AddDays(1)})
	require.NoError(t, err)
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM member_orders FINAL WHERE brand = ? AND order_id = 'late' AND member_id != 0", i.brand).Scan(&derived))
	require.EqualValues(t, 1, derived)
}

// mailOf is the mail address of the nth member, as did counts them.
func (i *installation) mailOf(nth int) (mail string) {
	i.t.Helper()
	require.NoError(i.t, schematest.Connect(i.t, i.db).QueryRow(i.t.Context(), `SELECT anyIf(value, kind = 'email') FROM identity_nodes WHERE brand = ?
		AND member_id = (SELECT arraySort(groupArrayIf(node, node = member_id AND member_id != 0))[?] FROM identity_nodes WHERE brand = ?)`, i.brand, nth, i.brand).Scan(&mail))
	return mail
}

// named stores that a webhook of the shop named an order.
func (i *installation) named(order string) {
	i.t.Helper()
	require.NoError(i.t, schematest.Connect(i.t, i.db).Exec(i.t.Context(), "INSERT INTO shop_hints (brand, shop, entity, id, asked, version) VALUES (?, 'web', 'orders', ?, false, ?)",
		i.brand, order, uint64(time.Now().UnixNano())))
}
