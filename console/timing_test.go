package console_test

import (
	"testing"
	"time"

	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

func TestTiming(t *testing.T) {
	w := peopled(t)
	ctx, db := t.Context(), w.db
	b := &w.config.Brands[0]
	q := view.ResultQuery{From: today.AddDays(-27), To: today, AsOf: today}
	l, _ := ledger.New(db, secret)
	_ = l
	for round := range 2 {
		for _, c := range []struct {
			n string
			f func() error
		}{
			{"published", func() error { _, err := view.PublishedDates(ctx, db, "tea"); return err }},
			{"campaigns", func() error { _, err := view.Campaigns(ctx, db, "tea", 41); return err }},
			{"results", func() error { _, err := view.Results(ctx, db, b, q); return err }},
			{"holds", func() error { _, err := view.Holds(ctx, db, "tea", 100); return err }},
			{"certificate", func() error { _, err := gate.ReadCertificate(ctx, db, "tea", today); return err }},
			{"books", func() error { _, err := ledger.AllBooks(ctx, db, "tea", today); return err }},
			{"trends current", func() error { _, err := snapshot.Trends.Current(ctx, db, "tea", today); return err }},
			{"kpis brand", func() error { _, err := view.KPIs(ctx, db, "tea", today, "brand", "", ""); return err }},
			{"kpis shop", func() error { _, err := view.KPIs(ctx, db, "tea", today, "shop:*", "", "day"); return err }},
			{"members current", func() error { _, err := snapshot.Members.Current(ctx, db, "tea", today); return err }},
			{"ahead", func() error { _, err := view.LookAhead(ctx, db, "tea", today, 1); return err }},
			{"cells", func() error { _, err := view.Cells(ctx, db, "tea", today); return err }},
			{"person", func() error { _, err := view.PersonOf(ctx, db, "tea", today, 1, 10); return err }},
		} {
			at := time.Now()
			err := c.f()
			t.Log(round, c.n, time.Since(at).Round(time.Millisecond), err)
		}
	}
	ops := w.as("ops")
	for range 2 {
		for _, path := range []string{"/b/tea/", "/b/tea/campaigns", "/b/tea/members", "/b/tea/members?stage=active", "/b/tea/members/" + w.idOf("ming@shop.test"), "/b/tea/nights", "/b/tea/setup"} {
			at := time.Now()
			ops.get(path)
			t.Log(path, time.Since(at).Round(time.Millisecond))
		}
	}
	for _, r := range []struct{}{} {
		_ = r
	}
	rows, _ := db.Conn().Query(ctx, "SELECT log_comment, count(), avg(query_duration_ms) FROM system.query_log WHERE type = 'QueryFinish' AND current_database = currentDatabase() GROUP BY 1 ORDER BY 3 DESC LIMIT 30")
	if rows != nil {
		for rows.Next() {
			var c string
			var n uint64
			var ms float64
			_ = rows.Scan(&c, &n, &ms)
			t.Log("log", c, n, ms)
		}
	}
}
