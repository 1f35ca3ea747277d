package e2e

import (
	"strings"

	"github.com/stretchr/testify/require"

	"regulars/sandbox/providers"
	"regulars/schema/ledger"
)

// way is a campaign on a channel.
type way struct{ campaign, channel string }

// arrivals counts, per campaign and channel, what arrived at each address.
type arrivals map[way]map[string]int

func (a arrivals) total() int {
	n := 0
	for _, recipients := range a {
		for _, times := range recipients {
			n += times
		}
	}
	return n
}

// of is how much arrived on a channel.
func (a arrivals) of(channel string) int {
	n := 0
	for w, recipients := range a {
		if w.channel == channel {
			for _, times := range recipients {
				n += times
			}
		}
	}
	return n
}

// arrived reads the sandbox's receiving end.
func (w *world) arrived() arrivals {
	all := arrivals{}
	for _, channel := range []string{"line", "sms", "edm"} {
		for _, d := range w.Deliveries(channel) {
			key := way{campaignOf(d), channel}
			if all[key] == nil {
				all[key] = map[string]int{}
			}
			all[key][strings.ToLower(d.To)]++
		}
	}
	return all
}

// campaignOf reads the first word of a message.
func campaignOf(d providers.Delivery) string {
	text := d.Text
	if d.Channel == "edm" {
		text = d.Subject
	}
	name, _, _ := strings.Cut(text, " ")
	return name
}

// entry is what the ledger says of one member.
type entry struct {
	member         uint64
	state, address string
}

// ledger reads the deliveries with the addresses that the members have now.
func (w *world) ledger() map[way][]entry {
	w.t.Helper()
	rows := w.rows(`SELECT toString(campaign), toString(channel), d.member_id, toString(d.state),
		multiIf(channel = 'edm', m.email, channel = 'sms', m.phone, channel = 'line', lower(m.line_id), '')
		FROM (SELECT * FROM deliveries FINAL WHERE brand = ? AND date = toDate(?)) AS d
		LEFT JOIN identity_nodes AS n ON n.node = d.member_id AND n.brand = d.brand
		LEFT JOIN members AS m ON m.member_id = n.member_id AND m.brand = d.brand`, w.brand, string(w.date))
	all := map[way][]entry{}
	for rows.Next() {
		var k way
		var e entry
		require.NoError(w.t, rows.Scan(&k.campaign, &k.channel, &e.member, &e.state, &e.address))
		all[k] = append(all[k], e)
	}
	require.NoError(w.t, rows.Err())
	return all
}

// requireOnce: nobody got a message of one campaign twice.
func (w *world) requireOnce() {
	w.t.Helper()
	for k, recipients := range w.arrived() {
		for address, times := range recipients {
			require.Equal(w.t, 1, times, "%s on %s at %s", k.campaign, k.channel, address)
		}
	}
}

// requireAllowed: nobody got anything on a channel without having allowed it.
func (w *world) requireAllowed() {
	w.t.Helper()
	allowed := map[string]map[string]bool{"edm": {}, "sms": {}, "line": {}}
	for _, p := range w.People() {
		for channel, address := range map[string]string{"edm": p.Email, "sms": p.Phone, "line": p.LineID} {
			if p.Consents[channel] {
				allowed[channel][strings.ToLower(address)] = true
			}
		}
	}
	for k, recipients := range w.arrived() {
		for address := range recipients {
			require.True(w.t, allowed[k.channel][address], "%s on %s at %s, who didn't allow it", k.campaign, k.channel, address)
		}
	}
}

// requireLedger compares the ledger with the receiving end: what it calls sent
// has arrived, and what arrived it calls sent, or unknown. It gives the number
// of unknown per campaign and channel.
func (w *world) requireLedger() map[way]int {
	w.t.Helper()
	arrived, unknown := w.arrived(), map[way]int{}
	for k, entries := range w.ledger() {
		known := map[string]string{}
		for _, e := range entries {
			switch ledger.DeliveryState(e.state) {
			case ledger.DeliverySent:
				require.Equal(w.t, 1, arrived[k][e.address], "%s on %s to member %d is sent, but arrived %d times", k.campaign, k.channel, e.member, arrived[k][e.address])
				known[e.address] = e.state
			case ledger.DeliveryUnknown:
				unknown[k]++
				known[e.address] = e.state
			default:
				require.Contains(w.t, []string{string(ledger.DeliveryExcluded)}, e.state, "%s on %s to member %d", k.campaign, k.channel, e.member)
			}
		}
		for address := range arrived[k] {
			require.NotEmpty(w.t, known[address], "%s on %s arrived at %s, and the ledger doesn't know", k.campaign, k.channel, address)
		}
	}
	for k := range arrived {
		require.NotEmpty(w.t, w.ledger()[k])
	}
	return unknown
}
