package proofs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/internal/seed"
	"regulars/schema/intake"
	"regulars/schema/oracle/input"
	"regulars/schema/schematest"
)

// lives are what a few customers answer from night to night.
type lives struct {
	*rand.Rand
	t     *testing.T
	e     *engine
	brand *config.Brand
	night time.Time
	read  map[string][]input.Reading // by customer
	links map[string][]input.Consent // refusals by link, and what a form says
}

// consent is what a record answers on a channel: the same as before, mostly; sometimes
// dated, now and then in the future.
func (l *lives) consent(channel string, before []input.Reading) regulars.Consent {
	if n := len(before); n > 0 && l.IntN(2) == 0 {
		for _, c := range before[n-1].Consents {
			if c.Channel == channel {
				return c
			}
		}
	}
	c := regulars.Consent{Channel: channel, Purpose: "marketing", Source: "field " + channel}
	c.Answer = []regulars.Answer{regulars.AnswerNone, regulars.AnswerYes, regulars.AnswerYes, regulars.AnswerNo}[l.IntN(4)]
	if c.Answer != regulars.AnswerNone && l.IntN(2) == 0 {
		c.At = l.night.Add(time.Duration(l.IntN(100)-80) * time.Hour).Truncate(time.Millisecond)
	}
	return c
}

// pass is a night: the shop's customers are read, twice now and then, and some people
// say something elsewhere.
func (l *lives) pass(ids []string) {
	l.t.Helper()
	l.night = l.night.Add(24 * time.Hour)
	load := intake.Load{Brand: l.brand, Shop: &l.brand.Shops[0], ID: fmt.Sprint("night", l.night.Unix()), ReadAt: l.night}
	var customers []regulars.Customer
	for _, id := range ids {
		r := input.Reading{At: l.night, Deleted: l.IntN(25) == 0}
		for _, channel := range []string{"edm", "sms"} {
			r.Consents = append(r.Consents, l.consent(channel, l.read[id]))
		}
		l.read[id] = append(l.read[id], r)
		customers = append(customers, regulars.Customer{ID: id, Email: id + "@x.test", UpdatedAt: l.night, Consents: r.Consents, Deleted: r.Deleted})
	}
	for range 1 + l.IntN(2) {
		must(l.t, intake.InsertCustomers(context.Background(), l.e.DB, load, customers))
	}
	for i, id := range ids {
		if l.IntN(6) == 0 {
			l.elsewhere(id, l.night.Add(time.Duration(1+i)*time.Minute))
		}
	}
}

func (l *lives) elsewhere(id string, at time.Time) {
	l.t.Helper()
	c := input.Consent{Shop: "web", CustomerID: id, Consent: regulars.Consent{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerNo, At: at, Source: "unsubscribe link"}}
	if l.IntN(3) == 0 {
		c.Answer, c.Source = regulars.AnswerYes, "form"
	}
	l.links[id] = append(l.links[id], c)
	l.e.Consent(l.t, l.brand, input.Settings{Region: "TW"}, at, c)
}

// Whatever a shop's records answer night after night, and whatever is said elsewhere,
// what holds is what the definition says of all readings.
func TestConsentsOfReadings(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	r := rand.New(rand.NewPCG(seed.New(t), 0))
	l := &lives{Rand: r, t: t, e: e, brand: schematest.Brand(t, "lives"), night: time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC),
		read: map[string][]input.Reading{}, links: map[string][]input.Consent{}}
	var ids []string
	for i := range 40 {
		id := fmt.Sprint(i + 1)
		ids = append(ids, id)
		must(t, e.Conn.Exec(t.Context(), "INSERT INTO identity_nodes (brand, node, member_id) SELECT 'lives', sipHash64(concat('customer:web/', ?)), toUInt64(?)", id, i+1))
	}
	for range 12 {
		l.pass(ids)
	}
	want, granted := map[string]string{}, 0
	for i, id := range ids {
		for _, channel := range []string{"edm", "sms"} {
			said := input.Said(l.read[id], channel)
			if channel == "edm" {
				said = append(said, l.links[id]...)
			}
			if len(said) == 0 {
				continue
			}
			holds := input.Holding(said)
			if holds.Answer == regulars.AnswerYes {
				granted++
			}
			want[fmt.Sprintf("consent of %d on %s for marketing", i+1, channel)] =
				fmt.Sprintf("%v by %s at %s", holds.Answer == regulars.AnswerYes, holds.Source, holds.At.UTC().Format(time.RFC3339Nano))
		}
	}
	require.NotZero(t, granted, "nobody consents: the test proves little")
	require.Equal(t, want, e.consents(t, "lives"))
}
