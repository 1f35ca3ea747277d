package rest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
)

// document is a record as an imitation sends it.
type document map[string]any

// serveLocked lets route answer under the brand's read lock, and sends the answer after it,
// so that a slow reader doesn't hold the lock.
func serveLocked(shop *brand.Shop, w http.ResponseWriter, route func(http.ResponseWriter)) {
	answer := faults.NewReply()
	answer.Header().Set("Content-Type", "application/json; charset=utf-8")
	shop.RLock()
	route(answer)
	shop.RUnlock()
	answer.Send(w)
}

func sendJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// entry is what an imitation lists: an order, or the checkout that it began as, a customer,
// a product, or a refund with its order.
type entry struct {
	number           int64
	created, changed int64
	order            *brand.Order
	person           *brand.Person
	refund           brand.Refund
	product          *brand.Product
}

// listedOrders are the orders that lists show, by the time of creation.
func listedOrders(s *brand.Shop) []entry {
	var all []entry
	for i := range s.Orders {
		if o := &s.Orders[i]; o.Listed() {
			all = append(all, entry{number: int64(o.Number), created: o.Placed, changed: o.Updated, order: o})
		}
	}
	sortRecords(all)
	return all
}

func listedCustomers(s *brand.Shop) []entry {
	var all []entry
	for _, place := range s.Accounts {
		p := &s.People[place]
		a := p.Accounts[s.Place]
		all = append(all, entry{number: int64(a.Number), created: a.Registered, changed: a.Updated, person: p})
	}
	sortRecords(all)
	return all
}

// listedRefunds are the refunds of listed orders; one changes when it is made.
func listedRefunds(s *brand.Shop) []entry {
	var all []entry
	for i := range s.Orders {
		o := &s.Orders[i]
		if !o.Listed() {
			continue
		}
		for _, r := range o.Refunds {
			all = append(all, entry{number: int64(r.Number), created: r.At, changed: max(r.At, o.Updated), order: o, refund: r})
		}
	}
	sortRecords(all)
	return all
}

func sortRecords(all []entry) {
	slices.SortFunc(all, func(x, y entry) int {
		return brand.Moment{At: x.created, Number: int32(x.number)}.Compare(brand.Moment{At: y.created, Number: int32(y.number)})
	})
}

// keep leaves those that a filter lets through.
func keep(all []entry, filter func(entry) bool) []entry {
	return slices.DeleteFunc(all, func(r entry) bool { return !filter(r) })
}

// intOf reads a number of a query; absent where there is none.
func intOf(text string, absent int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return absent
	}
	return n
}

// cutPage is the part of a list that a page number asks for.
func cutPage[T any](all []T, page, size int) []T {
	from := min(max(0, page-1)*size, len(all))
	return all[from:min(from+size, len(all))]
}

// clock writes a moment in a zone, or nothing for none.
func clock(unix int64, zone *time.Location, layout string) any {
	if unix == 0 {
		return nil
	}
	return time.Unix(unix, 0).In(zone).Format(layout)
}
