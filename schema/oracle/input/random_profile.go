package input

import (
	"fmt"
	"math/rand/v2"
	"time"

	"regulars"
)

// RandomProfiled makes a random brand whose members have birthdays, points, tags
// and messages that they answered, and which has tiers.
func RandomProfiled(r *rand.Rand) Profiled {
	p := Profiled{Facts: Random(r)}
	for i := range p.Customers {
		describe(r, i, &p.Customers[i])
	}
	for _, o := range p.Orders {
		if len(p.TierSpends) < 3 && r.IntN(3) == 0 && o.Total > 0 {
			p.TierSpends = append(p.TierSpends, aroundNinth(r, o.Total)+lastOf(p.TierSpends))
		}
		for range r.IntN(3) {
			p.answer(r, o)
		}
	}
	for i := range p.Events {
		if !p.sentAgain(i) {
			speak(r, &p.Events[i])
		}
	}
	return p
}

// describe says who a customer is; no two records were changed in one moment.
func describe(r *rand.Rand, i int, c *Customer) {
	c.UpdatedAt = c.UpdatedAt.Truncate(time.Second).Add(time.Duration(i) * time.Millisecond)
	month := time.Month(1 + r.IntN(12))
	if r.IntN(2) == 0 {
		month = c.UpdatedAt.Month()
	}
	c.BirthDate = pick(r, "", fmt.Sprintf("1990-%02d-28", month), fmt.Sprintf("--%02d-01", month), fmt.Sprintf("1904-%02d-10", month))
	if r.IntN(2) == 0 {
		c.Points = pick[regulars.Money](r, 0, 500_000)
		c.PointsExpire = regulars.DateOf(c.UpdatedAt, time.UTC).AddDays(pick(r, -3, 0, 1, 10, 29, 30, 31, 60))
	}
	for range r.IntN(3) {
		c.Tags = append(c.Tags, pick(r, "VIP", "old", "high_value", "市集"))
	}
}

// aroundNinth is a spend that an order reaches, or just or just not nearly.
func aroundNinth(r *rand.Rand, total regulars.Money) regulars.Money {
	return pick(r, total, total+1, total*10/9, total*10/9+1, total*2)
}

func lastOf(spends []regulars.Money) regulars.Money {
	if len(spends) == 0 {
		return 0
	}
	return spends[len(spends)-1]
}

// answer is what somebody who ordered did with a message, not long after or a
// year before.
func (p *Profiled) answer(r *rand.Rand, o Order) {
	record := p.Settings.Record(o.Shop, o.CustomerID, o.Email, o.Phone, o.LineID)
	if len(record) == 0 {
		return
	}
	at := o.PlacedAt.Add(time.Duration(r.IntN(72)-24)*time.Hour).AddDate(0, 0, -pick(r, 0, 0, 0, 364, 365))
	p.Answers = append(p.Answers, Answer{By: pick(r, record...), Type: pick(r, "clicked", "clicked", "replied", "opened", "delivered"),
		Channel: pick(r, "edm", "line", "sms"), At: at})
}

// sentAgain: an event stays of its type when it comes again.
func (p *Profiled) sentAgain(i int) bool {
	for j, e := range p.Events {
		if j != i && e.ID == p.Events[i].ID {
			return true
		}
	}
	return false
}

// speak turns some events into what tags read.
func speak(r *rand.Rand, e *Event) {
	switch r.IntN(12) {
	case 0:
		e.Type = "review"
	case 1:
		e.Type, e.Properties = pick(r, "message_reply", "message_clicked"), map[string]string{"channel": pick(r, "line", "edm")}
	case 2:
		e.Type, e.Properties = pick(r, "ticket_opened", "ticket_closed"), map[string]string{"ticket_id": pick(r, "t1", "t2", "t3")}
	}
}
