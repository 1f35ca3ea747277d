package cyberbiz

import (
	"time"

	"regulars"
	"regulars/platform/internal/rest"
)

// customer is a customer with the parts that become something else.
type customer struct {
	regulars.Customer
	created   time.Time
	marketing regulars.Answer
}

var customerFields = rest.Fields[customer]{
	"id":                func(r *rest.Reader, c *customer) { c.ID = r.ID() },
	"name":              func(r *rest.Reader, c *customer) { c.Name = r.Word() },
	"email":             func(r *rest.Reader, c *customer) { c.Email = r.Word() },
	"mobile":            func(r *rest.Reader, c *customer) { c.Phone = r.Word() },
	"gender":            func(r *rest.Reader, c *customer) { c.Gender = rest.Gender(r.Word()) },
	"birthday":          func(r *rest.Reader, c *customer) { c.BirthDate = r.Birth() },
	"created_at":        func(r *rest.Reader, c *customer) { c.created = r.Time() },
	"updated_at":        func(r *rest.Reader, c *customer) { c.UpdatedAt = r.Time() },
	"accepts_marketing": func(r *rest.Reader, c *customer) { c.marketing = r.Flag() },
	"bonus_remain":      func(r *rest.Reader, c *customer) { c.Points = r.Money() },
	"uid_providers":     func(r *rest.Reader, c *customer) { c.LineID = readLineID(r) },
	"tags": func(r *rest.Reader, c *customer) {
		rest.Array(r, nameFields, func(t *named) { c.Tags = append(c.Tags, t.name) })
	},
	"vip_info": func(r *rest.Reader, c *customer) {
		var vip named
		rest.Object(r, &vip, nameFields)
		c.Tier = vip.name
	},
}

type named struct{ name string }

var nameFields = rest.Fields[named]{
	"name": func(r *rest.Reader, n *named) { n.name = r.Word() },
}

type provider struct{ kind, uid string }

var providerFields = rest.Fields[provider]{
	"provider_type": func(r *rest.Reader, p *provider) { p.kind = r.Word() },
	"uid":           func(r *rest.Reader, p *provider) { p.uid = r.Word() },
}

// readLineID finds the LINE user id among the ids of other services. The one of the login
// goes before the one of the official account.
func readLineID(r *rest.Reader) string {
	ids := map[string]string{}
	rest.Array(r, providerFields, func(p *provider) { ids[p.kind] = p.uid })
	if ids["line"] != "" {
		return ids["line"]
	}
	return ids["line_at"]
}

func readCustomer(r *rest.Reader) *rest.Row {
	var c customer
	raw, reason := r.Record(func() { rest.Object(r, &c, customerFields) })
	c.RegisteredAt = c.created
	c.Consents = []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: c.marketing, Source: "cyberbiz accepts_marketing"}}
	return rest.CustomerRow(&c.Customer, c.created, raw, reason)
}
