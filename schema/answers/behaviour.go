package answers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/intake"
)

// Behaviour is something that a visitor or a member did in a shop.
type Behaviour struct {
	ID         string // of the event; "": made of what it says
	Type       string
	At         time.Time
	CustomerID string // of the shop
	Email      string // personal, as are the next two
	Phone      string
	LineID     string
	Visitor    string
	Properties map[string]string
}

type behaviour struct {
	brand, shop, id, kind string
	at                    time.Time
	date                  regulars.BusinessDate
	firstDate             regulars.BusinessDate
	node                  uint64
	visitor               string
	properties            map[string]string
	version               uint64
}

// loadOfEvents stands for the loads of events that came one by one.
const loadOfEvents = "http"

// RecordBehaviour stores what was done in a shop of a brand, as a feed of events would.
// An event whose id is known replaces it; who was erased stays so. It returns what
// ClickHouse answers where it fails: then the same may be recorded again.
func (s *Store) RecordBehaviour(ctx context.Context, brand *config.Brand, shop *config.Shop, events []Behaviour) error {
	door, err := s.door(ctx, intake.Load{Brand: brand, Shop: shop})
	if err != nil {
		return err
	}
	var rows []behaviour
	for _, e := range events {
		if door.Refuses(e.CustomerID, e.Email, e.Phone, e.LineID) {
			continue
		}
		rows = append(rows, s.rowOf(brand, shop, e))
	}
	if err := s.keepFirstDates(ctx, brand, shop, rows); err != nil {
		return err
	}
	return s.behaviour.write(ctx, rows)
}

func (s *Store) rowOf(brand *config.Brand, shop *config.Shop, e Behaviour) behaviour {
	date := regulars.BusinessDate(e.At.In(brand.Zone).Format(time.DateOnly))
	row := behaviour{
		brand: brand.Name, shop: shop.Name, id: e.ID, kind: e.Type, at: e.At.UTC(), date: date, firstDate: date,
		node: nodeOf(brand, shop, e), visitor: e.Visitor, properties: e.Properties, version: uint64(s.Now().UnixNano()),
	}
	if row.id == "" {
		said, _ := json.Marshal([]any{row.kind, row.at.UnixMilli(), row.node, row.visitor, row.properties}) // maps are written in order
		sum := sha256.Sum256(said)
		row.id = hex.EncodeToString(sum[:16])
	}
	return row
}

func nodeKey(brand *config.Brand) identity.Key {
	return identity.NodeKey(brand.HashKey.Reveal(), brand.Name)
}

// nodeOf is the best identifier, as a feed chooses it; 0: a visitor.
func nodeOf(brand *config.Brand, shop *config.Shop, e Behaviour) uint64 {
	for _, i := range []struct {
		kind  identity.Kind
		value string
	}{
		{identity.KindCustomer, identity.Customer(shop.Name, e.CustomerID)},
		{identity.KindEmail, identity.Email(e.Email)},
		{identity.KindPhone, identity.Phone(e.Phone, brand.Identity.Region)},
		{identity.KindLine, identity.Line(shop.LineProvider, e.LineID)},
	} {
		if i.value != "" {
			return nodeKey(brand).Node(i.kind, i.value)
		}
	}
	return 0
}

// keepFirstDates keeps the earliest date of events that are reported again with another
// one, from which numbers have to be computed again.
func (s *Store) keepFirstDates(ctx context.Context, brand *config.Brand, shop *config.Shop, rows []behaviour) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.id
	}
	first, err := intake.FirstDates(ctx, s.db, brand.Name, shop.Name, ids)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if at, known := first[row.id]; known {
			rows[i].firstDate = min(regulars.BusinessDate(at.Format(time.DateOnly)), row.firstDate)
		}
	}
	return nil
}

func (s *Store) insertBehaviour(ctx context.Context, rows []behaviour) error {
	const statement = "INSERT INTO events (brand, shop, event_id, type, at, date, first_date, node, visitor, properties, load_id, version)"
	return s.insert(ctx, statement, len(rows), func(b driver.Batch, i int) error {
		e := rows[i]
		return b.Append(e.brand, e.shop, e.id, e.kind, e.at, e.date.Time(), e.firstDate.Time(), e.node, e.visitor, e.properties, loadOfEvents, e.version)
	})
}
