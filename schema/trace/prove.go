package trace

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/metric"
)

// Figure names one number.
type Figure struct {
	Metric, Scope, Window string
	Date                  regulars.BusinessDate
}

// Proof is one row of a number's evidence: an order, an event, a member without
// either, a delivery of a campaign or a row of costs, and what it adds. The
// numerators of all rows add up to the number's numerator, and likewise the
// denominators.
type Proof struct {
	Part        string           `ch:"part"`   // numerator, denominator or both
	Record      string           `ch:"record"` // order, event, member, delivery or cost
	Shop        string           `ch:"shop"`
	ID          string           `ch:"id"`     // of the order or event; of costs: their kind
	Number      string           `ch:"number"` // the order's, as people know it
	Date        *time.Time       `ch:"date"`   // on which it counts
	PlacedAt    *time.Time       `ch:"placed_at"`
	MemberID    uint64           `ch:"member_id"` // 0: nobody known
	Seq         uint32           `ch:"seq"`       // which purchase of the member; 0: none
	Revenue     decimal.Decimal  `ch:"revenue"`   // in the brand's currency
	Units       float64          `ch:"units"`
	Campaign    string           `ch:"campaign"` // of the delivery that it is or is credited to, or of the costs
	Channel     string           `ch:"channel"`
	DeliveredOn *time.Time       `ch:"delivered_on"` // the delivery's business date
	Delivery    string           `ch:"delivery"`     // its state and the reason, such as excluded: holdout
	Numerator   *decimal.Decimal `ch:"numerator"`
	Denominator *decimal.Decimal `ch:"denominator"`
}

// evidenceParams are the parameters of the files that find a number's evidence.
type evidenceParams struct {
	metric.Range
	evidenceTables
	Metric, Scope string
}

// evidenceTables are made for one number and dropped when it is proven.
type evidenceTables struct {
	Purchases, Bought, Found, Owed schema.Identifier
}

var (
	openScript = schema.NewStep[evidenceParams]("trace", files, "open.sql")
	rowsScript = schema.NewStep[evidenceParams]("trace", files, "rows.sql")
	findings   = findingScripts()
)

// findingScripts are the files of evidence/, by their names.
func findingScripts() map[string]schema.Script[evidenceParams] {
	names, err := fs.Glob(files, "evidence/*.sql")
	if err != nil {
		panic(err) // the pattern is sound
	}
	scripts := map[string]schema.Script[evidenceParams]{}
	for _, name := range names {
		scripts[path.Base(name)] = schema.NewStep[evidenceParams]("trace", files, name)
	}
	return scripts
}

// Prove reads the evidence of a number from the orders as they are derived now,
// and calls each with one row after the other; an error of each ends it. It
// returns an error where no orders stand behind the metric.
func Prove(ctx context.Context, db *schema.DB, b *config.Brand, f Figure, each func(Proof) error) error {
	e, err := EvidenceOf(f.Metric, f.Scope)
	if err != nil {
		return err
	}
	if e.Instead != "" {
		return fmt.Errorf("no orders stand behind %s: %s", f.Metric, e.Instead)
	}
	if e.Same != "" {
		return Prove(ctx, db, b, f.as(e.Same), each)
	}
	if e.own() {
		err = proveOwn(ctx, db, b, f, findings[e.name], each)
	}
	if err == nil && e.Above != "" {
		err = Prove(ctx, db, b, f.as(e.Above), above(each))
	}
	if err == nil && e.Below != "" {
		err = Prove(ctx, db, b, f.as(e.Below), below(each))
	}
	return err
}

func (f Figure) as(metric string) Figure {
	f.Metric = metric
	return f
}

// above takes another number's numerator as part of this one's.
func above(each func(Proof) error) func(Proof) error {
	return func(p Proof) error {
		if p.Numerator == nil {
			return nil
		}
		p.Part, p.Denominator = "numerator", nil
		return each(p)
	}
}

// below takes another number's numerator as part of this one's denominator.
func below(each func(Proof) error) func(Proof) error {
	return func(p Proof) error {
		if p.Numerator == nil {
			return nil
		}
		p.Part, p.Numerator, p.Denominator = "denominator", nil, p.Numerator
		return each(p)
	}
}

func proveOwn(ctx context.Context, db *schema.DB, b *config.Brand, f Figure, finding schema.Script[evidenceParams], each func(Proof) error) error {
	p := paramsOf(b, f)
	defer metric.DropWork(db, p.Purchases, p.Bought, p.Found, p.Owed)
	for _, script := range []schema.Script[evidenceParams]{openScript, finding} {
		if err := script.Exec(ctx, db, p); err != nil {
			return fmt.Errorf("find the orders behind %s of brand %s: %w", f.Metric, b.Name, err)
		}
	}
	rows, err := rowsScript.Query(ctx, db, p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var proof Proof
		if err := rows.ScanStruct(&proof); err != nil {
			return fmt.Errorf("read the orders behind %s: %w", f.Metric, schema.Redact(err))
		}
		if err := each(proof); err != nil {
			return err
		}
	}
	return schema.Redact(rows.Err())
}

func paramsOf(b *config.Brand, f Figure) evidenceParams {
	now := uint64(time.Now().UnixNano())
	name := func(table string) schema.Identifier { return metric.WorkTable(b.Name, table, now) }
	return evidenceParams{
		Range:          metric.RangeOf(b, regulars.Window(f.Window).Start(f.Date), f.Date),
		evidenceTables: evidenceTables{Purchases: name("purchases"), Bought: name("bought"), Found: name("found"), Owed: name("owed")},
		Metric:         f.Metric, Scope: f.Scope,
	}
}
