package history

import (
	"context"
	"embed"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/intake"
)

//go:embed *.sql
var files embed.FS

type ordersParams struct {
	Brand, Load          string
	From                 regulars.BusinessDate
	Days                 int
	First, Count, People uint64
	Version              uint64
}

var makeOrders = schema.NewScript[ordersParams]("bench", files, "orders.sql")

// Orders are to be made: so many by so many people, over some days from a date on.
type Orders struct {
	Load                 string
	From                 regulars.BusinessDate
	Days                 int
	First, Count, People uint64
}

// Make stores orders of a brand's shop web, as a load that is done.
func Make(ctx context.Context, db *schema.DB, brand *config.Brand, o Orders) error {
	err := makeOrders.Exec(ctx, db, ordersParams{
		Brand: brand.Name, Load: o.Load, From: o.From, Days: o.Days,
		First: o.First, Count: o.Count, People: o.People, Version: uint64(time.Now().UnixNano()),
	})
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	return intake.PutLoad(ctx, db, intake.Row{
		Brand: brand.Name, Shop: "web", Entity: "orders", LoadID: o.Load, Kind: intake.LoadWindow,
		From: now, To: now, State: intake.LoadDone, StartedAt: now, FinishedAt: now,
	})
}
