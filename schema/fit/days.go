package fit

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/predict"
	"regulars/schema"
)

type (
	daysParams struct {
		Brand        string
		To           regulars.BusinessDate
		PurchaseDays schema.Identifier
	}
	asOfParams struct {
		PurchaseDays schema.Identifier
		Date         regulars.BusinessDate
	}
)

var (
	daysScript      = schema.NewScript[daysParams]("fit", files, "days.sql")
	historiesScript = schema.NewScript[asOfParams]("fit", files, "histories.sql")
	spendingsScript = schema.NewScript[asOfParams]("fit", files, "spendings.sql")
)

// purchaseDays is a work table of the days on which a brand's members bought: it is
// read for every fit of a run, and orders are merged once.
type purchaseDays struct {
	db    *schema.DB
	table schema.Identifier
}

func readDays(ctx context.Context, db *schema.DB, brand string, to regulars.BusinessDate) (purchaseDays, error) {
	d := purchaseDays{db, schema.Identifier(fmt.Sprintf("work_%s_days_%d", brand, time.Now().UnixNano()))}
	if err := daysScript.Exec(ctx, db, daysParams{Brand: brand, To: to, PurchaseDays: d.table}); err != nil {
		d.drop()
		return d, fmt.Errorf("read the purchase days of brand %s: %w", brand, err)
	}
	return d, nil
}

// drop also runs when the context has ended; what a killed run leaves is dropped by a
// later derivation.
func (d purchaseDays) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_ = d.db.DropTable(ctx, string(d.table))
}

// fit fits all models as of a date, from where an earlier fit ended.
func (d purchaseDays) fit(ctx context.Context, date regulars.BusinessDate, earlier brandFit) (brandFit, error) {
	fit, err := d.fitPurchases(ctx, date, earlier)
	if err != nil {
		return fit, err
	}
	spendings, err := d.spendings(ctx, date)
	if err != nil {
		return fit, err
	}
	fit.spend = predict.FitSpend(spendings, earlierSpend(earlier.spend))
	return fit, ctx.Err()
}

func (d purchaseDays) fitPurchases(ctx context.Context, date regulars.BusinessDate, earlier brandFit) (brandFit, error) {
	var fit brandFit
	histories, err := d.histories(ctx, date)
	if err != nil {
		return fit, err
	}
	fit.again = predict.FitPurchases(predict.BGNBD, histories, earlierPurchases(earlier.again))
	if err := ctx.Err(); err != nil {
		return fit, err
	}
	fit.once = predict.FitPurchases(predict.MBGNBD, histories, earlierPurchases(earlier.once))
	return fit, ctx.Err()
}

func earlierPurchases(f predict.PurchasesFit) *predict.Purchases {
	if f.State != predict.Fitted {
		return nil
	}
	return &f.Purchases
}

func earlierSpend(f predict.SpendFit) *predict.Spend {
	if f.State != predict.Fitted {
		return nil
	}
	return &f.Spend
}

func (d purchaseDays) histories(ctx context.Context, date regulars.BusinessDate) ([]predict.History, error) {
	rows, err := historiesScript.Query(ctx, d.db, asOfParams{d.table, date})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []predict.History
	for rows.Next() {
		var h predict.History
		if err := rows.Scan(&h.Purchases, &h.Recency, &h.Age, &h.Members); err != nil {
			return nil, fmt.Errorf("%s: %w", historiesScript.Name(), schema.Redact(err))
		}
		all = append(all, h)
	}
	return all, schema.Redact(rows.Err())
}

func (d purchaseDays) spendings(ctx context.Context, date regulars.BusinessDate) ([]predict.Spending, error) {
	rows, err := spendingsScript.Query(ctx, d.db, asOfParams{d.table, date})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []predict.Spending
	for rows.Next() {
		var s predict.Spending
		if err := rows.Scan(&s.Purchases, &s.Total, &s.Members); err != nil {
			return nil, fmt.Errorf("%s: %w", spendingsScript.Name(), schema.Redact(err))
		}
		all = append(all, s)
	}
	return all, schema.Redact(rows.Err())
}
