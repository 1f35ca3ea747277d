package intake

import (
	"context"
	"fmt"
	"slices"

	"regulars"
	"regulars/identity/zone"
	"regulars/schema"
)

// NameUnknownZones keeps, among what was rejected, each time zone of customers that isn't one,
// once: it counts as none. Records are not rejected for it.
func NameUnknownZones(ctx context.Context, db *schema.DB, l Load, stated []string) error {
	var named []regulars.Rejected
	for _, text := range stated {
		if text == "" || zone.Named(text) != "" {
			continue
		}
		r := regulars.Rejected{
			Entity: EntityCustomers, ID: "timezone",
			Reason: fmt.Sprintf("the time zone %s is none: it counts as not said; write it as Asia/Taipei", PlainWord(text)),
		}
		if !slices.ContainsFunc(named, func(n regulars.Rejected) bool { return n.Reason == r.Reason }) {
			named = append(named, r)
		}
	}
	return InsertRejected(ctx, db, l, named)
}

func zonesOf(customers []regulars.Customer) []string {
	zones := make([]string, len(customers))
	for i := range customers {
		zones[i] = customers[i].Timezone
	}
	return zones
}
