package walk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/journey"
	"regulars/internal/seed"
	"regulars/schema/walk"
)

// A replay of a journey that goes on between the nights, which walks only the moments at which
// something happens, makes the very moves that ticks would at all of them, one member at a time by
// the definitions; also where it is stopped and goes on.
func TestReplaysBetweenTheNights(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 3))
	w, rounds := openWorld(t), 2
	if os.Getenv("REGULARS_PROVE") != "" {
		rounds = 60
	}
	for round := range rounds {
		w.settle(r, fmt.Sprint("past-", round), 0)
		for i := range min(round, 1) * 4 { // in the first round nobody else's ticks stand in for those that are needed
			w.members = append(w.members, randomMember(r, i, 4))
		}
		w.members = append(w.members, leaver(7), nightBuyer(8))
		w.store()
		w.bygone(r)
		j := abandoned(r)
		if round > 1 && round%2 == 1 {
			j = randomJourney(r, true)
		}
		w.brand.Between = pick(r, 30*time.Minute, time.Hour)
		w.brand.Schedule.Cron = pick(r, "", "0 3 * * *", "7 5 * * *")
		ticks := w.replays(r, j)
		require.True(t, round > 1 && round%2 == 1 || ticks > 1, "%d ticks move somebody", ticks)
	}
}

// leaver is a member who leaves two carts at once, for each of which the same messages go; buys
// one of them and not the other; leaves one more just before the night of 04:30; and others just
// before the past begins, as it does, and on its first date.
func leaver(i int) *member {
	m := newMember(i)
	m.does("add_to_cart", "one", 2, 12, 10)
	m.does("add_to_cart", "other", 2, 12, 12)
	m.does("order_placed", "one", 2, 16, 35)
	m.does("add_to_cart", "late", 3, 4, 10)
	m.does("add_to_cart", "before", 1, 0, 0) // the past begins on this date
	m.events[len(m.events)-1].at = moment(firstDay.AddDays(1), 0, 0, 0).Add(-time.Millisecond)
	m.events[len(m.events)-1].day = firstDay
	m.does("add_to_cart", "midnight", 1, 0, 0)
	m.does("add_to_cart", "first", 1, 9, 10)
	m.buys(2, 17, 50)
	return m
}

// nightBuyer is a member who leaves a cart and buys something else in the small hours, while the
// wait for the cart goes on until after the night: the tick is of the date before, the night of its own.
func nightBuyer(i int) *member {
	m := newMember(i)
	m.does("add_to_cart", "night", 2, 23, 10)
	m.buys(3, 1, 50)
	return m
}

func newMember(i int) *member {
	m := &member{id: uint64(i) * 0x9E3779B97F4A7C15, states: map[regulars.BusinessDate]state{}, joins: -1}
	for d := range days {
		m.states[firstDay.AddDays(d)] = state{stage: "new", stageSince: firstDay}
	}
	return m
}

func (m *member) does(what, cart string, day, hour, minute int) {
	at := moment(firstDay.AddDays(day), hour, minute, 0)
	m.events = append(m.events, dated{day: dayOf(at), at: at, what: what, from: "web", cart: cart, id: what + cart})
}

func (m *member) buys(day, hour, minute int) {
	at := moment(firstDay.AddDays(day), hour, minute, 0)
	m.orders = append(m.orders, dated{day: dayOf(at), at: at})
}

// abandoned is about the journey of the examples, with a wait for the cart to be bought.
func abandoned(r *rand.Rand) *journey.Journey {
	bought := journey.Condition{Did: []string{"order_placed"}, Same: "cart"}
	j := &journey.Journey{
		Name: "welcome", Event: journey.Event{Type: "add_to_cart", Key: "cart"}, Again: pick(r, journey.EachKey, journey.EachKey, "1d"), Goal: journey.Condition{Bought: true}, AtMost: "3d",
		Steps: []journey.Step{
			{Name: "s0", After: "1h", Send: "c0"}, {Name: "s1", Until: bought, AtMost: "5h", Ways: []journey.Way{{If: bought, Then: journey.End}}},
			{Name: "s2", After: "30m"}, {Name: "s3", After: "18h", Send: "c1"},
		},
	}
	j.Resolve()
	return j
}

// bygone makes a past of what happens to the members: all of it is known, and was when it happened.
func (w *world) bygone(r *rand.Rand) {
	for d := range days {
		w.dawn(firstDay.AddDays(d))
	}
	for _, m := range w.members {
		for i := range m.events {
			m.events[i].arrives = m.events[i].at
		}
	}
	w.clock = moment(firstDay.AddDays(days+2), 12, 0, 0)
	w.arrive(r, w.clock)
}

// replays compares a replay with ticks at all moments, and returns how many of them moved somebody.
func (w *world) replays(r *rand.Rand, j *journey.Journey) int {
	t, past := w.t, walk.Past{From: firstDay.AddDays(1), To: firstDay.AddDays(pick(r, 1, 3, 3)), Every: pick(r, 1, 4), Name: "bygone"}
	p := &plainWalker{world: w, journey: j}
	ticks, from := map[time.Time]bool{}, past.From
	if j.ByEvent() { // the ticks of the first date before its night follow the night before
		from, p.begins = past.From.AddDays(-1), moment(past.From, 0, 0, 0)
	}
	for date := from; date <= past.To; date = date.AddDays(1) {
		p.night(date, w.nightAt(date))
		for at := w.nightAt(date).Truncate(w.brand.Between).Add(w.brand.Between); date < past.To && at.Before(w.nightAt(date.AddDays(1))); at = at.Add(w.brand.Between) {
			if p.letIn(date, at)+p.tick(date, at) > 0 {
				ticks[at] = true
			}
		}
	}
	if chance(r, 0.5) {
		w.killed(r, func(ctx context.Context) { _, _ = w.walker(j).Replay(ctx, past, func(regulars.BusinessDate) {}) })
	}
	var walked []move
	dates := []regulars.BusinessDate{}
	played, err := w.walker(j).Replay(t.Context(), past, func(date regulars.BusinessDate) {
		dates = append(dates, date)
		if date == past.To {
			walked = w.movesOf(past.Name)
		}
	})
	require.NoError(t, err)
	missing, surplus := differences(p.all(), walked)
	require.Empty(t, append(missing, surplus...), "%d moves weren't made, then %d that shouldn't be, a tick each %s\n%+v", len(missing), len(surplus), w.brand.Between, j)
	require.EqualValues(t, len(ticks), played.Ticks)
	require.Equal(t, past.From, dates[0], "the dates that are asked for")
	flows, came := map[walk.Flow]int{}, map[walk.Flow]int{}
	for _, m := range p.all() {
		flows[walk.Flow{Step: m.Step, To: m.To, Why: m.Why, Sends: m.Sends}]++
	}
	for _, flow := range played.Flows {
		members := int(flow.Members)
		flow.Members = 0
		came[flow] = members
	}
	require.Equal(t, flows, came, "of all its dates")
	require.Empty(t, w.movesOf(past.Name))
	t.Log(len(walked), "moves in", len(ticks), "ticks")
	return len(ticks)
}

// nightAt is when the night of a date walks, by the brand's schedule.
func (w *world) nightAt(date regulars.BusinessDate) time.Time {
	switch w.brand.Schedule.Cron {
	case "0 3 * * *":
		return moment(date.AddDays(1), 3, 0, 0)
	case "7 5 * * *":
		return moment(date.AddDays(1), 5, 7, 0)
	}
	return moment(date.AddDays(1), 4, 30, 0)
}
