package brand

import "strings"

// Identity is what an order shows of who placed it, in the shop's spelling.
type Identity struct {
	CustomerID string // the shop's own; empty: a guest
	Email      string
	Phone      string
	LineID     string
	Name       string
}

// IdentityOf is what an order shows of its person.
func (b *Brand) IdentityOf(o *Order) Identity {
	if o.Typed != nil {
		return *o.Typed
	}
	if o.Person == Nobody {
		return Identity{Phone: SpellPhone("", o.phoneAs)}
	}
	p := &b.People[o.Person]
	who := Identity{Email: SpellEmail(p.Email, o.emailAs), Phone: SpellPhone(p.Mobile, o.phoneAs), Name: p.Name()}
	if o.lineShown {
		who.LineID = p.LineID
	}
	if o.account > 0 {
		who.CustomerID = b.Shops[o.Shop].CustomerID(o.account)
	}
	return who
}

// E164 writes a Taiwanese phone number as the world does; others stay as they
// are.
func E164(phone string) string {
	if strings.HasPrefix(phone, "0") {
		return "+886" + strings.NewReplacer("-", "", " ", "").Replace(phone[1:])
	}
	return phone
}
