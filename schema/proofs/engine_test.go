package proofs

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// engine is a database whose numbers are to be proven.
type engine struct{ *prooftest.Engine }

func openEngine(t testing.TB, only ...string) *engine { return &engine{prooftest.Open(t, only...)} }

type (
	key    = prooftest.Key
	number = prooftest.Number
)

func (e *engine) cohorts(t testing.TB, brand string) map[string]string {
	t.Helper()
	rows := e.Query(t, `SELECT cohort_month, month_index, cohort_size, members, orders, revenue
		FROM cohort_retention WHERE brand = ?`, brand)
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var month time.Time
		var index uint16
		var size, members, orders uint64
		var revenue decimal.Decimal
		must(t, rows.Scan(&month, &index, &size, &members, &orders, &revenue))
		all[fmt.Sprintf("cohort %s month %d", month.Format("2006-01"), index)] =
			fmt.Sprintf("size %d, members %d, orders %d, revenue %s", size, members, orders, revenue)
	}
	must(t, rows.Err())
	return all
}

// flow reads stage_flow or aipl_flow.
func (e *engine) flow(t testing.TB, view, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	rows := e.Query(t, "SELECT span, `from`, `to`, members, revenue FROM "+view+" WHERE brand = ? AND date = toDate(?)", brand, string(date))
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var span uint16
		var from, to string
		var members uint64
		var revenue decimal.Decimal
		must(t, rows.Scan(&span, &from, &to, &members, &revenue))
		all[flowName(view, int(span), from, to)] = fmt.Sprintf("members %d, revenue %s", members, revenue)
	}
	must(t, rows.Err())
	return all
}

func flowName(view string, span int, from, to string) string {
	return fmt.Sprintf("%s of %d days %s → %s", view, span, from, to)
}

// people tell the member of every identifier in use, and the state of all.
func (e *engine) people(t testing.TB, brand string) (members map[string]uint64, states map[string]string) {
	t.Helper()
	rows := e.Query(t, "SELECT kind, value, state, member_id FROM identity_nodes WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	members, states = map[string]uint64{}, map[string]string{}
	for rows.Next() {
		var kind, value, state string
		var member uint64
		must(t, rows.Scan(&kind, &value, &state, &member))
		members[kind+":"+value], states[kind+":"+value] = member, state
	}
	must(t, rows.Err())
	return members, states
}

// keptCycles are the cycles in use already.
func (e *engine) keptCycles(t testing.TB, brand string) []input.Cycle {
	t.Helper()
	rows := e.Query(t, "SELECT valid_from, cycle_days FROM cycle_used FINAL WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	var all []input.Cycle
	for rows.Next() {
		var from time.Time
		var c input.Cycle
		must(t, rows.Scan(&from, &c.Days))
		c.From = regulars.DateOf(from, time.UTC)
		all = append(all, c)
	}
	must(t, rows.Err())
	return all
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
