package shoplineglobal

import (
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// customer is a customer with the parts that become something else.
type customer struct {
	regulars.Customer
	who            person
	created        time.Time
	email, sms     regulars.Answer
	emailAt, smsAt time.Time
}

var customerFields = rest.Fields[customer]{
	"gender":                              func(r *rest.Reader, c *customer) { c.Gender = rest.Gender(r.Word()) },
	"birthday":                            func(r *rest.Reader, c *customer) { c.BirthDate = r.Birth() },
	"created_at":                          func(r *rest.Reader, c *customer) { c.created = r.Time() },
	"updated_at":                          func(r *rest.Reader, c *customer) { c.UpdatedAt = r.Time() },
	"accepts_marketing":                   func(r *rest.Reader, c *customer) { c.email = r.Flag() },
	"accepts_marketing_updated_at":        func(r *rest.Reader, c *customer) { c.emailAt = r.Time() },
	"accepts_mobile_marketing":            func(r *rest.Reader, c *customer) { c.sms = r.Flag() },
	"accepts_mobile_marketing_updated_at": func(r *rest.Reader, c *customer) { c.smsAt = r.Time() },
	"default_address":                     func(r *rest.Reader, c *customer) { rest.Object(r, c, addressFields) },
	"tags": func(r *rest.Reader, c *customer) {
		for tag := range strings.SplitSeq(r.Word(), ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				c.Tags = append(c.Tags, tag)
			}
		}
	},
}

var addressFields = rest.Fields[customer]{
	"city":         func(r *rest.Reader, c *customer) { c.City = r.Word() },
	"country_code": func(r *rest.Reader, c *customer) { c.who.country = r.Word() },
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
	c.ID, c.Email = c.who.id, c.who.email
	c.Name = platform.FullName(c.who.first, c.who.last)
	c.Phone, c.Country = rest.Phone(c.who.phone, c.who.area, c.who.country)
	c.RegisteredAt = c.created
	c.Consents = []regulars.Consent{
		{Channel: "edm", Purpose: "marketing", Answer: c.email, At: c.emailAt, Source: "shopline-global accepts_marketing"},
		{Channel: "sms", Purpose: "marketing", Answer: c.sms, At: c.smsAt, Source: "shopline-global accepts_mobile_marketing"},
	}
	return rest.CustomerRow(&c.Customer, c.created, raw, reason)
}
