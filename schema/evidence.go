package schema

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
)

// Evidence says which orders stand behind a metric, in words.
type Evidence struct {
	File        string // such as schema/evidence/stages.sql
	Numerator   string // what adds to it; of a sum or a count, to the number itself
	Denominator string // empty: it has none
	Instead     string // what to look at where no orders stand behind it; else empty

	query string
}

// EvidenceOf finds what is known of the evidence of a metric at a scope: the
// file in evidence/ that is named as the metric's own in metrics/.
func EvidenceOf(metric, scope string) (Evidence, error) {
	d, err := DefinitionOf(metric, scope)
	if err != nil {
		return Evidence{}, err
	}
	query := "evidence/" + path.Base(d.File)
	missing := fmt.Errorf("schema/%s does not tell yet which orders stand behind %s", query, metric)
	if _, err := fs.Stat(files, query); err != nil {
		return Evidence{}, missing
	}
	h, err := headerOf(query)
	if err != nil {
		return Evidence{}, err
	}
	names, err := metricNames(h.fields["evidence"])
	if err != nil {
		return Evidence{}, fmt.Errorf("header of schema/%s: %w", query, err)
	}
	i := slices.IndexFunc(names, func(name string) bool { return matcher(name).MatchString(metric) })
	if i < 0 {
		return Evidence{}, missing
	}
	return Evidence{
		File: h.file, query: query,
		Numerator: h.saysOf("numerator", names[i], names), Denominator: h.saysOf("denominator", names[i], names),
		Instead: h.saysOf("instead", names[i], names),
	}, nil
}

// saysOf is what a field says of a metric: nothing, where it is made of clauses
// and none is the metric's.
func (h header) saysOf(field, metric string, names []string) string {
	text := h.fields[field]
	if said := clause(text, metric, names); said != text {
		return said
	}
	starts := clauseStarts(text, names)
	if len(starts) > 0 && starts[0].at == 0 {
		return ""
	}
	return text
}

// Figure names one number.
type Figure struct {
	Metric, Scope, Window string
	Date                  regulars.BusinessDate
}

// Proof is one row of a number's evidence: an order, an event, or a member
// without either, and what it adds. The numerators of all rows add up to the
// number's numerator, and likewise the denominators.
type Proof struct {
	Part        string           `ch:"part"`   // numerator, denominator or both
	Record      string           `ch:"record"` // order, event or member
	Shop        string           `ch:"shop"`
	ID          string           `ch:"id"`     // of the order or event
	Number      string           `ch:"number"` // the order's, as people know it
	Date        *time.Time       `ch:"date"`   // on which it counts
	PlacedAt    *time.Time       `ch:"placed_at"`
	MemberID    uint64           `ch:"member_id"` // 0: nobody known
	Seq         uint32           `ch:"seq"`       // which purchase of the member; 0: none
	Revenue     decimal.Decimal  `ch:"revenue"`   // in the brand's currency
	Units       float64          `ch:"units"`
	Numerator   *decimal.Decimal `ch:"numerator"`
	Denominator *decimal.Decimal `ch:"denominator"`
}

// Prove reads the evidence of a number from the orders as they are derived now,
// one row after the other.
func (db *DB) Prove(ctx context.Context, b *config.Brand, f Figure, each func(Proof) error) error {
	e, err := EvidenceOf(f.Metric, f.Scope)
	if err != nil {
		return err
	}
	if e.Instead != "" {
		return fmt.Errorf("no orders stand behind %s: %s", f.Metric, e.Instead)
	}
	p := evidenceParams(b, f)
	defer db.dropEvidence(p)
	for _, file := range []string{"evidence/open.sql", e.query} {
		if err := db.Exec(ctx, file, p); err != nil {
			return fmt.Errorf("find the orders behind %s of brand %s: %w", f.Metric, b.Name, err)
		}
	}
	rows, err := db.Query(ctx, "evidence/rows.sql", p)
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

func evidenceParams(b *config.Brand, f Figure) Params {
	now := uint64(time.Now().UnixNano())
	p := measureParams(b, Measurement{From: windowStart(f.Window, f.Date), To: f.Date}, now)
	p["metric"], p["scope"], p["window"] = f.Metric, f.Scope, f.Window
	p["purchases"] = fmt.Sprintf("work_%s_purchases_%d", b.Name, now)
	p["bought"] = fmt.Sprintf("work_%s_bought_%d", b.Name, now)
	p["found"] = fmt.Sprintf("work_%s_found_%d", b.Name, now)
	return p
}

// dropEvidence also runs when the context has ended.
func (db *DB) dropEvidence(p Params) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db.drop(ctx, p["purchases"].(string))
	db.drop(ctx, p["bought"].(string))
	db.drop(ctx, p["found"].(string))
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
