package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/schema"
)

type ordersParams struct {
	sweepParams
	Froms, Tos     []uint64 // milliseconds since 1970
	NodeK0, NodeK1 uint64
}

type sweepParams struct {
	shopParams
	Sweep, After string
	Rules        uint64 // by which what was rejected isn't read again; 0: read all
}

type absentParams struct {
	shopParams
	LoadID   string
	From, To time.Time
}

type hiddenParams struct {
	shopParams
	Entity string
	Limit  uint64
}

type unhideParams struct {
	shopParams
	Sweep, Entity string
	Version       uint64
}

type buryParams struct {
	shopParams
	LoadID  string
	Version uint64
	Records []string
}

var (
	orderDifferences    = schema.NewScript[ordersParams]("intake", files, "store_orders.sql")
	refundDifferences   = schema.NewScript[sweepParams]("intake", files, "store_refunds.sql")
	customerDifferences = schema.NewScript[sweepParams]("intake", files, "store_customers.sql")
	productDifferences  = schema.NewScript[sweepParams]("intake", files, "store_products.sql")
	absentOrders        = schema.NewScript[absentParams]("intake", files, "store_absent.sql")
	buryOrders          = schema.NewScript[buryParams]("intake", files, "bury_orders.sql")
	hiddenRecords       = schema.NewScript[hiddenParams]("intake", files, "hidden.sql")
	unhide              = schema.NewScript[unhideParams]("intake", files, "unhide.sql")
	buryCustomers       = schema.NewScript[buryParams]("intake", files, "bury_customers.sql")
	buryProducts        = schema.NewScript[buryParams]("intake", files, "bury_products.sql")
)

// Difference is a record that the shop's list and the table don't hold alike.
type Difference struct {
	ID      string `ch:"record"`
	Missing bool   `ch:"missing"` // not stored
	Absent  bool   `ch:"absent"`  // stored, and not in the list
}

// Span is a half-open interval of the times at which records were created.
type Span struct{ From, To time.Time }

// Differences returns the first differences of an entity behind an id, sorted by id;
// none when there are no more. Orders are compared within the spans that were listed.
// What was rejected as it is now, by the same rules, is none unless again asks for it.
func Differences(ctx context.Context, db *schema.DB, l Load, entity string, spans []Span, after string, again bool) ([]Difference, error) {
	p := sweepParams{shopParams{l.Brand.Name, l.Shop.Name}, l.ID, after, Rules(l)}
	if again {
		p.Rules = 0
	}
	var found []Difference
	switch entity {
	case EntityOrders:
		key := l.NodeKey()
		in := ordersParams{sweepParams: p, NodeK0: key.K0, NodeK1: key.K1}
		for _, s := range spans {
			in.Froms, in.Tos = append(in.Froms, milliseconds(s.From)), append(in.Tos, milliseconds(s.To))
		}
		return found, orderDifferences.Select(ctx, db, &found, in)
	case EntityRefunds:
		return found, refundDifferences.Select(ctx, db, &found, p)
	case EntityCustomers:
		return found, customerDifferences.Select(ctx, db, &found, p)
	case EntityProducts:
		return found, productDifferences.Select(ctx, db, &found, p)
	}
	return nil, fmt.Errorf("%s can't be compared with a shop's list", entity)
}

// milliseconds are 0 before 1970.
func milliseconds(t time.Time) uint64 { return uint64(max(t.UnixMilli(), 0)) }

// Absent returns the orders placed within a span that a load, which read all of the
// span, was not handed.
func Absent(ctx context.Context, db *schema.DB, l Load, s Span) ([]string, error) {
	return idsOf(absentOrders.Query(ctx, db, absentParams{shopParams{l.Brand.Name, l.Shop.Name}, l.ID, s.From, s.To}))
}

// idsOf reads the only column of a query.
func idsOf(rows driver.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read the ids of records: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, schema.Redact(rows.Err())
}

// Bury writes tombstones of records that the shop said it no longer has at l.ReadAt.
// What was read later stays, and a later reading restores a record.
func Bury(ctx context.Context, db *schema.DB, l Load, entity string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	p := buryParams{shopParams{l.Brand.Name, l.Shop.Name}, l.ID, l.Version(), ids}
	switch entity {
	case EntityCustomers:
		return buryCustomers.Exec(ctx, db, p)
	case EntityProducts:
		return buryProducts.Exec(ctx, db, p)
	}
	return buryOrders.Exec(ctx, db, p)
}

// Hide notes which records the shop has and shows in no list.
func Hide(ctx context.Context, db *schema.DB, l Load, entity string, ids []string) error {
	return noteHidden(ctx, db, l, entity, ids, 0)
}

func noteHidden(ctx context.Context, db *schema.DB, l Load, entity string, ids []string, listed uint8) error {
	n := len(ids)
	if n == 0 {
		return nil
	}
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), repeat(entity, n), ids,
		repeat(l.ReadAt.UTC(), n), repeat(l.Version(), n), repeat(listed, n),
	}
	if err := InsertColumns(ctx, db, "INSERT INTO store_hidden", columns); err != nil {
		return fmt.Errorf("note %d hidden %s of shop %s: %w", n, entity, l.Shop.Name, err)
	}
	return nil
}

// Hidden returns up to limit ids of records that the shop has and shows in no list, those
// first that were asked for the longest time ago.
func Hidden(ctx context.Context, db *schema.DB, l Load, entity string, limit int) ([]string, error) {
	return idsOf(hiddenRecords.Query(ctx, db, hiddenParams{shopParams{l.Brand.Name, l.Shop.Name}, entity, uint64(limit)}))
}

// Show takes the notes back of records that are listed again or gone.
func Show(ctx context.Context, db *schema.DB, l Load, entity string, ids []string) error {
	return noteHidden(ctx, db, l, entity, ids, 1)
}

// Unhide takes the notes back of what the sweep's list shows again.
func Unhide(ctx context.Context, db *schema.DB, l Load, entity string) error {
	return unhide.Exec(ctx, db, unhideParams{shopParams{l.Brand.Name, l.Shop.Name}, l.ID, entity, l.Version()})
}
