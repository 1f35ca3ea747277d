package channel

import "strconv"

// Member is what a template may say about a member.
type Member struct {
	ID           string
	Name         string
	Stage        string
	StageBefore  string
	LastPurchase string // 2006-01-02; empty: never bought
	RecencyDays  int    // days since LastPurchase; without meaning where that is empty
	Purchases    int
	Revenue      float64 // in the brand's currency, for display and comparison
	RFMClass     string
	Language     string // in which they are written to: theirs, or else the brand's
	Recommended  []Product
}

// Values is what one message is made from.
type Values struct {
	Member         Member
	Brand          string
	Campaign       string
	Date           string // business date, 2006-01-02
	UnsubscribeURL string
	Coupon         string // the code that is theirs alone; empty: none
	Entry          Entry
}

// Entry is what the event said by which the member came into the journey that sends the
// message; empty where it didn't, or where no event lets in.
type Entry struct {
	Key   string // that distinguishes it from others, such as a cart's id
	Goods string // in words, such as what is in the cart
	Link  string // where it can be gone on with
	Total string
}

// sample is a member for trying a template out.
var sample = Values{
	Member: Member{
		ID: "1", Name: "Name", Stage: "active", StageBefore: "new", LastPurchase: "2026-01-01",
		RecencyDays: 10, Purchases: 10, Revenue: 1000, RFMClass: "loyal", Language: "en",
		Recommended: []Product{
			{"Oolong", "https://shop.example/oolong", "https://shop.example/oolong.jpg", samplePrice(280)},
			{"Teapot", "https://shop.example/teapot", "https://shop.example/teapot.jpg", samplePrice(1290)},
		},
	},
	Brand: "Brand", Campaign: "campaign", Date: "2026-01-11", UnsubscribeURL: "https://shop.example/unsubscribe",
	Coupon: "CODE-1234", Entry: Entry{Key: "cart-1", Goods: "Oolong, Jasmine", Link: "https://shop.example/cart/1", Total: "1280"},
}

func samplePrice(price float64) *float64 { return &price }

// Variables lists the names that a template may use.
func Variables() []string {
	return []string{
		"member.name", "member.id", "member.stage", "member.stage_before",
		"member.last_purchase", "member.purchases", "member.revenue",
		"member.recency_days", "member.rfm_class", "member.language",
		"member.recommended", "member.recommended.size", "member.recommended.first.name",
		"member.recommended.first.url", "member.recommended.first.image", "member.recommended.first.price",
		"brand.name", "campaign.name", "date", "unsubscribe_url", "coupon.code",
		"entry.goods", "entry.link", "entry.total", "entry.key",
	}
}

func (v Values) bindings() map[string]any {
	member := map[string]any{
		"name":         v.Member.Name,
		"id":           v.Member.ID,
		"stage":        v.Member.Stage,
		"stage_before": v.Member.StageBefore,
		"purchases":    v.Member.Purchases,
		"revenue":      amount(v.Member.Revenue),
		"rfm_class":    v.Member.RFMClass,
		"language":     v.Member.Language,
		"recommended":  productBindings(v.Member.Recommended),
	}
	if v.Member.LastPurchase != "" {
		member["last_purchase"] = v.Member.LastPurchase
		member["recency_days"] = v.Member.RecencyDays
	}
	return map[string]any{
		"member":          member,
		"brand":           map[string]any{"name": v.Brand},
		"campaign":        map[string]any{"name": v.Campaign},
		"date":            v.Date,
		"unsubscribe_url": v.UnsubscribeURL,
		"coupon":          map[string]any{"code": v.Coupon},
		"entry":           map[string]any{"key": v.Entry.Key, "goods": v.Entry.Goods, "link": v.Entry.Link, "total": v.Entry.Total},
	}
}

// amount compares and counts as a number and prints without an exponent.
type amount float64

func (a amount) String() string { return strconv.FormatFloat(float64(a), 'f', -1, 64) }

// plain is a value as it is printed: the result of arithmetic is a float64, which would
// print as 1.2e+06.
func plain(value any) any {
	if number, ok := value.(float64); ok {
		return amount(number).String()
	}
	return value
}
