package intake

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"regulars"
	"regulars/identity"
	"regulars/schema"
)

// DoorKey makes the key of the hashes of who was erased from privacy.hash_key.
func DoorKey(secret string) identity.Key { return identity.NewKey(secret, "erased") }

// DoorCheck is what tells, among the hashes, the key that made them.
func DoorCheck(key identity.Key) uint64 { return key.Hash("key", "check") }

// ErrOtherKey is returned where people were erased under another privacy.hash_key: nobody
// could tell who they are.
var ErrOtherKey = errors.New("people were erased under another privacy.hash_key: give that one, or nobody who was erased stays so")

// Door keeps out who was erased. Its zero lets everybody in.
type Door struct {
	load   Load
	hashes map[uint64]bool
}

type doorParams struct{ Brand string }

var erasedHashes = schema.NewScript[doorParams]("intake", files, "erased.sql")

// OpenDoor reads who was erased from the load's brand. It returns ErrOtherKey where the
// load's key isn't the one that hides them, and the errors of CheckNodeKey where it isn't
// the one that those who are stored are known by.
func OpenDoor(ctx context.Context, db *schema.DB, l Load) (Door, error) {
	if _, err := db.CheckNodeKey(ctx, l.Brand); err != nil {
		return Door{}, err
	}
	return openDoor(ctx, db, l)
}

// OpenDoorAsIs is OpenDoor for who reads what is stored before it is keyed.
func OpenDoorAsIs(ctx context.Context, db *schema.DB, l Load) (Door, error) {
	if _, err := db.NodeKeyAsIs(ctx, l.Brand); err != nil {
		return Door{}, err
	}
	return openDoor(ctx, db, l)
}

func openDoor(ctx context.Context, db *schema.DB, l Load) (Door, error) {
	var rows []struct {
		Hash uint64 `ch:"hash"`
	}
	if err := erasedHashes.Select(ctx, db, &rows, doorParams{l.Brand.Name}); err != nil || len(rows) == 0 {
		return Door{}, err
	}
	d := Door{load: l, hashes: make(map[uint64]bool, len(rows))}
	for _, r := range rows {
		d.hashes[r.Hash] = true
	}
	if !d.hashes[DoorCheck(l.Key)] {
		return Door{}, fmt.Errorf("load shop %s: %w", l.Shop.Name, ErrOtherKey)
	}
	return d, nil
}

// Closed reports whether anybody was erased.
func (d Door) Closed() bool { return len(d.hashes) > 0 }

// Refuses reports whether one of the identifiers is one of a person who was erased. The
// customer is one of the load's shop.
func (d Door) Refuses(customer, email, phone, line string) bool {
	return d.Closed() && d.refusesAny(customer, email, phone, line)
}

func (d Door) refuses(kind identity.Kind, value string) bool {
	return value != "" && d.hashes[d.load.Key.Hash(kind, value)]
}

// refusesAny reports whether one of the identifiers of a record is one of a person who
// was erased.
func (d Door) refusesAny(customer, email, phone, line string) bool {
	return d.refuses(identity.KindCustomer, identity.Customer(d.load.Shop.Name, customer)) ||
		d.refuses(identity.KindEmail, identity.Email(email)) ||
		d.refuses(identity.KindPhone, identity.Phone(phone, d.load.Brand.Identity.Region)) ||
		d.refuses(identity.KindLine, identity.Line(d.load.Shop.LineProvider, line))
}

// refusesPhone reports whether a phone is one of a person who was erased as it reads
// with the country of its record's address. refusesAny asks as it reads without.
func (d Door) refusesPhone(phone, country string) bool {
	return d.refuses(identity.KindPhone, identity.PhoneIn(phone, country, d.load.Brand.Identity.Region))
}

// pass returns a block without the people who were erased. An order stays, of nobody;
// of a customer there stays, for the books of the load, a tombstone under a keyed hash.
func (d Door) pass(b Block) Block {
	if !d.Closed() {
		return b
	}
	orders := make([]regulars.Order, len(b.Orders))
	for i, o := range b.Orders {
		if d.refusesAny(o.CustomerID, o.Email, o.Phone, o.LineID) || d.refusesPhone(o.Phone, o.Country) {
			o.CustomerID, o.Email, o.Phone, o.LineID, o.Name, o.Raw = "", "", "", "", "", nil
		}
		orders[i] = o
	}
	customers := make([]regulars.Customer, len(b.Customers))
	for i, c := range b.Customers {
		if d.refusesAny(c.ID, c.Email, c.Phone, c.LineID) || d.refusesPhone(c.Phone, c.Country) {
			c = erased(d.load, c.ID)
		}
		customers[i] = c
	}
	return Block{Orders: orders, Customers: customers, Products: b.Products, Events: d.passEvents(b.Events), Rejected: b.Rejected}
}

// erasedPrefix marks the ids of customers who were erased: a keyed hash follows.
const erasedPrefix = "erased:"

// erased is the tombstone of a customer who was erased: their shop has them, and we
// don't. Its id is a keyed hash.
func erased(l Load, customer string) regulars.Customer {
	hash := l.Key.Hash(identity.KindCustomer, identity.Customer(l.Shop.Name, customer))
	return regulars.Customer{ID: fmt.Sprintf(erasedPrefix+"%016x", hash), Deleted: true, UpdatedAt: l.ReadAt}
}

// InsertErased stores that a shop has customers who were erased here, so that the books
// of the shop as a whole add up.
func InsertErased(ctx context.Context, db *schema.DB, l Load, customers []string) error {
	tombstones := make([]regulars.Customer, len(customers))
	for i, id := range customers {
		tombstones[i] = erased(l, id)
	}
	return InsertCustomers(ctx, db, l, tombstones)
}

// passListed returns what a shop lists without who was erased, and their customer ids
// apart. An order that is listed stays, of nobody.
func (d Door) passListed(entity string, records []Listed) (listed []Listed, erased []string) {
	if !d.Closed() {
		return records, nil
	}
	for _, r := range records {
		if entity == EntityCustomers && d.refusesAny(r.ID, r.Email, "", "") {
			erased = append(erased, r.ID)
			continue
		}
		if d.refusesAny(r.CustomerID, r.Email, "", "") {
			r.CustomerID, r.Email = "", ""
		}
		listed = append(listed, r)
	}
	return listed, erased
}

var (
	anyEmail = regexp.MustCompile(`[^\s"'<>,;:=|()\\]+@[^\s"'<>,;:=|()\\]+`)
	anyPhone = regexp.MustCompile(`\+?[0-9(][0-9 ()./-]{5,20}[0-9]`)
)

// passRejected returns rejected records without what names a person who was erased: they
// weren't understood, so all that looks like an address or a number is asked.
func (d Door) passRejected(rejected []regulars.Rejected) []regulars.Rejected {
	if !d.Closed() {
		return rejected
	}
	kept := make([]regulars.Rejected, len(rejected))
	for i, r := range rejected {
		if d.names(r) {
			r.Raw = nil
			if r.Entity == EntityCustomers {
				r.ID = fmt.Sprintf(erasedPrefix+"%016x", d.load.Key.Hash(identity.KindCustomer, identity.Customer(d.load.Shop.Name, r.ID)))
			}
		}
		kept[i] = r
	}
	return kept
}

func (d Door) names(r regulars.Rejected) bool {
	if r.Entity == EntityCustomers && d.refuses(identity.KindCustomer, identity.Customer(d.load.Shop.Name, r.ID)) {
		return true
	}
	return len(d.Refused(string(r.Raw))) > 0
}

// Identifier is one thing by which a person is known.
type Identifier struct {
	Kind  identity.Kind
	Value string
}

// Refused returns the identifiers in a text that are those of people who were erased.
func (d Door) Refused(text string) []Identifier {
	var refused []Identifier
	ask := func(kind identity.Kind, value string) {
		if d.refuses(kind, value) {
			refused = append(refused, Identifier{kind, value})
		}
	}
	for _, email := range anyEmail.FindAllString(text, -1) {
		ask(identity.KindEmail, identity.Email(email))
	}
	for _, phone := range anyPhone.FindAllString(text, -1) {
		ask(identity.KindPhone, identity.Phone(phone, d.load.Brand.Identity.Region))
	}
	for _, id := range lineUser.FindAllString(text, -1) {
		ask(identity.KindLine, identity.Line(d.load.Shop.LineProvider, id))
	}
	return refused
}

var lineUser = regexp.MustCompile(`U[0-9a-f]{32}`)
