package derive

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

var (
	touchedScript = schema.NewStep[params]("derive", files, "touched.sql")
	storedScript  = schema.NewStep[params]("derive", files, "stored.sql")
	rowsScript    = schema.NewStep[params]("derive", files, "rows.sql")
	changesScript = schema.NewStep[params]("derive", files, "changes.sql")
	lateScript    = schema.NewStep[params]("derive", files, "late.sql")
	summaryScript = schema.NewStep[params]("derive", files, "summary.sql")
	writeScript   = schema.NewStep[params]("derive", files, "write.sql")
	goneScript    = schema.NewStep[params]("derive", files, "gone.sql")
)

// never stands for "never" in columns of dates.
const never = regulars.BusinessDate("2149-06-06")

// differences are what differs between what is derived now and what is stored.
type differences struct {
	changeTables
	members, orders uint64
	from            regulars.BusinessDate // earliest date that they touch, or never
}

func (d differences) result() Result {
	result := Result{Members: d.members, Orders: d.orders}
	if d.from != never {
		result.ChangedFrom = d.from
	}
	return result
}

// whatDiffers derives the orders next to the stored ones and compares them.
func (d *derivation) whatDiffers(ctx context.Context, members memberTables) (differences, error) {
	touched, err := d.findTouched(ctx, members)
	if err != nil {
		return differences{}, err
	}
	orders, err := d.deriveOrders(ctx, touched)
	if err != nil {
		return differences{}, err
	}
	changes, err := d.findChanges(ctx, orders)
	if err != nil {
		return differences{}, err
	}
	return d.sumUp(ctx, changes)
}

func (d *derivation) findTouched(ctx context.Context, members memberTables) (touchedTables, error) {
	p := d.params()
	p.touchedTables = d.work.touchedTables
	p.memberTables = members
	return p.touchedTables, touchedScript.Exec(ctx, d.db, p)
}

func (d *derivation) deriveOrders(ctx context.Context, touched touchedTables) (orderTables, error) {
	p := d.params()
	p.orderTables = d.work.orderTables
	p.touchedTables = touched
	if err := storedScript.Exec(ctx, d.db, p); err != nil {
		return orderTables{}, err
	}
	return p.orderTables, d.inParts(d.scope.Full, p, func(p params) error { return rowsScript.Exec(ctx, d.db, p) })
}

// findChanges looks for orders that differ, unless none is stored yet: then all do; and
// for late changes of what isn't an order.
func (d *derivation) findChanges(ctx context.Context, orders orderTables) (changeTables, error) {
	p := d.params()
	p.changeTables = d.work.changeTables
	p.orderTables = orders
	if !d.scope.First {
		err := d.inParts(d.scope.Full, p, func(p params) error { return changesScript.Exec(ctx, d.db, p) })
		if err != nil {
			return changeTables{}, err
		}
	}
	return p.changeTables, lateScript.Exec(ctx, d.db, p)
}

func (d *derivation) sumUp(ctx context.Context, changes changeTables) (differences, error) {
	p := d.params()
	p.changeTables = changes
	found := differences{changeTables: changes}
	var from time.Time
	if err := summaryScript.Row(ctx, d.db, p, &found.members, &found.orders, &from); err != nil {
		return differences{}, err
	}
	found.from = regulars.DateOf(from, time.UTC)
	return found, nil
}

// written are differences whose orders are stored.
type written struct{ noted }

// writeOrders keeps why published numbers will move, and stores the orders: those that
// differ next to the stored ones of the touched members, or where all are derived, all
// of them in the place of the stored ones, without copying.
func (d *derivation) writeOrders(ctx context.Context, n noted) (written, error) {
	if err := d.restate(ctx, n); err != nil {
		return written{}, err
	}
	if d.scope.Full {
		return written{n}, d.db.ReplaceMemberParts(ctx, "member_orders", string(n.Rows), d.scope.Brand)
	}
	p := d.params()
	p.changeTables = n.changeTables
	if err := writeScript.Exec(ctx, d.db, p); err != nil {
		return written{}, err
	}
	return written{n}, goneScript.Exec(ctx, d.db, p)
}
