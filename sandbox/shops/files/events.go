package files

import (
	"encoding/json"
	"io"
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

// event is one line of EventsFile.
type event struct {
	ID         string            `json:"event_id"`
	Type       string            `json:"type"`
	At         string            `json:"at"` // UTC, RFC 3339
	Email      string            `json:"email,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	LineID     string            `json:"line_id,omitempty"`
	Visitor    string            `json:"visitor,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
}

var eventTypes = []struct {
	name  string
	share float64
}{
	{"page_view", 34}, {"product_view", 26}, {"search", 8}, {"add_to_cart", 11}, {"checkout_started", 5}, {"login", 6},
	{"follow", 2}, {"unfollow", .6}, {"share", .9}, {"review", 2.2}, {"survey_score", 1.4}, {"ticket_opened", .8}, {"ticket_closed", .7},
	{"invited", .6}, {"registered", .4}, {"return_requested", .5}, {"message_click", 2},
}

// events writes about as many events as there are online orders, over the last
// 120 days: each person's visits come in short runs, some without a login. The carts of the whole
// history follow.
func (f *Feed) events(w io.Writer) error {
	d := brand.NewDice(f.Brand.Seed, 4)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	bought := f.lastOrders()
	weights := make([]float64, len(eventTypes))
	for i, t := range eventTypes {
		weights[i] = t.share
	}
	wanted := len(f.Brand.Shops[brand.ShopifyShop].Orders) + len(f.Brand.Shops[brand.WooShop].Orders)
	for written := 0; written < wanted; {
		who := d.IntN(len(f.Brand.People))
		at := f.Brand.Now - int64(d.Between(0, 120)*float64(brand.Day))
		known := d.Chance(.75)
		for range 1 + d.IntN(8) {
			e := f.event(written, eventTypes[d.Weighted(weights)].name, who, at, known, d)
			if o := bought[int32(who)]; e.Type == "return_requested" && o != nil {
				e.Properties = map[string]string{"order_id": f.Brand.Shops[o.Shop].OrderID(o)}
			}
			if err := out.Encode(e); err != nil {
				return err
			}
			at = min(at+int64(d.Between(5, 200)), f.Brand.Now)
			written++
		}
	}
	return f.carts(out)
}

// visitorOf is the name that a shop gives to who comes by a person's browser.
func visitorOf(who int) string { return "v" + strconv.FormatUint(uint64(who)*2654435761%(1<<32), 16) }

func (f *Feed) event(n int, kind string, who int, at int64, known bool, d brand.Dice) event {
	p := &f.Brand.People[who]
	e := event{
		ID:      "e" + strconv.Itoa(n+1),
		Type:    kind,
		At:      time.Unix(at, 0).UTC().Format(time.RFC3339),
		Visitor: visitorOf(who),
	}
	switch kind {
	case "product_view", "add_to_cart", "review", "share":
		e.Properties = map[string]string{"sku": f.Brand.Catalog[d.IntN(len(f.Brand.Catalog))].SKU}
	case "search":
		e.Properties = map[string]string{"query": brand.Categories[d.IntN(len(brand.Categories))].Name}
	case "survey_score":
		e.Properties = opinion(d)
	case "ticket_opened", "ticket_closed":
		// A person's tickets are one thread.
		e.Properties = map[string]string{"ticket_id": "t" + strconv.Itoa(who+1), "kind": ticketKinds[who%len(ticketKinds)]}
	case "registered":
		if d.Chance(.6) {
			e.Properties = map[string]string{"invited_by": "p" + strconv.Itoa(1+d.IntN(len(f.Brand.People)))}
		}
	case "message_click":
		e.Properties = map[string]string{"channel": clickedChannels[who%len(clickedChannels)]}
	case "follow", "unfollow":
		e.LineID = p.LineID
	}
	if known {
		e.Email = p.Email
	}
	return e
}

var (
	ticketKinds     = []string{"question", "complaint", "delivery"}
	clickedChannels = []string{"line", "edm", "line", "sms"}
)

// opinion is what somebody says of the brand (0 to 10), or of one order (1 to 5).
func opinion(d brand.Dice) map[string]string {
	if d.Chance(.3) {
		return map[string]string{"survey": "csat", "score": strconv.Itoa(min(5, 2+d.IntN(5)))}
	}
	return map[string]string{"survey": "nps", "score": strconv.Itoa(min(10, 4+d.IntN(8)))}
}

// lastOrders are the ones that people would send back: the last paid one of each
// that came from an online shop.
func (f *Feed) lastOrders() map[int32]*brand.Order {
	last := map[int32]*brand.Order{}
	for _, shop := range []int{brand.ShopifyShop, brand.WooShop} {
		for i := range f.Brand.Shops[shop].Orders {
			o := &f.Brand.Shops[shop].Orders[i]
			if !o.IsPaid() || !o.Listed() {
				continue
			}
			if known := last[o.Person]; known == nil || known.Placed < o.Placed {
				last[o.Person] = o
			}
		}
	}
	return last
}
