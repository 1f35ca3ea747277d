package input

import (
	"time"

	"github.com/shopspring/decimal"

	"regulars"
)

// Facts are what the shops of one brand say, as they are known now, and the
// settings by which it is read.
type Facts struct {
	Settings  Settings
	Orders    []Order
	Customers []Customer
	Products  []Product // as they were loaded, the newest last
	Events    []Event   // as they were loaded, the newest last
	Costs     []Cost
	Consents  []Consent // as they were loaded, the newest last
	Referrals []Referral

	noLines bool // a random brand whose orders have none

	// Cycles are cycles that were already in use: "a recomputation reads
	// cycle_used, it never remakes it". Months without one are computed.
	Cycles []Cycle
}

// Order is an order of one shop.
type Order struct {
	Shop string
	regulars.Order
}

// Customer is a customer record of one shop.
type Customer struct {
	Shop string
	regulars.Customer
}

// Product is a product record of one shop. One with the same id and sku replaces
// an older one.
type Product struct {
	Shop string
	regulars.Product
}

// Event is a behaviour seen by one shop. One with the same id replaces an older
// one.
type Event struct {
	Shop string
	regulars.Event
}

// Browse are the types of events of one who looks around a shop.
var Browse = []string{"page_view", "product_view", "search", "add_to_cart", "checkout_started"}

// Pause ends a visit.
const Pause = 30 * time.Minute

// Cost is money spent on a date, in the brand's currency.
type Cost struct {
	Shop                    string
	Date                    regulars.BusinessDate
	Kind, Campaign, Channel string
	Amount                  regulars.Money
}

// Consent is what somebody allowed or refused, said under these identifiers.
type Consent struct {
	Shop                             string
	CustomerID, Email, Phone, LineID string
	regulars.Consent
	Undated bool // At is when it was seen first: the source doesn't tell when it was said
}

// Referral is a code that a member passes on to others.
type Referral struct {
	Programme, Code                        string
	Shop, CustomerID, Email, Phone, LineID string // whose it is
	At                                     time.Time
}

// Profiled are facts together with what only profiles need.
type Profiled struct {
	Facts
	TierSpends []regulars.Money // ascending
	Answers    []Answer
}

// Answer is what somebody did with a message that reached them.
type Answer struct {
	By            Identifier // one of the person's identifiers
	Type, Channel string
	At            time.Time
}

// Settings are a brand's rules.
type Settings struct {
	Zone     *time.Location
	Currency string
	Region   string // for phones without a country code
	Shops    []Shop
	Rates    []Rate

	Deny      []string
	MaxJoined int

	Cycle        string // auto, or a number of days
	FallbackDays int
	MinGaps      int
	Overlap      string // recent or history

	RFM RFM
}

// Shop is what a shop's section says about its orders.
type Shop struct {
	Name            string
	Kind            string // online or offline
	CountsWhen      string // placed, paid or fulfilled
	CountZeroTotals bool
	CountGiftCards  bool
	LineProvider    string
}

// Rate is a dated exchange rate into the brand's currency.
type Rate struct {
	Currency string
	From     regulars.BusinessDate
	Rate     string
}

// RFM are the cuts: mean, median or a number each, and the bins of the scores.
type RFM struct {
	WindowDays int    // 0: all
	Monetary   string // total or average
	RecencyCut string
	OrdersCut  string
	MoneyCut   string

	// Bins of the scores, ascending; none: quintiles.
	RecencyBins, OrdersBins, MoneyBins []float64
}

// Cycle is a repurchase cycle and the first date it holds on.
type Cycle struct {
	From   regulars.BusinessDate
	Days   float64
	Source string // config, median or fallback
	Gaps   int
}

// ShopOf is the section of a shop.
func (s Settings) ShopOf(name string) Shop {
	for _, shop := range s.Shops {
		if shop.Name == name {
			return shop
		}
	}
	return Shop{Name: name, CountsWhen: "paid"}
}

// RateOn: "a foreign currency is converted at the order date's rate".
func (s Settings) RateOn(currency string, date regulars.BusinessDate) decimal.Decimal {
	if currency == "" || currency == s.Currency {
		return decimal.NewFromInt(1)
	}
	var best Rate
	for _, r := range s.Rates {
		if r.Currency == currency && r.From <= date && r.From >= best.From {
			best = r
		}
	}
	return decimal.RequireFromString(best.Rate)
}
