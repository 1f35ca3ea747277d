package work

import (
	"strings"

	"regulars/console/hide"
	"regulars/schema/view"
)

// RejectedLine is a record that a night could not understand.
type RejectedLine struct{ Shop, Entity, Record, Reason, Raw string }

// Rejected are the records that a night could not understand. They are of people: nobody
// sees one as it came, and who sees names masked sees none of its words.
func Rejected(rows []view.RejectedRow, quoteless func(string) string, names bool) []RejectedLine {
	lines := make([]RejectedLine, len(rows))
	for i, r := range rows {
		lines[i] = RejectedLine{Shop: r.Shop, Entity: r.Entity, Record: hide.Letters(r.Record), Reason: quoteless(r.Reason), Raw: hide.Record(r.Raw)}
		if names && !strings.ContainsAny(r.Record, "@+") {
			lines[i].Record = hide.Short(r.Record)
		}
	}
	return lines
}
