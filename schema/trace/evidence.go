package trace

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/metric"
)

// Evidence says which orders, events, members, deliveries and costs stand behind a
// metric, in words.
type Evidence struct {
	File        string // such as schema/trace/evidence/stages.sql
	Numerator   string // what adds to it; of a sum or a count, to the number itself
	Denominator string // empty: it has none
	Instead     string // what to look at where no orders stand behind it; else empty

	query string
	own   bool   // the file finds some of it
	same  string // the metric that it is under another name
	above string // whose numerator belongs to the numerator
	below string // whose numerator belongs to the denominator
}

// EvidenceOf finds what is known of the evidence of a metric at a scope: the
// file in evidence/ that is named as the metric's own in metrics/.
func EvidenceOf(name, scope string) (Evidence, error) {
	d, err := metric.DefinitionOf(name, scope)
	if err != nil {
		return Evidence{}, err
	}
	query := "evidence/" + path.Base(d.File)
	missing := fmt.Errorf("schema/trace/%s does not tell yet which orders stand behind %s", query, name)
	if _, err := fs.Stat(files, query); err != nil {
		return Evidence{}, missing
	}
	h, err := metric.HeaderOf(files, "schema/trace", query)
	if err != nil {
		return Evidence{}, err
	}
	names, err := metric.MetricNames(h.Fields["evidence"])
	if err != nil {
		return Evidence{}, fmt.Errorf("header of schema/trace/%s: %w", query, err)
	}
	i := slices.IndexFunc(names, func(pattern string) bool { return metric.Matcher(pattern).MatchString(name) })
	if i < 0 {
		return Evidence{}, missing
	}
	e := Evidence{
		File: h.File, query: query,
		Numerator: h.SaysOf("numerator", names[i], names), Denominator: h.SaysOf("denominator", names[i], names),
		Instead: h.SaysOf("instead", names[i], names),
		same:    h.SaysOf("same", names[i], names), above: h.SaysOf("above", names[i], names), below: h.SaysOf("below", names[i], names),
	}
	e.own = e.Numerator+e.Denominator != ""
	return e, e.borrow(scope)
}

// borrow says of what other metrics' orders stand behind it as they say it.
func (e *Evidence) borrow(scope string) error {
	if e.same != "" {
		of, err := EvidenceOf(e.same, scope)
		e.Numerator, e.Denominator = of.Numerator, of.Denominator
		return err
	}
	for _, part := range []struct {
		of   string
		text *string
	}{{e.above, &e.Numerator}, {e.below, &e.Denominator}} {
		if part.of == "" {
			continue
		}
		of, err := EvidenceOf(part.of, scope)
		if err != nil {
			return err
		}
		*part.text = strings.TrimSpace(*part.text + " " + part.of + ": " + of.Numerator)
	}
	return nil
}

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

// Prove reads the evidence of a number from the orders as they are derived now,
// one row after the other.
func Prove(ctx context.Context, db *schema.DB, b *config.Brand, f Figure, each func(Proof) error) error {
	e, err := EvidenceOf(f.Metric, f.Scope)
	if err != nil {
		return err
	}
	if e.Instead != "" {
		return fmt.Errorf("no orders stand behind %s: %s", f.Metric, e.Instead)
	}
	if e.same != "" {
		return Prove(ctx, db, b, f.as(e.same), each)
	}
	if e.own {
		err = proveOwn(ctx, db, b, f, e.query, each)
	}
	if err == nil && e.above != "" {
		err = Prove(ctx, db, b, f.as(e.above), above(each))
	}
	if err == nil && e.below != "" {
		err = Prove(ctx, db, b, f.as(e.below), below(each))
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

func proveOwn(ctx context.Context, db *schema.DB, b *config.Brand, f Figure, query string, each func(Proof) error) error {
	p := evidenceParams(b, f)
	defer dropEvidence(db, p)
	for _, file := range []string{"trace/evidence/open.sql", query} {
		if err := db.Exec(ctx, file, p); err != nil {
			return fmt.Errorf("find the orders behind %s of brand %s: %w", f.Metric, b.Name, err)
		}
	}
	rows, err := db.Query(ctx, "trace/evidence/rows.sql", p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var proof Proof
		if err := rows.ScanStruct(&proof); err != nil {
			return fmt.Errorf("read the orders behind %s: %w", f.Metric, err)
		}
		if err := each(proof); err != nil {
			return err
		}
	}
	return rows.Err()
}

func evidenceParams(b *config.Brand, f Figure) schema.Params {
	now := uint64(time.Now().UnixNano())
	p := metric.Params(b, metric.Measurement{From: windowStart(f.Window, f.Date), To: f.Date}, now)
	p["metric"], p["scope"], p["window"] = f.Metric, f.Scope, f.Window
	p["purchases"] = fmt.Sprintf("work_%s_purchases_%d", b.Name, now)
	p["bought"] = fmt.Sprintf("work_%s_bought_%d", b.Name, now)
	p["found"] = fmt.Sprintf("work_%s_found_%d", b.Name, now)
	p["owed"] = fmt.Sprintf("work_%s_owed_%d", b.Name, now)
	return p
}

// dropEvidence also runs when the context has ended.
func dropEvidence(db *schema.DB, p schema.Params) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	derive.DropTable(ctx, db, p["purchases"].(string))
	derive.DropTable(ctx, db, p["bought"].(string))
	derive.DropTable(ctx, db, p["found"].(string))
	derive.DropTable(ctx, db, p["owed"].(string))
}

// windowStart is the first date of a window that ends on a date.
func windowStart(window string, date regulars.BusinessDate) regulars.BusinessDate {
	days := map[string]int{"day": 1, "7d": 7, "28d": 28, "90d": 90, "365d": 365}
	if n, ok := days[window]; ok {
		return date.AddDays(1 - n)
	}
	switch window {
	case "month":
		return date[:8] + "01"
	case "year":
		return date[:5] + "01-01"
	}
	return "1970-01-01"
}
