package sandboxtest

import (
	"fmt"

	"github.com/shopspring/decimal"

	"regulars/sandbox/brand"
)

// Query reads rows of a database that holds what was pulled, into a slice of structs.
type Query func(statement string, rows any)

type heldOrder struct {
	Key       string          `ch:"key"`
	Customer  string          `ch:"customer_id"`
	Total     decimal.Decimal `ch:"total"`
	Refunded  decimal.Decimal `ch:"refunded"`
	Cancelled bool            `ch:"cancelled"`
}

type heldCustomer struct {
	Key string `ch:"key"`
}

type heldConsent struct {
	Key     string `ch:"key"`
	Granted bool   `ch:"granted"`
}

// consentsOf are the channels that customers of the online shops can allow there.
var consentsOf = map[string][]string{brand.Woo: {"edm", "sms", "line"}, brand.Shopify: {"edm", "sms"}}

// Differences compares every order, customer and consent of the two online shops with
// what a database holds of them, and says what isn't alike. Without quiet, what moves
// neither a time nor a total is left out: only a sweep finds it. Orphans are left out.
func (s *Sandbox) Differences(query Query, quiet bool) []string {
	var orders []heldOrder
	query("SELECT concat(shop, '/', order_id) AS key, customer_id, total, refunded, cancelled FROM orders FINAL ORDER BY key", &orders)
	stored := map[string]heldOrder{}
	for _, o := range orders {
		stored[o.Key] = o
	}
	var found []string
	for _, want := range s.Orders() {
		key := want.Shop + "/" + want.ID
		got, there := stored[key]
		delete(stored, key)
		if want.Shop == brand.Store || want.State == brand.StateOrphan { // kept where it was known before
			continue
		}
		if there != want.Listed {
			found = append(found, fmt.Sprintf("order %s (%s): stored %t", key, want.State, there))
		} else if there {
			found = append(found, want.unlike(got, quiet)...)
		}
	}
	for key := range stored {
		found = append(found, fmt.Sprintf("order %s: no shop has it", key))
	}
	return append(found, s.unlikePeople(query)...)
}

// unlike says in what a stored order isn't the shop's.
func (o Order) unlike(got heldOrder, quiet bool) (found []string) {
	say := func(what string, want, got any) {
		found = append(found, fmt.Sprintf("order %s/%s (%s): %s %v, not %v", o.Shop, o.ID, o.State, what, want, got))
	}
	if o.Refunded < o.Total && o.Cancelled != got.Cancelled { // else WooCommerce calls it refunded, cancelled or not
		say("cancelled", o.Cancelled, got.Cancelled)
	}
	if !o.Refunded.Decimal().Equal(got.Refunded) {
		say("refunded", o.Refunded, got.Refunded)
	}
	if quiet && o.CustomerID != got.Customer {
		say("customer", o.CustomerID, got.Customer)
	}
	forgotten := o.Cancelled && o.Shop == brand.Shopify // what a cancelled order was worth
	if quiet && !forgotten && !o.Total.Decimal().Equal(got.Total) {
		say("total", o.Total, got.Total)
	}
	return found
}

// unlikePeople compares the customers of the online shops and what they allowed.
func (s *Sandbox) unlikePeople(query Query) (found []string) {
	var customers []heldCustomer
	query("SELECT concat(shop, '/', customer_id) AS key FROM customers FINAL WHERE email != 'admin@example.com' ORDER BY key", &customers)
	granted, stored := consentsHeld(query), map[string]bool{}
	for _, c := range customers {
		stored[c.Key] = true
	}
	for _, p := range s.People() {
		for shop, channels := range consentsOf {
			id, there := p.IDs[shop]
			if !there {
				continue
			}
			key := shop + "/" + id
			if !stored[key] {
				found = append(found, fmt.Sprintf("customer %s isn't stored", key))
			}
			delete(stored, key)
			for _, channel := range channels {
				if yes := granted[key+" "+channel]; yes != p.Consents[channel] {
					found = append(found, fmt.Sprintf("customer %s: %s is allowed %t, not %t", key, channel, p.Consents[channel], yes))
				}
			}
		}
	}
	for key := range stored {
		found = append(found, fmt.Sprintf("customer %s: no shop has it", key))
	}
	return found
}

// AllowedByNobody names the consents that a database holds for granted of customers whom
// no online shop has any more. A night takes them back as it derives who is who.
func (s *Sandbox) AllowedByNobody(query Query) (found []string) {
	granted := consentsHeld(query)
	for _, p := range s.People() {
		for shop, id := range p.IDs {
			for _, channel := range brand.ChannelNames {
				delete(granted, shop+"/"+id+" "+channel)
			}
		}
	}
	for key, yes := range granted {
		if yes {
			found = append(found, fmt.Sprintf("consent %s of a customer who is gone", key))
		}
	}
	return found
}

// consentsHeld is what customers answered last, by shop, id and channel.
func consentsHeld(query Query) map[string]bool {
	var consents []heldConsent
	query(`SELECT concat(substring(evidence, 11), ' ', channel) AS key, argMax(granted, (at, version)) AS granted
		FROM consent_facts FINAL WHERE startsWith(evidence, 'customers/') GROUP BY key`, &consents)
	granted := map[string]bool{}
	for _, c := range consents {
		granted[c.Key] = c.Granted
	}
	return granted
}
