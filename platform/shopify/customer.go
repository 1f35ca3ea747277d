package shopify

import (
	"fmt"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// contact is an address or a number with what its owner said about marketing.
type contact struct{ value, state, at string }

func readContact(scan *jsonscan.Scanner, field string) contact {
	var c contact
	scan.Object(func(key string) {
		switch key {
		case field:
			c.value = scan.Text()
		case "marketingState":
			c.state = scan.Text()
		case "marketingUpdatedAt":
			c.at = scan.Text()
		}
	})
	return c
}

type customerFields struct {
	scan                *jsonscan.Scanner
	customer            *regulars.Customer
	firstName, lastName string
	email, phone        contact
	reason              string
}

func readCustomer(scan *jsonscan.Scanner) record {
	f := &customerFields{scan: scan, customer: &regulars.Customer{}}
	mark := scan.Mark()
	scan.Object(f.read)
	raw := scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		f.reason = wrong
	}
	f.finish()
	f.customer.Raw = raw
	return record{customer: f.customer, id: f.customer.ID, at: f.customer.UpdatedAt, raw: raw, reason: f.reason}
}

func (f *customerFields) read(key string) {
	c, scan := f.customer, f.scan
	switch key {
	case "id":
		c.ID = tail(scan.Text())
	case "firstName":
		f.firstName = scan.Text()
	case "lastName":
		f.lastName = scan.Text()
	case "createdAt":
		c.RegisteredAt = f.time(key)
	case "updatedAt":
		c.UpdatedAt = f.time(key)
	case "tags":
		scan.Array(func() { c.Tags = append(c.Tags, scan.Text()) })
	case "locale":
		c.Language = scan.Text()
	case "defaultEmailAddress":
		f.email = readContact(scan, "emailAddress")
	case "defaultPhoneNumber":
		f.phone = readContact(scan, "phoneNumber")
	case "defaultAddress":
		scan.Object(func(key string) {
			if key == "city" {
				c.City = scan.Text()
			}
		})
	}
}

func (f *customerFields) finish() {
	c := f.customer
	if !platform.IsNumericID(c.ID) && f.reason == "" {
		c.ID, f.reason = "", "the customer has no id that ends in a number"
	}
	c.Name = platform.FullName(f.firstName, f.lastName)
	c.Email, c.Phone = f.email.value, f.phone.value
	f.consent("edm", "defaultEmailAddress", f.email)
	f.consent("sms", "defaultPhoneNumber", f.phone)
}

// answers are the states of marketing that somebody chose. Any other one is no answer:
// nobody was asked, or who was asked hasn't answered yet.
var answers = map[string]regulars.Answer{
	"SUBSCRIBED": regulars.AnswerYes, "UNSUBSCRIBED": regulars.AnswerNo, "REDACTED": regulars.AnswerNo,
}

// consent adds what the record says of a channel. A state that nobody chose is a
// refusal only where it has a time, so that it can't overrule an answer given to
// another shop.
func (f *customerFields) consent(channel, source string, c contact) {
	at, err := readTime(c.at)
	if err != nil && f.reason == "" {
		f.reason = fmt.Sprintf("field %q is not a time", source+".marketingUpdatedAt")
	}
	answer := answers[c.state]
	if answer == regulars.AnswerNone && c.state != "" && !at.IsZero() {
		answer = regulars.AnswerNo
	}
	f.customer.Consents = append(f.customer.Consents, regulars.Consent{
		Channel: channel, Purpose: "marketing", Answer: answer, At: at, Source: "shopify " + source,
	})
}

func (f *customerFields) time(field string) time.Time {
	at, err := readTime(f.scan.Text())
	if err != nil && f.reason == "" {
		f.reason = fmt.Sprintf("field %q is not a time", field)
	}
	return at
}
