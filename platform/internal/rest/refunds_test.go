package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// fill makes a filler that does something with each row.
func fill(each func(*rest.Row)) rest.Filler {
	return func(_ context.Context, rows []*rest.Row, _ *int) error {
		for _, row := range rows {
			each(row)
		}
		return nil
	}
}

type back struct {
	rest.Refund
	made, changed time.Time
}

var backFields = rest.Fields[back]{
	"id":      func(r *rest.Reader, b *back) { b.ID = r.ID() },
	"made":    func(r *rest.Reader, b *back) { b.made = r.Time() },
	"changed": func(r *rest.Reader, b *back) { b.changed = r.Time() },
	"order":   func(r *rest.Reader, b *back) { b.Order = r.ID() },
	"amount":  func(r *rest.Reader, b *back) { b.Amount = r.Money() },
}

func readBack(r *rest.Reader) *rest.Row {
	var b back
	raw, reason := r.Record(func() { rest.Object(r, &b, backFields) })
	b.At = b.made
	return &rest.Row{ID: b.ID, Created: b.made, Updated: b.changed, Raw: raw, Reason: reason, Refund: &b.Refund}
}

// returning is the source of a shop whose refunds stand in a list of their own.
func (s *store) returning(refunds ...record) *rest.Source {
	s.lists["/returns"] = refunds
	l := listed(rest.ByOffset)
	l.Entity, l.Op, l.Path, l.Read = "", "returns page", "/returns", readBack
	orders := listed(rest.ByOffset)
	orders.ByID = rest.ByID{Many: "ids", Joined: true, Sure: true}
	source := s.source(orders)
	source.Returns = l
	return source
}

func refund(id, order string, amount int, at time.Time) record {
	return record{id: id, made: at, changed: at, extra: fmt.Sprintf(`,"order":%q,"amount":%d`, order, amount)}
}

func pulled(t *testing.T, s *rest.Source, w platform.Window) map[string]regulars.Order {
	t.Helper()
	all := map[string]regulars.Order{}
	require.NoError(t, s.Pull(t.Context(), platform.Orders, w, "", func(p platform.Page) error {
		for _, o := range p.Orders {
			all[o.ID] = o
		}
		return nil
	}))
	return all
}

const unit = 10_000

// An order gets the refunds of the list, each once and in the order of their times; what it
// says itself to be given back beyond them is one more, and what they give back more is theirs.
func TestRefundsOfAList(t *testing.T) {
	at := begin.Add(time.Hour)
	orders := []record{
		{id: "two", made: begin, changed: begin, extra: `,"total":100`},
		{id: "more", made: begin, changed: at, extra: `,"total":100,"returned":50`},
		{id: "less", made: begin, changed: begin, extra: `,"total":100,"returned":20`},
		{id: "own", made: begin, changed: begin, extra: `,"total":100,"returned":9`},
		{id: "none", made: begin, changed: begin},
		{id: "nothing", made: begin, changed: begin},
	}
	s := newShop(t, orders...).returning(
		refund("r2", "two", 7, at.Add(time.Hour)), refund("r1", "two", 5, at), refund("r1", "two", 5, at),
		refund("r3", "more", 30, at), refund("r4", "less", 30, at), refund("r5", "nothing", 0, at), refund("r6", "of another", 4, at))
	all := pulled(t, s, platform.Window{})
	require.Equal(t, []regulars.Refund{{ID: "r1", At: at, Amount: 5 * unit}, {ID: "r2", At: at.Add(time.Hour), Amount: 7 * unit}}, all["two"].Refunds)
	require.EqualValues(t, 12*unit, all["two"].Refunded)
	require.Equal(t, []regulars.Refund{{ID: "r3", At: at, Amount: 30 * unit}, {ID: "whole", At: at, Amount: 20 * unit}}, all["more"].Refunds)
	require.EqualValues(t, 50*unit, all["more"].Refunded)
	require.Equal(t, []regulars.Refund{{ID: "r4", At: at, Amount: 30 * unit}}, all["less"].Refunds)
	require.EqualValues(t, 30*unit, all["less"].Refunded)
	require.EqualValues(t, 9*unit, all["own"].Refunded, "the list has none of it")
	for _, id := range []string{"none", "nothing"} {
		require.Empty(t, all[id].Refunds, id)
		require.Zero(t, all[id].Refunded, id)
	}
}

// An order of which a return can't be read can't be understood: how much of it was given back
// is not known.
func TestAReturnThatCannotBeRead(t *testing.T) {
	s := newShop(t, record{id: "o1", made: begin, changed: begin}, record{id: "o2", made: begin, changed: begin}).
		returning(record{id: "r1", made: begin, changed: begin, extra: `,"order":"o1","amount":"x"`})
	var reasons []string
	orders := 0
	require.NoError(t, s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(p platform.Page) error {
		orders += len(p.Orders)
		for _, r := range p.Rejected {
			reasons = append(reasons, r.ID+": "+r.Reason)
		}
		return nil
	}))
	require.Equal(t, []string{`o1: one of its returns can't be read: field "rows.amount" is not an amount`}, reasons)
	require.Equal(t, 1, orders)
}

// The list of refunds is read once, from the oldest order of the first page on; a page with
// older orders has it read again, from a month before them.
func TestRefundsOfOlderOrders(t *testing.T) {
	old := begin.AddDate(0, -3, 0)
	shop := newShop(t,
		record{id: "o1", made: begin.Add(time.Hour), changed: begin}, record{id: "o2", made: begin, changed: begin.Add(time.Hour)},
		record{id: "o3", made: begin.Add(time.Minute), changed: begin}, record{id: "o4", made: begin, changed: begin},
		record{id: "o5", made: old, changed: begin}, record{id: "o6", made: begin, changed: begin})
	s := shop.returning(refund("r5", "o5", 3, old.Add(time.Minute)), refund("r2", "o2", 4, begin), refund("r4", "o4", 5, begin.Add(time.Minute)))
	all := pulled(t, s, platform.Window{})
	require.EqualValues(t, 3*unit, all["o5"].Refunded)
	require.EqualValues(t, 4*unit, all["o2"].Refunded)
	require.EqualValues(t, 5*unit, all["o4"].Refunded)
	var from []string
	for _, text := range shop.questions("/returns", "made_min") {
		if len(from) == 0 || from[len(from)-1] != text {
			from = append(from, text)
		}
	}
	require.Equal(t, []string{begin.Format(time.RFC3339), old.AddDate(0, -1, 0).Format(time.RFC3339)}, from)
}

// A shop that fails to show its refunds ends the pull: an order without them is not stored.
func TestRefundsThatFail(t *testing.T) {
	shop := newShop(t, some(2)...)
	s := shop.returning()
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/returns" {
			w.WriteHeader(http.StatusForbidden)
		}
		return r.URL.Path == "/returns"
	}
	yielded := 0
	err := s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { yielded++; return nil })
	require.True(t, rest.IsStatus(err, http.StatusForbidden))
	require.Zero(t, yielded)
	_, err = s.Read(t.Context(), platform.Orders, []string{"o00"}, func(platform.Page) error { yielded++; return nil })
	require.True(t, rest.IsStatus(err, http.StatusForbidden))
	require.Zero(t, yielded)
	s.Returns, s.Fill = nil, func(context.Context, []*rest.Row, *int) error { return fmt.Errorf("no contents") }
	require.ErrorContains(t, s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { return nil }), "no contents")
}

// A list of refunds that the shop is too slow for makes the pages smaller from then on.
func TestSlowRefunds(t *testing.T) {
	all := some(16)
	shop := newShop(t, all...)
	var refunds []record
	for _, o := range all {
		refunds = append(refunds, refund("r-"+o.id, o.id, 1, o.made))
	}
	s := shop.returning(refunds...)
	s.Lists[0].Size, s.Returns.Size = 8, 8
	shop.fault = func(w http.ResponseWriter, r *http.Request) bool {
		slow := r.URL.Path == "/returns" && r.URL.Query().Get("size") != "2"
		if slow {
			w.WriteHeader(http.StatusGatewayTimeout)
		}
		return slow
	}
	read := pulled(t, s, platform.Window{})
	require.Len(t, read, len(all))
	for id, o := range read {
		require.EqualValues(t, unit, o.Refunded, id)
	}
	require.Equal(t, []string{"8", "2"}, shop.questions("/orders", "size")[:2])
}

// A filler of the connector's own goes first, then the refunds.
func TestFillerAndRefunds(t *testing.T) {
	s := newShop(t, some(1)...).returning(refund("r1", "o00", 2, begin))
	s.Fill = fill(func(row *rest.Row) { row.Order.Status = "filled" })
	o := pulled(t, s, platform.Window{})["o00"]
	require.Equal(t, "filled", o.Status)
	require.EqualValues(t, 2*unit, o.Refunded)
}

// A re-read yields the young orders, and the old ones whose returns changed since.
func TestReread(t *testing.T) {
	since := begin.AddDate(0, 0, 10)
	shop := newShop(t,
		record{id: "old", made: begin, changed: begin}, record{id: "quiet", made: begin, changed: since.Add(time.Hour)},
		record{id: "young", made: since, changed: since}, record{id: "broken", made: begin, changed: begin})
	s := shop.returning(
		record{id: "r1", made: begin, changed: since.Add(time.Hour), extra: `,"order":"old","amount":3`},
		record{id: "r2", made: begin, changed: since.Add(time.Hour), extra: `,"order":"old","amount":4`},
		record{id: "r3", made: begin, changed: since.Add(-time.Hour), extra: `,"order":"quiet","amount":4`},
		record{id: "r4", made: since, changed: since, extra: `,"order":"young","amount":1`},
		record{id: "r5", made: since, changed: since, extra: `,"order":"broken","amount":"x"`},
		record{id: "r6", made: since, changed: since, extra: `,"order":"","amount":1`})
	var ids, rejected []string
	require.NoError(t, s.Reread(t.Context(), since, func(p platform.Page) error {
		require.NotZero(t, p.Rows())
		for _, o := range p.Orders {
			ids = append(ids, fmt.Sprint(o.ID, " ", int64(o.Refunded/unit)))
		}
		for _, r := range p.Rejected {
			rejected = append(rejected, r.ID)
		}
		return nil
	}))
	require.Equal(t, []string{"young 1", "old 7"}, ids)
	require.Equal(t, []string{"broken"}, rejected, "how much of it was given back is not known")
	require.Equal(t, []string{since.Format(time.RFC3339)}, shop.questions("/orders", "made_min")[:1])

	s.Returns = nil
	ids = nil
	require.NoError(t, s.Reread(t.Context(), since, func(p platform.Page) error {
		ids = append(ids, p.Orders[0].ID)
		return nil
	}))
	require.Equal(t, []string{"young"}, ids)
}
