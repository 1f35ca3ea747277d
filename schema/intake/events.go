package intake

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/identity"
	"regulars/schema"
)

type firstDateParams struct {
	Brand, Shop string
	Events      []string
}

var firstDates = schema.NewScript[firstDateParams]("intake", files, "first_dates.sql")

// InsertEvents stores what was done in a shop outside orders, each under the best
// identifier that it names. An event that comes again with another date keeps the earliest,
// from which numbers are computed again.
func InsertEvents(ctx context.Context, db *schema.DB, l Load, events []regulars.Event) error {
	n := len(events)
	if n == 0 {
		return nil
	}
	first, err := FirstDates(ctx, db, l.Brand.Name, l.Shop.Name, eventIDs(events))
	if err != nil {
		return err
	}
	ids, kinds, visitors, raws := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	times, dates, firsts := make([]time.Time, n), make([]time.Time, n), make([]time.Time, n)
	nodes, properties := make([]uint64, n), make([]map[string]string, n)
	key := l.NodeKey()
	for i := range events {
		e := &events[i]
		ids[i], kinds[i], visitors[i], raws[i] = e.ID, e.Type, e.Visitor, string(e.Raw)
		times[i], dates[i] = e.At.UTC(), l.Date(e.At)
		firsts[i] = dates[i]
		if before, known := first[e.ID]; known && before.Before(dates[i]) {
			firsts[i] = before
		}
		nodes[i], properties[i] = bestNode(l, key, e), e.Properties
	}
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), ids, kinds, times, dates, firsts, nodes, visitors, properties, raws,
		repeat(l.ID, n), repeat(l.Version(), n),
	}
	const statement = "INSERT INTO events (brand, shop, event_id, type, at, date, first_date, node, visitor, properties, raw, load_id, version)"
	if err := InsertColumns(ctx, db, statement, columns); err != nil {
		return fmt.Errorf("store %d events of shop %s: %w", n, l.Shop.Name, err)
	}
	return nil
}

// FirstDates returns the earliest date that was ever reported for each of the events of a
// shop that are known.
func FirstDates(ctx context.Context, db *schema.DB, brand, shop string, events []string) (map[string]time.Time, error) {
	var rows []struct {
		ID    string    `ch:"event_id"`
		First time.Time `ch:"first_date"`
	}
	if err := firstDates.Select(ctx, db, &rows, firstDateParams{brand, shop, events}); err != nil {
		return nil, fmt.Errorf("look for events of shop %s that are known: %w", shop, err)
	}
	first := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		first[r.ID] = r.First
	}
	return first, nil
}

// bestNode is the node of the best identifier of an event, as a feed chooses it; 0: a
// visitor.
func bestNode(l Load, key identity.Key, e *regulars.Event) uint64 {
	for _, i := range []struct {
		kind  identity.Kind
		value string
	}{
		{identity.KindCustomer, identity.Customer(l.Shop.Name, e.CustomerID)},
		{identity.KindEmail, identity.Email(e.Email)},
		{identity.KindPhone, identity.PhoneIn(e.Phone, e.Country, l.Brand.Identity.Region)},
		{identity.KindLine, identity.Line(l.Shop.LineProvider, e.LineID)},
	} {
		if i.value != "" {
			return key.Node(i.kind, i.value)
		}
	}
	return 0
}

func eventIDs(events []regulars.Event) []string {
	ids := make([]string, len(events))
	for i := range events {
		ids[i] = events[i].ID
	}
	return ids
}

// eventFault says why an event can't be stored; empty: it can.
func eventFault(l Load, e *regulars.Event) string {
	if !dateFits(l, e.At) {
		return "happened at " + outside(e.At)
	}
	return ""
}

// passEvents returns events without those of people who were erased.
func (d Door) passEvents(events []regulars.Event) []regulars.Event {
	if !d.Closed() {
		return events
	}
	var kept []regulars.Event
	for _, e := range events {
		if !d.refusesAny(e.CustomerID, e.Email, e.Phone, e.LineID) && !d.refusesPhone(e.Phone, e.Country) {
			kept = append(kept, e)
		}
	}
	return kept
}
