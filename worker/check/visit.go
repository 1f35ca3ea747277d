package check

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/worker/dial"
)

// errLeftAlone says that a shop was not asked, since its requests of the day are spent.
var errLeftAlone = errors.New("the shop is left alone")

// visit counts what a check asks a shop among the requests of its day. Where nobody can
// count, since ClickHouse doesn't answer or has no tables yet, the shop is asked all the same.
type visit struct {
	db      *schema.DB // nil: nobody counts
	account *allowance.Account
	budget  int
	why     string // it was not asked, or is not counted
}

func newVisit(ctx context.Context, brand *config.Brand, shop *config.Shop) *visit {
	v := &visit{budget: shop.RequestsPerDay}
	db, err := dial.OpenClickHouse(ctx)
	if err != nil {
		v.uncounted("ClickHouse does not answer")
		return v
	}
	v.db, v.account = db, allowance.Visit(db, brand, shop)
	return v
}

func (v *visit) end() {
	if v.db != nil {
		_ = v.db.Close()
	}
}

// uncounted notes why nobody counts, where that matters.
func (v *visit) uncounted(why string) {
	v.account = nil
	if v.budget > 0 {
		v.why = "what this check asks the shop is not counted in requests_per_day: " + why
	}
}

// admit is asked before each request. Nobody waits here until the next day.
func (v *visit) admit(ctx context.Context) (time.Duration, string, error) {
	if v.account == nil {
		return 0, "", nil
	}
	wait, reason, err := v.account.Admit(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return 0, "", err
	case err != nil:
		v.uncounted("ClickHouse has not the tables for it yet: `starter up` or a worker makes them")
		return 0, "", nil
	case wait > 0:
		v.why = "the shop is not asked: " + reason
		return 0, "", fmt.Errorf("%w: %s", errLeftAlone, reason)
	}
	return 0, "", nil
}

func (v *visit) warnings() []string {
	if v.why == "" {
		return nil
	}
	return []string{v.why}
}
