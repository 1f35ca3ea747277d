package medusa

import (
	"cmp"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

const customerFields = "id,email,first_name,last_name,phone,has_account,created_at,updated_at,metadata," +
	"addresses.city,addresses.phone,addresses.country_code,groups.name"

var customerList = list{op: "customers page", path: "customers", fields: customerFields, read: readCustomer}

// customerReader is a customer as they are read, and the parts that become something
// else.
type customerReader struct {
	reader
	customer *regulars.Customer

	first, last string
	hasAccount  bool
	home        address
	said        platform.Said // of metadata
}

type address struct{ city, phone, country string }

// readCustomer reads the customer that comes next.
func readCustomer(scan *jsonscan.Scanner) row {
	f := &customerReader{reader: record.Begin(scan), customer: &regulars.Customer{}, said: platform.Said{}}
	f.Object(f.read)
	f.customer.Raw = f.Raw()
	f.finish()
	return row{id: f.customer.ID, customer: f.customer, raw: f.customer.Raw, reason: f.Reason()}
}

func (f *customerReader) read(key string) {
	c := f.customer
	switch key {
	case "id":
		c.ID = f.Text()
	case "email":
		c.Email = f.Text()
	case "first_name":
		f.first = f.Text()
	case "last_name":
		f.last = f.Text()
	case "phone":
		c.Phone = f.Text()
	case "has_account":
		f.hasAccount = f.IsTrue()
	case "created_at":
		c.RegisteredAt = f.Time(key)
	case "updated_at":
		c.UpdatedAt = f.Time(key)
	case "metadata":
		metadata(f.reader, func(key, value string) { f.said.Put(strings.TrimPrefix(key, "_"), value) })
	case "addresses":
		f.Array(f.readAddress)
	case "groups":
		f.Array(func() {
			f.Object(func(key string) {
				if key == "name" {
					c.Tags = append(c.Tags, f.Text())
				}
			})
		})
	}
}

// readAddress keeps the first address.
func (f *customerReader) readAddress() {
	var a address
	f.Object(func(key string) {
		switch key {
		case "city":
			a.city = f.Text()
		case "phone":
			a.phone = f.Text()
		case "country_code":
			a.country = strings.ToUpper(f.Text())
		}
	})
	if f.home == (address{}) {
		f.home = a
	}
}

func (f *customerReader) finish() {
	c := f.customer
	if !isID(c.ID) {
		c.ID = ""
		f.Reject("the customer has no id")
	}
	if !f.hasAccount {
		c.RegisteredAt = time.Time{}
	}
	c.Name = platform.FullName(f.first, f.last)
	c.City, c.Country = f.home.city, f.home.country
	c.Phone = cmp.Or(c.Phone, f.home.phone)
	c.LineID = f.said["line_user_id"]
	for _, channel := range []string{"edm", "sms", "line"} {
		key := consentKey + channel
		c.Consents = append(c.Consents, f.said.Consent(channel, key, key+"_at", "medusa metadata "+key))
	}
}

const consentKey = "marketing_consent_"
