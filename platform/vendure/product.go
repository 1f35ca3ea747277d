package vendure

import (
	"cmp"
	"strings"
	"time"

	"regulars"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// variantReader is a variant of a product as it is read, and the parts that become something
// else.
type variantReader struct {
	reader
	digits  int // of the minor units
	product *regulars.Product

	id             string
	created        time.Time
	own            string // its name where the product has none
	image, picture string // its own, and the product's
}

// readProduct reads the variant that comes next, with its product: what is bought by a SKU.
func readProduct(scan *jsonscan.Scanner, digits int) row {
	f := &variantReader{reader: record.Begin(scan), digits: digits, product: &regulars.Product{}}
	f.Object(f.read)
	raw := f.Raw()
	p := f.product
	p.Title, p.Image = cmp.Or(f.own, p.Title), cmp.Or(f.image, f.picture)
	if !isID(f.id) || !isID(p.ID) {
		f.id = ""
		f.Reject("the variant has no id, or no product that has one")
	}
	return row{id: f.id, created: f.created, product: p, raw: raw, reason: f.Reason()}
}

func (f *variantReader) read(key string) {
	p := f.product
	switch key {
	case "id":
		f.id = f.Text()
	case "sku":
		p.SKU = f.Text()
	case "name":
		f.own = f.Text()
	case "createdAt":
		f.created = f.Time(key)
	case "priceWithTax":
		p.HasPrice = !f.IsNull()
		p.Price = minor(f.reader, key, f.digits)
	case "currencyCode":
		p.Currency = strings.ToUpper(f.Text())
	case "featuredAsset":
		f.image = f.preview()
	case "product":
		f.Object(f.readProduct)
	}
}

func (f *variantReader) readProduct(key string) {
	switch key {
	case "id":
		f.product.ID = f.Text()
	case "name":
		f.product.Title = f.Text()
	case "featuredAsset":
		f.picture = f.preview()
	}
}

// preview is the address of an asset's picture.
func (f *variantReader) preview() (address string) {
	f.Object(func(key string) {
		if key == "preview" {
			address = f.Text()
		}
	})
	return address
}

// minor reads an amount in minor units of so many digits.
func minor(r reader, field string, digits int) regulars.Money {
	money := r.Money(field)
	for range digits {
		money /= 10
	}
	return money
}
