package vendure

import (
	"cmp"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// customerReader is a customer as they are read, and the parts that become something
// else.
type customerReader struct {
	reader
	customer *regulars.Customer

	created     time.Time
	first, last string
	user        string
	home        home
	said        platform.Said // of the custom fields
}

type home struct {
	city, phone, country string
	shipping             bool // the default one for it
}

// readCustomer reads the customer that comes next.
func readCustomer(scan *jsonscan.Scanner) row {
	f := &customerReader{reader: record.Begin(scan), customer: &regulars.Customer{}, said: platform.Said{}}
	f.Object(f.read)
	f.customer.Raw = f.Raw()
	f.finish()
	return row{id: f.customer.ID, created: f.created, customer: f.customer, raw: f.customer.Raw, reason: f.Reason()}
}

func (f *customerReader) read(key string) {
	c := f.customer
	switch key {
	case "id":
		c.ID = f.Text()
	case "emailAddress":
		c.Email = f.Text()
	case "firstName":
		f.first = f.Text()
	case "lastName":
		f.last = f.Text()
	case "phoneNumber":
		c.Phone = f.Text()
	case "createdAt":
		f.created = f.Time(key)
	case "updatedAt":
		c.UpdatedAt = f.Time(key)
	case "user":
		f.Object(func(key string) {
			if key == "id" {
				f.user = f.Text()
			}
		})
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
	case "customFields":
		f.Object(func(key string) {
			if f.IsScalar() {
				f.said.Put(key, f.Text())
			}
		})
	}
}

// readAddress keeps the default address for shipping, or else the first.
func (f *customerReader) readAddress() {
	var a home
	f.Object(func(key string) {
		switch key {
		case "city":
			a.city = f.Text()
		case "phoneNumber":
			a.phone = f.Text()
		case "defaultShippingAddress":
			a.shipping = f.IsTrue()
		case "country":
			f.Object(func(key string) {
				if key == "code" {
					a.country = strings.ToUpper(f.Text())
				}
			})
		}
	})
	if f.home == (home{}) || a.shipping && !f.home.shipping {
		f.home = a
	}
}

func (f *customerReader) finish() {
	c := f.customer
	if !isID(c.ID) {
		c.ID = ""
		f.Reject("the customer has no id")
	}
	if f.user != "" {
		c.RegisteredAt = f.created
	}
	c.Name = platform.FullName(f.first, f.last)
	c.City, c.Country = f.home.city, f.home.country
	c.Phone = cmp.Or(c.Phone, f.home.phone)
	c.LineID = f.said["lineUserId"]
	for _, of := range consentFields {
		c.Consents = append(c.Consents, f.said.Consent(of.channel, of.field, of.field+"At", "vendure customFields."+of.field))
	}
}

var consentFields = []struct{ channel, field string }{
	{"edm", "marketingConsentEdm"}, {"sms", "marketingConsentSms"}, {"line", "marketingConsentLine"},
}
