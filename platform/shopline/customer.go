package shopline

import (
	"fmt"
	"time"

	"regulars"
	"regulars/platform/internal/rest"
)

// customer is a customer with the parts that become something else.
type customer struct {
	regulars.Customer
	created                  time.Time
	phone, phoneCode         string
	mobile, mobileCode       string
	others                   []string
	year, month, day         int
	birthday, addressCountry string
	member                   regulars.Answer
	email, sms, line         regulars.Answer
}

var customerFields = rest.Fields[customer]{
	"id":                                func(r *rest.Reader, c *customer) { c.ID = r.ID() },
	"name":                              func(r *rest.Reader, c *customer) { c.Name = r.Word() },
	"email":                             func(r *rest.Reader, c *customer) { c.Email = r.Word() },
	"gender":                            func(r *rest.Reader, c *customer) { c.Gender = rest.Gender(r.Word()) },
	"birthday":                          func(r *rest.Reader, c *customer) { c.birthday = r.Birth() },
	"birth_year":                        func(r *rest.Reader, c *customer) { c.year = int(r.Quantity()) },
	"birth_month":                       func(r *rest.Reader, c *customer) { c.month = int(r.Quantity()) },
	"birth_day":                         func(r *rest.Reader, c *customer) { c.day = int(r.Quantity()) },
	"phone":                             func(r *rest.Reader, c *customer) { c.phone = r.Word() },
	"phone_country_code":                func(r *rest.Reader, c *customer) { c.phoneCode = r.Word() },
	"mobile_phone":                      func(r *rest.Reader, c *customer) { c.mobile = r.Word() },
	"mobile_phone_country_calling_code": func(r *rest.Reader, c *customer) { c.mobileCode = r.Word() },
	"phones":                            func(r *rest.Reader, c *customer) { r.Each(func() { c.others = append(c.others, r.Word()) }) },
	"line_id":                           func(r *rest.Reader, c *customer) { c.LineID = r.Word() },
	"registered_at":                     func(r *rest.Reader, c *customer) { c.RegisteredAt = r.Time() },
	"created_at":                        func(r *rest.Reader, c *customer) { c.created = r.Time() },
	"updated_at":                        func(r *rest.Reader, c *customer) { c.UpdatedAt = r.Time() },
	"is_member":                         func(r *rest.Reader, c *customer) { c.member = r.Flag() },
	"member_point_balance":              func(r *rest.Reader, c *customer) { c.Points = r.Money() },
	"membership_tier":                   func(r *rest.Reader, c *customer) { rest.Object(r, c, tierFields) },
	"locale_code":                       func(r *rest.Reader, c *customer) { c.Language = r.Word() },
	"tags":                              func(r *rest.Reader, c *customer) { r.Each(func() { c.Tags = append(c.Tags, r.Word()) }) },
	"is_subscribed_marketing_email":     func(r *rest.Reader, c *customer) { c.email = r.Flag() },
	"subscriptions": func(r *rest.Reader, c *customer) {
		rest.Array(r, subscriptionFields, func(s *subscription) { c.subscribe(s) })
	},
	"delivery_addresses": func(r *rest.Reader, c *customer) {
		rest.Array(r, homeFields, func(a *home) {
			if c.City == "" {
				c.City, c.addressCountry = a.city, a.country
			}
		})
	},
}

var tierFields = rest.Fields[customer]{
	"name_translations": func(r *rest.Reader, c *customer) { c.Tier = readTranslation(r) },
}

type home struct{ city, country string }

var homeFields = rest.Fields[home]{
	"city":         func(r *rest.Reader, a *home) { a.city = r.Word() },
	"country_code": func(r *rest.Reader, a *home) { a.country = r.Word() },
}

type subscription struct {
	platform string
	active   regulars.Answer
}

var subscriptionFields = rest.Fields[subscription]{
	"platform":  func(r *rest.Reader, s *subscription) { s.platform = r.Word() },
	"is_active": func(r *rest.Reader, s *subscription) { s.active = r.Flag() },
}

// subscribe takes the answer for a channel that the platform's name says.
func (c *customer) subscribe(s *subscription) {
	switch s.platform {
	case "line":
		c.line = s.active
	case "sms":
		c.sms = s.active
	case "email":
		if c.email == regulars.AnswerNone {
			c.email = s.active
		}
	}
}

func readCustomer(r *rest.Reader) *rest.Row {
	var c customer
	raw, reason := r.Record(func() {
		rest.Object(r, &c, customerFields)
		c.finish()
	})
	return rest.CustomerRow(&c.Customer, rest.FirstTime(c.created, c.RegisteredAt), raw, reason)
}

// noYear is the year of a legacy birthday whose year isn't known.
const noYear = 1904

func (c *customer) finish() {
	if c.member == regulars.AnswerNo {
		c.RegisteredAt = time.Time{} // a guest's record
	} else {
		c.RegisteredAt = rest.FirstTime(c.RegisteredAt, c.created)
	}
	phone, code := c.mobile, c.mobileCode
	if phone == "" {
		phone, code = c.phone, c.phoneCode
	}
	if phone == "" && len(c.others) > 0 {
		phone = c.others[0]
	}
	c.Phone, c.Country = rest.Phone(phone, code, c.addressCountry)
	c.BirthDate = c.birth()
	for _, consent := range []struct {
		channel, source string
		answer          regulars.Answer
	}{
		{"edm", "is_subscribed_marketing_email", c.email}, {"sms", "subscriptions", c.sms}, {"line", "subscriptions", c.line},
	} {
		c.Consents = append(c.Consents, regulars.Consent{
			Channel: consent.channel, Purpose: "marketing", Answer: consent.answer, Source: "shopline " + consent.source,
		})
	}
}

// birth is made of the parts, where there are any; a legacy birthday hides an unknown year.
func (c *customer) birth() string {
	switch {
	case c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31:
		if day, unknown := cutYear(c.birthday); unknown {
			return "-" + day
		}
		return c.birthday
	case c.year < 1900 || c.year == noYear:
		return fmt.Sprintf("--%02d-%02d", c.month, c.day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", c.year, c.month, c.day)
}

func cutYear(birthday string) (day string, unknown bool) {
	const legacy = "1904"
	if len(birthday) == len("1904-05-06") && birthday[:4] == legacy {
		return birthday[4:], true
	}
	return "", false
}
