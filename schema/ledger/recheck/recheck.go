package recheck

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"

	"regulars"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// Params are whose deliveries are asked for, and what they need.
type Params struct {
	Brand            string
	From, To         uint64 // no member's id is outside
	Channel, Purpose string
	Coupons          bool // nobody goes without a code
	K0, K1           uint64
}

// Delivery is one that is asked for.
type Delivery struct {
	Member      uint64
	Nodes       []uint64 // the member's identifiers at planning
	AddressHash string
	Coupon      string
	PlannedAt   time.Time
}

// Answer is what is known of one delivery by now.
type Answer struct {
	Member   uint64 `ch:"member_id"`
	Name     string `ch:"name"`
	Language string `ch:"language"`
	Address  string `ch:"address"`
	Derived  bool   `ch:"derived"` // members may have been merged since the plan
	Verdict  string `ch:"verdict"` // why it may not go; empty: it may
}

// Run is a campaign of a business date.
type Run struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
}

type mergedParams struct {
	Run
	Members []uint64
}

var (
	askScript    = schema.NewScript[Params]("ledger/recheck", files, "recheck.sql").OneThread()
	mergedScript = schema.NewScript[mergedParams]("ledger/recheck", files, "merged.sql")
)

// Ask returns one answer for each delivery, in their order, which is that of the members' ids.
func Ask(ctx context.Context, db *schema.DB, p Params, deliveries []Delivery) ([]Answer, error) {
	if len(deliveries) == 0 {
		return nil, nil
	}
	table, err := tableOf(deliveries)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, 0, len(deliveries))
	err = askScript.Select(clickhouse.Context(ctx, clickhouse.WithExternalTable(table)), db, &answers, p)
	if err != nil {
		return nil, err
	}
	if !oneEach(answers, deliveries) {
		return nil, fmt.Errorf("%s gave %d answers for %d deliveries, or for others: a fault of the program", askScript.Name(), len(answers), len(deliveries))
	}
	return answers, nil
}

// oneEach reports whether there is one answer for each delivery, in their order.
func oneEach(answers []Answer, deliveries []Delivery) bool {
	return slices.EqualFunc(answers, deliveries, func(a Answer, d Delivery) bool { return a.Member == d.Member })
}

// Merged lists which of these members were merged since the plan with another one, to whom the
// message went or is under way.
func Merged(ctx context.Context, db *schema.DB, r Run, members []uint64) ([]uint64, error) {
	var rows []struct {
		Member uint64 `ch:"member_id"`
	}
	if err := mergedScript.Select(ctx, db, &rows, mergedParams{r, members}); err != nil {
		return nil, err
	}
	twice := make([]uint64, len(rows))
	for i, row := range rows {
		twice[i] = row.Member
	}
	return twice, nil
}

// tableOf are the deliveries as a table that goes along with a query.
func tableOf(deliveries []Delivery) (*ext.Table, error) {
	table, err := ext.NewTable("asked",
		ext.Column("member_id", "UInt64"), ext.Column("nodes", "Array(UInt64)"), ext.Column("address_hash", "String"),
		ext.Column("coupon", "String"), ext.Column("planned_at", "DateTime64(3, 'UTC')"))
	if err != nil {
		return nil, fmt.Errorf("make a table of deliveries: %w", err)
	}
	for _, d := range deliveries {
		if err := table.Append(d.Member, d.Nodes, d.AddressHash, d.Coupon, d.PlannedAt); err != nil {
			return nil, fmt.Errorf("read the deliveries that are asked for: %w", err)
		}
	}
	return table, nil
}
