package identity

import "github.com/dchest/siphash"

// Kind is a kind of identifier.
type Kind string

// The kinds of identifiers, with what their values are.
const (
	KindCustomer Kind = "customer" // shop/id, see Customer
	KindEmail    Kind = "email"    // see Email
	KindPhone    Kind = "phone"    // see Phone
	KindLine     Kind = "line"     // provider/id, see Line
)

// Customer returns the value of a shop's customer id, or "" where it is empty.
func Customer(shop, id string) string { return within(shop, id) }

// Line returns the value of a LINE user id, or "" where it is empty. An id is unique
// for its provider only.
func Line(provider, id string) string { return within(provider, id) }

func within(owner, id string) string {
	if id == "" {
		return ""
	}
	return owner + "/" + id
}

// Node returns the unkeyed number of an identifier, the same that SQL computes by
// sipHash64(concat(kind, ':', value)). Identifiers with the same number are one. It is as
// good as the identifier: what is stored is Key.Node.
func Node(kind Kind, value string) uint64 {
	return siphash.Hash(0, 0, []byte(string(kind)+":"+value))
}
