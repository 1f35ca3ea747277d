package channel

import (
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
)

// recommended is the list of products that a template may show.
const recommended = "member.recommended"

// Product is what a template may say about a product that is recommended to a member.
type Product struct {
	Name  string
	URL   string   // its page; empty: not known
	Image string   // the address of its picture; empty: not known
	Price *float64 // in the brand's currency; nil: not known
}

// RecommendedMissing lists the variables of recommended products that a member may lack: the
// list, and what the shop may not say of each.
func RecommendedMissing() []string {
	return []string{recommended, productURL, productImage, productPrice}
}

// productFields are the names of a product's parts.
var productFields = []string{"name", "url", "image", "price"}

// bindings of a product: an address that no browser should follow is none.
func (p Product) bindings() map[string]any {
	all := map[string]any{"name": p.Name, "url": p.URL, "image": p.Image}
	if !isWebAddress(p.URL) {
		all["url"] = ""
	}
	if !isWebAddress(p.Image) {
		all["image"] = ""
	}
	if p.Price != nil {
		all["price"] = amount(*p.Price)
	}
	return all
}

func productBindings(products []Product) []any {
	all := make([]any, len(products))
	for i, p := range products {
		all[i] = p.bindings()
	}
	return all
}

// withoutPart returns the products without one of their parts.
func withoutPart(products []Product, part string) []Product {
	products = slices.Clone(products)
	for i := range products {
		switch part {
		case "url":
			products[i].URL = ""
		case "image":
			products[i].Image = ""
		case "price":
			products[i].Price = nil
		}
	}
	return products
}

var recommendedWord = regexp.MustCompile(`\bmember\.recommended\b`)

// recommends reports whether a source shows recommended products.
func recommends(source string) bool {
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		if token.Type != parser.TextTokenType && recommendedWord.MatchString(token.Args) {
			return true
		}
	}
	return false
}

// loopOverProducts returns the name that a loop over the recommended products gives each.
func loopOverProducts(token parser.Token) (string, bool) {
	name, list, _ := strings.Cut(token.Args, " ")
	words := strings.Fields(list)
	return name, len(words) > 1 && words[0] == "in" && words[1] == recommended
}
