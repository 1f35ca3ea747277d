package outcome

import (
	"context"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/report"
	"regulars/schema"
)

// Next is which messages would earn most next, as the last night found it.
type Next struct {
	Heading, Lead string // empty: nothing was suggested; without a lead it could not be measured
	Tables        []present.Table
	Sentences     []string
}

// NextOf reads it: one row that the night kept.
func NextOf(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate, names *present.Names, numbers present.Numbers) (Next, error) {
	s, err := report.Suggested(ctx, db, b, date)
	if err != nil || !s.Any() {
		return Next{}, err
	}
	if s.Unmeasured != "" {
		return Next{Heading: s.Heading(names), Sentences: s.Sentences(names, numbers)}, nil
	}
	next := Next{Heading: s.Heading(names), Lead: s.Title(names), Sentences: s.Sentences(names, numbers)}
	for _, t := range []present.Table{s.Table(names), s.UnknownTable(names)} {
		if len(t.Rows) > 0 {
			next.Tables = append(next.Tables, t)
		}
	}
	return next, nil
}
