package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/identity"
	"regulars/identity/zone"
	"regulars/schema"
)

// InsertCustomers stores customers as they are now, and what they allowed.
func InsertCustomers(ctx context.Context, db *schema.DB, l Load, customers []regulars.Customer) error {
	if len(customers) == 0 {
		return nil
	}
	var c customerColumns
	for i := range customers {
		c.add(l, &customers[i])
	}
	if err := InsertColumns(ctx, db, "INSERT INTO customers", c.columns()); err != nil {
		return fmt.Errorf("store %d customers of shop %s: %w", len(customers), l.Shop.Name, err)
	}
	if err := insertConsents(ctx, db, l, customers); err != nil {
		return err
	}
	var consents []regulars.Consent
	for i := range customers {
		consents = append(consents, customers[i].Consents...)
	}
	return errors.Join(NameUnknown(ctx, db, l, consents), NameUnknownZones(ctx, db, l, zonesOf(customers)))
}

type customerColumns struct {
	brand, shop, id, email, phone, line, name, gender, birth, city []string
	registeredAt, registeredOn                                     []*time.Time
	updatedAt                                                      []time.Time
	tier                                                           []string
	points                                                         []decimal.Decimal
	pointsExpire                                                   []*time.Time
	tags                                                           [][]string
	language, timezone                                             []string
	raw, load                                                      []string
	version                                                        []uint64
	deleted                                                        []uint8
}

func (c *customerColumns) add(l Load, r *regulars.Customer) {
	c.brand = append(c.brand, l.Brand.Name)
	c.shop = append(c.shop, l.Shop.Name)
	c.id = append(c.id, r.ID)
	c.email = append(c.email, identity.Email(r.Email))
	c.phone = append(c.phone, identity.PhoneIn(r.Phone, r.Country, l.Brand.Identity.Region))
	c.line = append(c.line, r.LineID)
	c.name = append(c.name, r.Name)
	c.gender = append(c.gender, r.Gender)
	c.birth = append(c.birth, r.BirthDate)
	c.city = append(c.city, r.City)
	c.addRegistered(l, r.RegisteredAt)
	c.updatedAt = append(c.updatedAt, r.UpdatedAt.UTC())
	c.tier = append(c.tier, r.Tier)
	c.points = append(c.points, r.Points.Decimal())
	c.pointsExpire = append(c.pointsExpire, dayOrNone(r.PointsExpire))
	c.tags = append(c.tags, r.Tags)
	c.language = append(c.language, r.Language)
	c.timezone = append(c.timezone, zone.Named(r.Timezone))
	c.raw = append(c.raw, string(r.Raw))
	c.load = append(c.load, l.ID)
	c.version = append(c.version, l.Version())
	c.deleted = append(c.deleted, flag(r.Deleted))
}

func (c *customerColumns) addRegistered(l Load, at time.Time) {
	if at.IsZero() {
		c.registeredAt, c.registeredOn = append(c.registeredAt, nil), append(c.registeredOn, nil)
		return
	}
	at = at.UTC()
	on := l.Date(at)
	c.registeredAt, c.registeredOn = append(c.registeredAt, &at), append(c.registeredOn, &on)
}

func dayOrNone(d regulars.BusinessDate) *time.Time {
	if d == "" {
		return nil
	}
	day := d.Time()
	return &day
}

func (c *customerColumns) columns() []any {
	return []any{
		c.brand, c.shop, c.id, c.email, c.phone, c.line, c.name, c.gender, c.birth, c.city,
		c.registeredAt, c.registeredOn, c.updatedAt, c.tier, c.points, c.pointsExpire, c.tags, c.language, c.timezone, c.raw, c.load, c.version, c.deleted,
	}
}

// InsertRejected keeps records that could not be understood.
func InsertRejected(ctx context.Context, db *schema.DB, l Load, rejected []regulars.Rejected) error {
	if len(rejected) == 0 {
		return nil
	}
	door, err := OpenDoor(ctx, db, l)
	if err != nil {
		return err
	}
	rejected = door.passRejected(rejected)
	batch, err := db.PrepareBatch(ctx, "INSERT INTO rejected")
	if err != nil {
		return fmt.Errorf("store rejected records: %w", schema.Redact(err))
	}
	for _, r := range rejected {
		err := batch.Append(l.Brand.Name, l.Shop.Name, r.Entity, l.ID, r.ID, r.Reason, string(r.Raw), l.ReadAt.UTC(), l.Version())
		if err != nil {
			return fmt.Errorf("store rejected records: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("store %d rejected records of shop %s: %w", len(rejected), l.Shop.Name, schema.Redact(err))
	}
	return nil
}
