package shopify

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// productWalk goes along the products' times of change, which their variants move.
func productWalk(w platform.Window, currency string) walk {
	return walk{
		entity: platform.Products, op: "products page", document: productsQuery, field: "products", sortKey: "UPDATED_AT", time: "updated_at", window: w,
		nested: nested{"variants", "variants"}, bulk: bulkProducts,
		read: func(scan *jsonscan.Scanner) record { return readProduct(scan, currency) },
	}
}

// productFields are a product as it is read; its variants share it.
type productFields struct {
	scan     *jsonscan.Scanner
	product  regulars.Product
	gid      string
	status   string
	at       time.Time
	variants []variant
	more     string // cursor of the variants that are still to come
	reason   string
}

type variant struct {
	sku      string
	price    regulars.Money
	hasPrice bool
}

func readProduct(scan *jsonscan.Scanner, currency string) record {
	f := &productFields{scan: scan, product: regulars.Product{Currency: currency}}
	mark := scan.Mark()
	scan.Object(f.read)
	raw := scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		f.reject("%s", wrong)
	}
	if !platform.IsNumericID(f.product.ID) {
		f.product.ID = ""
		f.reject("the product has no id that ends in a number")
	}
	if f.status != "" && f.status != "ACTIVE" {
		f.product.URL = "" // a draft, or archived: nobody can buy it
	}
	if len(f.variants) == 0 {
		f.variants = []variant{{}}
	}
	products := f.byVariant(f.product)
	products[0].Raw = raw
	return record{products: products, id: f.product.ID, at: f.at, raw: raw, reason: f.reason, gid: f.gid, moreLines: f.more}
}

func (f *productFields) byVariant(p regulars.Product) []regulars.Product {
	products := make([]regulars.Product, len(f.variants))
	for i, v := range f.variants {
		products[i] = p
		products[i].SKU, products[i].Price, products[i].HasPrice = v.sku, v.price, v.hasPrice
	}
	return products
}

func (f *productFields) reject(format string, args ...any) {
	if f.reason == "" {
		f.reason = fmt.Sprintf(format, args...)
	}
}

func (f *productFields) read(key string) {
	p, scan := &f.product, f.scan
	switch key {
	case "id":
		f.gid = scan.Text()
		p.ID = tail(f.gid)
	case "title":
		p.Title = scan.Text()
	case "productType":
		p.Category = scan.Text()
	case "status":
		f.status = scan.Text()
	case "onlineStoreUrl":
		p.URL = scan.Text()
	case "updatedAt":
		at, err := readTime(scan.Text())
		if err != nil {
			f.reject("field %q is not a time", key)
		}
		f.at = at
	case "featuredMedia":
		f.readImage()
	case "variants":
		f.readVariants(key)
	}
}

func (f *productFields) readImage() {
	f.scan.Object(func(key string) {
		if key != "preview" {
			return
		}
		f.scan.Object(func(key string) {
			if key != "image" {
				return
			}
			f.scan.Object(func(key string) {
				if key == "url" {
					f.product.Image = f.scan.Text()
				}
			})
		})
	})
}

func (f *productFields) readVariants(key string) {
	if key != "variants" {
		return
	}
	f.scan.Object(func(key string) {
		switch key {
		case "pageInfo":
			if more, end := readPageInfo(f.scan); more {
				f.more = end
			}
		case "nodes":
			f.scan.Array(f.readVariant)
		}
	})
}

func (f *productFields) readVariant() {
	var v variant
	f.scan.Object(func(key string) {
		switch key {
		case "sku":
			v.sku = f.scan.Text()
		case "price":
			text := f.scan.Text()
			var err error
			if v.price, err = platform.Money(text); err != nil {
				f.reject("field %q is not an amount", "variants.price")
			}
			v.hasPrice = text != ""
		}
	})
	f.variants = append(f.variants, v)
}

func (s *Source) moreVariants(ctx context.Context, r *record) error {
	variables := map[string]any{"id": r.gid, "first": linesOfNext, "after": r.moreLines}
	var f productFields
	_, err := s.client.query(ctx, "variants of a product", productVariantsQuery, variables, func(scan *jsonscan.Scanner) {
		f = productFields{scan: scan}
		scan.Object(func(key string) {
			if key == "product" {
				scan.Object(f.readVariants)
			}
		})
	})
	if err != nil {
		return err
	}
	p := r.products[0]
	p.Raw = nil
	r.products = append(r.products, f.byVariant(p)...)
	r.moreLines, r.reason = f.more, f.reason
	return nil
}
