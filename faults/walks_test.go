//go:build linux

package faults_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/activities"
	"regulars/schema/ledger"
	"regulars/schema/walk"
)

// walks are what the journeys of a database sent: to whom, how often.
type walks struct{ arrived map[string]map[uint64]int }

func newWalks() walks { return walks{map[string]map[uint64]int{}} }

// carts is a journey that goes on between the nights.
const carts = `
      - name: cart
        event: { type: cart_abandoned, key: cart_id }
        again: each key
        steps:
          - { name: soon, after: 1h, send: cart-soon }
          - { name: later, after: 23h }

    between_nights: 15m
`

const cartSoon = `
      - name: cart-soon
        audience: { journey: cart }
        channels: [edm]
        templates:
          edm: { subject: "{{ campaign.name }}", text: "{{ entry.key }}" }
`

// withCarts is the config of the whole nights, with a journey that ticks lead on, too.
func withCarts(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "e2e", "testdata", "regulars.yaml"))
	require.NoError(t, err)
	config := string(text)
	for before, more := range map[string]string{"\n    journeys:\n": cartSoon, "\n    segments:\n": carts} {
		require.Equal(t, 1, strings.Count(config, before), "%q", before)
		config = strings.Replace(config, before, more+before, 1)
	}
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
	return path
}

// walk leads the members of the journeys on, as the night does.
func (n *night) walk() error {
	var walked activities.Walked
	if err := n.do(&walked, "WalkJourneys", activities.JourneysInput{Brand: "acme", Date: date}); err != nil {
		return err
	}
	return standing(walked.Troubles)
}

// standing is an error where a journey stands still: the night goes on without it, and says why.
func standing(troubles []string) error {
	if len(troubles) == 0 {
		return nil
	}
	return errors.New(strings.Join(troubles, "; "))
}

// tick reports the carts of every second member, which they left after the business date, and has
// two ticks: one that lets them in, and one that sends.
func (n *night) tick() error {
	morning := date.AddDays(1).Time()
	err := n.db.Conn().Exec(n.t.Context(), `INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version)
		SELECT 'acme', 'shopify', toString(member_id), 'cart_abandoned', toDateTime64(?, 3, 'UTC'), ?, member_id, map('cart_id', toString(member_id)), 1
		FROM members WHERE brand = 'acme' AND member_id % 2 = 0`, morning.Add(-5*time.Hour).Format(time.DateTime), string(date.AddDays(1)))
	if err != nil {
		return err
	}
	for _, at := range []time.Time{morning.Add(-4*time.Hour - time.Minute), morning.Add(-4 * time.Hour)} {
		if err := n.tickAt(at); err != nil {
			return err
		}
	}
	return nil
}

func (n *night) tickAt(at time.Time) error {
	var facts activities.TickFacts
	in := activities.TickInput{Brand: "acme", Moment: at}
	if err := n.do(&facts, "LookAtTick", in); err != nil {
		return err
	}
	if err := standing(facts.Troubles); err != nil {
		return err
	}
	require.Empty(n.t, facts.Held)
	var ticked activities.Ticked
	if err := n.do(&ticked, "WalkTick", activities.TickWalk{TickInput: in, Date: facts.Date}); err != nil {
		return err
	}
	if err := standing(ticked.Troubles); err != nil {
		return err
	}
	for _, run := range ticked.Runs {
		if err := n.sendStep("cart-soon", run.Campaign); err != nil {
			return err
		}
	}
	return nil
}

// sendStep plans a run of a step's campaign, and sends it.
func (n *night) sendStep(campaign, run string) error {
	c, err := n.cfg.Brands[0].Campaign(campaign)
	require.NoError(n.t, err)
	p := ledger.PlanOf(&n.cfg.Brands[0], c, date)
	p.Campaign = run
	state, _, err := n.ledger().Plan(n.t.Context(), p)
	if err != nil {
		return err
	}
	if n.arrived[run] == nil {
		n.arrived[run] = map[uint64]int{}
	}
	if err := n.send(p.Run, run+" of "+time.Now().String(), n.arrived[run], func() {}); err != nil {
		return err
	}
	_, err = n.ledger().Settle(n.t.Context(), p.Run, state.Planned, "not_sent")
	return err
}

// moves is a mark over all moves of a journey.
func (n *nights) moves(journey string) string {
	return n.mark("member_id, entry, entry_key, seq, step, to_step, why, sends, definition, date, day, run", "journey_moves FINAL WHERE brand = 'acme' AND walk = '' AND journey = '"+journey+"'")
}

func (n *nights) mark(columns, from string) string {
	n.t.Helper()
	return n.text("SELECT concat(toString(count()), ' ', toString(groupBitXor(cityHash64(toString(tuple(" + columns + ")))))) FROM " + from)
}

// walksAreThere checks what stands behind the cut: where a night or a tick counts as walked, all
// its moves are there.
func (n *nights) walksAreThere(kind string) {
	n.t.Helper()
	if n.text("SELECT toString(count()) FROM journey_nights WHERE journey = 'path'") != "0" {
		require.Equal(n.t, n.want.Walked, n.moves("path"), "a night that is walked outlived its moves, after a cut in %s", kind)
	}
	second := date.AddDays(1).Time().Add(-4 * time.Hour).Format(time.DateTime)
	if n.text("SELECT toString(count()) FROM journey_ticks WHERE journey = 'cart' AND moment >= '"+second+"'") != "0" {
		require.Equal(n.t, n.want.Ticked, n.moves("cart"), "a tick that is walked outlived its moves, after a cut in %s", kind)
	}
}

// walksHold checks what holds of each journey, whatever was cut: each entry walked one way from its
// beginning, the sums close, and who came to a step that sends got its message once, or it is unknown.
func (n *nights) walksHold(kind string) {
	n.t.Helper()
	after := "after a cut in " + kind
	torn := n.text(`SELECT toString(count()) FROM
		(
			SELECT arraySort(groupArray((seq, toString(step), toString(to_step)))) AS moves
			FROM journey_moves FINAL WHERE brand = 'acme' AND walk = '' GROUP BY journey, member_id, entry, entry_key
			HAVING moves[1].2 != '' OR arrayExists((m, i) -> m.1 != i - 1, moves, arrayEnumerate(moves))
				OR arrayExists((m, to) -> m.2 != to, arrayPopFront(moves), arrayPopBack(moves).3) OR length(arrayDistinct(moves.2)) != length(moves)
		)`)
	require.Equal(n.t, "0", torn, "entries that lack a move, or went a step twice, %s", after)
	brand := &n.cfg.Brands[0]
	for i := range brand.Journeys {
		j := &brand.Journeys[i]
		sums, err := walk.New(n.db, brand, j).Sums(n.t.Context())
		require.NoError(n.t, err)
		var all uint64
		for _, s := range sums {
			all += s.Members
		}
		var came uint64
		require.NoError(n.t, n.db.Conn().QueryRow(n.t.Context(), "SELECT uniqExact(member_id, entry, entry_key) FROM journey_moves WHERE journey = ? AND seq = 0", j.Name).Scan(&came))
		require.Equal(n.t, came, all, "the sums of %s, %s", j.Name, after)
		require.Greater(n.t, came, uint64(20), "too few walk %s", j.Name)
	}
	n.messagesOfWalks(after)
}

func (n *nights) messagesOfWalks(after string) {
	n.t.Helper()
	odd := n.text(`SELECT toString(count()) FROM
		(SELECT if(run = '', toString(sends), run) AS sent, member_id, count() AS moves FROM journey_moves FINAL WHERE brand = 'acme' AND walk = '' AND sends != '' GROUP BY sent, member_id) AS m
		FULL JOIN
		(SELECT campaign AS sent, member_id, count() AS times FROM deliveries FINAL WHERE brand = 'acme' AND campaign != 'all' GROUP BY sent, member_id) AS d
		USING (sent, member_id) WHERE moves != 1 OR times != 1`)
	require.Equal(n.t, "0", odd, "steps that send without a delivery, or deliveries without one, %s", after)
	var rows []struct {
		Run    string `ch:"campaign"`
		Member uint64 `ch:"member_id"`
		State  string `ch:"state"`
	}
	err := n.db.Conn().Select(n.t.Context(), &rows, "SELECT campaign, member_id, toString(state) AS state FROM deliveries FINAL WHERE campaign != 'all'")
	require.NoError(n.t, err)
	books, sent := map[string]map[uint64]string{}, 0
	for _, row := range rows {
		if books[row.Run] == nil {
			books[row.Run] = map[uint64]string{}
		}
		books[row.Run][row.Member] = row.State
		if times := n.arrived[row.Run][row.Member]; row.State == "sent" {
			require.Equal(n.t, 1, times, "of %s to %d, which the books call sent, %s", row.Run, row.Member, after)
			sent++
		}
	}
	for run, members := range n.arrived {
		for member, times := range members {
			require.Equal(n.t, 1, times, "member %d got %s more than once, %s", member, run, after)
			require.Contains(n.t, []string{"sent", "unknown"}, books[run][member], "member %d got %s, %s", member, run, after)
		}
	}
	_, tick := regulars.TickOf(first(n.arrived, "cart-soon"))
	require.True(n.t, tick, "no tick sent anything")
	require.Greater(n.t, sent, 20, "too few messages of the journeys were sent, %s", after)
}

// first is a run of a campaign.
func first(arrived map[string]map[uint64]int, campaign string) string {
	for run := range arrived {
		if strings.HasPrefix(run, campaign+"#") {
			return run
		}
	}
	return ""
}
