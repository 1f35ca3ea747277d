package woocommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// listPage reads a page of a list that is sorted by id, with the number of its rows.
type listPage func(ctx context.Context, at *pager) (page platform.Page, rows int, list listing, err error)

// pullByID reads page after page by ascending id: what is new comes last.
func (s *Source) pullByID(ctx context.Context, from platform.Cursor, read listPage, yield func(platform.Page) error) error {
	at := pager{Page: 1}
	var saved pager
	if json.Unmarshal([]byte(from), &saved) == nil && saved.Page > 0 {
		at = saved
	}
	return platform.Ahead(ctx, func(ctx context.Context, emit func(platform.Page) error) error {
		return walkByID(ctx, at, read, emit)
	}, yield)
}

func walkByID(ctx context.Context, at pager, read listPage, emit func(platform.Page) error) error {
	for {
		page, rows, list, err := read(ctx, &at)
		if err != nil {
			return err
		}
		next, done := at.after(rows, list)
		text, _ := json.Marshal(next) // a struct of plain fields can't fail
		page.Next = platform.Cursor(text)
		if rows > 0 {
			if err := emit(page); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		at = next
	}
}

func (s *Source) customersPage(ctx context.Context, at *pager) (page platform.Page, rows int, list listing, err error) {
	query := url.Values{"orderby": {"id"}, "order": {"asc"}, "role": {"all"}}
	list, err = s.getPage(ctx, "customers page", "customers", query, at, func(scan *jsonscan.Scanner) {
		page = platform.Page{}
		scan.Array(func() { addCustomer(&page, scan) })
	})
	return page, page.Rows(), list, err
}

// addCustomer reads the customer that comes next into a page.
func addCustomer(page *platform.Page, scan *jsonscan.Scanner) {
	c, reason := readCustomer(scan)
	if reason == "" {
		page.Customers = append(page.Customers, c)
		return
	}
	page.Rejected = append(page.Rejected, regulars.Rejected{
		Entity: string(platform.Customers), ID: c.ID, Reason: reason, Raw: c.Raw, CreatedAt: c.RegisteredAt,
	})
}

type customerFields struct {
	customer            *regulars.Customer
	scan                *jsonscan.Scanner
	firstName, lastName string
	billFirst, billLast string
	billEmail           string
	said                platform.Said // of marketing
	reason              string
}

// readCustomer reads the customer that comes next; the reason says why it was
// not understood.
func readCustomer(scan *jsonscan.Scanner) (regulars.Customer, string) {
	var c regulars.Customer
	f := &customerFields{customer: &c, scan: scan, said: platform.Said{}}
	mark := scan.Mark()
	scan.Object(f.read)
	c.Raw = scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		return c, wrong
	}
	f.finish()
	return c, f.reason
}

func (f *customerFields) read(key string) {
	c, scan := f.customer, f.scan
	switch key {
	case "id":
		c.ID = scan.Text()
	case "email":
		c.Email = scan.Text()
	case "first_name":
		f.firstName = scan.Text()
	case "last_name":
		f.lastName = scan.Text()
	case "role":
		if role := scan.Text(); role != "" && role != "customer" {
			c.Tags = []string{role}
		}
	case "date_created_gmt":
		c.RegisteredAt = f.time(key)
	case "date_modified_gmt":
		c.UpdatedAt = f.time(key)
	case "billing":
		scan.Record(f.readBilling)
	case "meta_data":
		readMeta(scan, f.readMeta)
	}
}

func (f *customerFields) readBilling(key string) {
	switch key {
	case "first_name":
		f.billFirst = f.scan.Text()
	case "last_name":
		f.billLast = f.scan.Text()
	case "email":
		f.billEmail = f.scan.Text()
	case "phone":
		f.customer.Phone = f.scan.Text()
	case "country":
		f.customer.Country = f.scan.Text()
	case "city":
		f.customer.City = f.scan.Text()
	}
}

const consentKey = "marketing_consent_"

func (f *customerFields) readMeta(key, value string) {
	if key == "line_user_id" {
		f.customer.LineID = value
		return
	}
	if strings.HasPrefix(key, consentKey) {
		f.said.Put(key, value)
	}
}

func (f *customerFields) finish() {
	c := f.customer
	if !platform.IsNumericID(c.ID) {
		c.ID, f.reason = "", "the customer has no id that is a number"
		return
	}
	if c.Email == "" {
		c.Email = f.billEmail
	}
	c.Name = platform.FullName(f.firstName, f.lastName)
	if c.Name == "" {
		c.Name = platform.FullName(f.billFirst, f.billLast)
	}
	for _, channel := range []string{"edm", "sms", "line"} {
		key := consentKey + channel
		c.Consents = append(c.Consents, f.said.Consent(channel, key, key+"_at", "woocommerce meta_data "+key))
	}
}

func (f *customerFields) time(field string) time.Time {
	at, err := readTime(f.scan.Text())
	if err != nil && f.reason == "" {
		f.reason = fmt.Sprintf("field %q is not a time", field)
	}
	return at
}
