package proofs

import (
	"fmt"
	"testing"
	"time"

	"regulars/schema/oracle/input"

	"regulars"
)

// parts are what a smaller brand may do without: n of them from at on.
var parts = []struct {
	count func(input.Facts) int
	leave func(f *input.Facts, at, n int)
}{
	{func(f input.Facts) int { return len(f.Orders) }, func(f *input.Facts, at, n int) { f.Orders = without(f.Orders, at, n) }},
	{func(f input.Facts) int { return len(f.Customers) }, func(f *input.Facts, at, n int) { f.Customers = without(f.Customers, at, n) }},
	{func(f input.Facts) int { return len(f.Events) }, func(f *input.Facts, at, n int) { f.Events = without(f.Events, at, n) }},
	{func(f input.Facts) int { return len(f.Products) }, func(f *input.Facts, at, n int) { f.Products = without(f.Products, at, n) }},
	{func(f input.Facts) int { return len(f.Costs) }, func(f *input.Facts, at, n int) { f.Costs = without(f.Costs, at, n) }},
	{func(f input.Facts) int { return len(f.Consents) }, func(f *input.Facts, at, n int) { f.Consents = without(f.Consents, at, n) }},
}

// shrink leaves out facts as long as something still differs.
func (e *engine) shrink(t testing.TB, facts input.Facts, from, to regulars.BusinessDate) input.Facts {
	t.Helper()
	tries, until := 0, time.Now().Add(2*time.Minute)
	differs := func(f input.Facts) bool {
		tries++
		return time.Now().Before(until) && len(e.prove(t, fmt.Sprintf("shrink-%d-%d", until.UnixNano(), tries), f, from, to)) > 0
	}
	for _, part := range parts {
		for size := (part.count(facts) + 1) / 2; size >= 1; size /= 2 {
			for at := 0; at < part.count(facts); {
				smaller := facts
				part.leave(&smaller, at, size)
				if differs(smaller) {
					facts = smaller
					continue
				}
				at += size
			}
		}
	}
	return facts
}

func without[T any](all []T, at, n int) []T {
	kept := append([]T{}, all[:at]...)
	return append(kept, all[min(at+n, len(all)):]...)
}
