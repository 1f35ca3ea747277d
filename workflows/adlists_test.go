package workflows_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	ads "regulars/config/adlist"
	"regulars/config/journey"
	"regulars/schema/schematest"
	"regulars/workflows"
	"regulars/workflows/adlist"
)

// audience is a custom audience of Meta, as far as it is needed: who is on it, and how many
// calls there were.
type audience struct {
	t     *testing.T
	mu    sync.Mutex
	on    map[string]bool
	calls int
}

func (a *audience) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls++
	body, err := io.ReadAll(r.Body)
	assert.NoError(a.t, err)
	form, err := url.ParseQuery(string(body))
	assert.NoError(a.t, err)
	var rows struct {
		Schema []string   `json:"schema"`
		Data   [][]string `json:"data"`
	}
	assert.NoError(a.t, json.Unmarshal([]byte(form.Get("payload")), &rows))
	assert.Equal(a.t, []string{"EMAIL_SHA256"}, rows.Schema)
	for _, row := range rows.Data {
		if r.Method == http.MethodDelete {
			delete(a.on, row[0])
		} else {
			a.on[row[0]] = true
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"audience_id": "23850000000000001", "num_received": len(rows.Data), "num_invalid_entries": 0})
}

func (a *audience) look() (people []string, calls int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.on)), a.calls
}

// listed waits until nobody updates the list, and returns who is on it.
func (i *installation) listed(a *audience) (people []string, calls int) {
	i.t.Helper()
	require.NoError(i.t, i.result(i.client.GetWorkflow(i.t.Context(), adlist.ID(i.brand, "left-carts"), ""), nil))
	return a.look()
}

// A tick leads members over the step that puts them onto a list, and the list has them before
// the next night; who finishes the journey, and who takes the consent back, is off it with the next tick. A night
// between them sends nothing that a tick has sent.
func TestAdListsFollowTicks(t *testing.T) {
	meta := &audience{t: t, on: map[string]bool{}}
	server := httptest.NewServer(meta)
	defer server.Close()
	i := newInstallationWith(t, func(i *installation) {
		abandons(i)
		b := &i.config.Brands[0]
		b.Campaigns[1].Approve = false
		b.AdLists = []ads.List{{Name: "left-carts", Platform: ads.Meta, ID: "23850000000000001", Token: config.NewSecret("EAAB"), Endpoint: server.URL}}
		b.Journeys[0].Goal = journey.Condition{}
		b.Journeys[0].Steps = []journey.Step{
			{Name: "soon", After: "1h", Send: "cart", AddTo: "left-carts"},
			{Name: "bought", Until: journey.Condition{Did: []string{"order_placed"}, Same: "cart_id"}, AtMost: "48h"},
		}
		i.config.WithDefaults()
	})
	i.shop.buy(5, i.date)
	_, err := i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	people, calls := i.listed(meta)
	require.Empty(t, people)
	require.Zero(t, calls)
	if *record {
		i.record("nightly_lists", workflows.NightlyID(i.brand, i.date))
	}

	for n, cart := range []string{"a", "b", "c"} {
		i.did(n+1, "cart_abandoned", cart, 2*time.Hour)
	}
	i.did(4, "cart_abandoned", "just-now", time.Minute)
	r, id := i.tick()
	require.Equal(t, []string{"left-carts"}, r.AdLists)
	people, calls = i.listed(meta)
	require.Len(t, people, 3, "who left a cart an hour ago, before the next night")
	require.Equal(t, 1, calls)
	if *record {
		i.record("tick_lists", id)
		i.record("ad_list", adlist.ID(i.brand, "left-carts"))
	}

	i.tick()
	_, calls = i.listed(meta)
	require.Equal(t, 1, calls, "nothing happened, and nothing was sent")

	i.did(1, "order_placed", "a", 0)
	i.refuses(2)
	r, _ = i.tick()
	require.Equal(t, []string{"left-carts"}, r.AdLists)
	left, calls := i.listed(meta)
	require.Len(t, left, 1, "who bought has finished, who refused leaves")
	require.Subset(t, people, left)
	require.Equal(t, 2, calls)

	_, err = i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	again, calls := i.listed(meta)
	require.Equal(t, left, again)
	require.Equal(t, 2, calls, "the night has nothing to add")
}

// refuses makes the nth member take back what they allowed.
func (i *installation) refuses(nth int) {
	i.t.Helper()
	require.NoError(i.t, schematest.Connect(i.t, i.db).Exec(i.t.Context(), `
		INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, version, dated)
		SELECT brand, shop, node, channel, purpose, now64(3, 'UTC'), false, 'unsubscribe link', toUnixTimestamp64Nano(now64(9)), true
		FROM consent_facts
		WHERE brand = ? AND node IN
		(
			SELECT node
			FROM identity_nodes
			WHERE brand = ? AND member_id = (SELECT arraySort(groupArrayIf(node, node = member_id AND member_id != 0))[?] FROM identity_nodes WHERE brand = ?)
		)`, i.brand, i.brand, nth, i.brand))
}
