package answers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
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

// done is something that was done, on its way to the disk.
type done struct {
	brand   *config.Brand
	shop    *config.Shop
	what    Behaviour
	version uint64
}

// RecordBehaviour stores what was done in a shop of a brand, as a feed of events would.
// An event whose id is known replaces it; who was erased stays so. It returns what
// ClickHouse answers where it fails: then the same may be recorded again.
func (s *Store) RecordBehaviour(ctx context.Context, brand *config.Brand, shop *config.Shop, events []Behaviour) error {
	rows := make([]done, len(events))
	for i, e := range events {
		rows[i] = done{brand, shop, e, uint64(s.Now().UnixNano())}
	}
	return s.behaviourOf(brand.Name, shop.Name).write(ctx, rows)
}

// shopOfBrand names a shop.
type shopOfBrand struct{ brand, shop string }

// behaviourOf are the blocks of a shop: what is asked before events are stored is asked once
// for all who wait, and a brand that can't be asked stops no other one.
func (s *Store) behaviourOf(brand, shop string) *blocks[done] {
	s.shops.Lock()
	defer s.shops.Unlock()
	key := shopOfBrand{brand, shop}
	if s.behaviour == nil {
		s.behaviour = map[shopOfBrand]*blocks[done]{}
	}
	if s.behaviour[key] == nil {
		s.behaviour[key] = &blocks[done]{insert: s.storeBehaviour}
	}
	return s.behaviour[key]
}

// storeBehaviour stores what was done in one shop.
func (s *Store) storeBehaviour(ctx context.Context, events []done) error {
	brand, shop := events[0].brand, events[0].shop
	door, err := s.door(ctx, intake.Load{Brand: brand, Shop: shop})
	if err != nil {
		return err
	}
	var rows []behaviour
	for _, e := range events {
		if door.Refuses(e.what.CustomerID, e.what.Email, e.what.Phone, e.what.LineID) {
			continue
		}
		rows = append(rows, e.row())
	}
	if len(rows) == 0 {
		return nil
	}
	if err := s.keepFirstDates(ctx, brand, shop, rows); err != nil {
		return err
	}
	return s.insertBehaviour(ctx, rows)
}

func (d done) row() behaviour {
	brand, shop, e := d.brand, d.shop, d.what
	date := regulars.BusinessDate(e.At.In(brand.Zone).Format(time.DateOnly))
	row := behaviour{
		brand: brand.Name, shop: shop.Name, id: e.ID, kind: e.Type, at: e.At.UTC(), date: date, firstDate: date,
		node: nodeOf(brand, shop, e), visitor: e.Visitor, properties: e.Properties, version: d.version,
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
// one, from which numbers have to be computed again; also where both come together.
func (s *Store) keepFirstDates(ctx context.Context, brand *config.Brand, shop *config.Shop, rows []behaviour) error {
	earliest := make(map[string]regulars.BusinessDate, len(rows))
	for _, row := range rows {
		if date, known := earliest[row.id]; !known || row.date < date {
			earliest[row.id] = row.date
		}
	}
	first, err := intake.FirstDates(ctx, s.db, brand.Name, shop.Name, slices.Collect(maps.Keys(earliest)))
	if err != nil {
		return err
	}
	for i, row := range rows {
		rows[i].firstDate = earliest[row.id]
		if at, known := first[row.id]; known {
			rows[i].firstDate = min(regulars.DateOf(at, time.UTC), rows[i].firstDate)
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
