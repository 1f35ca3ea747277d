package preview

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// history is what came of a replay.
type history struct {
	From     regulars.BusinessDate `json:"from"`
	To       regulars.BusinessDate `json:"to"`
	Days     []playedDay           `json:"days"`     // one for each date and campaign that goes on it
	Totals   []playedDay           `json:"totals"`   // of each campaign; no date
	Overlaps []overlap             `json:"overlaps"` // of two campaigns
	Messages messages              `json:"messages_per_member"`
	Costs    []cost                `json:"costs"` // by channel, where the price is known

	perMember map[uint64]int
	today     map[uint64][]string // the campaigns that reach a member on the date that is played
}

type playedDay struct {
	Date      regulars.BusinessDate `json:"date,omitempty"`
	Campaign  string                `json:"campaign"`
	Audience  uint64                `json:"audience"`
	LeftAlone uint64                `json:"left_alone"`
	Planned   map[string]uint64     `json:"planned"`  // by channel
	Excluded  map[string]uint64     `json:"excluded"` // by reason
}

// overlap counts members whom two campaigns reach on the same day.
type overlap struct {
	One     string `json:"one"`
	Other   string `json:"other"`
	Members uint64 `json:"members"`
}

// messages are how many a member gets who gets any.
type messages struct {
	Members int     `json:"members"`
	Mean    float64 `json:"mean"`
	P95     int     `json:"p95"`
	Max     int     `json:"max"`
}

type cost struct {
	Campaign string  `json:"campaign"`
	Channel  string  `json:"channel"`
	Messages uint64  `json:"messages"`
	Units    float64 `json:"units"` // messages, or segments of an SMS by the length of an example
	Cost     float64 `json:"cost"`
}

func newHistory(dates []regulars.BusinessDate, campaigns []*config.Campaign) *history {
	h := &history{From: dates[0], To: dates[len(dates)-1], perMember: map[uint64]int{}, today: map[uint64][]string{}}
	for _, c := range campaigns {
		h.Totals = append(h.Totals, playedDay{Campaign: c.Name, Planned: map[string]uint64{}, Excluded: map[string]uint64{}})
	}
	return h
}

func (h *history) add(p ledger.Played) {
	h.Days = append(h.Days, playedDay{p.Date, p.Campaign, p.Reach.Members, p.Repeated, p.Planned, p.Excluded})
	total := &h.Totals[slices.IndexFunc(h.Totals, func(t playedDay) bool { return t.Campaign == p.Campaign })]
	total.Audience += p.Reach.Members
	total.LeftAlone += p.Repeated
	addTo(total.Planned, p.Planned)
	addTo(total.Excluded, p.Excluded)
	for _, member := range p.Members {
		h.perMember[member]++
		h.today[member] = append(h.today[member], p.Campaign)
	}
}

func addTo(sums, more map[string]uint64) {
	for key, n := range more {
		sums[key] += n
	}
}

// endDay counts who was in two campaigns on the date, and sums up.
func (h *history) endDay() {
	for _, campaigns := range h.today {
		for i, one := range campaigns {
			for _, other := range campaigns[i+1:] {
				h.overlap(one, other)
			}
		}
	}
	clear(h.today)
	h.Messages = messagesOf(h.perMember)
}

func (h *history) overlap(one, other string) {
	for i := range h.Overlaps {
		if h.Overlaps[i].One == one && h.Overlaps[i].Other == other {
			h.Overlaps[i].Members++
			return
		}
	}
	h.Overlaps = append(h.Overlaps, overlap{one, other, 1})
	slices.SortFunc(h.Overlaps, func(a, b overlap) int { return cmp.Or(cmp.Compare(a.One, b.One), cmp.Compare(a.Other, b.Other)) })
}

// messagesOf sums up; p95 is the least number that 95 % of the members don't exceed.
func messagesOf(perMember map[uint64]int) messages {
	counts := slices.Sorted(maps.Values(perMember))
	if len(counts) == 0 {
		return messages{}
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return messages{
		Members: len(counts), Mean: float64(sum) / float64(len(counts)),
		P95: counts[int(math.Ceil(0.95*float64(len(counts))))-1], Max: counts[len(counts)-1],
	}
}

// price says what the messages of each campaign and channel cost, where that is known. An
// SMS is taken to be as long as the example of its text.
func (h *history) price(cfg *config.Config, brand *config.Brand, campaigns []*config.Campaign) error {
	for i, c := range campaigns {
		for _, name := range slices.Sorted(maps.Keys(h.Totals[i].Planned)) {
			price, known := priceOf(brand.Channels[name])
			if !known {
				continue
			}
			letter, err := deliver.LetterOf(brand, c, name, cfg.Privacy.HashKey.Reveal())
			if err != nil {
				return err
			}
			example, err := letter.Templates[c.Texts()[0]].Example(brand.Name, c.Name, "王小明")
			if err != nil {
				return err
			}
			n := h.Totals[i].Planned[name]
			units := float64(n) * float64(channel.Units(regulars.Channel(name), regulars.Message{Text: example.Text}))
			h.Costs = append(h.Costs, cost{c.Name, name, n, units, units * price})
		}
	}
	return nil
}

func (h *history) writeJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(h)
}

// writeCSV writes a line for each date, campaign and outcome: a channel, or a reason why
// none carries it.
func (h *history) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"date", "campaign", "outcome", "of", "members"}) // Flush keeps the error
	for _, d := range h.Days {
		line := func(outcome, of string, n uint64) {
			_ = w.Write([]string{d.Date.String(), d.Campaign, outcome, of, strconv.FormatUint(n, 10)})
		}
		line("audience", "", d.Audience)
		line("left_alone", "", d.LeftAlone)
		for _, name := range slices.Sorted(maps.Keys(d.Planned)) {
			line("planned", name, d.Planned[name])
		}
		for _, reason := range slices.Sorted(maps.Keys(d.Excluded)) {
			line("excluded", reason, d.Excluded[reason])
		}
	}
	w.Flush()
	return w.Error()
}

func (h *history) draw(out io.Writer, money present.Numbers) {
	fmt.Fprintf(out, "%s  %s to %s, as the rules are now\n\n", screen.Bold.Sprint("Replay"), h.From, h.To)
	h.drawDays(out, h.Days)
	fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint("Campaigns"))
	h.drawDays(out, h.Totals)
	if len(h.Overlaps) > 0 {
		fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint("Members in two campaigns on the same day"))
		t := screen.NewTable(out, "", "", "times")
		t.SetColumnConfigs(screen.Right(3))
		for _, o := range h.Overlaps {
			t.AppendRow(table.Row{o.One, o.Other, present.Whole(o.Members)})
		}
		t.Render()
	}
	m := h.Messages
	fmt.Fprintf(out, "\n%s would have got a message: %.1f each on average, 95 %% of them at most %d, one %d\n", present.Plural(m.Members, "member"), m.Mean, m.P95, m.Max)
	h.drawCosts(out, money)
}

func (h *history) drawDays(out io.Writer, days []playedDay) {
	t := screen.NewTable(out, "date", "campaign", "audience", "left alone", "planned", "excluded")
	t.SetColumnConfigs(append(screen.Right(3, 4), screen.Wrap(5, 26), screen.Wrap(6, 30)))
	last := regulars.BusinessDate("-")
	for _, d := range days {
		date := d.Date.String()
		if d.Date == last {
			date = ""
		}
		last = d.Date
		t.AppendRow(table.Row{date, d.Campaign, present.Whole(d.Audience), present.Whole(d.LeftAlone), counted(d.Planned), counted(d.Excluded)})
	}
	t.Render()
}

// counted lists sums, the largest first: "120 line, 3 edm".
func counted(sums map[string]uint64) string {
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b string) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b)) })
	for i, key := range keys {
		keys[i] = present.Whole(sums[key]) + " " + key
	}
	return present.List(keys)
}

func (h *history) drawCosts(out io.Writer, money present.Numbers) {
	sum := 0.0
	for _, c := range h.Costs {
		sum += c.Cost
		fmt.Fprintf(out, "%s by %s: about %s for %s\n", c.Campaign, c.Channel, money.Money(c.Cost), countOf(c.Channel, c.Units))
	}
	if len(h.Costs) > 1 {
		fmt.Fprintf(out, "together about %s\n", money.Money(sum))
	}
}
