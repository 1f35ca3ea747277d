package vendure

import (
	"strings"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// productReader is a product as it is read; the shop sells its variants.
type productReader struct {
	reader
	digits int // of the minor units
	row    row
	goods  platform.Goods
}

// readProduct reads the product that comes next, with all its variants. One without any is
// the product itself: it was put up, and nothing of it can be bought yet.
func readProduct(scan *jsonscan.Scanner, digits int) row {
	f := &productReader{reader: record.Begin(scan), digits: digits}
	f.Object(f.read)
	f.row.raw, f.row.id = f.Raw(), f.goods.ID
	f.goods.Raw = f.row.raw
	if !isID(f.goods.ID) {
		f.row.id = ""
		f.Reject("the product has no id")
	}
	f.row.products, f.row.reason = f.goods.Products(), f.Reason()
	return f.row
}

func (f *productReader) read(key string) {
	switch key {
	case "id":
		f.goods.ID = f.Text()
	case "name":
		f.goods.Title = f.Text()
	case "enabled":
		f.goods.Unsold = f.Text() == "false"
	case "createdAt":
		f.row.created = f.Time(key)
	case "featuredAsset":
		f.goods.Image = f.preview()
	case "variants":
		f.Array(f.readVariant)
	}
}

func (f *productReader) readVariant() {
	var v regulars.Product
	f.Object(func(key string) {
		switch key {
		case "sku":
			v.SKU = f.Text()
		case "name":
			v.Title = f.Text()
		case "priceWithTax":
			v.HasPrice = !f.IsNull()
			v.Price = minor(f.reader, key, f.digits)
		case "currencyCode":
			v.Currency = strings.ToUpper(f.Text())
		case "featuredAsset":
			v.Image = f.preview()
		}
	})
	f.goods.Variants = append(f.goods.Variants, v)
}

// preview is the address of an asset's picture.
func (f *productReader) preview() (address string) {
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
