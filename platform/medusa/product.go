package medusa

import (
	"strings"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

const productFields = "id,title,status,thumbnail,created_at,updated_at,type.value,variants.sku,variants.thumbnail," +
	"variants.prices.amount,variants.prices.currency_code,variants.prices.min_quantity,variants.prices.rules"

// productList is the list of all products: a price that changes moves neither a product's
// time nor a variant's. It is not known to take operators on ids, so it is read by number.
func productList(currency string) list {
	return list{
		op: "products page", path: "products", fields: productFields, byNumber: true,
		read: func(scan *jsonscan.Scanner) row { return readProduct(scan, currency) },
	}
}

// productReader is a product as it is read, and the parts that become something else.
type productReader struct {
	reader
	goods  platform.Goods
	status string
}

// readProduct reads the product that comes next, with its prices in one currency.
func readProduct(scan *jsonscan.Scanner, currency string) row {
	f := &productReader{reader: record.Begin(scan)}
	f.goods.Currency, f.goods.Unsold = currency, true
	f.Object(f.read)
	raw := f.Raw()
	f.goods.Raw = raw
	f.goods.Unsold = f.status != "published"
	if !isID(f.goods.ID) {
		f.goods.ID = ""
		f.Reject("the product has no id")
	}
	return row{id: f.goods.ID, products: f.goods.Products(), raw: raw, reason: f.Reason()}
}

func (f *productReader) read(key string) {
	p := &f.goods
	switch key {
	case "id":
		p.ID = f.Text()
	case "title":
		p.Title = f.Text()
	case "status":
		f.status = f.Text()
	case "thumbnail":
		p.Image = f.Text()
	case "type":
		f.Object(func(key string) {
			if key == "value" {
				p.Category = f.Text()
			}
		})
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
		case "thumbnail":
			v.Image = f.Text()
		case "prices":
			f.Array(func() { f.readPrice(&v) })
		}
	})
	f.goods.Variants = append(f.goods.Variants, v)
}

// readPrice takes the price that holds for one piece and for everybody, in the currency that
// the shop sells in. Prices of other currencies, of larger numbers and of regions or groups
// are no other than theirs.
func (f *productReader) readPrice(v *regulars.Product) {
	var amount regulars.Money
	var currency string
	ruled := false
	f.Object(func(key string) {
		switch key {
		case "amount":
			amount = f.Money(key)
		case "currency_code":
			currency = strings.ToUpper(f.Text())
		case "min_quantity":
			ruled = ruled || f.Number(key) > 1
		case "rules":
			f.Record(func(string) { ruled = true })
		}
	})
	if !ruled && !v.HasPrice && currency == f.goods.Currency {
		v.Price, v.HasPrice = amount, true
	}
}
