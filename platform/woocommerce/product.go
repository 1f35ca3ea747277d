package woocommerce

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// productsPage reads a page of the products that changed since a window began, on to the
// list's end; one with variants is read with them.
func (s *Source) productsPage(since time.Time) listPage {
	return func(ctx context.Context, at *pager) (page platform.Page, rows int, list listing, err error) {
		query := url.Values{"orderby": {"id"}, "order": {"asc"}}
		if !since.IsZero() {
			query.Set("modified_after", since.UTC().Truncate(time.Second).Add(-time.Second).Format(naiveUTC))
			query.Set("dates_are_gmt", "true")
		}
		var found []product
		list, err = s.getPage(ctx, "products page", "products", query, at, func(scan *jsonscan.Scanner) {
			found = nil
			scan.Array(func() { found = append(found, readProduct(scan)) })
		})
		for i := 0; i < len(found) && err == nil; i++ {
			err = s.addProduct(ctx, &page, found[i])
		}
		return page, len(found), list, err
	}
}

// product is a product, or a variant of one, as it is read.
type product struct {
	regulars.Product
	variable bool
	trashed  bool
	raw      []byte
	reason   string
}

// addProduct adds a product to a page: itself, and each of its variants under its id.
func (s *Source) addProduct(ctx context.Context, page *platform.Page, p product) error {
	if p.reason != "" {
		page.Rejected = append(page.Rejected, regulars.Rejected{Entity: string(platform.Products), ID: p.ID, Reason: p.reason, Raw: p.raw})
		return nil
	}
	p.Currency, p.Raw = s.shop.Currency, p.raw
	page.Products = append(page.Products, p.Product)
	if !p.variable {
		return nil
	}
	for at := (pager{Page: 1}); ; {
		var found []product
		list, err := s.getPage(ctx, "variations of a product", "products/"+p.ID+"/variations", url.Values{"orderby": {"id"}, "order": {"asc"}}, &at, func(scan *jsonscan.Scanner) {
			found = nil
			scan.Array(func() { found = append(found, readProduct(scan)) })
		})
		if isMissing(err) {
			return nil // deleted meanwhile
		}
		if err != nil {
			return err
		}
		for _, v := range found {
			if v.SKU == "" || v.SKU == p.SKU || v.reason != "" {
				continue // lines know it by the product's id
			}
			one := p.Product
			one.SKU, one.Price, one.HasPrice, one.Raw = v.SKU, v.Price, v.HasPrice, v.raw
			one.URL, one.Image = firstOf(v.URL, p.URL), firstOf(v.Image, p.Image)
			page.Products = append(page.Products, one)
		}
		next, done := at.after(len(found), list)
		if done {
			return nil
		}
		at = next
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func readProduct(scan *jsonscan.Scanner) product {
	var p product
	published := true
	mark := scan.Mark()
	scan.Object(func(key string) {
		switch key {
		case "id":
			p.ID = scan.Text()
		case "name":
			p.Title = scan.Text()
		case "sku":
			p.SKU = scan.Text()
		case "type":
			p.variable = scan.Text() == "variable"
		case "status":
			status := scan.Text()
			published, p.trashed = status == "publish", status == "trash"
		case "permalink":
			p.URL = scan.Text()
		case "price":
			p.readPrice(scan.Text())
		case "categories":
			scan.Elements(func() { p.Category = firstOf(p.Category, textIn(scan, "name")) })
		case "images":
			scan.Elements(func() { p.Image = firstOf(p.Image, textIn(scan, "src")) })
		case "image": // of a variant
			p.Image = textIn(scan, "src")
		}
	})
	p.raw = scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		p.reject("%s", wrong)
	}
	if !platform.IsNumericID(p.ID) {
		p.ID = ""
		p.reject("the product has no id that is a number")
	}
	if !published {
		p.URL = "" // a draft, or private: nobody can buy it
	}
	return p
}

func (p *product) readPrice(text string) {
	var err error
	if p.Price, err = platform.Money(text); err != nil {
		p.reject("field %q is not an amount", "price")
	}
	p.HasPrice = text != ""
}

func (p *product) reject(format string, args ...any) {
	if p.reason == "" {
		p.reason = fmt.Sprintf(format, args...)
	}
}

// textIn reads one field of the object that comes next.
func textIn(scan *jsonscan.Scanner, field string) (text string) {
	scan.Record(func(key string) {
		if key == field {
			text = scan.Text()
		}
	})
	return text
}
