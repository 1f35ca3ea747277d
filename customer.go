package regulars

import "time"

// Customer is one customer record of one shop.
type Customer struct {
	ID           string
	Email        string
	Phone        string
	Country      string // of the address that comes with the phone: ISO 3166, such as TW; empty: unknown
	LineID       string
	Name         string
	Gender       string // female, male, other or empty
	BirthDate    string // 2006-01-02, --01-02 where the year is unknown, or empty
	City         string
	RegisteredAt time.Time // zero: unknown (a guest record)
	UpdatedAt    time.Time
	Tier         string
	Points       Money
	PointsExpire BusinessDate // when points of the record end; empty: never, or unknown
	Tags         []string
	Language     string // in which they want to be written to: a tag such as zh-TW; empty: not said
	Timezone     string // by whose clocks they live: an IANA name; empty: not said
	Deleted      bool
	Consents     []Consent
	Raw          []byte
}

// Consent is what a customer's record says, when it is read, of one channel and
// purpose. A record that is silent on a channel says so by AnswerNone: an answer
// that was there and is gone is a refusal.
type Consent struct {
	Channel string // edm, sms, line
	Purpose string // marketing
	Answer  Answer
	At      time.Time // when the person said it; zero: the source doesn't tell
	Source  string    // the platform's field, a form, a reply
	Unknown string    // the word, where it is neither yes nor no; it counts as no
}

// Event is a behaviour of a member outside an order: a view, a cart, a follow.
type Event struct {
	ID         string
	Type       string // page_view, add_to_cart, follow, …
	At         time.Time
	CustomerID string
	Email      string
	Phone      string
	Country    string // of the address that comes with the phone; empty: unknown
	LineID     string
	Visitor    string // anonymous visitor id
	Properties map[string]string
	Raw        []byte // the record as the shop gave it; nil: it gave none
}

// The properties of an event about a checkout, as far as the shop tells them.
const (
	PropertyValue    = "value"    // what is in the cart, in whole units with decimals
	PropertyCurrency = "currency" // of the value: ISO 4217
	PropertyURL      = "url"      // the page on which the person goes on
)

// Product is one sellable thing of a shop. One with variants is several, with one id and
// a SKU each.
type Product struct {
	ID       string
	SKU      string
	Title    string
	Category string
	URL      string // its page; empty: it is not for sale online
	Image    string // the address of its picture
	Price    Money  // in Currency; HasPrice reports whether it is known
	HasPrice bool
	Currency string // ISO 4217; empty: the brand's
	Locale   string // of Title, such as zh-TW; empty: not said
	Cost     Money
	HasCost  bool
	Raw      []byte // the record as the shop gave it: of a product with several SKUs at the first, unless each is a record of its own
}
