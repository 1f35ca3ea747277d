package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/workflows"
)

// A first night loads everything, computes what the truth says, sends every
// campaign and proves it. The same night again changes nothing, and sends
// nothing to anybody, whatever has become of the people.
func TestNight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "night", small())
	w.startWorker()

	result := w.night()
	require.Contains(t, result.Certificate, ": whole")
	w.requireRight(nil)
	require.Empty(t, w.requireLedger(), "unknown")
	w.requireOnce()
	w.requireAllowed()
	for _, k := range []way{{"line-all", "line"}, {"line-each", "line"}, {"sms-all", "sms"}, {"edm-all", "edm"}, {"any-new", "line"}, {"any-new", "edm"}} {
		require.NotEmpty(t, w.arrived()[k], k)
	}
	sent, hash := w.arrived(), w.hash()

	require.Contains(t, w.details(workflows.NightlyID(w.brand, w.date), ""), ": whole")
	w.requireNobodyNamed()

	w.night()
	require.Equal(t, hash, w.hash(), "the numbers of the same night")
	require.Equal(t, sent, w.arrived(), "the same night sends again")
	w.requireRight(nil)

	merged := w.peopleChange(sent)
	w.night()
	require.NotEqual(t, hash, w.hash(), "what people did changes the numbers")
	require.Equal(t, sent, w.arrived(), "the night sends again after people changed")
	w.requireRight(merged)
}

// peopleChange lets people who got something, and people who got nothing, turn
// out to be one; gives an order to somebody else; and turns consents around.
func (w *world) peopleChange(sent arrivals) same {
	w.t.Helper()
	mails := sent[way{"edm-all", "edm"}]
	var got, not []sandboxtest.Person
	for _, p := range w.People() {
		if !p.Accounts[brand.Woo] && !p.Accounts[brand.Shopify] {
			continue
		}
		if mails[p.Email] > 0 {
			got = append(got, p)
		} else {
			not = append(not, p)
		}
	}
	require.Greater(w.t, len(got), 20)
	require.Greater(w.t, len(not), 20)

	merged := same{}
	for _, pair := range [][2]sandboxtest.Person{{got[0], got[1]}, {got[2], not[0]}, {not[1], not[2]}} {
		merged[max(pair[0].Number, pair[1].Number)] = min(pair[0].Number, pair[1].Number)
		_, err := w.Place(brand.Woo, sandboxtest.Purchase{
			Identity: brand.Identity{Email: pair[0].Email, Phone: pair[1].Phone},
			Lines:    []sandboxtest.PurchaseLine{{Price: 990}},
		})
		require.NoError(w.t, err)
	}
	w.reassign(got[5].Number, not[5])

	for _, p := range got[6:12] { // preferred channels change, some unsubscribe
		for channel, allowed := range p.Consents {
			require.NoError(w.t, w.SetConsent(p.Number, channel, !allowed))
		}
	}
	for _, p := range not[6:12] {
		require.NoError(w.t, w.SetConsent(p.Number, "edm", true))
	}
	return merged
}

// reassign gives the first completed order of a person to another one.
func (w *world) reassign(from int, to sandboxtest.Person) {
	w.t.Helper()
	for _, o := range w.Orders() {
		if o.Person == from && o.Shop != brand.Store && o.State == brand.StateCompleted && o.Refunded == 0 {
			require.NoError(w.t, w.Reassign(o.Shop, o.ID, brand.Identity{Email: to.Email}))
			return
		}
	}
	w.t.Fatalf("person %d has no order to give away", from)
}
