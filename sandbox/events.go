package sandbox

import (
	"encoding/json"
	"io"
	"strconv"
	"time"
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
	{"follow", 2}, {"unfollow", .6}, {"share", .9}, {"review", 2.2}, {"survey_score", 1.4}, {"ticket_opened", .8}, {"ticket_closed", .7}, {"invited", .6},
}

// events writes about as many events as there are online orders, over the last
// 120 days: each person's visits come in short runs, some without a login.
func (f feed) events(w io.Writer) error {
	d := newDice(f.seed, 4)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	weights := make([]float64, len(eventTypes))
	for i, t := range eventTypes {
		weights[i] = t.share
	}
	wanted := len(f.brand.orders[shopifyShop]) + len(f.brand.orders[wooShop])
	for written := 0; written < wanted; {
		who := d.IntN(len(f.brand.people))
		at := f.brand.now - int64(d.between(0, 120)*float64(day))
		known := d.chance(.75)
		for range 1 + d.IntN(8) {
			e := f.event(written, eventTypes[d.weighted(weights)].name, who, at, known, d)
			if err := out.Encode(e); err != nil {
				return err
			}
			at = min(at+int64(d.between(5, 200)), f.brand.now)
			written++
		}
	}
	return nil
}

func (f feed) event(n int, kind string, who int, at int64, known bool, d dice) event {
	p := &f.brand.people[who]
	e := event{
		ID:      "e" + strconv.Itoa(n+1),
		Type:    kind,
		At:      time.Unix(at, 0).UTC().Format(time.RFC3339),
		Visitor: "v" + strconv.FormatUint(uint64(who)*2654435761%(1<<32), 16),
	}
	switch kind {
	case "product_view", "add_to_cart", "review", "share":
		e.Properties = map[string]string{"sku": f.brand.catalog[d.IntN(len(f.brand.catalog))].sku}
	case "search":
		e.Properties = map[string]string{"query": categories[d.IntN(len(categories))].name}
	case "survey_score":
		e.Properties = map[string]string{"survey": "nps", "score": strconv.Itoa(min(10, 4+d.IntN(8)))}
	case "follow", "unfollow":
		e.LineID = p.lineID
	}
	if known {
		e.Email = p.email
	}
	return e
}
