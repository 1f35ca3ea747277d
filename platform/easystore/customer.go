package easystore

import (
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// customer is a customer with the parts that become something else.
type customer struct {
	regulars.Customer
	who                person
	created            time.Time
	marketing, deleted regulars.Answer
}

var customerFields = rest.Fields[customer]{
	"birthdate":         func(r *rest.Reader, c *customer) { c.BirthDate = r.Birth() },
	"gender":            func(r *rest.Reader, c *customer) { c.Gender = rest.Gender(r.Word()) },
	"created_at":        func(r *rest.Reader, c *customer) { c.created = r.Time() },
	"updated_at":        func(r *rest.Reader, c *customer) { c.UpdatedAt = r.Time() },
	"accepts_marketing": func(r *rest.Reader, c *customer) { c.marketing = r.Flag() },
	"is_deleted":        func(r *rest.Reader, c *customer) { c.deleted = r.Flag() },
}

func readCustomer(r *rest.Reader) *rest.Row {
	var c customer
	raw, reason := r.Record(func() {
		r.Keys(func(key string) {
			if read := personFields[key]; read != nil {
				read(r, &c.who)
			} else if read := customerFields[key]; read != nil {
				read(r, &c)
			}
		})
	})
	c.ID, c.Email, c.Phone, c.Country = c.who.id, c.who.email, c.who.phone, c.who.country
	c.Name = platform.FullName(c.who.first, c.who.last)
	c.RegisteredAt = c.created
	c.Deleted = c.deleted == regulars.AnswerYes
	c.Consents = []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: c.marketing, Source: "easystore accepts_marketing"}}
	return rest.CustomerRow(&c.Customer, c.created, raw, reason)
}
